//! The log as a chain: what is done to it behind Carrel's back is found and named.

use carrel_domain::{PatronId, PatronScope, Timestamp};
use carrel_store::{
    Store,
    audit::{Appender, Entry, Erased, Expected, Fault, Verdict, append, checkpoint, erase_patron, verify},
};
use sea_orm::DbBackend;

use crate::{
    audit::entry,
    database::{NOW, TestDatabase},
};

const COLUMNS: &str = "at, organization_id, patron_id, actor_id, actor_role, action, data_category, purpose, outcome, \
                       library, network, request_id, other, object, old_value, new_value, interface, salt, digest, link";

/// Ten entries.
async fn ten(database: &TestDatabase) {
    let entries: Vec<Entry> = (1..=10)
        .map(|patron| Entry {
            object: Some(format!("request:{patron}")),
            old_value: Some(String::from("old, \"quoted\" \\ ä 🦊\n")),
            ..entry(database.organization, patron)
        })
        .collect();
    append(&database.store, &entries).await.unwrap();
}

/// As somebody can who has the database and not the key.
async fn without_triggers(database: &TestDatabase) {
    let drops: &[&str] = match database.store.backend() {
        DbBackend::Sqlite => &["DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"],
        _ => &[
            "DROP TRIGGER audit_entry_append_only ON audit_entry",
            "DROP TRIGGER audit_entry_no_delete ON audit_entry",
        ],
    };
    for sql in drops {
        database.execute(sql).await.unwrap();
    }
}

async fn verdict(store: &Store) -> Verdict {
    verify(store, &[], |_, _| {}).await.unwrap()
}

/// What is found after these statements.
async fn found_after(database: &TestDatabase, statements: &[&str]) -> Option<Fault> {
    ten(database).await;
    without_triggers(database).await;
    assert_eq!(verdict(&database.store).await.fault, None);
    for sql in statements {
        database.execute(sql).await.unwrap();
    }
    verdict(&database.store).await.fault
}

both! {
    async fn an_untouched_log_is_proven(database: &TestDatabase) {
        assert_eq!(verdict(&database.store).await.fault, None, "an empty one too");
        ten(database).await;
        let found = verdict(&database.store).await;
        assert_eq!((found.fault, found.entries), (None, 10));
        assert_eq!(database.number("SELECT MAX(id) FROM audit_entry").await, 10);
    }
}

both! {
    async fn a_changed_field_is_found(database: &TestDatabase) {
        ten(database).await;
        without_triggers(database).await;
        for column in COLUMNS.split(", ") {
            let is_number = matches!(column, "at" | "organization_id" | "patron_id" | "actor_id");
            let other = if is_number { "7" } else { "'other'" };
            // PostgreSQL checks the reference, SQLite too.
            if column == "organization_id" {
                continue;
            }
            database.execute("CREATE TABLE kept AS SELECT * FROM audit_entry WHERE id = 4").await.unwrap();
            database.execute(&format!("UPDATE audit_entry SET {column} = {other} WHERE id = 4")).await.unwrap();
            assert_eq!(verdict(&database.store).await.fault, Some(Fault::Changed(4)), "{column}");
            let back = format!("UPDATE audit_entry SET {column} = (SELECT {column} FROM kept) WHERE id = 4");
            database.execute(&back).await.unwrap();
            database.execute("DROP TABLE kept").await.unwrap();
            assert_eq!(verdict(&database.store).await.fault, None, "{column} is back");
        }
    }
}

both! {
    async fn a_missing_value_is_not_an_empty_one(database: &TestDatabase) {
        let found = found_after(database, &["UPDATE audit_entry SET library = '' WHERE id = 2"]).await;
        assert_eq!(found, Some(Fault::Changed(2)));
    }
}

both! {
    async fn a_removed_first_entry_is_found(database: &TestDatabase) {
        assert_eq!(found_after(database, &["DELETE FROM audit_entry WHERE id = 1"]).await, Some(Fault::Removed(1)));
    }
}

