//! Moving: once, whoever is killed and however many do it.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use carrel_store::audit::{append, archive::state, checkpoint, erase_patron};

use sea_orm::{ConnectionTrait as _, Database};

use super::*;

both! {
    async fn what_moved_is_gone_from_the_main_database_and_the_log_is_the_same(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 3_000).await;
        append(&store, &entries(database.organization, 10)).await.unwrap();
        let before = verdict(&store).await;
        assert_eq!(move_all(&store).await, 3_000, "up to the checkpoint");
        assert_eq!(database.number("SELECT MIN(id) FROM audit_entry").await, 3_001);
        assert_eq!(state::position(store.reader()).await.unwrap(), 3_000);
        let after = verdict(&store).await;
        assert_eq!((after.fault, after.entries, after.bytes), (None, 3_010, before.bytes));
        assert_eq!(after.root, before.root);
        assert_eq!(database.number("SELECT CAST(SUM(entries) AS BIGINT) FROM log_size").await,
            entries(database.organization, 3_000).iter().chain(&entries(database.organization, 10)).filter(|entry| entry.patron.is_some()).count() as i64,
            "they still count for their patrons");
    }
}

both! {
    async fn young_entries_the_newest_one_and_what_no_checkpoint_covers_stay(database: &TestDatabase) {
        let store = with_archive(database).await;
        append(&store, &entries(database.organization, 1_500)).await.unwrap();
        assert_eq!(move_as(&store, "node", 0).await.unwrap().entries, 0, "without a checkpoint nothing moves");
        checkpoint_now(&store).await;
        assert_eq!(move_all(&store).await, 1_280, "whole stretches, and not the newest entry");
        append(&store, &vec![crate::audit::entry(database.organization, 1); 2_000]).await.unwrap();
        checkpoint_now(&store).await;
        assert_eq!(move_all(&store).await, 1_500 - 1_280, "those made just now are too young");
        assert_eq!(verdict(&store).await.fault, None);
    }
}

both! {
    async fn a_log_whose_older_part_moved_goes_on_and_moves_again(database: &TestDatabase) {
        let store = with_archive(database).await;
        for _ in 0..4 {
            fill(&store, database.organization, 1_300).await;
            append(&store, &entries(database.organization, 1)).await.unwrap();
            move_all(&store).await;
        }
        let whole = checkpoint::state(&store, None).await.unwrap();
        assert_eq!(whole.head.position, 4 * 1_301);
        assert_eq!(state::position(store.reader()).await.unwrap(), 4 * 1_301 - 1);
        let found = verdict(&store).await;
        assert_eq!((found.fault, found.entries), (None, 4 * 1_301));
    }
}

both! {
    async fn a_move_that_stops_half_way_is_done_again_without_doubles(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 3_000).await;
        append(&store, &entries(database.organization, 1)).await.unwrap();
        // The transaction that takes the second stretch out fails, after all was copied.
        match store.backend() {
            DbBackend::Sqlite => database.execute("CREATE TRIGGER stop BEFORE DELETE ON audit_entry WHEN OLD.id = 1500 \
                BEGIN SELECT RAISE(ABORT, 'stop'); END").await.unwrap(),
            _ => {
                database.execute("CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.id = 1500 \
                    THEN RAISE EXCEPTION 'stop'; END IF; RETURN OLD; END $$").await.unwrap();
                database.execute("CREATE TRIGGER stop BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION stop()").await.unwrap();
            }
        }
        state::claim(store.writer(), "a", NOW, Timestamp(NOW.0 + 60)).await.unwrap();
        assert!(move_some(&store, "a", NOW, i64::MAX, Timestamp(NOW.0 + 60), |_| Some(Duration::ZERO)).await.is_err());
        let stopped = verdict(&store).await;
        assert_eq!((stopped.fault, stopped.entries), (None, 3_001), "what lies in both is read once");
        let on = if store.backend() == DbBackend::Sqlite { "" } else { " ON audit_entry" };
        database.execute(&format!("DROP TRIGGER stop{on}")).await.unwrap();
        // Another node goes on when the claim is over.
        assert_eq!(state::claim(store.writer(), "b", NOW, NOW).await.unwrap(), None);
        let later = Timestamp(NOW.0 + 61);
        assert!(state::claim(store.writer(), "b", later, Timestamp(later.0 + 60)).await.unwrap().is_some());
        while move_some(&store, "b", NOW, i64::MAX, Timestamp(later.0 + 60), |_| None).await.unwrap().has_more {}
        let found = verdict(&store).await;
        assert_eq!((found.fault, found.entries), (None, 3_001));
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_entry").await, 1);
    }
}

