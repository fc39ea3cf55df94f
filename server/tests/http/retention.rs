//! How long data is kept: nothing goes before somebody looked and said so, nobody leaves in surprise, and a run does what was
//! confirmed, once, whatever happens to the nodes that make it.

use std::time::Duration;

use http::StatusCode;

use crate::harness::{
    ANNA, Answer, BRUNO, Browser, Database, Portal, STAFF,
    post::{mails_to, with_mail},
};

on_each_database!(
    nothing_goes_before_somebody_looked_and_named_the_number,
    the_schedule_is_switched_on_by_whoever_looked_and_runs_once_a_day,
    people_who_did_not_renew_leave_step_by_step,
    a_person_who_must_stay_is_kept_and_the_reason_is_said,
    staff_stop_it_for_one_person_with_a_reason,
    a_legal_hold_keeps_everything_until_it_is_lifted,
    a_run_that_is_killed_again_and_again_ends_like_one_that_is_not,
    two_nodes_do_everything_once,
    a_run_can_be_called_off,
    what_people_are_told_comes_from_the_rules_that_run,
    rules_are_the_whole_organizations,
    statistics_are_what_the_library_chose,
);

const OFFICER: crate::harness::Person = STAFF[1];
const DAY: i64 = 24 * 60 * 60;
/// Returned loans of Anna's.
const LOANS: i64 = 120;

/// A portal where all returned loans are eleven years old.
async fn with_old_loans(database: Database) -> Portal {
    let portal = Portal::on(database).await;
    age_loans(&portal).await;
    portal
}

async fn age_loans(portal: &Portal) {
    portal.execute("UPDATE checkout SET returned_at = 1420113600 WHERE is_open = 0").await;
}

async fn of_anna(portal: &Portal) -> i64 {
    let anna = portal.id_of(ANNA).await;
    portal.number(&format!("SELECT COUNT(*) FROM checkout WHERE patron_id = {anna} AND is_open = 0")).await
}

