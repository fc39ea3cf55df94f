//! Rules, previews and the schedule.

use http::StatusCode;

use super::{DAY, LOANS, OFFICER, of_anna, of_nobody, public_id, run, with_old_loans};
use crate::harness::{ANNA, Database, Portal};

on_each_database!(
    nothing_goes_before_somebody_looked_and_named_the_number,
    the_schedule_is_switched_on_by_whoever_looked_and_runs_once_a_day,
    what_people_are_told_comes_from_the_rules_that_run,
    rules_are_the_whole_organizations,
    who_agreed_to_keep_their_history_keeps_it,
);

async fn nothing_goes_before_somebody_looked_and_named_the_number(database: Database) {
    let portal = with_old_loans(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    portal.services.schedule_retention().await.unwrap();
    assert!(!portal.services.run_next_retention().await.unwrap(), "the rules are there, and nothing runs by itself");
    let page = officer.get("/staff/retention").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("3 years after the return"), "a rule in words");
    let preview = officer.get("/staff/retention/rules/checkout-history").await.text();
    assert!(preview.contains("121"), "{preview}");
    assert!(!preview.contains(ANNA.surname), "nobody's name stands in a sample");
    let unconfirmed = officer.post("/staff/retention/rules/checkout-history/run", &[("shown", "121")]).await;
    assert_eq!(unconfirmed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        run(&mut officer, "checkout-history", 120).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "another number"
    );
    assert_eq!(of_anna(&portal).await, LOANS);
    let begun = run(&mut officer, "checkout-history", 121).await;
    assert!(begun.location().starts_with("/staff/retention/runs/"), "{}", begun.text());
    assert!(portal.services.run_next_retention().await.unwrap());
    assert_eq!((of_anna(&portal).await, of_nobody(&portal).await), (0, 121));
    assert_eq!(portal.number("SELECT acted FROM retention_run").await, 121);
    assert_eq!(portal.texts("SELECT state FROM retention_run").await, ["done"]);
    let report = officer.get(begun.location()).await.text();
    assert!(report.contains("121"), "{report}");
    let log = "SELECT COUNT(*) FROM audit_entry WHERE action = 'data-anonymized' AND patron_id IS NOT NULL";
    assert_eq!(portal.number(log).await, 2, "each of the two finds it in their log");
}

