//! Months whose time is over are dropped, and the log stays proven.

use carrel_archive::Month;
use carrel_store::audit::{
    Fault, append,
    archive::{Dropped, drop_month},
    checkpoint,
};

use super::*;

both! {
    async fn a_dropped_month_is_gone_and_every_checkpoint_still_fits(database: &TestDatabase) {
        let store = with_archive(database).await;
        let organization = database.organization;
        let mut all = entries(organization, 4_000);
        let rest = all.split_off(1_700);
        append(&store, &all).await.unwrap();
        let mut expected = vec![checkpoint_now(&store).await];
        append(&store, &rest).await.unwrap();
        expected.push(checkpoint_now(&store).await);
        append(&store, &entries(organization, 1)).await.unwrap();
        assert_eq!(move_all(&store).await, 4_000);
        let before = verdict(&store).await;
        let months = archive_of(database).await.months().await.unwrap();
        assert!(months.len() > 1);
        let first = months[0];
        let dropped = drop_month(&store, organization, first, 4_000, NOW).await.unwrap().unwrap();
        let of_month = |entry: &&Entry| Month::of(entry.at.0) == first;
        let count = all.iter().chain(&rest).filter(of_month).count() as i64;
        assert_eq!(dropped, Dropped { month: first, entries: count });
        assert_eq!(drop_month(&store, organization, first, 4_000, NOW).await.unwrap(), None, "once");
        assert_eq!(archive_of(database).await.months().await.unwrap(), months[1..]);
        let found = verify(&store, &expected, |_, _| {}).await.unwrap();
        assert_eq!((found.fault, found.dropped, found.entries), (None, count, before.entries + 1 - count));
        assert_eq!(checkpoint::state(&store, None).await.unwrap().head.position, 4_002, "with the entry that tells of it");
        let forged = [Expected { root: [1; 32], ..expected[0] }];
        let place = expected[0].position;
        assert_eq!(verify(&store, &forged, |_, _| {}).await.unwrap().fault, Some(Fault::Checkpoint(place)), "among what was dropped");
        let left = all.iter().chain(&rest).chain(&entries(organization, 1)).filter(|entry| entry.patron.is_some() && !of_month(entry)).count();
        assert_eq!(database.number("SELECT CAST(SUM(entries) AS BIGINT) FROM log_size").await, left as i64);
    }
}

both! {
    async fn what_no_checkpoint_covers_is_not_dropped(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 2_000).await;
        append(&store, &entries(database.organization, 1)).await.unwrap();
        move_all(&store).await;
        let months = archive_of(database).await.months().await.unwrap();
        assert_eq!(drop_month(&store, database.organization, months[0], 100, NOW).await.unwrap(), None);
        assert_eq!(archive_of(database).await.months().await.unwrap(), months);
        assert_eq!(verdict(&store).await.dropped, 0);
    }
}

both! {
    async fn a_drop_that_was_killed_half_way_goes_on(database: &TestDatabase) {
        let store = with_archive(database).await;
        let organization = database.organization;
        fill(&store, organization, 2_000).await;
        append(&store, &entries(organization, 1)).await.unwrap();
        move_all(&store).await;
        let first = archive_of(database).await.months().await.unwrap()[0];
        let whole = database.number("SELECT entries FROM log_size WHERE patron_id = 5").await;
        // As far as patron 2 it had come.
        drop_month(&store, organization, first, 2_000, NOW).await.unwrap().unwrap();
        let less = database.number("SELECT entries FROM log_size WHERE patron_id = 5").await;
        assert!(less < whole);
        database.execute(&format!("UPDATE audit_archive SET drop_month = {}, drop_after = 2", first.number())).await.unwrap();
        assert!(drop_month(&store, organization, first, 2_000, NOW).await.unwrap().is_some());
        assert_eq!(database.number("SELECT entries FROM log_size WHERE patron_id = 5").await, less, "nothing counts twice");
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'log-month-dropped'").await, 1);
        assert_eq!(verdict(&store).await.fault, None);
    }
}
