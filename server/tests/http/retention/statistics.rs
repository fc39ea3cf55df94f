//! Statistics that name nobody.

use http::StatusCode;

use super::{OFFICER, run, with_old_loans};
use crate::harness::{ANNA, Database};

on_each_database!(statistics_are_what_the_library_chose,);

async fn statistics_are_what_the_library_chose(database: Database) {
    let portal = with_old_loans(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let wish = [("on", "1"), ("field-library", "1"), ("field-age-band", "1"), ("times", "year"), ("smallest", "5")];
    let saved = officer.post("/staff/retention/statistics", &wish).await;
    assert_eq!(saved.location(), "/staff/retention/statistics?done=1", "{}", saved.text());
    let preview = officer.get("/staff/retention/rules/checkout-history").await.text();
    assert!(
        preview.contains("would be of fewer than 5 people: ") && preview.contains("with lines: 121."),
        "before it runs: {preview}"
    );
    run(&mut officer, "checkout-history", 121).await;
    portal.services.run_next_retention().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM statistic").await, 121);
    let file = officer.post("/staff/retention/statistics/file", &[]).await;
    assert_eq!(file.status, StatusCode::OK);
    let text = file.text();
    assert_eq!(text.lines().count(), 122);
    assert!(text.contains("OUT") && !text.contains(ANNA.surname) && !text.contains("HENKILO"), "only what was chosen");
    let years: Vec<_> = text.lines().skip(1).filter_map(|line| line.split(',').nth(7)).collect();
    assert!(years.iter().all(|year| year.len() == 4 && year.starts_with("20")), "as exact as was chosen: {years:?}");
    assert_eq!(portal.number("SELECT COUNT(*) FROM statistic WHERE person IS NOT NULL").await, 0, "nothing ties lines");
    let page = officer.get("/staff/retention/statistics").await.text();
    assert!(
        page.contains("121 lines are kept")
            && page.contains("Groups of fewer than 5 people")
            && page.contains("with lines: 121."),
        "{page}"
    );
}
