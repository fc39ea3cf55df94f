//! Sessions end when they should, and where their owner says so.

use http::StatusCode;

use crate::harness::{ANNA, BRUNO, Browser, Database, Portal, STAFF};

on_each_database!(
    a_session_ends_after_half_an_hour_without_use,
    a_session_ends_after_twelve_hours_in_any_case,
    staff_sessions_are_shorter,
    a_shared_computer_forgets_sooner_and_keeps_nothing,
    signing_out_ends_the_session_on_the_server,
    one_ends_ones_own_sessions_elsewhere,
    what_is_over_is_swept_away,
);

const MINUTE: i64 = 60;

async fn a_session_ends_after_half_an_hour_without_use(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    for _ in 0..3 {
        portal.clock.advance(29 * MINUTE);
        assert!(browser.is_signed_in().await, "use keeps it");
    }
    portal.clock.advance(30 * MINUTE);
    assert!(!browser.is_signed_in().await);
}

async fn a_session_ends_after_twelve_hours_in_any_case(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    for _ in 0..(12 * 3 - 1) {
        portal.clock.advance(20 * MINUTE);
        assert!(browser.is_signed_in().await);
    }
    portal.clock.advance(20 * MINUTE);
    assert!(!browser.is_signed_in().await);
}

async fn staff_sessions_are_shorter(database: Database) {
    let portal = Portal::on(database).await;
    for person in STAFF {
        let mut browser = portal.signed_in(person).await;
        portal.clock.advance(14 * MINUTE);
        assert!(browser.is_signed_in().await);
        portal.clock.advance(15 * MINUTE);
        assert!(!browser.is_signed_in().await, "{}", person.role.name());
    }
}

async fn a_shared_computer_forgets_sooner_and_keeps_nothing(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.browser();
    let answer = browser.sign_in_on_shared_computer(ANNA).await;
    assert!(answer.set_cookie("carrel-device").is_none(), "the browser is not remembered");
    assert_eq!(portal.number("SELECT COUNT(*) FROM known_device").await, 0);
    for address in ["/my-data", "/fi/security"] {
        let page = browser.get(address).await;
        let prefix = address.strip_suffix("/security").unwrap_or_default();
        let leaves = format!(
            "<noscript><meta http-equiv=\"refresh\" content=\"300;url={prefix}/sign-in?reason=idle\"></noscript>"
        );
        assert!(page.text().contains(&leaves), "without script the page leaves by itself");
    }
    portal.clock.advance(4 * MINUTE);
    assert!(browser.is_signed_in().await);
    portal.clock.advance(5 * MINUTE);
    assert!(!browser.is_signed_in().await);

    browser.sign_in_on_shared_computer(ANNA).await;
    for _ in 0..14 {
        portal.clock.advance(4 * MINUTE);
        assert!(browser.is_signed_in().await);
    }
    portal.clock.advance(4 * MINUTE);
    assert!(!browser.is_signed_in().await, "an hour is the longest");

    browser.sign_in_on_shared_computer(ANNA).await;
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn a_browser_used_as_shared_forgets_that_it_was_known() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.signed_in(ANNA).await;
    assert!(browser.cookies.contains_key("carrel-device"));
    browser.sign_in_on_shared_computer(BRUNO).await;
    assert!(!browser.cookies.contains_key("carrel-device"));
    assert!(
        portal.signed_in(ANNA).await.get("/my-data").await.headers.get("refresh").is_none(),
        "at home the page stays"
    );
}

async fn signing_out_ends_the_session_on_the_server(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    let mut copy = browser.clone();
    let answer = browser.post("/fi/sign-out", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/fi/sign-in?reason=signed-out"));
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(!browser.cookies.contains_key("carrel-session"));
    assert!(browser.cookies.contains_key("carrel-device"), "one's own browser stays known");
    assert!(!copy.is_signed_in().await, "whoever kept the token has nothing");
}

/// The ids in the forms that end a session.
async fn sessions_offered(browser: &mut Browser) -> Vec<String> {
    let text = browser.get("/security").await.text();
    let mut ids = Vec::new();
    for part in text.split("name=\"session\"").skip(1) {
        let value = part.split_once("value=\"").unwrap().1;
        ids.push(value.split_once('"').unwrap().0.to_owned());
    }
    ids
}

async fn one_ends_ones_own_sessions_elsewhere(database: Database) {
    let portal = Portal::on(database).await;
    let (mut phone, mut desk, mut tablet) =
        (portal.signed_in(ANNA).await, portal.signed_in(ANNA).await, portal.signed_in(ANNA).await);
    let mut bruno = portal.signed_in(BRUNO).await;
    let offered = sessions_offered(&mut phone).await;
    assert_eq!(offered.len(), 2, "all but this one");
    let answer = phone.post("/security/sessions/end", &[("session", &offered[0])]).await;
    assert_eq!(answer.location(), "/security");
    let left = [desk.is_signed_in().await, tablet.is_signed_in().await];
    assert_eq!(left.iter().filter(|is| **is).count(), 1, "one of the two was ended");
    assert_eq!(phone.post("/security/sessions/end", &[("session", &offered[0])]).await.status, StatusCode::NOT_FOUND);
    phone.post("/security/sessions/end-others", &[]).await;
    assert!(!desk.is_signed_in().await && !tablet.is_signed_in().await);
    assert!(phone.is_signed_in().await, "this one stays");
    assert!(bruno.is_signed_in().await, "and everybody else's");
}

async fn what_is_over_is_swept_away(database: Database) {
    let portal = Portal::on(database).await;
    portal.signed_in(ANNA).await;
    portal.browser().try_sign_in(ANNA.card, "wrong").await;
    portal.services.clear_away().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM session").await, 1, "what is good stays");
    portal.clock.advance(31 * MINUTE);
    portal.services.clear_away().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM session").await, 1, "a form may come late");
    portal.clock.advance(30 * MINUTE);
    portal.services.clear_away().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM session").await, 0);
    assert_eq!(portal.number("SELECT COUNT(*) FROM throttle").await, 0);
    assert_eq!(portal.number("SELECT COUNT(*) FROM known_device").await, 1);
    portal.clock.advance(180 * 24 * 60 * MINUTE);
    portal.services.clear_away().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM known_device").await, 0);
}
