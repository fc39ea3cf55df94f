//! A legal hold that comes between looking and acting: the run meets a transaction in which it is being placed, waits for it,
//! and leaves the person alone.

use std::time::{Duration, Instant};

use carrel_services::ServiceError;
use carrel_store::{Store, StoreOptions};
use http::StatusCode;
use sea_orm::ConnectionTrait as _;

use super::{
    DAY, LOANS, OFFICER, age_loans, of_anna, of_nobody,
    people::{bruno_leaves, stage, without_second_factor},
    run_as_shown,
};
use crate::{
    harness::{ANNA, BRUNO, Database, Person, Portal, post::with_mail},
    loan_history::decide,
};

on_each_database!(
    what_a_run_deletes_stays_with_whoever_is_held_just_then,
    what_a_run_anonymizes_stays_with_whoever_is_held_just_then,
    fees_stay_with_whoever_is_held_just_then,
    whoever_is_held_just_then_is_not_told,
    whoever_is_held_just_then_is_not_locked,
    whoever_is_held_just_then_is_not_anonymized,
    whoever_is_held_just_then_is_not_removed,
    a_history_stays_with_whoever_is_held_just_then,
    what_somebody_anonymizes_themselves_stays_if_they_are_held_just_then,
);

/// Runs what was asked for, while on another connection somebody is placing a hold: it is there when the run has come to the
/// person and waits.
async fn run_while_held(portal: &Portal, patron: i64) {
    let node = portal.other_node("node-b");
    while_held(portal, patron, async move { node.run_next_retention().await }).await;
    assert_eq!(portal.texts("SELECT state FROM retention_run ORDER BY id DESC LIMIT 1").await, ["done"]);
}

async fn while_held(
    portal: &Portal,
    patron: i64,
    work: impl Future<Output = Result<bool, ServiceError>> + Send + 'static,
) {
    let options = StoreOptions { url: portal.config.database_url.clone(), connections: 2 };
    let desk = Store::connect(&options).await.unwrap();
    let placing = desk.begin().await.unwrap();
    let columns = "public_id, organization_id, patron_id, reason, placed_by, placed_at";
    let hold = format!("INSERT INTO retention_hold ({columns}) VALUES ('race', 1, {patron}, 'Riita', {patron}, 1)");
    placing.execute_unprepared(&hold).await.unwrap();
    let running = tokio::spawn(work);
    wait_until_it_waits(portal).await;
    placing.commit().await.unwrap();
    assert!(running.await.unwrap().unwrap(), "there was something to run");
    desk.close().await.unwrap();
}

