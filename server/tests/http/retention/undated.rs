//! What has no date: nobody knows when its time began, so it is never over, and whoever looks is told.

use http::StatusCode;

use super::{LOANS, OFFICER, of_anna, run, run_as_shown, with_old_loans};
use crate::harness::{ANNA, Database};

on_each_database!(what_has_no_date_is_not_taken_and_not_hidden);

const SAID: &str = "Staying, for there is no date that its time could count from:";

async fn what_has_no_date_is_not_taken_and_not_hidden(database: Database) {
    let portal = with_old_loans(database).await;
    let anna = portal.id_of(ANNA).await;
    for sql in [
        format!(
            "UPDATE checkout SET returned_at = NULL, due_at = NULL, checked_out_at = NULL WHERE id IN \
             (SELECT id FROM checkout WHERE patron_id = {anna} AND is_open = 0 ORDER BY id LIMIT 3)"
        ),
        format!("INSERT INTO hold (patron_id, source_id, is_open, digest) VALUES ({anna}, 'undated', 0, 1)"),
        format!("INSERT INTO notice (patron_id, source_id, status, digest) VALUES ({anna}, 'undated', 'sent', 1)"),
    ] {
        portal.execute(&sql).await;
    }
    let mut officer = portal.signed_in(OFFICER).await;
    let preview = officer.get("/staff/retention/rules/checkout-history").await.text();
    let begun = run_as_shown(&mut officer, "checkout-history").await;
    let address = begun.location().split('?').next().unwrap().to_owned();
    while portal.services.run_next_retention().await.unwrap() {}
    assert_eq!(of_anna(&portal).await, 3);
    // One of them is Bruno's.
    assert_eq!(portal.number("SELECT acted FROM retention_run").await, LOANS - 3 + 1);
    let report = officer.get(&address).await.text();
    assert_eq!(run(&mut officer, "all", 0).await.status, StatusCode::SEE_OTHER, "nothing else is over");
    while portal.services.run_next_retention().await.unwrap() {}
    for table in ["hold", "notice"] {
        let left = format!("SELECT COUNT(*) FROM {table} WHERE source_id = 'undated' AND patron_id = {anna}");
        assert_eq!(portal.number(&left).await, 1, "{table}");
    }
    for (page, undated) in [
        (preview, 3),
        (officer.get("/staff/retention/rules/hold-history").await.text(), 1),
        (officer.get("/staff/retention/rules/notices").await.text(), 1),
    ] {
        assert!(page.contains(&format!("{SAID} {undated}")), "{page}");
    }
    assert!(report.contains("3 kept: no date is known"), "{report}");
}
