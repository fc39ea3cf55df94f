//! Every page in the language of its address.

use http::StatusCode;

use crate::harness::{ANNA, Database, Portal, STAFF};

fn language_of(text: &str) -> &str {
    text.split_once("<html lang=\"").unwrap().1.split_once('"').unwrap().0
}

#[tokio::test]
async fn the_address_says_the_language() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.browser().with("accept-language", "fi");
    let english = browser.get("/sign-in").await;
    assert_eq!((language_of(&english.text()), english.status), ("en", StatusCode::OK), "whatever the browser asks for");
    let finnish = browser.get("/fi/sign-in").await.text();
    assert_eq!(language_of(&finnish), "fi");
    assert!(finnish.contains("Mitä kirjasto tietää sinusta?") && finnish.contains("action=\"/fi/sign-in\""));
    let unknown = browser.get("/sv/sign-in").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "a language that is not shipped is no language");

    browser.sign_in(ANNA).await;
    for address in ["/my-data", "/my-data/fees", "/my-data/take-away", "/security"] {
        let text = browser.get(&format!("/fi{address}")).await.text();
        assert_eq!(language_of(&text), "fi", "{address}");
        for href in text.split("href=\"/").skip(1).map(|part| part.split_once('"').unwrap().0) {
            let is_file = ["pkg/", "fonts/", "favicon"].iter().any(|start| href.starts_with(start));
            // The one link that leaves Finnish goes to this page in English.
            let is_english = format!("/{href}") == address;
            assert!(is_file || is_english || href.starts_with("fi/"), "{address} links to /{href}");
        }
        for action in text.split("action=\"").skip(1) {
            assert!(action.starts_with("/fi/"), "{address} posts to {action:.30}");
        }
    }
}

#[tokio::test]
async fn only_the_bare_address_asks_the_browser() {
    let portal = Portal::on(Database::sqlite()).await;
    let to = async |accepted: &str, address: &str| {
        let answer = portal.browser().with("accept-language", accepted).get(address).await;
        assert_eq!(answer.header("vary"), "accept-language");
        answer.location().to_owned()
    };
    assert_eq!(to("fi-FI,fi;q=0.9,en;q=0.8", "/").await, "/fi/sign-in");
    assert_eq!(to("en-GB,fi;q=0.5", "/").await, "/sign-in");
    assert_eq!(to("de,fr;q=0.5", "/").await, "/sign-in");
    assert_eq!(to("en", "/fi").await, "/fi/sign-in");
    assert_eq!(to("en", "/fi/").await, "/fi/sign-in");
    let mut anna = portal.signed_in(ANNA).await.with("accept-language", "fi");
    assert_eq!(anna.get("/").await.location(), "/fi/my-data");
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so_in_its_language() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut anna = portal.signed_in(ANNA).await;
    for (address, title) in [
        ("/nothing", "There is no such page"),
        ("/fi/nothing", "Sivua ei löydy"),
        ("/fines", "There is no such page"),
        ("/fi/my-data/nothing", "Sivua ei löydy"),
        ("/fi/my-data/take-away/nothing", "Sivua ei löydy"),
        ("/my-data/take-away/%00", "There is no such page"),
        ("/fi/fi/my-data", "Sivua ei löydy"),
    ] {
        let answer = anna.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(answer.text().contains(title), "{address}");
        assert_eq!(language_of(&answer.text()), if address.starts_with("/fi/") { "fi" } else { "en" });
    }
    let posted = anna.post("/fi/my-data/take-away/nothing/file", &[]).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
    assert!(posted.text().contains("Sivua ei löydy"), "also in answer to a form");
}

#[tokio::test]
async fn forms_answer_in_their_language() {
    let portal = Portal::on(Database::sqlite()).await;
    let fields = [("cardnumber", ANNA.card), ("pin", "wrong")];
    let refused = portal.browser().post("/fi/sign-in", &fields).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.text().contains("Kortin numero ja PIN-koodi eivät sovi yhteen"));
    assert_eq!(language_of(&refused.text()), "fi");
    let mut browser = portal.browser();
    let answer = browser.post("/fi/sign-in", &[("cardnumber", ANNA.card), ("pin", ANNA.pin)]).await;
    assert_eq!(answer.location(), "/fi/my-data");
    assert_eq!(browser.post("/fi/security/sessions/end-others", &[]).await.location(), "/fi/security");
}

#[tokio::test]
async fn what_answers_a_form_leads_to_the_same_page_in_other_languages() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut staff = portal.signed_in(STAFF[4]).await;
    let refused = staff.post("/staff/consents/loan-history/preview", &[("name-en", "Only one")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    let text = refused.text();
    let links: Vec<&str> = text.split("<a ").filter(|link| link.contains("hreflang=")).collect();
    assert!(!links.is_empty());
    for link in links {
        let address = link.split_once("href=\"").unwrap().1.split_once('"').unwrap().0;
        assert_eq!(staff.get(address).await.status, StatusCode::OK, "{address}");
    }
}
