//! Messages: the grid, what is usual, and news that are called off with one press.

use axum::body::Body;
use carrel_domain::{OrganizationId, PatronId, PatronScope};
use carrel_services::mail::{Mail, Template, Values};
use carrel_sources::alldata::{self, Input};
use http::{Method, StatusCode};

use crate::{
    harness::{ANNA, Answer, BRUNO, Browser, Database, Options, Person, Portal, STAFF, post::mails_to},
    smtp_server::SmtpServer,
};

on_each_database!(
    a_choice_is_saved_logged_and_survives_an_import,
    two_who_change_at_once_see_each_other,
    what_is_usual_for_the_category_shows_until_one_chooses,
    a_library_offers_its_own_ways_and_says_which_do_not_reach_one,
    news_go_to_those_only_who_agreed_and_carry_the_headers,
    one_press_calls_news_off_without_signing_in_and_can_be_taken_back,
    an_old_mail_cannot_agree_for_anybody,
    a_token_that_is_nobodys_is_answered_the_same,
);

const ADMINISTRATOR: Person = STAFF[4];

async fn shown(browser: &mut Browser) -> String {
    let page = browser.get("/messages").await.text();
    page.split("name=\"shown\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn save(browser: &mut Browser, shown: &str, fields: &[(&str, &str)]) -> Answer {
    browser.post("/messages", &[&[("shown", shown)][..], fields].concat()).await
}

async fn chosen(portal: &Portal) -> Vec<String> {
    portal
        .texts(
            "SELECT object || '|' || old_value || '|' || new_value FROM audit_entry \
             WHERE action = 'messages-chosen' ORDER BY id",
        )
        .await
}

async fn a_choice_is_saved_logged_and_survives_an_import(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let before = shown(&mut anna).await;
    let fields = [
        ("event", "Advance_Notice"),
        ("on|Advance_Notice|email", "1"),
        ("on|Advance_Notice|sms", "1"),
        ("days|Advance_Notice", "3"),
        ("digest|Advance_Notice", "1"),
        ("event", "Item_Due"),
    ];
    assert_eq!(save(&mut anna, &before, &fields).await.location(), "/messages?done=1");
    // What is not offered is not chosen, whatever a form says.
    assert_eq!(chosen(&portal).await, ["message:Advance_Notice|-|email; 3; digest"]);
    let line = ANNA.line().replace("Outokumpu", "Joensuu");
    let input = Input::Reader(Box::new(std::io::Cursor::new(line.into_bytes())));
    let store = portal.services.store();
    alldata::run(store, alldata::Options::new(OrganizationId(1), input, portal.clock.now()), &mut ()).await.unwrap();
    let page = anna.get("/my-data/preferences").await.text();
    assert!(page.contains("Reminder before the due date") && page.contains("email"), "{page}");
    let again = shown(&mut anna).await;
    assert_eq!(save(&mut anna, &again, &fields).await.location(), "/messages?done=0", "nothing differs");
    assert_eq!(chosen(&portal).await.len(), 1);
    let days = [("event", "Advance_Notice"), ("days|Advance_Notice", "31")];
    assert_eq!(save(&mut anna, &again, &days).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn two_who_change_at_once_see_each_other(database: Database) {
    let portal = Portal::on(database).await;
    let (mut here, mut there) = (portal.signed_in(ANNA).await, portal.signed_in(ANNA).await);
    let before = shown(&mut here).await;
    let one = [("event", "Item_Due"), ("on|Item_Due|email", "1")];
    let other = [("event", "Item_Due"), ("digest|Item_Due", "1")];
    let (first, second) = futures::join!(save(&mut here, &before, &one), save(&mut there, &before, &other));
    let saved = [&first, &second].iter().filter(|answer| answer.location() == "/messages?done=1").count();
    let refused = [&first, &second].iter().filter(|answer| answer.status == StatusCode::UNPROCESSABLE_ENTITY).count();
    assert_eq!((saved, refused), (1, 1), "{} {}", first.status, second.status);
    assert_eq!(chosen(&portal).await.len(), 1);
}

async fn what_is_usual_for_the_category_shows_until_one_chooses(database: Database) {
    let portal = Portal::on(database).await;
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    for (category, way) in [("", "print"), ("HENKILO", "email")] {
        let field = format!("on|Hold_Filled|{way}");
        let fields = [("category", category), ("event", "Hold_Filled"), (field.as_str(), "1")];
        let answer = administrator.post("/staff/messages/usual", &fields).await;
        assert!(answer.location().starts_with("/staff/messages?done=1"), "{}", answer.text());
    }
    let unknown = [("category", "NOBODY"), ("event", "Hold_Filled")];
    assert_eq!(administrator.post("/staff/messages/usual", &unknown).await.status, StatusCode::NOT_FOUND);
    let mut anna = portal.signed_in(ANNA).await;
    let page = anna.get("/messages").await.text();
    let row = page.split("value=\"Hold_Filled\"").nth(1).unwrap();
    assert!(row[..400].contains(" checked"), "{}", &row[..400]);
    let before = shown(&mut anna).await;
    let all_off = [("event", "Hold_Filled")];
    assert_eq!(save(&mut anna, &before, &all_off).await.location(), "/messages?done=1");
    assert_eq!(chosen(&portal).await, ["message:Hold_Filled|email|-"]);
    let logged =
        portal.texts("SELECT object FROM audit_entry WHERE action = 'message-default-changed' ORDER BY id").await;
    assert_eq!(logged, ["message::Hold_Filled", "message:HENKILO:Hold_Filled"]);
}

async fn a_library_offers_its_own_ways_and_says_which_do_not_reach_one(database: Database) {
    let portal = Portal::on(database).await;
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    let ways = [("way||email", "1"), ("own|OUT", "1"), ("way|OUT|sms", "1"), ("way|OUT|phone", "1")];
    administrator.post("/staff/messages/ways", &ways).await;
    let page = portal.signed_in(ANNA).await.get("/messages").await.text();
    assert!(page.contains("on|Item_Due|sms") && page.contains("on|Item_Due|phone"));
    assert!(!page.contains("on|Item_Due|email"), "her library has its own ways");
    assert!(page.contains("We have no number of yours for text messages."));
    assert!(!page.contains("We have no phone number of yours."));
    let logged = portal
        .texts("SELECT object || old_value || '>' || new_value FROM audit_entry WHERE action = 'setting-changed'")
        .await;
    assert_eq!(logged, ["setting:message_channels@OUTas-usual>sms,phone"]);
}

async fn agree(portal: &Portal, person: Person) {
    let mut browser = portal.signed_in(person).await;
    let fields = [("purpose", "direct-mailing"), ("version", "1"), ("answer", "yes")];
    assert_eq!(browser.post("/consents", &fields).await.location(), "/consents?done=1");
}

/// Sends news to somebody who agreed; answers what the mail server was told, headers included.
async fn news(portal: &Portal, server: &SmtpServer, person: Person) -> String {
    let to = PatronScope::of_background_work(PatronId(portal.id_of(person).await), OrganizationId(1));
    let mail = Mail { to, template: Template::LibraryNews, language: None, values: Values::new() };
    portal.services.enqueue_direct_mail(portal.services.store().writer(), mail).await.unwrap();
    mails_to(portal, server, &person.email()).await;
    server.taken().pop().unwrap().text
}

async fn with_https(database: Database) -> (Portal, SmtpServer) {
    let server = SmtpServer::start().await;
    let settings = vec![("smtp_url", server.url()), ("mail_from", "Kirjasto <kirjasto@library.example>".to_owned())];
    let options = Options { settings, base_url: "https://carrel.library.example", ..Options::default() };
    (Portal::with(database, options).await, server)
}

fn unsubscribe_path(mail: &str) -> String {
    let line = mail.lines().find(|line| line.starts_with("List-Unsubscribe: <")).expect("the header");
    let address = line.trim_start_matches("List-Unsubscribe: <").trim_end().trim_end_matches('>');
    let rest = address.strip_prefix("https://carrel.library.example").expect("the installation's own address");
    rest.to_owned()
}

async fn news_go_to_those_only_who_agreed_and_carry_the_headers(database: Database) {
    let (portal, server) = with_https(database).await;
    let to = PatronScope::of_background_work(PatronId(portal.id_of(BRUNO).await), OrganizationId(1));
    let mail = Mail { to, template: Template::LibraryNews, language: None, values: Values::new() };
    let refused = portal.services.enqueue_direct_mail(portal.services.store().writer(), mail).await;
    assert!(refused.is_err(), "silence is no consent");
    agree(&portal, ANNA).await;
    let mail = news(&portal, &server, ANNA).await;
    assert!(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{mail}");
    let path = unsubscribe_path(&mail);
    assert!(path.starts_with("/fi/u/") && path.len() == "/fi/u/".len() + 96, "{path}");
    let with_header = server.taken().iter().filter(|mail| mail.header("List-Unsubscribe").is_some()).count();
    assert_eq!(with_header, 1);
}

async fn one_press_calls_news_off_without_signing_in_and_can_be_taken_back(database: Database) {
    let (portal, server) = with_https(database).await;
    agree(&portal, ANNA).await;
    let path = unsubscribe_path(&news(&portal, &server, ANNA).await);
    let answers = "SELECT answer || ':' || how FROM consent_receipt ORDER BY id";
    for _ in 0..2 {
        let page = portal.browser().get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text().contains(ANNA.surname) && page.header("referrer-policy") == "no-referrer");
    }
    assert_eq!(portal.texts(answers).await, ["given:page"], "looking changes nothing");
    // As a mail service sends it: from elsewhere, without a cookie, in the encoding of RFC 8058.
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "https://webmail.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    for _ in 0..2 {
        let body = Body::from("List-Unsubscribe=One-Click");
        let answer = portal.browser().send(Method::POST, &path, &headers, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    assert_eq!(portal.texts(answers).await, ["given:page", "withdrawn:mail"], "pressed twice is pressed once");
    let multipart = [("content-type", "multipart/form-data; boundary=x")];
    let body =
        Body::from("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n");
    assert_eq!(portal.browser().send(Method::POST, &path, &multipart, body).await.status, StatusCode::OK);
    let mut browser = portal.browser();
    assert_eq!(browser.post(&path, &[("again", "1")]).await.status, StatusCode::OK);
    assert_eq!(portal.texts(answers).await, ["given:page", "withdrawn:mail", "given:mail"]);
    let words = "SELECT COALESCE(version, 0) || COALESCE(language, '-') FROM consent_receipt WHERE answer = 'given' ORDER BY id";
    let words = portal.texts(words).await;
    assert_eq!(words[0], words[1], "what was agreed to before, in the words that were read");
    let logged = portal.texts("SELECT action FROM audit_entry WHERE action LIKE 'consent-%' ORDER BY id").await;
    assert_eq!(logged, ["consent-given", "consent-withdrawn", "consent-given"]);
}

/// A mail may be years old, and somebody else's by now: it takes back what it did just now, and agrees to nothing.
async fn an_old_mail_cannot_agree_for_anybody(database: Database) {
    let (portal, server) = with_https(database).await;
    agree(&portal, ANNA).await;
    let path = unsubscribe_path(&news(&portal, &server, ANNA).await);
    let count = "SELECT COUNT(*) FROM consent_receipt WHERE how = 'mail' AND answer = 'given'";
    let again = async || portal.browser().post(&path, &[("again", "1")]).await.status;
    // An hour and a moment after the press in the mail.
    portal.browser().post(&path, &[("List-Unsubscribe", "One-Click")]).await;
    portal.clock.advance(60 * 60 + 1);
    assert_eq!((again().await, portal.number(count).await), (StatusCode::OK, 0));
    // After the patron took it back themselves.
    agree(&portal, ANNA).await;
    let mut anna = portal.signed_in(ANNA).await;
    let fields = [("purpose", "direct-mailing"), ("version", "1"), ("answer", "no")];
    let taken_back = anna.post("/consents", &fields).await;
    assert_eq!(taken_back.status, StatusCode::SEE_OTHER, "{}", taken_back.text());
    assert_eq!((again().await, portal.number(count).await), (StatusCode::OK, 0));
    assert_eq!(portal.texts("SELECT answer FROM consent_receipt ORDER BY id DESC LIMIT 1").await, ["withdrawn"]);
}

async fn a_token_that_is_nobodys_is_answered_the_same(database: Database) {
    let (portal, server) = with_https(database).await;
    agree(&portal, ANNA).await;
    let path = unsubscribe_path(&news(&portal, &server, ANNA).await);
    let (start, last) = path.split_at(path.len() - 1);
    let wrong = format!("{start}{}", if last == "0" { '1' } else { '0' });
    let say = async |path: &str| {
        let answer = portal.browser().post(path, &[("List-Unsubscribe", "One-Click")]).await;
        (answer.status, answer.text().contains("Ei enää tiedotteita"))
    };
    assert_eq!(say(&wrong).await, (StatusCode::OK, true));
    assert_eq!(portal.number("SELECT COUNT(*) FROM consent_receipt").await, 1, "and nothing was done");
    assert_eq!(say("/fi/u/x").await, (StatusCode::OK, true));
    assert_eq!(say(&path).await, (StatusCode::OK, true));
    assert_eq!(portal.number("SELECT COUNT(*) FROM consent_receipt").await, 2);
    // Another patron's id with this proof is nobody's.
    let bruno =
        portal.texts(&format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", BRUNO.card)).await.remove(0);
    let mixed = format!("/fi/u/{bruno}{}", &path[path.len() - 64..]);
    assert_eq!(say(&mixed).await, (StatusCode::OK, true));
    assert_eq!(portal.number("SELECT COUNT(*) FROM consent_receipt").await, 2);
}