async fn public_id(portal: &Portal, person: crate::harness::Person) -> String {
    portal.texts(&format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", person.card)).await.remove(0)
}

async fn of_nobody(portal: &Portal) -> i64 {
    let sql = "SELECT COUNT(*) FROM checkout c JOIN patron p ON p.id = c.patron_id WHERE p.is_anonymous = 1";
    portal.number(sql).await
}

async fn run(browser: &mut Browser, subject: &str, shown: i64) -> Answer {
    let fields = [("shown", shown.to_string()), ("confirmed", String::from("1"))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(&format!("/staff/retention/rules/{subject}/run"), &fields).await
}

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
    let other = portal.other_node("node-b");
    let (here, there) = tokio::join!(portal.services.schedule_retention(), other.schedule_retention());
    here.unwrap();
    there.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM retention_run").await, 1, "noon is past four, and a day has one");
    while portal.services.run_next_retention().await.unwrap() {}
    assert_eq!(of_nobody(&portal).await, 121);
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

/// Bruno, whose membership ended long ago, on his way out by so many runs, a month apart.
async fn bruno_leaves(portal: &Portal, runs: usize) {
    portal.execute(&format!("UPDATE patron SET expires_on = '2020-01-31' WHERE cardnumber = '{}'", BRUNO.card)).await;
    without_second_factor(portal).await;
    for at in 0..runs {
        if at > 0 {
            portal.clock.advance(30 * DAY);
        }
        let mut officer = portal.signed_in(OFFICER).await;
        let shown = i64::from(stage(portal).await.is_empty());
        let begun = run(&mut officer, "patrons", shown).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
        assert!(portal.services.run_next_retention().await.unwrap());
    }
}

/// Months go by, and staff of this library need no second factor.
async fn without_second_factor(portal: &Portal) {
    let sql = "INSERT INTO setting (organization_id, name, value) VALUES (1, 'staff_second_factor_days', 'off') \
               ON CONFLICT (organization_id, name) DO NOTHING";
    portal.execute(sql).await;
}

async fn stage(portal: &Portal) -> Vec<String> {
    portal.texts("SELECT stage FROM patron_stage").await
}

async fn people_who_did_not_renew_leave_step_by_step(database: Database) {
    let (portal, server) = with_mail(database).await;
    age_loans(&portal).await;
    bruno_leaves(&portal, 1).await;
    assert_eq!(stage(&portal).await, ["told"]);
    let mails = mails_to(&portal, &server, &BRUNO.email()).await;
    assert!(mails.iter().any(|mail| mail.contains("1.4.2026")), "he is told the day: {mails:?}");
    let mut bruno = portal.browser();
    assert_eq!(
        bruno.try_sign_in(BRUNO.card, BRUNO.pin).await.status,
        StatusCode::SEE_OTHER,
        "he can come in and renew"
    );
    bruno_leaves(&portal, 1).await;
    assert_eq!(stage(&portal).await, ["told"], "not before the day");
    portal.clock.advance(30 * DAY);
    let mut bruno = portal.browser();
    bruno.sign_in(BRUNO).await;
    bruno_leaves(&portal, 1).await;
    assert_eq!(stage(&portal).await, ["locked"]);
    assert!(!bruno.is_signed_in().await, "what was open is ended");
    let refused = bruno.try_sign_in(BRUNO.card, BRUNO.pin).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("Renew it at the library"), "{}", refused.text());
    let wrong = bruno.try_sign_in(BRUNO.card, "wrong").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED, "only whoever has the PIN is told");
    portal.clock.advance(30 * DAY);
    bruno_leaves(&portal, 1).await;
    assert_eq!(stage(&portal).await, ["anonymized"]);
    for table in ["surname", "firstname", "cardnumber", "record", "email"] {
        let sql =
            format!("SELECT COUNT(*) FROM patron WHERE {table} LIKE '%Brunolf%' OR {table} LIKE '%{}%'", BRUNO.card);
        assert_eq!(portal.number(&sql).await, 0, "{table}");
    }
    assert_eq!(of_nobody(&portal).await, 1, "his loan still counts");
    assert_eq!(bruno.try_sign_in(BRUNO.card, BRUNO.pin).await.status, StatusCode::UNAUTHORIZED);
    let patrons = portal.number("SELECT COUNT(*) FROM patron WHERE is_anonymous = 0").await;
    portal.clock.advance(30 * DAY);
    bruno_leaves(&portal, 1).await;
    assert!(stage(&portal).await.is_empty());
    assert_eq!(portal.number("SELECT COUNT(*) FROM patron WHERE is_anonymous = 0").await, patrons - 1);
    assert_eq!(portal.number("SELECT COUNT(*) FROM erasure").await, 1);
    let told = "SELECT COUNT(*) FROM audit_entry WHERE action IN ('patron-told', 'patron-locked', 'patron-anonymized') \
                AND patron_id IS NOT NULL";
    assert_eq!(portal.number(told).await, 0, "the log forgot whom it spoke of");
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'patron-removed'").await, 1);
}

async fn a_person_who_must_stay_is_kept_and_the_reason_is_said(database: Database) {
    let (portal, _server) = with_mail(database).await;
    // Anna has loans, an unpaid fee and a hold.
    portal.execute(&format!("UPDATE patron SET expires_on = '2020-01-31' WHERE cardnumber = '{}'", ANNA.card)).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let preview = officer.get("/staff/retention/rules/patrons").await.text();
    assert!(preview.contains("something is on loan"), "{preview}");
    assert_eq!(run(&mut officer, "patrons", 0).await.status, StatusCode::SEE_OTHER);
    portal.services.run_next_retention().await.unwrap();
    assert!(stage(&portal).await.is_empty());
    // Whoever is told and then comes back to borrow stays where they are.
    portal.execute("UPDATE patron SET expires_on = NULL").await;
    bruno_leaves(&portal, 1).await;
    let bruno = portal.id_of(BRUNO).await;
    portal.execute(&format!("UPDATE checkout SET is_open = 1 WHERE patron_id = {bruno}")).await;
    portal.clock.advance(40 * DAY);
    let mut officer = portal.signed_in(OFFICER).await;
    run(&mut officer, "patrons", 0).await;
    portal.services.run_next_retention().await.unwrap();
    assert_eq!(stage(&portal).await, ["told"]);
}

