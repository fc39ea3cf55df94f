//! Roles by grants: given once, taken away, never all administrators.

use carrel_domain::{Grant, PatronId, Role, Timestamp};
use carrel_migrations::{Migrator, MigratorTrait};
use carrel_store::{
    Store, StoreOptions,
    role_grant::{self, NewGrant, Revocation, Revoked},
};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::json;

use crate::{
    database::{NOW, TestDatabase},
    lines::line,
};

fn grant(database: &TestDatabase, id: &str, patron: PatronId, role: Role, expires_at: Option<Timestamp>) -> NewGrant {
    NewGrant {
        public_id: id.to_owned(),
        organization: database.organization,
        patron,
        grant: Grant { role, library: None },
        reason: String::from("test"),
        by: None,
        expires_at,
    }
}

async fn people(database: &TestDatabase) -> [PatronId; 2] {
    database.import(&(line(1, json!({})) + &line(2, json!({})))).await;
    [database.scope("1").await.patron(), database.scope("2").await.patron()]
}

async fn revoke(store: &Store, database: &TestDatabase, id: &str, by: PatronId, now: Timestamp) -> Revoked {
    let transaction = store.begin().await.unwrap();
    let revocation = Revocation { organization: database.organization, public_id: id, by, reason: "test" };
    let revoked = role_grant::revoke(&transaction, revocation, now).await.unwrap();
    transaction.commit().await.unwrap();
    revoked
}

both! {
    async fn of_two_nodes_that_give_the_same_role_one_does(database: &TestDatabase) {
        let [one, _] = people(database).await;
        let give = async |id: &str| {
            let store = database.another_process().await;
            let transaction = store.begin().await.unwrap();
            let given = role_grant::add_once(&transaction, grant(database, id, one, Role::Desk, None), NOW).await.unwrap();
            transaction.commit().await.unwrap();
            given
        };
        let (first, second, third) = tokio::join!(give("a"), give("b"), give("c"));
        assert_eq!([first, second, third].into_iter().filter(|given| *given).count(), 1);
        assert_eq!(database.number("SELECT COUNT(*) FROM role_grant").await, 1);
    }
}

both! {
    async fn two_administrators_who_revoke_each_other_at_once_leave_one(database: &TestDatabase) {
        let [one, two] = people(database).await;
        for round in 0..10 {
            database.execute("DELETE FROM role_grant").await.unwrap();
            let (a, b) = (format!("a{round}"), format!("b{round}"));
            for (id, patron) in [(&a, one), (&b, two)] {
                role_grant::add(database.store.writer(), grant(database, id, patron, Role::Administrator, None), NOW).await.unwrap();
            }
            let (here, there) = (database.another_process().await, database.another_process().await);
            let (first, second) = tokio::join!(revoke(&here, database, &b, one, NOW), revoke(&there, database, &a, two, NOW));
            let mut both = [first, second];
            both.sort_by_key(|revoked| *revoked != Revoked::Done);
            assert_eq!(both, [Revoked::Done, Revoked::LastAdministrator]);
            assert_eq!(database.number("SELECT COUNT(*) FROM role_grant WHERE revoked_at IS NULL").await, 1);
        }
    }
}

both! {
    async fn an_administrator_whose_account_is_closed_or_whose_time_is_over_is_none(database: &TestDatabase) {
        let [one, two] = people(database).await;
        let db = database.store.writer();
        role_grant::add(db, grant(database, "a", one, Role::Administrator, None), NOW).await.unwrap();
        role_grant::add(db, grant(database, "b", two, Role::Administrator, Some(NOW.plus_seconds(60))), NOW).await.unwrap();
        let later = NOW.plus_seconds(60);
        assert_eq!(revoke(&database.store, database, "a", two, later).await, Revoked::LastAdministrator);
        assert_eq!(revoke(&database.store, database, "b", one, later).await, Revoked::Gone, "it ended by itself");
        database.execute("UPDATE patron SET disabled = 1 WHERE source_id = '2'").await.unwrap();
        assert_eq!(revoke(&database.store, database, "a", two, NOW).await, Revoked::LastAdministrator);
        database.execute("UPDATE patron SET disabled = 0").await.unwrap();
        assert_eq!(revoke(&database.store, database, "a", two, NOW).await, Revoked::Done);
        assert_eq!(revoke(&database.store, database, "a", two, NOW).await, Revoked::Gone, "twice is once");
    }
}

both! {
    async fn a_role_ends_by_itself(database: &TestDatabase) {
        let [one, _] = people(database).await;
        let end = NOW.plus_seconds(60);
        role_grant::add(database.store.writer(), grant(database, "a", one, Role::Desk, Some(end)), NOW).await.unwrap();
        let held = async |now| role_grant::held(database.store.reader(), one, now).await.unwrap().len();
        assert_eq!((held(end.plus_seconds(-1)).await, held(end).await), (1, 0));
        assert!(role_grant::list(database.store.reader(), database.organization, end).await.unwrap().is_empty());
        let transaction = database.store.begin().await.unwrap();
        assert!(role_grant::add_once(&transaction, grant(database, "b", one, Role::Desk, None), end).await.unwrap());
    }
}

both! {
    async fn roles_of_a_database_from_before_grants_become_grants(database: &TestDatabase) {
        let store = match database.store.backend() {
            DbBackend::Sqlite => {
                let url = format!("sqlite:{}", database.folder.path().join("old.sqlite").display());
                Store::connect(&StoreOptions { url, connections: 1 }).await.unwrap()
            }
            _ => {
                database.execute("DROP SCHEMA public CASCADE").await.unwrap();
                database.execute("CREATE SCHEMA public").await.unwrap();
                database.another_process().await
            }
        };
        Migrator::up(store.writer(), Some(6)).await.unwrap();
        let patron = |id: i64, role: &str| format!(
            "INSERT INTO patron (id, public_id, organization_id, source_id, role, record, digest, document_digest, created_at) \
             VALUES ({id}, 'p{id}', 1, '{id}', '{role}', '{{}}', 0, 0, 1000)"
        );
        store.writer().execute_unprepared(
            "INSERT INTO organization (id, slug, name, time_zone, currency) VALUES (1, 'old', 'Old', 'UTC', 'EUR')"
        ).await.unwrap();
        for (id, role) in [(1, "patron"), (2, "desk"), (3, "administrator")] {
            store.writer().execute_unprepared(&patron(id, role)).await.unwrap();
        }
        store.migrate().await.unwrap();
        for (id, role) in [(1, None), (2, Some(Role::Desk)), (3, Some(Role::Administrator))] {
            let held = role_grant::held(store.reader(), PatronId(id), NOW).await.unwrap();
            let expected: Vec<Grant> = role.map(|role| Grant { role, library: None }).into_iter().collect();
            assert_eq!(held, expected);
        }
        let statement = Statement::from_string(store.backend(), "SELECT role FROM patron");
        assert!(store.reader().query_all_raw(statement).await.is_err(), "the old column is gone");
    }
}
