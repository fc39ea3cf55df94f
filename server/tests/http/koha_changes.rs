//! Beside a Koha: what patrons change here is told to it.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;

use crate::{
    harness::{
        ANNA, Browser, Database, Portal,
        post::{link, mails_to},
    },
    koha::{anna, beside, beside_with, later, look_for},
    koha_double::{Flavour, KohaDouble, Manner},
    smtp_server::SmtpServer,
};

on_each_database!(
    a_correction_arrives_and_is_on_its_way_until_then,
    a_correction_does_not_overwrite_a_change_there,
    a_confirmed_address_arrives_there,
    what_a_stranger_changed_is_taken_back_there_too,
    messages_chosen_here_arrive_there_and_those_chosen_there_show_here,
    messages_chosen_here_do_not_overwrite_what_was_chosen_there_meanwhile,
    a_history_that_is_anonymized_here_is_anonymized_there,
    of_a_history_that_stays_in_part_its_owner_reads_that_it_is_still_there,
    whoever_chooses_about_their_history_reads_that_koha_has_its_own,
    what_came_back_before_koha_could_be_told_stays_there,
    what_must_stay_by_now_is_not_told_to_be_anonymized,
);

pub async fn tell_all(portal: &Portal) {
    while portal.services.send_next_command().await.unwrap() {}
}

async fn a_correction_arrives_and_is_on_its_way_until_then(database: Database) {
    let (portal, double) = beside(database, Flavour::Stock, "").await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    double.behaves("/patrons/1", Manner::Status(500));
    assert_eq!(browser.post("/contact", &[("phone", "+358 50 1234567")]).await.location(), "/contact?done=1");
    tell_all(&portal).await;
    assert!(browser.get("/contact").await.text().contains("on their way to the library system"));
    // A second correction of the same field while the first one waits.
    assert_eq!(browser.post("/contact", &[("phone", "+358 50 7654321")]).await.location(), "/contact?done=1");
    double.recovers();
    later(&portal, 600);
    tell_all(&portal).await;
    tell_all(&portal).await;
    assert_eq!(double.world().patrons[&1]["personal"]["phone"], "+358 50 7654321");
    let page = browser.get("/contact").await.text();
    assert!(!page.contains("on their way"), "{page}");
    let told = portal.texts("SELECT outcome FROM audit_entry WHERE action = 'library-told'").await;
    assert_eq!(told, ["done", "done"]);
    assert_eq!(portal.texts("SELECT payload FROM library_command").await, ["{}", "{}"], "what is told is forgotten");
    // What the library system says now is what shows, and nothing waits for staff.
    look_for(&mut browser, "/my-data/contact", "+358 50 7654321").await;
    // What it said before the correction is a change like any other now.
    double.world().patrons.get_mut(&1).unwrap()["personal"]["phone"] = "+358 40 5550199".into();
    later(&portal, 700);
    look_for(&mut browser, "/my-data/contact", "+358 40 5550199").await;
}

async fn a_correction_does_not_overwrite_a_change_there(database: Database) {
    let (portal, double) = beside(database, Flavour::Stock, "").await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    double.world().patrons.get_mut(&1).unwrap()["personal"]["phone"] = "+358 9 111".into();
    browser.post("/contact", &[("phone", "+358 50 1234567")]).await;
    tell_all(&portal).await;
    assert_eq!(double.world().patrons[&1]["personal"]["phone"], "+358 9 111");
    let page = browser.get("/contact").await.text();
    assert!(page.contains("changed in the library system meanwhile"), "{page}");
    look_for(&mut browser, "/my-data/contact", "+358 9 111").await;
}

const NEW: &str = "annastiina@posti.example";

/// Beside a Koha, with mails that go out, and Anna, who gave another address and opened the link that came there.
async fn with_new_address(database: Database) -> (Portal, KohaDouble, SmtpServer, Browser) {
    let server = SmtpServer::start().await;
    let mail = vec![("smtp_url", server.url()), ("mail_from", "Kirjasto <kirjasto@library.example>".to_owned())];
    let (portal, double) = beside_with(database, Flavour::Stock, "", mail).await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    assert_eq!(browser.post("/security/email", &[("address", NEW)]).await.location(), "/security/email?done=sent");
    portal.logged("email-change-asked", 1).await;
    let mail = mails_to(&portal, &server, NEW).await.pop().expect("a mail");
    let confirmed = portal.browser().post(&link(&mail, "/e/"), &[]).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text());
    (portal, double, server, browser)
}