both! {
    async fn whoever_comes_in_the_middle_waits_for_short_stretches_only(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 4_900).await;
        append(&store, &entries(database.organization, 1)).await.unwrap();
        let before = verdict(&store).await;
        let until = Timestamp(NOW.0 + 60);
        state::claim(store.writer(), "node", NOW, until).await.unwrap();
        // Nobody when it begins, then somebody for five stretches, then nobody again.
        let asked = AtomicUsize::new(0);
        let rest = |_| (1..=5).contains(&asked.fetch_add(1, Ordering::Relaxed)).then_some(Duration::ZERO);
        while move_some(&store, "node", NOW, i64::MAX, until, rest).await.unwrap().has_more {}
        let longest = |which| format!("SELECT MAX(last - first + 1) FROM audit_archive_stretch WHERE first {which}");
        assert_eq!(database.number(&longest("<= 320")).await, 64);
        assert_eq!(database.number(&longest("> 320")).await, 256);
        assert!(database.number("SELECT COUNT(*) FROM audit_archive_stretch").await < 5 + 4_900 / 256 + 5, "few records");
        let after = verdict(&store).await;
        assert_eq!((after.fault, after.entries, after.root), (None, before.entries, before.root));
    }
}

both! {
    async fn a_node_that_lost_its_claim_moves_nothing_any_more(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 1_100).await;
        append(&store, &entries(database.organization, 1)).await.unwrap();
        let until = Timestamp(NOW.0 + 60);
        state::claim(store.writer(), "a", NOW, NOW).await.unwrap();
        state::claim(store.writer(), "b", NOW, until).await.unwrap();
        assert_eq!(move_some(&store, "a", NOW, i64::MAX, until, |_| None).await.unwrap().entries, 0);
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_entry").await, 1_101);
        assert_eq!(move_some(&store, "b", NOW, i64::MAX, until, |_| None).await.unwrap().entries, 1_100);
        assert_eq!(verdict(&store).await.fault, None);
    }
}

both! {
    async fn a_node_that_slept_through_the_end_of_its_claim_removes_nothing_that_another_moved(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 1_100).await;
        append(&store, &entries(database.organization, 1)).await.unwrap();
        let until = Timestamp(NOW.0 + 60);
        state::claim(store.writer(), "a", NOW, NOW).await.unwrap();
        // Here it knows that nothing is in the archive, and sleeps.
        let asleep = database.number("SELECT generation FROM audit_archive").await;
        state::claim(store.writer(), "b", NOW, until).await.unwrap();
        while move_some(&store, "b", NOW, i64::MAX, until, |_| None).await.unwrap().has_more {}
        let archive = store.archive().unwrap();
        assert_eq!(archive.remove_after(0, asleep).await.unwrap(), 0);
        let found = verdict(&store).await;
        assert_eq!((found.fault, found.entries), (None, 1_101));
        assert_eq!(archive.remove_after(1_099, asleep + 1).await.unwrap(), 1, "what its own generation left, it removes");
    }
}

