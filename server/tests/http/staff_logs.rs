//! Staff read the log: they find what was done, take it along, and are in the log themselves.

use carrel_domain::{
    Role,
    log::{self, Module},
};
use carrel_services::audit::Interface;
use carrel_texts::Key;
use http::StatusCode;

use crate::harness::{ANNA, Answer, BRUNO, Browser, Database, Options, Person, Portal, STAFF};

on_each_database!(
    a_patrons_entries_are_found_by_their_card_number,
    what_was_found_is_taken_along,
    a_search_is_in_the_log_itself,
    staff_are_named_to_patrons_if_the_library_says_so,
    what_moved_to_the_archive_is_shown_found_taken_along_and_proven,
);

fn auditor() -> Person {
    STAFF.into_iter().find(|person| person.role == Role::Auditor).unwrap()
}

async fn search(browser: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let answer = browser.post("/staff/logs", fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert!(!answer.location().contains(ANNA.card), "no card number in an address: {}", answer.location());
    browser.get(answer.location()).await
}

async fn a_patrons_entries_are_found_by_their_card_number(database: Database) {
    let portal = Portal::on(database).await;
    portal.signed_in(ANNA).await.get("/my-data/fees").await;
    portal.signed_in(BRUNO).await.get("/my-data/holds").await;
    let mut browser = portal.signed_in(auditor()).await;
    let shown = search(&mut browser, &[("patron", ANNA.card), ("action", "view")]).await.text();
    assert!(shown.contains("1 entry") && shown.contains("Fees and payments"), "{shown}");
    assert!(!shown.contains(BRUNO.card) && shown.contains(ANNA.card), "{shown}");
    let none = search(&mut browser, &[("patron", ANNA.card), ("outcome", "failed")]).await.text();
    assert!(none.contains("Nothing in the log fits this search."), "{none}");
    let unknown = browser.post("/staff/logs", &[("patron", "no-such-card")]).await.text();
    assert!(unknown.contains("Nobody has this card number."), "{unknown}");
}

async fn what_was_found_is_taken_along(database: Database) {
    let portal = Portal::on(database).await;
    portal.signed_in(ANNA).await.get("/my-data/fees").await;
    let mut browser = portal.signed_in(auditor()).await;
    let csv = browser.post("/staff/logs/export", &[("format", "csv"), ("action", "view")]).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.header("content-disposition").contains("log.csv"));
    let lines: Vec<String> = csv.text().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].contains("Entry,Time,What was done") && lines[1].contains(ANNA.card), "{lines:?}");
    let json = browser.post("/staff/logs/export", &[("format", "json"), ("action", "view")]).await.text();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["action"], "view");
    assert_eq!(json[0]["category"], "fees");
    portal.clock.advance(16 * 60);
    let asked = browser.post("/staff/logs/export", &[("format", "json")]).await;
    assert!(asked.headers.get("content-disposition").is_none(), "the PIN is asked for again");
}

async fn a_search_is_in_the_log_itself(database: Database) {
    let portal = Portal::on(database).await;
    let anna = portal.id_of(ANNA).await;
    let mut browser = portal.signed_in(auditor()).await;
    search(&mut browser, &[("patron", ANNA.card), ("module", "sign-in")]).await;
    browser.post("/staff/logs/export", &[("format", "csv"), ("module", "sign-in")]).await;
    let log = portal.log().await;
    let found: Vec<_> = log.iter().filter(|entry| entry.action.starts_with("log-")).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(
        (found[0].action.as_str(), found[0].patron, found[0].role.as_str()),
        ("log-searched", Some(anna), "auditor")
    );
    assert_eq!((found[1].action.as_str(), found[1].patron), ("log-exported", None));
    let mut own = portal.signed_in(ANNA).await;
    let shown = own.get("/my-data/log").await.text();
    assert!(shown.contains("Log searched") && shown.contains("Auditor"), "the patron sees it: {shown}");
    let proof = portal.services.verify_log(&[], |_, _| {}).await.unwrap();
    assert!(proof.is_whole(), "{proof:?}");
}

