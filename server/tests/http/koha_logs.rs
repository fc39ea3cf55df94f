//! The log of a Koha, brought in by its interface: once, into the patron's own log and staff's search, gone with the patron.

use carrel::koha_log;
use carrel_domain::{OrganizationId, PatronId, PatronScope};
use carrel_koha::Trouble;
use carrel_store::koha_log::Imported;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::{
    harness::{ANNA, BRUNO, Database, Options, Portal, STAFF},
    koha_double::{Flavour, KohaDouble, Manner},
};

on_each_database!(
    entries_are_in_the_patrons_own_log_and_in_staffs_search,
    entries_come_in_once_and_a_reading_that_failed_goes_on,
    entries_are_erased_with_the_patron,
    entries_about_loans_that_were_anonymized_say_no_more_which,
    old_entries_come_in_beside_an_archive_and_none_is_lost,
);

pub async fn beside_a_koha_with_a_log(database: Database, more: Vec<(&'static str, String)>) -> (Portal, KohaDouble) {
    let double = KohaDouble::start(Flavour::KohaSuomi).await;
    let person = STAFF[0].number;
    double.world().logs = vec![
        json!({"action_id": 10, "timestamp": "2025-06-01 10:00:00", "user": person, "module": "MEMBERS",
               "action": "MODIFY", "object": 1, "info": "<b>street</b>", "interface": "intranet"}),
        json!({"action_id": 11, "timestamp": "2025-06-02 10:00:00", "user": 1, "module": "CIRCULATION",
               "action": "RENEWAL", "object": 1, "info": "5", "interface": "opac"}),
        json!({"action_id": 12, "timestamp": "2025-06-03 10:00:00", "user": 0, "module": "CATALOGUING",
               "action": "MODIFY", "object": 1, "info": "a record with the number of a patron", "interface": "cron"}),
    ];
    let settings = format!("{{ address = '{}', client_id = 'carrel', check_passwords = false }}", double.url());
    let mut settings =
        vec![("koha", settings), ("koha_client_secret", String::from(crate::koha_double::CLIENT_SECRET))];
    settings.extend(more);
    (Portal::with(database, Options { settings, ..Options::default() }).await, double)
}

pub async fn import(portal: &Portal) -> Result<Imported, koha_log::LogError> {
    let koha = carrel::cli::koha(&portal.config).unwrap().unwrap();
    let organization = OrganizationId(portal.number("SELECT id FROM organization").await);
    let zone = TimeZone::get("Europe/Helsinki").unwrap();
    let now = portal.clock.now();
    koha_log::from_interface(portal.services.store(), organization, &koha, "koha", (&zone, now), |_| ()).await
}

async fn entries_are_in_the_patrons_own_log_and_in_staffs_search(database: Database) {
    let (portal, _double) = beside_a_koha_with_a_log(database, Vec::new()).await;
    // Each of the eight has the one about the PIN; Anna has two more.
    assert_eq!(import(&portal).await.unwrap().added, 8 + 2);
    let mut anna = portal.signed_in(ANNA).await;
    let own = anna.get("/my-data/log").await.text();
    for said in [
        "In the library system: patron record",
        "In the library system: loans",
        "&lt;b&gt;street&lt;/b&gt;",
        "Library staff, in the library system",
    ] {
        assert!(own.contains(said), "{said} in {own}");
    }
    assert!(!own.contains("a record with the number") && !own.contains("$2a$"), "{own}");
    assert!(!own.contains(STAFF[0].surname), "the library does not name its staff");
    let finnish = anna.get("/fi/my-data/log").await.text();
    assert!(finnish.contains("Kirjastojärjestelmässä: lainat"), "{finnish}");
    let bruno = portal.signed_in(BRUNO).await.get("/my-data/log").await.text();
    assert!(!bruno.contains("street"), "{bruno}");
    let mut officer = portal.signed_in(STAFF[1]).await;
    let found = officer.get("/staff/logs?interface=library-system").await.text();
    assert!(found.contains("koha-log:10") && found.contains(STAFF[0].surname), "{found}");
    let module = officer.get("/staff/logs?module=library-system").await.text();
    assert!(module.contains("koha-log:11"), "{module}");
    let json = anna.post("/my-data/take-away", &[("format", "json")]).await.text();
    assert!(json.contains("koha-members") && json.contains("2025-06-01T10:00:00+03:00"), "{json}");
}

async fn entries_come_in_once_and_a_reading_that_failed_goes_on(database: Database) {
    let (portal, double) = beside_a_koha_with_a_log(database, Vec::new()).await;
    import(&portal).await.unwrap();
    let again = import(&portal).await.unwrap();
    assert_eq!((again.added, again.known), (0, 10));
    double.world().logs.push(json!({"action_id": 13, "timestamp": "2025-06-04 10:00:00", "user": 0, "module": "FINES",
                                    "action": "CREATE", "object": 25, "info": "fee", "interface": "cron"}));
    double.behaves("object=24", Manner::Status(500));
    let stopped = import(&portal).await.unwrap_err();
    assert!(matches!(stopped, koha_log::LogError::Koha(Trouble::Broken)), "{stopped}");
    double.recovers();
    let before = double.count("/api/v1/logs");
    assert_eq!(import(&portal).await.unwrap().added, 1);
    assert_eq!(double.count("/api/v1/logs") - before, 2, "it goes on with whoever it stopped at");
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'koha-fines'").await, 1);
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'log-imported'").await, 2);
}

async fn entries_are_erased_with_the_patron(database: Database) {
    let (portal, _double) = beside_a_koha_with_a_log(database, Vec::new()).await;
    import(&portal).await.unwrap();
    let organization = OrganizationId(portal.number("SELECT id FROM organization").await);
    let scope = PatronScope::of_background_work(PatronId(portal.id_of(ANNA).await), organization);
    portal.services.erase_from_log(scope, "GDPR 17(1)(b)").await.unwrap();
    let log = portal.whole_table("audit_entry").await;
    assert!(!log.contains("street") && !log.contains("koha-log:10"), "{log}");
    assert!(portal.services.verify_log(&[], |_, _| {}).await.unwrap().verdict.fault.is_none());
    assert_eq!(import(&portal).await.unwrap().added, 0, "what was erased does not come back");
}

async fn old_entries_come_in_beside_an_archive_and_none_is_lost(database: Database) {
    let folder = database.dir.path().join("archive").display().to_string();
    let address = if database.url.starts_with("postgres") { database.url.clone() } else { folder };
    let (portal, _double) =
        beside_a_koha_with_a_log(database, vec![("archive_url", address), ("archive_after_days", String::from("1"))])
            .await;
    let mut anna = portal.signed_in(ANNA).await;
    anna.get("/my-data/fees").await;
    portal.services.make_checkpoint().await.unwrap();
    anna.get("/my-data/holds").await;
    portal.clock.advance(2 * 86_400);
    assert!(portal.services.archive_log(|_| {}).await.unwrap().moved > 0);
    import(&portal).await.unwrap();
    let mut anna = portal.signed_in(ANNA).await;
    let page = anna.get("/my-data/log").await.text();
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} in {page}"));
    // The archived one is younger than what came in after it.
    let fees = place("Fees and payments");
    assert!(fees < place("In the library system: patron record"), "newest first, whichever part it is in");
    let file = anna.post("/my-data/take-away", &[("format", "json"), ("category", "log")]).await.text();
    let file: serde_json::Value = serde_json::from_str(&file).unwrap();
    let entries = file["categories"]["log"]["entries"].as_array().unwrap();
    let said: Vec<String> =
        entries.iter().map(|entry| format!("{} {}", entry["action"], entry["data_category"])).collect();
    for expected in
        ["\"view\" \"fees\"", "\"view\" \"holds\"", "\"koha-members\" null", "\"koha-circulation\" \"checkouts\""]
    {
        assert!(said.iter().any(|said| said == expected), "{expected} in {said:?}");
    }
    let mut once = entries.clone();
    once.dedup();
    assert_eq!(once.len(), entries.len());
    assert!(portal.services.verify_log(&[], |_, _| {}).await.unwrap().is_whole());
}

async fn entries_about_loans_that_were_anonymized_say_no_more_which(database: Database) {
    let (portal, double) = beside_a_koha_with_a_log(database, Vec::new()).await;
    let mut anna = portal.signed_in(ANNA).await;
    double
        .world()
        .logs
        .push(json!({"action_id": 13, "timestamp": "2026-03-09 10:00:00", "user": 1, "module": "CIRCULATION",
               "action": "ISSUE", "object": 1, "info": "77123", "interface": "opac"}));
    double.world().logs[1]["info"] = "99123".into();
    let answer = anna.post("/loan-history/anonymize", &[("rows", "120")]).await;
    assert!(answer.location().starts_with("/loan-history/jobs/"), "{}", answer.text());
    while portal.services.work_on_next_history().await.unwrap() {}
    portal.clock.advance(10 * 24 * 60 * 60);
    import(&portal).await.unwrap();
    let own = portal.signed_in(ANNA).await.get("/my-data/log").await.text();
    assert!(own.contains("street") && own.contains("77123"), "what is no loan of then is told: {own}");
    assert!(own.contains("RENEWAL") && !own.contains("99123"), "{own}");
}