both! {
    async fn an_archive_from_before_writers_were_counted_goes_on(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 600).await;
        append(&store, &entries(database.organization, 1)).await.unwrap();
        move_all(&store).await;
        drop(store);
        const BEFORE: &str = "ALTER TABLE batch DROP COLUMN generation";
        match database.store.backend() {
            DbBackend::Sqlite => {
                for file in std::fs::read_dir(database.folder.path().join("archive")).unwrap() {
                    let path = file.unwrap().path();
                    if path.extension().is_some_and(|extension| extension == "sqlite") {
                        let file = Database::connect(format!("sqlite:{}", path.display())).await.unwrap();
                        file.execute_unprepared(BEFORE).await.unwrap();
                        file.close().await.unwrap();
                    }
                }
            }
            _ => database.execute(BEFORE).await.unwrap(),
        }
        let store = with_archive(database).await;
        fill(&store, database.organization, 600).await;
        append(&store, &entries(database.organization, 1)).await.unwrap();
        move_all(&store).await;
        let found = verdict(&store).await;
        assert_eq!((found.fault, found.entries), (None, 1_202));
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_entry").await, 1);
    }
}

both! {
    async fn two_nodes_that_take_the_claim_from_each_other_move_each_entry_once(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 3_000).await;
        append(&store, &entries(database.organization, 1)).await.unwrap();
        let mut nodes = Vec::new();
        for name in ["a", "b"] {
            let archive = archive_of(database).await;
            let store = database.another_process().await.with_archive(archive);
            nodes.push(tokio::spawn(async move {
                for _ in 0..8 {
                    // A claim that is over at once: the other one takes it in the middle of the work.
                    state::claim(store.writer(), name, NOW, NOW).await.unwrap();
                    let _ = move_some(&store, name, NOW, i64::MAX, NOW, |_| (name == "a").then_some(Duration::ZERO)).await;
                }
            }));
        }
        for node in nodes {
            node.await.unwrap();
        }
        move_all(&store).await;
        let found = verdict(&store).await;
        assert_eq!((found.fault, found.entries), (None, 3_001));
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_entry").await, 1);
    }
}

both! {
    async fn who_is_erased_while_their_entries_move_is_erased_in_both_parts(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 6_000).await;
        append(&store, &entries(database.organization, 1)).await.unwrap();
        let mover = {
            let (store, archive) = (database.another_process().await, archive_of(database).await);
            tokio::spawn(async move { move_all(&store.with_archive(archive)).await })
        };
        for patron in 1..=5 {
            let scope = carrel_domain::PatronScope::of_background_work(PatronId(patron), database.organization);
            let entry = Entry::of_system(NOW, database.organization, "audit-erased", "erasure");
            erase_patron(&store, scope, "GDPR 17(1)(b)", None, NOW, entry).await.unwrap();
        }
        mover.await.unwrap();
        move_all(&store).await;
        let found = verdict(&store).await;
        assert_eq!((found.fault, found.entries), (None, 6_006));
        let about = entries(database.organization, 6_000).iter().filter(|entry| entry.patron.is_some()).count();
        assert_eq!(found.erased.iter().map(|erased| erased.count).sum::<i64>(), about as i64);
    }
}

both! {
    async fn an_entry_that_was_changed_does_not_move_and_neither_does_what_follows(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 3_000).await;
        append(&store, &entries(database.organization, 1)).await.unwrap();
        let drop = if store.backend() == DbBackend::Sqlite { "DROP TRIGGER audit_entry_no_update" } else { "DROP TRIGGER audit_entry_append_only ON audit_entry" };
        database.execute(drop).await.unwrap();
        database.execute("UPDATE audit_entry SET outcome = 'failed' WHERE id = 2000").await.unwrap();
        assert_eq!(move_as(&store, "node", i64::MAX).await.unwrap(), Moved { entries: 1_999, has_more: false, stuck_at: Some(2_000) });
        assert_eq!(verdict(&store).await.fault, Some(carrel_store::audit::Fault::Changed(2_000)));
    }
}