async fn the_schedule_is_switched_on_by_whoever_looked_and_runs_once_a_day(database: Database) {
    let portal = with_old_loans(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let wish =
        [("scheduled", "1"), ("hour", "4"), ("told", "30"), ("locked", "30"), ("anonymized", "30"), ("debits", "RENT")];
    let blind = officer.post("/staff/retention/schedule", &wish).await;
    assert_eq!(blind.status, StatusCode::UNPROCESSABLE_ENTITY, "not without looking");
    let looked = [wish.as_slice(), &[("looked", "1"), ("shown", "121")]].concat();
    let done = officer.post("/staff/retention/schedule", &looked).await;
    assert_eq!(done.location(), "/staff/retention?done=1", "{}", done.text());
    portal.services.schedule_retention().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM retention_run").await, 0, "noon is past four: it means tomorrow");
    assert!(officer.get("/staff/retention").await.text().contains("Next run: 3 Mar 2026, 04:00"));
    portal.clock.advance(DAY);
    officer.sign_in(OFFICER).await;
    let other = portal.other_node("node-b");
    let (here, there) = tokio::join!(portal.services.schedule_retention(), other.schedule_retention());
    here.unwrap();
    there.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM retention_run").await, 1, "a day has one");
    while portal.services.run_next_retention().await.unwrap() {}
    assert_eq!(of_nobody(&portal).await, 121);
    // Longer delays change nothing for the worse; shorter ones lock people sooner than anybody looked at.
    let longer = wish.map(|(name, value)| (name, if name == "told" { "40" } else { value }));
    assert_eq!(officer.post("/staff/retention/schedule", &longer).await.location(), "/staff/retention?done=1");
    let stopped = officer.post("/staff/retention/schedule", &wish).await;
    assert_eq!(stopped.location(), "/staff/retention?done=stopped", "{}", stopped.text());
    let page = officer.get("/staff/retention?done=stopped").await.text();
    assert!(page.contains("The daily run has stopped"), "{page}");
    assert_eq!(portal.texts("SELECT value FROM setting WHERE name = 'retention_schedule'").await, ["0"]);
    let looked = [wish.as_slice(), &[("looked", "1"), ("shown", "0")]].concat();
    assert_eq!(officer.post("/staff/retention/schedule", &looked).await.location(), "/staff/retention?done=1");
    // Three days nobody ran it: one is made up for.
    portal.clock.advance(3 * DAY);
    portal.services.schedule_retention().await.unwrap();
    portal.services.schedule_retention().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM retention_run").await, 2);
    // In the night of the next day it is too early.
    portal.clock.advance(DAY - 12 * 60 * 60);
    while portal.services.run_next_retention().await.unwrap() {}
    portal.services.schedule_retention().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM retention_run").await, 2);
}

async fn what_people_are_told_comes_from_the_rules_that_run(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let before = anna.get("/my-data/checkout-history").await.text();
    assert!(!before.contains("7 years after the return"));
    let mut officer = portal.signed_in(OFFICER).await;
    let rule = [("unit", "years"), ("number", "7"), ("action", "anonymize"), ("category", "")];
    let set = officer.post("/staff/retention/rules/checkout-history", &rule).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text());
    let empty = [("unit", "years"), ("number", ""), ("action", "anonymize")];
    let refused = officer.post("/staff/retention/rules/checkout-history", &empty).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "an empty number is neither never nor at once");
    assert!(!anna.get("/my-data/checkout-history").await.text().contains("7 years after"), "it does not run yet");
    let wish = [
        ("scheduled", "1"),
        ("hour", "4"),
        ("told", "30"),
        ("locked", "30"),
        ("anonymized", "30"),
        ("looked", "1"),
        ("shown", "0"),
    ];
    assert_eq!(officer.post("/staff/retention/schedule", &wish).await.status, StatusCode::SEE_OTHER);
    assert!(anna.get("/my-data/checkout-history").await.text().contains("7 years after the return"));
    // Nobody looked at what another rule would do: it does not run by itself.
    let page = officer.get("/staff/retention/rules/notices").await.text();
    assert!(page.contains("a changed rule stops that"), "{page}");
    let sooner = [("unit", "days"), ("number", "0"), ("action", "delete"), ("category", "")];
    let set = officer.post("/staff/retention/rules/notices", &sooner).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text());
    portal.services.schedule_retention().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM retention_run").await, 0);
    assert_eq!(portal.texts("SELECT value FROM setting WHERE name = 'retention_schedule'").await, ["0"]);
    let log = "SELECT old_value || ' > ' || new_value FROM audit_entry WHERE action = 'retention-rule-changed'";
    assert_eq!(
        portal.texts(log).await,
        ["3 years, anonymize > 7 years, anonymize", "3 calendar-years, delete > 0 days, delete"]
    );
}

async fn rules_are_the_whole_organizations(database: Database) {
    let portal = Portal::on(database).await;
    let officer = portal.id_of(OFFICER).await;
    portal.execute(&format!("UPDATE role_grant SET library = 'OUT' WHERE patron_id = {officer}")).await;
    let mut officer = portal.signed_in(OFFICER).await;
    assert_eq!(officer.get("/staff/retention").await.status, StatusCode::FORBIDDEN);
    assert_eq!(run(&mut officer, "all", 0).await.status, StatusCode::FORBIDDEN);
    assert_eq!(officer.get("/staff/retention/people").await.status, StatusCode::OK, "their own patrons are theirs");
    let page = format!("/staff/patrons/{}", public_id(&portal, ANNA).await);
    assert_eq!(officer.post(&format!("{page}/hold"), &[("hold_reason", "Riita")]).await.location(), page);
}

async fn who_agreed_to_keep_their_history_keeps_it(database: Database) {
    let portal = with_old_loans(database).await;
    let anna = portal.id_of(ANNA).await;
    portal
        .execute(&format!(
            "INSERT INTO consent_receipt (public_id, patron_id, purpose, answer, answered_at, how) \
             VALUES ('k', {anna}, 'loan-history', 'given', 1, 'page')"
        ))
        .await;
    let mut officer = portal.signed_in(OFFICER).await;
    let page = officer.get("/staff/retention/rules/checkout-history").await.text();
    assert!(page.contains("their consent to keep the loan history"), "{page}");
    assert_eq!(super::run_as_shown(&mut officer, "checkout-history").await.status, StatusCode::SEE_OTHER);
    while portal.services.run_next_retention().await.unwrap() {}
    assert_eq!((of_anna(&portal).await, of_nobody(&portal).await), (120, 1));
}