async fn staff_are_named_to_patrons_if_the_library_says_so(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(auditor()).await;
    search(&mut browser, &[("patron", ANNA.card)]).await;
    let mut anna = portal.signed_in(ANNA).await;
    let name = auditor().surname;
    assert!(!anna.get("/my-data/log").await.text().contains(name), "not by itself");
    portal
        .execute("INSERT INTO setting (organization_id, name, value) SELECT id, 'log_shows_staff_names', '1' FROM organization")
        .await;
    assert!(anna.get("/my-data/log").await.text().contains(name), "once the library says so");
}

#[tokio::test]
async fn ones_sessions_and_prepared_files_are_not_looked_at_without_an_entry() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.signed_in(ANNA).await;
    for (address, action) in [("/security", "security-viewed"), ("/my-data/take-away", "exports-listed")] {
        browser.get(address).await;
        assert_eq!(portal.log().await.last().unwrap().action, action, "{address}");
    }
    portal.break_log().await;
    for address in ["/security", "/my-data/take-away"] {
        assert_eq!(browser.get(address).await.status, StatusCode::SERVICE_UNAVAILABLE, "{address}");
    }
}

#[test]
fn everything_that_can_be_searched_for_has_words() {
    let modules = Module::ALL.map(|module| format!("code-module-{}", module.name()));
    let interfaces = Interface::ALL.map(|interface| format!("code-interface-{}", interface.name()));
    let actions = log::actions().map(|action| format!("code-action-{action}"));
    for code in actions.chain(modules).chain(interfaces).chain(log::OUTCOMES.map(|code| format!("code-outcome-{code}")))
    {
        assert!(Key::find(&code).is_some(), "{code} has no words in the catalogue");
    }
}

async fn what_moved_to_the_archive_is_shown_found_taken_along_and_proven(database: Database) {
    let folder = database.dir.path().join("archive").display().to_string();
    let address = if database.url.starts_with("postgres") { database.url.clone() } else { folder };
    let settings = vec![("archive_url", address), ("archive_after_days", String::from("1"))];
    let portal = Portal::with(database, Options { settings, ..Options::default() }).await;
    let mut anna = portal.signed_in(ANNA).await;
    anna.get("/my-data/fees").await;
    portal.services.make_checkpoint().await.unwrap();
    anna.get("/my-data/holds").await;
    let before = portal.log().await.len();
    assert_eq!(portal.services.archive_log(|_| {}).await.unwrap().moved, 0, "all of it is young");
    portal.clock.advance(2 * 24 * 60 * 60);
    let run = portal.services.archive_log(|_| {}).await.unwrap();
    assert!(run.moved > 0 && run.stuck_at.is_none() && run.dropped.is_empty(), "{run:?}");
    let after = portal.log().await;
    assert_eq!(after.len(), before + 1 - usize::try_from(run.moved).unwrap(), "and one tells of the move");
    assert!(!after.iter().any(|entry| entry.category.as_deref() == Some("fees")));

    let mut browser = portal.signed_in(auditor()).await;
    let found = search(&mut browser, &[("patron", ANNA.card), ("action", "view")]).await.text();
    assert!(found.contains("2 entries") && found.contains("Fees and payments") && found.contains("Holds"), "{found}");
    assert!(found.contains("are in the archive"), "{found}");
    let csv = browser.post("/staff/logs/export", &[("format", "csv"), ("action", "view")]).await.text();
    assert!(csv.contains("Fees and payments"), "{csv}");
    let log = portal.signed_in(ANNA).await.get("/my-data/log").await.text();
    assert!(log.contains("Fees and payments") && log.contains("Holds"), "{log}");
    let proof = portal.services.verify_log(&[], |_, _| {}).await.unwrap();
    assert!(proof.is_whole(), "{proof:?}");
}