/// On PostgreSQL the run waits for the row of the person, on SQLite for the one writer.
async fn wait_until_it_waits(portal: &Portal) {
    if portal.config.database_url.starts_with("sqlite") {
        tokio::time::sleep(Duration::from_millis(100)).await;
        return;
    }
    let waiting =
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let until = Instant::now() + Duration::from_secs(10);
    while portal.number(waiting).await == 0 {
        assert!(Instant::now() < until, "the run does not wait for the hold");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn ask_for(portal: &Portal, subject: &str) {
    let mut officer = portal.signed_in(OFFICER).await;
    let begun = run_as_shown(&mut officer, subject).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
}

/// Rows of a table, old enough for any rule, of Anna and of Bruno.
async fn old_rows(portal: &Portal, table: &str, columns: &str, values: &str) {
    for person in [ANNA, BRUNO] {
        let patron = portal.id_of(person).await;
        for at in 0..5 {
            let values = format!("{patron}, 'old-{patron}-{at}', 1, {values}");
            portal
                .execute(&format!("INSERT INTO {table} (patron_id, source_id, digest, {columns}) VALUES ({values})"))
                .await;
        }
    }
}

async fn old_rows_of(portal: &Portal, table: &str, person: Person) -> i64 {
    let patron = portal.id_of(person).await;
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE patron_id = {patron} AND source_id LIKE 'old-%'");
    portal.number(&sql).await
}

async fn what_a_run_deletes_stays_with_whoever_is_held_just_then(database: Database) {
    let portal = Portal::on(database).await;
    old_rows(&portal, "notice", "subject, status, queued_at", "'Vanha', 'sent', 1420113600").await;
    ask_for(&portal, "notices").await;
    run_while_held(&portal, portal.id_of(ANNA).await).await;
    assert_eq!((old_rows_of(&portal, "notice", ANNA).await, old_rows_of(&portal, "notice", BRUNO).await), (5, 0));
}

async fn what_a_run_anonymizes_stays_with_whoever_is_held_just_then(database: Database) {
    let portal = Portal::on(database).await;
    age_loans(&portal).await;
    ask_for(&portal, "checkout-history").await;
    run_while_held(&portal, portal.id_of(ANNA).await).await;
    assert_eq!((of_anna(&portal).await, of_nobody(&portal).await), (LOANS, 1), "Bruno's only");
}

async fn fees_stay_with_whoever_is_held_just_then(database: Database) {
    let portal = Portal::on(database).await;
    let columns = "recorded_at, amount, outstanding, debit_type";
    old_rows(&portal, "account_line", columns, "1420113600, 100, 0, 'RENT'").await;
    ask_for(&portal, "private-fees").await;
    run_while_held(&portal, portal.id_of(ANNA).await).await;
    let left = (old_rows_of(&portal, "account_line", ANNA).await, old_rows_of(&portal, "account_line", BRUNO).await);
    assert_eq!(left, (5, 0));
}

async fn whoever_is_held_just_then_is_not_told(database: Database) {
    let (portal, _server) = with_mail(database).await;
    without_second_factor(&portal).await;
    portal.execute(&format!("UPDATE patron SET expires_on = '2020-01-31' WHERE cardnumber = '{}'", BRUNO.card)).await;
    ask_for(&portal, "patrons").await;
    run_while_held(&portal, portal.id_of(BRUNO).await).await;
    assert!(stage(&portal).await.is_empty());
    assert_eq!(portal.number("SELECT COUNT(*) FROM outbox WHERE template = 'MEMBERSHIP_ENDED'").await, 0);
}

/// Bruno is on his way, and his next step is held off by a hold that comes while it is made.
async fn held_at_step(database: Database, steps: usize, stays: &str) -> Portal {
    let (portal, _server) = with_mail(database).await;
    let bruno = portal.id_of(BRUNO).await;
    bruno_leaves(&portal, steps).await;
    assert_eq!(stage(&portal).await, [stays]);
    portal.clock.advance(30 * DAY);
    ask_for(&portal, "patrons").await;
    run_while_held(&portal, bruno).await;
    assert_eq!(stage(&portal).await, [stays]);
    assert_eq!(portal.number(&format!("SELECT COUNT(*) FROM patron WHERE id = {bruno}")).await, 1);
    portal
}

async fn whoever_is_held_just_then_is_not_locked(database: Database) {
    let portal = held_at_step(database, 1, "told").await;
    assert_eq!(portal.browser().try_sign_in(BRUNO.card, BRUNO.pin).await.status, StatusCode::SEE_OTHER);
}

async fn whoever_is_held_just_then_is_not_anonymized(database: Database) {
    let portal = held_at_step(database, 2, "locked").await;
    let bruno = portal.id_of(BRUNO).await;
    assert_eq!(portal.number(&format!("SELECT COUNT(*) FROM checkout WHERE patron_id = {bruno}")).await, 1);
    assert_eq!(of_nobody(&portal).await, 0);
}

async fn whoever_is_held_just_then_is_not_removed(database: Database) {
    let portal = held_at_step(database, 3, "anonymized").await;
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'patron-removed'").await, 0);
}

async fn a_history_stays_with_whoever_is_held_just_then(database: Database) {
    let portal = Portal::on(database).await;
    decide(&portal, "with-consent", "30", "organization").await;
    portal.clock.advance(8 * DAY);
    portal.services.begin_history_day().await.unwrap();
    let (anna, node) = (portal.id_of(ANNA).await, portal.other_node("node-b"));
    while_held(&portal, anna, async move { node.work_on_next_history().await }).await;
    assert_eq!((of_anna(&portal).await, of_nobody(&portal).await), (LOANS, 1), "Bruno's only");
}

async fn what_somebody_anonymizes_themselves_stays_if_they_are_held_just_then(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let begun = anna.post("/loan-history/anonymize", &[("rows", &LOANS.to_string())]).await;
    assert!(begun.location().starts_with("/loan-history/jobs/"), "{}", begun.text());
    let (patron, node) = (portal.id_of(ANNA).await, portal.other_node("node-b"));
    while_held(&portal, patron, async move { node.work_on_next_history().await }).await;
    assert_eq!((of_anna(&portal).await, of_nobody(&portal).await), (LOANS, 0));
    assert_eq!(portal.texts("SELECT state FROM history_job").await, ["failed"], "and the page says so");
}