async fn staff_stop_it_for_one_person_with_a_reason(database: Database) {
    let (portal, _server) = with_mail(database).await;
    bruno_leaves(&portal, 2).await;
    assert_eq!(stage(&portal).await, ["locked"]);
    let mut officer = portal.signed_in(OFFICER).await;
    let page = format!("/staff/patrons/{}", public_id(&portal, BRUNO).await);
    let stop = format!("{page}/stage");
    assert_eq!(officer.post(&stop, &[("do", "stop"), ("reason", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(officer.post(&stop, &[("do", "stop"), ("reason", "Asiakas soitti")]).await.location(), page);
    assert!(officer.get(&page).await.text().contains("Asiakas soitti"));
    portal.browser().sign_in(BRUNO).await;
    portal.clock.advance(400 * DAY);
    let mut officer = portal.signed_in(OFFICER).await;
    run(&mut officer, "patrons", 0).await;
    portal.services.run_next_retention().await.unwrap();
    assert_eq!(stage(&portal).await, ["told"], "stopped is stopped");
    officer.post(&stop, &[("do", "resume")]).await;
    assert!(stage(&portal).await.is_empty(), "it begins anew, with telling");
    let log = "SELECT action FROM audit_entry WHERE action LIKE 'stage-%' ORDER BY id";
    assert_eq!(portal.texts(log).await, ["stage-stopped", "stage-resumed"]);
}

async fn a_legal_hold_keeps_everything_until_it_is_lifted(database: Database) {
    let portal = with_old_loans(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let page = format!("/staff/patrons/{}", public_id(&portal, ANNA).await);
    let place = format!("{page}/hold");
    assert_eq!(officer.post(&place, &[("hold_reason", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let past = officer.post(&place, &[("hold_reason", "Riita"), ("until", "2020-01-01")]).await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(officer.post(&place, &[("hold_reason", "Riita")]).await.location(), page);
    assert!(officer.get(&page).await.text().contains("Riita"));
    assert!(officer.get("/staff/retention/people").await.text().contains("Riita"));
    assert_eq!(run(&mut officer, "checkout-history", 1).await.status, StatusCode::SEE_OTHER, "Bruno's only");
    portal.services.run_next_retention().await.unwrap();
    assert_eq!(of_anna(&portal).await, LOANS);
    let report = portal.texts("SELECT report FROM retention_run").await.remove(0);
    assert!(report.contains("\"legal-hold\":120"), "the report says why: {report}");
    let hold = portal.texts("SELECT public_id FROM retention_hold").await.remove(0);
    assert_eq!(officer.post(&format!("{place}/lift"), &[("hold", &hold)]).await.location(), page);
    let again = officer.post(&format!("{place}/lift"), &[("hold", &hold)]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "once");
    run(&mut officer, "checkout-history", LOANS).await;
    portal.services.run_next_retention().await.unwrap();
    assert_eq!(of_anna(&portal).await, 0);
}

/// Old rows of every kind, many of them.
async fn much(portal: &Portal) {
    age_loans(portal).await;
    let anna = portal.id_of(ANNA).await;
    for at in 0..3_000 {
        let sql = format!(
            "INSERT INTO notice (patron_id, source_id, subject, status, queued_at, digest) \
             VALUES ({anna}, 'old-{at}', 'Vanha', 'sent', 1420113600, 1)"
        );
        portal.execute(&sql).await;
    }
}

async fn outcome(portal: &Portal) -> Vec<String> {
    let mut all = portal.texts("SELECT CAST(COUNT(*) AS TEXT) FROM notice").await;
    all.push(of_anna(portal).await.to_string());
    all.push(of_nobody(portal).await.to_string());
    all.push(portal.number("SELECT acted FROM retention_run").await.to_string());
    all.extend(portal.texts("SELECT state FROM retention_run").await);
    all.push(portal.texts("SELECT report FROM retention_run").await.remove(0));
    all
}

async fn a_run_that_is_killed_again_and_again_ends_like_one_that_is_not(database: Database) {
    let portal = Portal::on(database).await;
    much(&portal).await;
    let mut officer = portal.signed_in(OFFICER).await;
    assert_eq!(run(&mut officer, "all", 3_121).await.status, StatusCode::SEE_OTHER);
    let mut kills = 0;
    for at in 0..200 {
        let node = portal.other_node(&format!("node-{at}"));
        // Anywhere: before, within and after its transactions; now and then long enough to get on.
        let milliseconds = 40 << (at % 5);
        match tokio::time::timeout(Duration::from_millis(milliseconds), node.run_next_retention()).await {
            Ok(done) => {
                done.unwrap();
                break;
            }
            Err(_) => kills += 1,
        }
        portal.clock.advance(61);
    }
    while portal.services.run_next_retention().await.unwrap() {}
    assert!(kills > 2, "it was killed: {kills}");
    let found = outcome(&portal).await;
    assert_eq!(found[..5], ["2", "0", "121", "3121", "done"].map(String::from), "{found:?}");
    assert!(found[5].contains("\"acted\":3000") && found[5].contains("\"acted\":121"), "{found:?}");
}

async fn two_nodes_do_everything_once(database: Database) {
    let portal = Portal::on(database).await;
    much(&portal).await;
    let mut officer = portal.signed_in(OFFICER).await;
    run(&mut officer, "all", 3_121).await;
    let other = portal.other_node("node-b");
    let (here, there) = tokio::join!(portal.services.run_next_retention(), other.run_next_retention());
    assert_eq!(u8::from(here.unwrap()) + u8::from(there.unwrap()), 1, "one of them makes it");
    let found = outcome(&portal).await;
    assert_eq!(found[..5], ["2", "0", "121", "3121", "done"].map(String::from), "{found:?}");
}

async fn a_run_can_be_called_off(database: Database) {
    let portal = with_old_loans(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let begun = run(&mut officer, "all", 121).await;
    let page = begun.location().split('?').next().unwrap().to_owned();
    let cancelled = officer.post(&format!("{page}/cancel"), &[]).await;
    assert_eq!(cancelled.location(), format!("{page}?done=cancelled"));
    assert!(!portal.services.run_next_retention().await.unwrap());
    assert_eq!(of_anna(&portal).await, LOANS);
    assert_eq!(officer.post(&format!("{page}/cancel"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
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
    let log = "SELECT old_value || ' > ' || new_value FROM audit_entry WHERE action = 'retention-rule-changed'";
    assert_eq!(portal.texts(log).await, ["3 years, anonymize > 7 years, anonymize"]);
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

async fn statistics_are_what_the_library_chose(database: Database) {
    let portal = with_old_loans(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let wish = [("on", "1"), ("field-library", "1"), ("field-age-band", "1"), ("smallest", "5")];
    let saved = officer.post("/staff/retention/statistics", &wish).await;
    assert_eq!(saved.location(), "/staff/retention/statistics?done=1", "{}", saved.text());
    run(&mut officer, "checkout-history", 121).await;
    portal.services.run_next_retention().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM statistic").await, 121);
    let file = officer.post("/staff/retention/statistics/file", &[]).await;
    assert_eq!(file.status, StatusCode::OK);
    let text = file.text();
    assert_eq!(text.lines().count(), 122);
    assert!(text.contains("OUT") && !text.contains(ANNA.surname) && !text.contains("HENKILO"), "only what was chosen");
    let page = officer.get("/staff/retention/statistics").await.text();
    assert!(page.contains("121"), "{page}");
}
