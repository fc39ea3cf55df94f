//! Runs: killed, on two nodes, called off.

use std::time::Duration;

use http::StatusCode;

use super::{LOANS, OFFICER, age_loans, of_anna, of_nobody, run, with_old_loans};
use crate::harness::{ANNA, Database, Portal};

on_each_database!(
    a_run_that_is_killed_again_and_again_ends_like_one_that_is_not,
    two_nodes_do_everything_once,
    a_run_can_be_called_off,
);

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
    for at in 0..200_usize {
        let node = portal.other_node(&format!("node-{at}"));
        // Anywhere: before, within and after its transactions; now and then long enough to get on, however busy the machine
        // is, for a run that does not get on five times is given up.
        let milliseconds = [10, 40, 120, 2_000][at % 4];
        match tokio::time::timeout(Duration::from_millis(milliseconds), node.run_next_retention()).await {
            Ok(done) => {
                done.unwrap();
                // What the killed one held last, PostgreSQL may hold a moment longer.
                if portal.texts("SELECT state FROM retention_run").await == ["done"] {
                    break;
                }
            }
            Err(_) => kills += 1,
        }
        portal.clock.advance(61);
    }
    while portal.services.run_next_retention().await.unwrap() {}
    assert!(kills >= 2, "it was killed: {kills}");
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
