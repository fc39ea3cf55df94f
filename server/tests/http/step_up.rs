//! Taking data away asks for the PIN again when it was given too long ago.

use http::StatusCode;

use crate::harness::{ANNA, Answer, Browser, Database, Options, Portal};

on_each_database!(
    a_file_asks_for_the_pin_again_after_a_quarter_of_an_hour,
    a_wrong_pin_gives_no_file_and_is_logged,
    guessing_at_an_unattended_computer_is_slowed_down,
);

const QUARTER: i64 = 15 * 60;
const TAKE_AWAY: &str = "/my-data/take-away";

fn is_question(answer: &Answer) -> bool {
    answer.text().contains("Is it still you?") && answer.text().contains("name=\"pin\"")
}

async fn take(browser: &mut Browser, pin: Option<&str>) -> Answer {
    let mut fields = vec![("format", "csv"), ("category", "checkouts"), ("language", "fi")];
    fields.extend(pin.map(|pin| ("pin", pin)));
    browser.post(TAKE_AWAY, &fields).await
}

async fn a_file_asks_for_the_pin_again_after_a_quarter_of_an_hour(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    portal.clock.advance(QUARTER - 1);
    assert_eq!(take(&mut browser, None).await.header("content-type"), "text/csv; charset=utf-8", "just in time");
    portal.clock.advance(1);
    let question = take(&mut browser, None).await;
    assert_eq!(question.status, StatusCode::OK);
    assert!(is_question(&question), "{}", question.text());
    assert!(question.headers.get("content-disposition").is_none() && !question.text().contains("Lainassa"));
    for field in
        ["name=\"format\" value=\"csv\"", "name=\"category\" value=\"checkouts\"", "name=\"language\" value=\"fi\""]
    {
        assert!(question.text().contains(field), "what was wished for is kept: {field}");
    }
    let old = browser.clone();
    let answer = take(&mut browser, Some(ANNA.pin)).await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(answer.text().contains("Lainassa"));
    assert_ne!(browser.token(), old.token(), "the session has a new token");
    assert!(!old.clone().is_signed_in().await, "and the old one opens nothing");
    assert!(browser.is_signed_in().await);
    assert!(answer.set_cookie("carrel-session").unwrap().contains("HttpOnly"));
    assert_eq!(take(&mut browser, None).await.status, StatusCode::OK, "and again without a question");
    assert!(!is_question(&take(&mut browser, None).await));
}

async fn a_wrong_pin_gives_no_file_and_is_logged(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    portal.clock.advance(QUARTER);
    let token = browser.token().to_owned();
    let before = portal.log().await.len();
    let answer = take(&mut browser, Some("wrong")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(is_question(&answer) && !answer.text().contains("wrong\""));
    assert_eq!(browser.token(), token);
    let log = portal.log().await;
    let new: Vec<_> = log[before..].iter().map(|entry| (entry.action.as_str(), entry.outcome.as_str())).collect();
    assert_eq!(new, [("step-up-failed", "refused")], "no export happened");
}

async fn guessing_at_an_unattended_computer_is_slowed_down(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ANNA).await;
    portal.clock.advance(QUARTER);
    for _ in 0..5 {
        assert_eq!(take(&mut browser, Some("wrong")).await.status, StatusCode::UNAUTHORIZED);
    }
    let answer = take(&mut browser, Some(ANNA.pin)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "even with the right PIN");
    assert!(is_question(&answer) && answer.text().contains("15 minutes"));
    let last = portal.log().await.pop().unwrap();
    assert_eq!((last.action.as_str(), last.outcome.as_str()), ("step-up-failed", "refused"), "this one is logged too");
    portal.clock.advance(QUARTER);
    assert_eq!(take(&mut browser, Some(ANNA.pin)).await.status, StatusCode::OK, "later it goes on");
    // Success forgives.
    portal.clock.advance(QUARTER);
    for _ in 0..4 {
        take(&mut browser, Some("wrong")).await;
    }
    assert_eq!(take(&mut browser, Some(ANNA.pin)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_prepared_file_asks_too() {
    let portal = Portal::with(Database::sqlite(), Options { immediate_rows: 0, ..Options::default() }).await;
    let mut browser = portal.signed_in(ANNA).await;
    let address = format!("/fi{}/file", browser.ask_for("json").await);
    portal.prepare_all().await;
    portal.clock.advance(QUARTER);
    let question = browser.post(&address, &[]).await;
    assert!(question.text().contains(&format!("action=\"{address}\"")), "{}", question.text());
    assert_eq!(browser.post(&address, &[("pin", "wrong")]).await.status, StatusCode::UNAUTHORIZED);
    let token = browser.token().to_owned();
    let answer = browser.post(&address, &[("pin", ANNA.pin)]).await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_ne!(browser.token(), token);
}