fn address_there(double: &KohaDouble) -> String {
    double.world().patrons[&1]["personal"]["email"].as_str().unwrap_or_default().to_owned()
}

async fn a_confirmed_address_arrives_there(database: Database) {
    let (portal, double, _server, mut browser) = with_new_address(database).await;
    assert!(browser.get("/security/email").await.text().contains("on their way to the library system"));
    tell_all(&portal).await;
    assert_eq!(address_there(&double), NEW);
    let page = browser.get("/security/email").await.text();
    assert!(!page.contains("on their way"), "{page}");
}

async fn what_a_stranger_changed_is_taken_back_there_too(database: Database) {
    let (portal, double, server, mut browser) = with_new_address(database).await;
    let phone = |double: &KohaDouble| double.world().patrons[&1]["personal"]["phone"].clone();
    let before = phone(&double);
    assert_eq!(browser.post("/contact", &[("phone", "+358 50 1234567")]).await.location(), "/contact?done=1");
    tell_all(&portal).await;
    assert_eq!((address_there(&double).as_str(), phone(&double)), (NEW, "+358 50 1234567".into()));
    // The old address is told of both, and the first of these mails stops everything.
    let told = mails_to(&portal, &server, &ANNA.email()).await;
    let notice = told.iter().find(|mail| mail.contains("/not-me/")).expect("a notice");
    portal.browser().post(&link(notice, "/not-me/"), &[]).await;
    tell_all(&portal).await;
    assert_eq!((address_there(&double), phone(&double)), (ANNA.email(), before));
}

async fn messages_chosen_here_arrive_there_and_those_chosen_there_show_here(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, "").await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    choose_days(&mut browser, "5").await;
    tell_all(&portal).await;
    let there = double.world().preferences[&1]["Advance_Notice"].clone();
    assert_eq!((&there["days_in_advance"]["value"], &there["transport_types"]["email"]), (&json!(5), &json!(true)));
    assert_eq!(portal.texts("SELECT state FROM library_command").await, ["done"]);
    double.world().preferences.get_mut(&1).unwrap()["Advance_Notice"]["days_in_advance"]["value"] = json!(9);
    later(&portal, 700);
    let days = "SELECT days_in_advance FROM message_preference_of_patron WHERE event = 'Advance_Notice' \
                AND patron_id = (SELECT id FROM patron WHERE source_id = '1')";
    for _ in 0..100 {
        browser.get("/my-data/preferences").await;
        if portal.number(days).await == 9 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("what was chosen there does not show here");
}

/// Chooses advance notices by mail, so many days ahead.
pub async fn choose_days(browser: &mut Browser, days: &str) {
    let page = browser.get("/messages").await.text();
    let shown = page.split("name=\"shown\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [
        ("shown", shown.as_str()),
        ("event", "Advance_Notice"),
        ("on|Advance_Notice|email", "1"),
        ("days|Advance_Notice", days),
    ];
    let answer = browser.post("/messages", &fields).await;
    assert_eq!(answer.location(), "/messages?done=1", "{}", answer.text());
}

async fn messages_chosen_here_do_not_overwrite_what_was_chosen_there_meanwhile(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, "").await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    double.behaves("messaging_preferences", Manner::Status(500));
    choose_days(&mut browser, "5").await;
    tell_all(&portal).await;
    // Of two choices in a row, the first is what the second finds there.
    choose_days(&mut browser, "6").await;
    double.recovers();
    later(&portal, 600);
    tell_all(&portal).await;
    tell_all(&portal).await;
    assert_eq!(double.world().preferences[&1]["Advance_Notice"]["days_in_advance"]["value"], 6);
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    double.behaves("messaging_preferences", Manner::Status(500));
    choose_days(&mut browser, "7").await;
    tell_all(&portal).await;
    double.recovers();
    double.world().preferences.get_mut(&1).unwrap()["Advance_Notice"]["days_in_advance"]["value"] = json!(9);
    later(&portal, 600);
    tell_all(&portal).await;
    assert_eq!(double.world().preferences[&1]["Advance_Notice"]["days_in_advance"]["value"], 9);
    let page = browser.get("/messages").await.text();
    assert!(page.contains("was changed in the library system meanwhile"), "{page}");
    assert!(browser.get("/fi/messages").await.text().contains("sillä välin muutettu kirjastojärjestelmässä"));
}