both! {
    async fn a_removed_entry_is_found(database: &TestDatabase) {
        assert_eq!(found_after(database, &["DELETE FROM audit_entry WHERE id = 5"]).await, Some(Fault::Removed(5)));
    }
}

both! {
    async fn a_removed_last_entry_is_found(database: &TestDatabase) {
        assert_eq!(found_after(database, &["DELETE FROM audit_entry WHERE id = 10"]).await, Some(Fault::Removed(10)));
    }
}

both! {
    async fn a_removed_entry_whose_gap_was_closed_is_found(database: &TestDatabase) {
        let mut statements = vec![String::from("DELETE FROM audit_entry WHERE id = 5")];
        statements.extend((6..=10).map(|id| format!("UPDATE audit_entry SET id = {} WHERE id = {id}", id - 1)));
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        assert_eq!(found_after(database, &statements).await, Some(Fault::Removed(5)));
    }
}

both! {
    async fn an_inserted_entry_is_found(database: &TestDatabase) {
        let mut statements: Vec<String> =
            (5..=10).rev().map(|id| format!("UPDATE audit_entry SET id = {} WHERE id = {id}", id + 1)).collect();
        statements.push(format!("INSERT INTO audit_entry (id, {COLUMNS}) SELECT 5, {COLUMNS} FROM audit_entry WHERE id = 2"));
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        assert_eq!(found_after(database, &statements).await, Some(Fault::Inserted(5)));
    }
}

both! {
    async fn an_entry_added_at_the_end_is_found(database: &TestDatabase) {
        let add = format!("INSERT INTO audit_entry (id, {COLUMNS}) SELECT 11, {COLUMNS} FROM audit_entry WHERE id = 2");
        assert_eq!(found_after(database, &[&add]).await, Some(Fault::Inserted(11)));
    }
}

both! {
    async fn two_swapped_entries_are_found(database: &TestDatabase) {
        let swap = ["UPDATE audit_entry SET id = -3 WHERE id = 3", "UPDATE audit_entry SET id = 3 WHERE id = 8",
            "UPDATE audit_entry SET id = 8 WHERE id = -3"];
        assert_eq!(found_after(database, &swap).await, Some(Fault::Reordered(3)));
    }
}

both! {
    async fn two_swapped_neighbours_are_found(database: &TestDatabase) {
        let swap = ["UPDATE audit_entry SET id = -3 WHERE id = 3", "UPDATE audit_entry SET id = 3 WHERE id = 4",
            "UPDATE audit_entry SET id = 4 WHERE id = -3"];
        assert_eq!(found_after(database, &swap).await, Some(Fault::Reordered(3)));
    }
}

both! {
    /// The salt of one entry and its digest fit its content anywhere: only the links tell, and they take the key.
    async fn an_entry_written_anew_with_a_right_digest_is_found(database: &TestDatabase) {
        let columns: Vec<String> = COLUMNS
            .split(", ")
            .filter(|column| *column != "link")
            .map(|column| format!("{column} = (SELECT {column} FROM audit_entry AS other WHERE other.id = 2)"))
            .collect();
        let copy = format!("UPDATE audit_entry SET {} WHERE id = 6", columns.join(", "));
        assert_eq!(found_after(database, &[&copy]).await, Some(Fault::Changed(6)));
    }
}

both! {
    async fn a_cut_end_is_found_even_if_the_head_was_set_back(database: &TestDatabase) {
        let cut = ["DELETE FROM audit_entry WHERE id > 7",
            "UPDATE audit_head SET position = 7, link = (SELECT link FROM audit_entry WHERE id = 7)"];
        assert_eq!(found_after(database, &cut).await, Some(Fault::Head(7)));
    }
}

