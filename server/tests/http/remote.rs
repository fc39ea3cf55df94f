//! Other services: asked when somebody looks, in time, with what they say as text; and they may be slow, wrong or dead.

use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::Value;

use crate::{
    harness::{ANNA, BRUNO, Browser, Database, Options, Portal, STAFF},
    remote_double::{Manner, RemoteDouble},
};

on_each_database!(
    what_another_service_tells_is_shown_and_logged,
    a_page_comes_within_a_second_whatever_the_other_service_does,
    what_was_told_before_is_shown_while_the_service_fails,
    a_file_has_it_too_with_the_time_or_the_reason,
    everybody_sees_their_own_and_nobody_where_data_is_not_shown,
    staff_are_told_of_a_service_that_fails,
    what_a_patron_corrected_does_not_ask_for_somebody_else,
);

const PAGE: &str = "/my-data/remote/ill";

async fn beside(database: Database, more: &str) -> (Portal, RemoteDouble) {
    let double = RemoteDouble::start().await;
    let settings = format!(
        "[{{ name = 'ill', title = {{ en = 'Loans from afar', fi = 'Kaukolainat' }}, address = '{}', answer_seconds = 2, \
         largest_answer_mb = 1{more}, path = [{{ path = '/loans', list = 'loans', headers = {{ x-card = '{{cardnumber}}' }}, \
         owner = {{ from = 'owner.card', is = 'cardnumber' }}, fields = [{{ from = 'title', en = 'Title', fi = 'Nimeke' }}, \
         {{ from = 'due', en = 'Due', fi = 'Eräpäivä' }}] }}] }}]",
        double.url
    );
    let settings = vec![("remote_source", settings)];
    (Portal::with(database, Options { settings, ..Options::default() }).await, double)
}

