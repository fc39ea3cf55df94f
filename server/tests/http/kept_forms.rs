//! What somebody was writing when their session ended comes back to them, and to nobody else.

use http::StatusCode;

use crate::harness::{ANNA, BRUNO, Browser, Database, Portal};

on_each_database!(
    a_form_that_comes_too_late_waits_for_the_same_person,
    nobody_else_gets_what_was_kept,
    a_pin_is_never_kept,
    what_is_kept_is_sealed_and_gone_after_half_an_hour,
    a_page_that_leaves_by_itself_gives_its_form_first,
    a_session_that_was_ended_keeps_nothing,
    staying_begins_the_time_anew,
);

const MINUTE: i64 = 60;
const WORDS: &str = "Please correct my address, I have moved to Kaivospolku 9.";
const FIELDS: [(&str, &str); 2] = [("kind", "rectification"), ("wish", WORDS)];

/// Anna writes for too long on a shared computer.
async fn late(portal: &Portal) -> Browser {
    let mut browser = portal.browser();
    browser.sign_in_on_shared_computer(ANNA).await;
    portal.clock.advance(6 * MINUTE);
    let answer = browser.post("/my-requests", &FIELDS).await;
    assert_eq!(answer.location(), "/sign-in?reason=kept&next=/kept-form");
    browser
}

async fn a_form_that_comes_too_late_waits_for_the_same_person(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = late(&portal).await;
    assert_eq!(portal.number("SELECT COUNT(*) FROM data_request").await, 0, "nothing has happened yet");
    assert!(browser.get("/sign-in?reason=kept&next=/kept-form").await.text().contains("It is kept for you"));
    browser.sign_in_on_shared_computer(ANNA).await;
    let page = browser.get("/kept-form").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains(WORDS) && page.text().contains("action=\"/my-requests\""), "{}", page.text());
    assert_eq!(browser.post("/my-requests", &FIELDS).await.status, StatusCode::SEE_OTHER);
    assert_eq!(portal.number("SELECT COUNT(*) FROM data_request").await, 1);
    assert_eq!(browser.post("/kept-form/discard", &[]).await.location(), "/my-data");
    assert_eq!(browser.get("/kept-form").await.status, StatusCode::NOT_FOUND);
    assert_eq!(portal.number("SELECT COUNT(*) FROM kept_form").await, 0);
}

async fn nobody_else_gets_what_was_kept(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = late(&portal).await;
    browser.sign_in_on_shared_computer(BRUNO).await;
    let page = browser.get("/kept-form").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.text().contains("Kaivospolku 9"));
    browser.post("/kept-form/discard", &[]).await;
    assert_eq!(portal.number("SELECT COUNT(*) FROM kept_form").await, 1, "nor does anybody else delete it");
}

async fn a_pin_is_never_kept(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    portal.clock.advance(31 * MINUTE);
    browser.post("/my-data/take-away", &[("format", "json"), ("pin", ANNA.pin)]).await;
    browser.sign_in(ANNA).await;
    let page = browser.get("/kept-form").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("json") && !page.text().contains(ANNA.pin));
}

async fn what_is_kept_is_sealed_and_gone_after_half_an_hour(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = late(&portal).await;
    assert!(!portal.texts("SELECT payload FROM kept_form").await.remove(0).contains("Kaivos"));
    portal.clock.advance(31 * MINUTE);
    browser.sign_in_on_shared_computer(ANNA).await;
    assert_eq!(browser.get("/kept-form").await.status, StatusCode::NOT_FOUND);
    portal.services.clear_away().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM kept_form").await, 0);
}

async fn a_page_that_leaves_by_itself_gives_its_form_first(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.browser();
    browser.sign_in_on_shared_computer(ANNA).await;
    let fields = [("kept-form-action", "/fi/my-requests"), FIELDS[0], FIELDS[1]];
    assert_eq!(browser.post("/session/keep", &fields).await.status, StatusCode::NO_CONTENT);
    for foreign in ["//evil.example/x", "https://evil.example/x"] {
        browser.post("/session/keep", &[("kept-form-action", foreign)]).await;
        let page = browser.get("/kept-form").await;
        assert!(page.text().contains("action=\"/"), "{}", page.text());
        assert!(!page.text().contains("action=\"//") && !page.text().contains("action=\"https"), "{}", page.text());
    }
}

async fn a_session_that_was_ended_keeps_nothing(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    let cookies = browser.cookies.clone();
    browser.post("/sign-out", &[]).await;
    browser.cookies = cookies;
    assert_eq!(browser.post("/my-requests", &FIELDS).await.location(), "/sign-in");
    assert_eq!(portal.number("SELECT COUNT(*) FROM kept_form").await, 0);
}

async fn staying_begins_the_time_anew(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.browser();
    browser.sign_in_on_shared_computer(ANNA).await;
    for _ in 0..3 {
        portal.clock.advance(4 * MINUTE);
        assert_eq!(browser.post("/session/stay", &[]).await.status, StatusCode::NO_CONTENT);
    }
    portal.clock.advance(5 * MINUTE);
    assert_eq!(browser.post("/session/stay", &[]).await.status, StatusCode::UNAUTHORIZED);
}
