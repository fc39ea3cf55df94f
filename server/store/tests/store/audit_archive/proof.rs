//! What is done to the archive behind Carrel's back is found and named.

use carrel_store::audit::{Fault, append};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};

use super::*;

/// Three thousand entries in the archive, one not.
async fn archived(database: &TestDatabase) -> Store {
    let store = with_archive(database).await;
    fill(&store, database.organization, 3_000).await;
    append(&store, &entries(database.organization, 1)).await.unwrap();
    assert_eq!(move_all(&store).await, 3_000);
    store
}

/// The archive as somebody sees it who has its files or its database: its months.
async fn from_outside(database: &TestDatabase) -> Vec<(DatabaseConnection, String)> {
    let mut parts = Vec::new();
    for month in archive_of(database).await.months().await.unwrap() {
        parts.push(match database.store.backend() {
            DbBackend::Sqlite => {
                let file = database.folder.path().join("archive").join(format!("log-{month}.sqlite"));
                (Database::connect(format!("sqlite:{}", file.display())).await.unwrap(), String::from("entry"))
            }
            _ => (Database::connect(database.url()).await.unwrap(), format!("entry_{}", month.number())),
        });
    }
    parts
}

async fn found_after(database: &TestDatabase, sql: &str) -> Option<Fault> {
    let store = archived(database).await;
    assert_eq!(verdict(&store).await.fault, None);
    for (db, table) in from_outside(database).await {
        db.execute_unprepared(&sql.replace("entry", &table)).await.unwrap();
    }
    verdict(&store).await.fault
}

both! {
    async fn a_changed_time_is_found(database: &TestDatabase) {
        assert_eq!(found_after(database, "UPDATE entry SET at = at + 1 WHERE position = 700").await, Some(Fault::Changed(700)));
    }
}

both! {
    async fn a_changed_patron_is_found(database: &TestDatabase) {
        assert_eq!(found_after(database, "UPDATE entry SET patron = 6 WHERE position = 1701").await, Some(Fault::Changed(1_701)));
    }
}

both! {
    async fn a_changed_kind_is_found(database: &TestDatabase) {
        let sql = "UPDATE entry SET shape = CASE WHEN shape = 1 THEN 2 ELSE 1 END WHERE position = 2999";
        assert_eq!(found_after(database, sql).await, Some(Fault::Changed(2_999)));
    }
}

both! {
    async fn a_removed_entry_is_found(database: &TestDatabase) {
        assert_eq!(found_after(database, "DELETE FROM entry WHERE position = 1024").await, Some(Fault::Removed(1_024)));
    }
}

both! {
    async fn swapped_contents_are_found(database: &TestDatabase) {
        let sql = "UPDATE entry SET body = (SELECT body FROM entry AS other WHERE other.position = 20) WHERE position = 10";
        let found = found_after(database, sql).await;
        assert!(matches!(found, Some(Fault::Changed(10))), "{found:?}");
    }
}

both! {
    async fn an_emptied_archive_is_found(database: &TestDatabase) {
        assert_eq!(found_after(database, "DELETE FROM entry").await, Some(Fault::Removed(1)));
    }
}

both! {
    async fn a_month_removed_from_outside_is_found_even_if_it_is_called_dropped(database: &TestDatabase) {
        let store = archived(database).await;
        let archive = archive_of(database).await;
        let first = archive.months().await.unwrap()[0];
        archive.drop_month(first).await.unwrap();
        assert_eq!(verdict(&store).await.fault, Some(Fault::Removed(1)));
        database.execute(&format!("UPDATE audit_archive_stretch SET dropped_at = 1 WHERE month = {}", first.number())).await.unwrap();
        assert_eq!(verdict(&store).await.fault, Some(Fault::Changed(1)));
    }
}

both! {
    async fn a_changed_proof_of_a_stretch_is_found(database: &TestDatabase) {
        let store = archived(database).await;
        database.execute("UPDATE audit_archive_stretch SET end_link = start_link WHERE first = 1025").await.unwrap();
        assert_eq!(verdict(&store).await.fault, Some(Fault::Changed(1_025)));
        database.execute("DELETE FROM audit_archive_stretch WHERE first = 1025").await.unwrap();
        assert_eq!(verdict(&store).await.fault, Some(Fault::Removed(1_025)));
    }
}

both! {
    async fn entries_deleted_under_a_moved_boundary_are_found(database: &TestDatabase) {
        let store = archived(database).await;
        append(&store, &entries(database.organization, 5)).await.unwrap();
        database.execute("UPDATE audit_archive SET position = 3003").await.unwrap();
        database.execute("DELETE FROM audit_entry WHERE id <= 3003").await.unwrap();
        assert_eq!(verdict(&store).await.fault, Some(Fault::Removed(3_001)));
    }
}

both! {
    async fn a_checkpoint_of_another_log_is_found_wherever_it_is(database: &TestDatabase) {
        let store = archived(database).await;
        for position in [1, 500, 1_024, 2_000, 3_000] {
            let forged = [Expected { position, root: [9; 32] }];
            let found = verify(&store, &forged, |_, _| {}).await.unwrap();
            assert_eq!(found.fault, Some(Fault::Checkpoint(position)));
        }
    }
}

both! {
    async fn without_the_archive_nothing_is_said_to_be_whole(database: &TestDatabase) {
        archived(database).await;
        assert!(verify(&database.store, &[], |_, _| {}).await.is_err());
    }
}
