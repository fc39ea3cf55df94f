//! A lost PIN at the desk: staff send a link, or hand out a code on paper, and nobody gains rights by it.

use futures::future::join_all;
use http::StatusCode;

use crate::harness::{
    ANNA, Answer, BRUNO, Browser, Database, Person, Portal, STAFF,
    post::{link, mails_to, with_mail},
};

on_each_database!(
    staff_send_a_link_and_never_learn_the_password,
    a_code_on_paper_works_once_and_for_a_day,
    codes_cannot_be_tried_for_ever_and_keep_nobody_from_signing_in,
    nobody_makes_a_code_for_themselves_or_for_more_rights,
);

const DESK: Person = STAFF[0];
const NEW: &str = "koivu tuuli 84 laituri";

async fn page_of(portal: &Portal, person: Person) -> String {
    let sql = format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", person.card);
    format!("/staff/patrons/{}", portal.texts(&sql).await.remove(0))
}

async fn staff_send_a_link_and_never_learn_the_password(database: Database) {
    let (portal, server) = with_mail(database).await;
    let mut desk = portal.signed_in(DESK).await;
    let page = page_of(&portal, ANNA).await;
    assert!(desk.get(&page).await.text().contains(&format!("{page}/recovery\"")));
    let answer = desk.post(&format!("{page}/recovery"), &[]).await;
    assert_eq!(answer.location(), format!("{page}?done=recovery"), "{}", answer.text());
    let mail = mails_to(&portal, &server, &ANNA.email()).await.pop().unwrap();
    assert_eq!(portal.browser().post(&link(&mail, "/r/"), &[("new_password", NEW)]).await.status, StatusCode::OK);
    let entry = portal.log().await.into_iter().find(|entry| entry.action == "recovery-started").unwrap();
    assert_eq!((entry.patron, entry.actor), (Some(portal.id_of(ANNA).await), Some(portal.id_of(DESK).await)));
    portal.clock.advance(14 * 60);
    desk.get("/staff").await;
    portal.clock.advance(2 * 60);
    let asked = desk.post(&format!("{page}/recovery"), &[]).await;
    assert!(asked.text().contains("name=\"pin\""), "after a quarter of an hour the PIN is asked for again");
    assert_eq!(mails_to(&portal, &server, &ANNA.email()).await.iter().filter(|mail| mail.contains("/r/")).count(), 1);
}

/// The code that a desk hands out for Anna.
async fn paper_code(portal: &Portal, browser: &mut Browser) -> String {
    let fields = [("method", "identity-card"), ("reason", "Ei sähköpostia")];
    let page = page_of(portal, ANNA).await;
    let answer = browser.post(&format!("{page}/recovery-code"), &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    let text = answer.text();
    assert!(!text.contains("hreflang"), "whoever looked at it in another language would have lost it");
    let at = text.find("class=\"code\">").expect("a code") + "class=\"code\">".len();
    text[at..at + 14].to_owned()
}

async fn a_code_on_paper_works_once_and_for_a_day(database: Database) {
    let portal = Portal::on(database).await;
    let mut desk = portal.signed_in(DESK).await;
    let old = paper_code(&portal, &mut desk).await;
    let code = paper_code(&portal, &mut desk).await;
    assert!(!portal.whole_table("recovery").await.contains(&code.replace('-', "")), "only a hash is kept");
    let mut home = portal.browser();
    for wrong in [old.as_str(), "AAAA-AAAA-AAAA", "nonsense"] {
        let answer = home.post("/recover/code", &[("cardnumber", ANNA.card), ("code", wrong)]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(!answer.text().contains(wrong), "what was typed is not shown again");
    }
    let other_card = home.post("/recover/code", &[("cardnumber", BRUNO.card), ("code", &code)]).await;
    assert_eq!(other_card.status, StatusCode::UNAUTHORIZED);
    let typed = code.to_lowercase().replace('-', " ");
    let fields = [("cardnumber", ANNA.card), ("code", typed.as_str())];
    let uses = join_all((0..3).map(|_| {
        let mut browser = portal.browser_at("198.51.100.7");
        async move { browser.post("/recover/code", &fields).await }
    }))
    .await;
    let links: Vec<&str> = uses.iter().map(Answer::location).filter(|to| to.starts_with("/r/")).collect();
    assert_eq!(links.len(), 1, "of three uses at once one succeeds");
    assert_eq!(home.post(links[0], &[("new_password", NEW)]).await.status, StatusCode::OK);
    assert_eq!(home.try_sign_in(ANNA.card, NEW).await.status, StatusCode::SEE_OTHER);
    let sql = "SELECT new_value FROM audit_entry WHERE action = 'recovery-code-issued'";
    assert_eq!(portal.texts(sql).await, ["identity-card: Ei sähköpostia"; 2]);
    let late = paper_code(&portal, &mut desk).await;
    portal.clock.advance(24 * 60 * 60);
    let answer = portal.browser().post("/recover/code", &[("cardnumber", ANNA.card), ("code", &late)]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

async fn codes_cannot_be_tried_for_ever_and_keep_nobody_from_signing_in(database: Database) {
    let portal = Portal::on(database).await;
    let tries =
        (0..8).map(|_| {
            let mut browser = portal.browser();
            async move {
                browser.post("/recover/code", &[("cardnumber", ANNA.card), ("code", "AAAA-AAAA-AAAA")]).await.status
            }
        });
    let answers = join_all(tries).await;
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::UNAUTHORIZED).count(), 5, "{answers:?}");
    assert_eq!(portal.browser().try_sign_in(ANNA.card, ANNA.pin).await.status, StatusCode::SEE_OTHER);
}

async fn nobody_makes_a_code_for_themselves_or_for_more_rights(database: Database) {
    let portal = Portal::on(database).await;
    let mut desk = portal.signed_in(DESK).await;
    let good = [("method", "identity-card"), ("reason", "Ei sähköpostia")];
    for person in [DESK, STAFF[4]] {
        let address = format!("{}/recovery-code", page_of(&portal, person).await);
        assert_eq!(desk.post(&address, &good).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", person.card);
    }
    let address = format!("{}/recovery-code", page_of(&portal, ANNA).await);
    for incomplete in [
        [("method", "identity-card"), ("reason", " ")],
        [("method", "strong-sign-in"), ("reason", "Ei sähköpostia")],
        [("method", ""), ("reason", "Ei sähköpostia")],
    ] {
        assert_eq!(desk.post(&address, &incomplete).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM recovery").await, 0);
}