async fn anonymize(portal: &Portal, browser: &mut Browser) {
    let job = browser.post("/loan-history/anonymize", &[("rows", "120")]).await;
    assert!(job.location().starts_with("/loan-history/jobs/"), "{}", job.text());
    while portal.services.work_on_next_history().await.unwrap() {}
    tell_all(portal).await;
}

async fn a_history_that_is_anonymized_here_is_anonymized_there(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, "").await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    anonymize(&portal, &mut browser).await;
    assert_eq!(double.world().patrons[&1]["oldcheckouts"], json!([]));
    assert!(!browser.get("/my-data").await.text().contains("anonymize"), "it is done");
}

async fn of_a_history_that_stays_in_part_its_owner_reads_that_it_is_still_there(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, "").await;
    // Returned yesterday: it stays.
    let mut recent = double.world().patrons[&1]["oldcheckouts"][0].clone();
    recent["issue_id"] = json!(77);
    recent["returndate"] = json!("2026-03-01 12:00:00");
    double.world().patrons.get_mut(&1).unwrap()["oldcheckouts"].as_array_mut().unwrap().push(recent);
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    anonymize(&portal, &mut browser).await;
    assert_eq!(double.world().patrons[&1]["oldcheckouts"].as_array().unwrap().len(), 121);
    let page = browser.get("/my-data").await.text();
    assert!(page.contains("still has the loans that were anonymized here"), "{page}");
    assert_eq!(portal.number("SELECT COUNT(*) FROM library_command").await, 1);
}

/// What goes here by itself is not told to Koha: whoever chooses reads that before.
async fn whoever_chooses_about_their_history_reads_that_koha_has_its_own(database: Database) {
    let (portal, _double) = beside(database, Flavour::KohaSuomi, "").await;
    let policy = "INSERT INTO history_policy (public_id, organization_id, level, policy, decided_at, takes_effect_at) \
                  VALUES ('p', 1, 'organization', 'with-consent:30', 0, 0)";
    portal.execute(policy).await;
    let mut browser = anna(&portal).await;
    let said = "The library system keeps its own list of your loans";
    let page = browser.get("/loan-history").await.text();
    assert!(page.contains(said), "{page}");
}

/// Koha anonymizes all returned checkouts or none: what was on loan when the patron wished it must not go with them.
async fn what_came_back_before_koha_could_be_told_stays_there(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, "").await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    double.behaves("/checkouts/history", Manner::Status(503));
    anonymize(&portal, &mut browser).await;
    assert_eq!(portal.texts("SELECT state FROM library_command").await, ["queued"], "Koha is down");
    let mut returned = double.world().patrons[&1]["oldcheckouts"][0].clone();
    returned["issue_id"] = json!(77);
    returned["returndate"] = json!("2026-03-02 15:00:00");
    double.world().patrons.get_mut(&1).unwrap()["oldcheckouts"].as_array_mut().unwrap().push(returned);
    double.recovers();
    portal.clock.advance(2 * 24 * 60 * 60);
    tell_all(&portal).await;
    assert_eq!(portal.texts("SELECT state FROM library_command").await, ["untold"]);
    assert_eq!(double.world().patrons[&1]["oldcheckouts"].as_array().unwrap().len(), 121);
    let mut browser = anna(&portal).await;
    let page = browser.get("/my-data").await.text();
    assert!(page.contains("still has the loans that were anonymized here"), "{page}");
}

async fn what_must_stay_by_now_is_not_told_to_be_anonymized(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, "").await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    double.behaves("/checkouts/history", Manner::Status(503));
    anonymize(&portal, &mut browser).await;
    let filed = browser.post("/my-requests", &[("kind", "access")]).await;
    assert!(filed.location().starts_with("/my-requests"), "{}", filed.text());
    double.recovers();
    portal.clock.advance(24 * 60 * 60);
    tell_all(&portal).await;
    assert_eq!(portal.texts("SELECT state FROM library_command").await, ["untold"]);
    assert_eq!(double.world().patrons[&1]["oldcheckouts"].as_array().unwrap().len(), 120);
}