both! {
    async fn an_older_head_that_was_kept_is_found_by_a_checkpoint(database: &TestDatabase) {
        ten(database).await;
        database.execute("CREATE TABLE kept AS SELECT * FROM audit_head").await.unwrap();
        ten(database).await;
        without_triggers(database).await;
        let state = checkpoint::state(&database.store, None).await.unwrap();
        let expected = [Expected { position: state.head.position, root: state.tree.root() }];
        assert_eq!(verify(&database.store, &expected, |_, _| {}).await.unwrap().fault, None);
        let back = "UPDATE audit_head SET position = (SELECT position FROM kept), link = (SELECT link FROM kept), \
                    mac = (SELECT mac FROM kept)";
        database.execute(back).await.unwrap();
        assert_eq!(verdict(&database.store).await.fault, Some(Fault::Head(20)), "the entries after it do not belong");
        database.execute("DELETE FROM audit_entry WHERE id > 10").await.unwrap();
        let found = verify(&database.store, &expected, |_, _| {}).await.unwrap();
        assert_eq!(found.fault, Some(Fault::Removed(11)));
        // Carrel goes on writing: the log is as long again, but not the same.
        ten(database).await;
        let found = verify(&database.store, &expected, |_, _| {}).await.unwrap();
        assert_eq!(found.fault, Some(Fault::Checkpoint(20)));
    }
}

both! {
    async fn a_head_changed_from_outside_does_not_stop_the_log_and_stays_visible(database: &TestDatabase) {
        ten(database).await;
        database.execute("UPDATE audit_head SET position = 4, link = '', mac = 'none'").await.unwrap();
        append(&database.store, &[entry(database.organization, 1)]).await.unwrap();
        append(&database.store, &[entry(database.organization, 1)]).await.unwrap();
        assert_eq!(database.number("SELECT MAX(id) FROM audit_entry").await, 13);
        assert_eq!(verdict(&database.store).await.fault, Some(Fault::Break(11)));
    }
}

both! {
    async fn another_key_proves_nothing(database: &TestDatabase) {
        ten(database).await;
        let other = database.another_process().await.with_audit_keys(carrel_store::audit::AuditKeys::new(&[8; 32], &[]));
        assert_eq!(verdict(&other).await.fault, Some(Fault::Changed(1)));
        let replaced = carrel_store::audit::AuditKeys::new(&[8; 32], &[crate::database::KEY]);
        let replaced = database.another_process().await.with_audit_keys(replaced);
        append(&replaced, &[entry(database.organization, 1)]).await.unwrap();
        let found = verdict(&replaced).await;
        assert_eq!((found.fault, found.entries), (None, 11), "a replaced key, kept below the new one, does");
    }
}