async fn look_for(browser: &mut Browser, text: &str) -> String {
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        let page = browser.get(PAGE).await.text();
        if page.contains(text) {
            return page;
        }
        assert!(Instant::now() < until, "{text} in {page}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn what_another_service_tells_is_shown_and_logged(database: Database) {
    let (portal, double) = beside(database, "").await;
    let mut browser = portal.signed_in(ANNA).await;
    let home = browser.get("/my-data").await.text();
    assert!(home.contains("At other services") && home.contains("Loans from afar"), "{home}");
    assert_eq!(double.count(), 0, "the first page asks nobody");
    let page = look_for(&mut browser, "Kaukolaina").await;
    assert!(page.contains("Kaukolaina &amp; &lt;b&gt;kirja&lt;/b&gt;") && page.contains("2026-12-01"), "{page}");
    assert!(page.contains("As the service told us") && !page.contains("geheim"), "{page}");
    look_for(&mut browser, "Kaukolaina").await;
    assert_eq!(double.count(), 1, "what is fresh is not asked for again");
    portal.clock.advance(301);
    look_for(&mut browser, "Kaukolaina").await;
    assert_eq!(double.count(), 2);
    let asked = double.world().asked.clone();
    assert_eq!(asked[0].headers["x-card"], ANNA.card);
    assert!(asked.iter().all(|asked| !asked.address.contains(ANNA.card)), "{asked:?}");
    let finnish = browser.get(&format!("/fi{PAGE}")).await.text();
    assert!(finnish.contains("Nimeke") && finnish.contains("Kaukolainat"), "{finnish}");
    let anna = portal.id_of(ANNA).await;
    let log: Vec<_> = portal.log().await.into_iter().filter(|entry| entry.patron == Some(anna)).collect();
    let count = |action: &str| log.iter().filter(|entry| entry.action == action).count();
    assert_eq!(count("remote-asked"), 2);
    assert!(count("remote-viewed") >= 4, "every look");
}

async fn a_page_comes_within_a_second_whatever_the_other_service_does(database: Database) {
    let (portal, double) = beside(database, "").await;
    let mut browser = portal.signed_in(ANNA).await;
    for (manner, expected) in [
        (Manner::Hangs, "has not answered yet"),
        (Manner::Page, "cannot be read"),
        (Manner::Half, "does not answer just now"),
        (Manner::OtherShape, "cannot be read"),
        (Manner::SomebodyElse, "cannot be read"),
        (Manner::Huge, "more than can be shown"),
        (Manner::Status(404), "does not know you"),
        (Manner::Status(429), "asked by many"),
    ] {
        double.behaves(manner);
        let begun = Instant::now();
        let answer = browser.get(PAGE).await;
        let took = begun.elapsed();
        assert_eq!(answer.status, StatusCode::OK);
        assert!(took < Duration::from_secs(1), "{manner:?}: {took:?}");
        let page = look_for(&mut browser, expected).await;
        assert!(page.contains("Look again") && !page.contains("Kaukolaina"), "{page}");
        if manner == Manner::Hangs {
            look_for(&mut browser, "does not answer just now").await;
        }
        // Longer than it is left alone.
        portal.clock.advance(1_000);
        browser.sign_in(ANNA).await;
    }
}

async fn what_was_told_before_is_shown_while_the_service_fails(database: Database) {
    let (portal, double) = beside(database, "").await;
    let mut browser = portal.signed_in(ANNA).await;
    look_for(&mut browser, "Kaukolaina").await;
    double.behaves(Manner::Status(500));
    portal.clock.advance(400);
    let page = look_for(&mut browser, "Something is broken at the service").await;
    assert!(page.contains("Kaukolaina") && page.contains("As the service told us"), "{page}");
}

async fn a_file_has_it_too_with_the_time_or_the_reason(database: Database) {
    let (portal, double) = beside(database, "").await;
    let mut browser = portal.signed_in(ANNA).await;
    let file = |answer: String| serde_json::from_str::<Value>(&answer).unwrap()["remote_sources"].clone();
    let whole = file(browser.post("/my-data/take-away", &[("format", "json")]).await.text());
    assert_eq!((&whole[0]["name"], &whole[0]["title"]), (&"ill".into(), &"Loans from afar".into()));
    let part = &whole[0]["parts"][0];
    assert_eq!(part["entries"][1], serde_json::json!({"title": "=1+1", "due": "2026-12-01"}));
    assert!(part["fetched_at"].is_string() && part["problem"].is_null(), "{part}");
    let one = browser.post("/my-data/take-away", &[("format", "json"), ("category", "fees")]).await.text();
    assert!(file(one).is_null(), "one category is one category");
    let pdf = browser.post("/my-data/take-away", &[("format", "pdf")]).await;
    assert_eq!(pdf.status, StatusCode::OK);
    double.behaves(Manner::Page);
    portal.clock.advance(4_000);
    browser.sign_in(ANNA).await;
    let part = file(browser.post("/my-data/take-away", &[("format", "json")]).await.text())[0]["parts"][0].clone();
    assert_eq!((&part["problem"], &part["fetched_at"]), (&"not-json".into(), &Value::Null));
    assert_eq!(part["entries"], serde_json::json!([]));
}

async fn everybody_sees_their_own_and_nobody_where_data_is_not_shown(database: Database) {
    let (portal, double) = beside(database, "").await;
    let mut anna = portal.signed_in(ANNA).await;
    look_for(&mut anna, "Kaukolaina").await;
    double.world().titles = vec![String::from("Brunolfin laina")];
    let mut bruno = portal.signed_in(BRUNO).await;
    let page = look_for(&mut bruno, "Brunolfin laina").await;
    assert!(!page.contains("Kaukolaina"));
    assert_eq!(double.world().asked.last().unwrap().headers["x-card"], BRUNO.card);
    assert_eq!(anna.get("/my-data/remote/other").await.status, StatusCode::NOT_FOUND);
    assert_eq!(portal.browser().get(PAGE).await.location(), "/sign-in?next=/my-data/remote/ill");
    portal.execute("INSERT INTO setting (organization_id, name, value) VALUES (1, 'my_data_display', 'off')").await;
    // The setting shows within half a minute: the first page asks for it.
    portal.clock.advance(31);
    let until = Instant::now() + Duration::from_secs(10);
    while anna.get(PAGE).await.text().contains("Kaukolaina") {
        assert!(Instant::now() < until);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let before = double.count();
    anna.get(PAGE).await;
    assert_eq!(double.count(), before);
}

async fn staff_are_told_of_a_service_that_fails(database: Database) {
    let (portal, double) = beside(database, "").await;
    double.behaves(Manner::Status(429));
    let mut browser = portal.signed_in(ANNA).await;
    look_for(&mut browser, "asked by many").await;
    let mut desk = portal.signed_in(STAFF[0]).await;
    let today = desk.get("/staff").await.text();
    assert!(today.contains("Loans from afar fails and is left alone until"), "{today}");
    let finnish = desk.get("/fi/staff").await.text();
    assert!(finnish.contains("Kaukolainat ei toimi"), "{finnish}");
}

async fn what_a_patron_corrected_does_not_ask_for_somebody_else(database: Database) {
    let double = RemoteDouble::start().await;
    let settings = format!(
        "[{{ name = 'ill', title = {{ en = 'Loans' }}, address = '{}', path = [{{ path = '/loans', list = 'loans', \
         headers = {{ x-card = '{{phone}}' }}, fields = [{{ from = 'title', en = 'Title' }}] }}] }}]",
        double.url
    );
    let portal =
        Portal::with(database, Options { settings: vec![("remote_source", settings)], ..Options::default() }).await;
    let anna = portal.id_of(ANNA).await;
    portal
        .execute(&format!(
            "INSERT INTO contact_choice (patron_id, field, value, source_value, chosen_at) \
             VALUES ({anna}, 'phone', '+358 40 9999999', '+358 40 5550199', 0)"
        ))
        .await;
    let mut browser = portal.signed_in(ANNA).await;
    assert!(browser.get("/my-data/contact").await.text().contains("9999999"), "the correction holds here");
    look_for(&mut browser, "Kaukolaina").await;
    assert_eq!(double.world().asked[0].headers["x-card"], "+358 40 5550199");
}