both! {
    async fn two_nodes_at_once_keep_one_chain(database: &TestDatabase) {
        let nodes = [database.another_process().await, database.another_process().await];
        let organization = database.organization;
        let tasks: Vec<_> = nodes
            .into_iter()
            .map(|store| {
                tokio::spawn(async move {
                    let mut appender = Appender::new(store);
                    for batch in 0..40 {
                        let entries = vec![entry(organization, batch); 25];
                        appender.append(&entries).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let found = verdict(&database.store).await;
        assert_eq!((found.fault, found.entries), (None, 2_000));
        assert_eq!(database.number("SELECT MAX(id) FROM audit_entry").await, 2_000, "positions have no gaps");
    }
}

both! {
    async fn a_log_longer_than_one_stretch_is_proven(database: &TestDatabase) {
        let mut appender = Appender::new(database.store.clone());
        for _ in 0..80 {
            appender.append(&vec![entry(database.organization, 1); 256]).await.unwrap();
        }
        let early = checkpoint::state(&database.store, None).await.unwrap();
        appender.append(&vec![entry(database.organization, 1); 100]).await.unwrap();
        let late = checkpoint::state(&database.store, Some(early.clone())).await.unwrap();
        assert_eq!(late, checkpoint::state(&database.store, None).await.unwrap(), "it goes on where it was");
        let expected = [early, late].map(|state| Expected { position: state.head.position, root: state.tree.root() });
        let found = verify(&database.store, &expected, |_, _| {}).await.unwrap();
        assert_eq!((found.fault, found.entries), (None, 20_580));
        without_triggers(database).await;
        database.execute("UPDATE audit_entry SET outcome = 'refused' WHERE id IN (8193, 16000)").await.unwrap();
        assert_eq!(verdict(&database.store).await.fault, Some(Fault::Changed(8_193)));
    }
}

both! {
    async fn erased_personal_data_is_gone_and_the_log_is_proven_all_the_same(database: &TestDatabase) {
        ten(database).await;
        let scope = PatronScope::of_background_work(PatronId(3), database.organization);
        let tells = Entry::of_system(NOW, database.organization, "audit-erased", "erasure");
        let count = erase_patron(&database.store, scope, "GDPR 17(1)(b)", None, Timestamp(99), tells).await.unwrap();
        assert_eq!(count, 1);
        let found = verdict(&database.store).await;
        let erased = Erased { first: 3, last: 3, count: 1, at: 99, ground: String::from("GDPR 17(1)(b)") };
        assert_eq!((found.fault, found.entries, found.erased), (None, 11, vec![erased]));
        let left = "COALESCE(patron_id, actor_id, 0) + CASE WHEN COALESCE(network, object, old_value, salt) IS NULL THEN 0 ELSE 1 END";
        assert_eq!(database.number(&format!("SELECT {left} FROM audit_entry WHERE id = 3")).await, 0);
        // What is left of it cannot be changed either.
        without_triggers(database).await;
        database.execute("UPDATE audit_entry SET action = 'sign-in' WHERE id = 3").await.unwrap();
        assert_eq!(verdict(&database.store).await.fault, Some(Fault::Changed(3)));
    }
}

both! {
    async fn an_erasure_without_the_key_is_a_change(database: &TestDatabase) {
        let forged = ["INSERT INTO audit_erasure (entry_id, at, ground, mac) VALUES (3, 99, 'because', '')",
            "UPDATE audit_entry SET patron_id = NULL, actor_id = NULL, salt = NULL WHERE id = 3"];
        assert_eq!(found_after(database, &forged).await, Some(Fault::Changed(3)));
    }
}

both! {
    async fn the_database_allows_an_erasure_with_a_reason_and_nothing_else(database: &TestDatabase) {
        ten(database).await;
        let clear = "UPDATE audit_entry SET patron_id = NULL, salt = NULL WHERE id = 3";
        assert!(database.execute(clear).await.is_err(), "without a reason");
        database.execute("INSERT INTO audit_erasure (entry_id, at, ground, mac) VALUES (3, 99, 'because', '')").await.unwrap();
        for change in ["action = 'x'", "patron_id = 9, salt = NULL", "link = 'x', salt = NULL", "digest = NULL, salt = NULL",
            "patron_id = NULL", "id = 99, salt = NULL", "request_id = 'x', salt = NULL"] {
            assert!(database.execute(&format!("UPDATE audit_entry SET {change} WHERE id = 3")).await.is_err(), "{change}");
        }
        assert!(database.execute("DELETE FROM audit_entry WHERE id = 3").await.is_err());
        database.execute(clear).await.unwrap();
    }
}

both! {
    async fn entries_from_before_the_chain_are_chained_once(database: &TestDatabase) {
        let old = "INSERT INTO audit_entry (id, at, organization_id, actor_role, action, purpose, outcome, request_id) \
                   SELECT id + 100, 5, id, 'system', 'view', 'own-access', 'done', 'r' FROM organization";
        without_triggers(database).await;
        for place in 1..=3 {
            database.execute(old).await.unwrap();
            database.execute(&format!("UPDATE audit_entry SET id = {place} WHERE id > 100")).await.unwrap();
        }
        database.store.migrate().await.unwrap();
        let found = verdict(&database.store).await;
        assert_eq!((found.fault, found.entries), (None, 3));
        append(&database.store, &[entry(database.organization, 1)]).await.unwrap();
        // Nobody gets an entry of their own chained later.
        database.execute("INSERT INTO audit_entry (id, at, organization_id, actor_role, action, purpose, outcome, request_id) \
            SELECT 5, 5, id, 'system', 'view', 'own-access', 'done', 'r' FROM organization").await.unwrap();
        database.store.migrate().await.unwrap();
        assert_eq!(verdict(&database.store).await.fault, Some(Fault::Inserted(5)));
    }
}
