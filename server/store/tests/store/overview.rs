//! Everything at a glance: what it counts is there now, whoever changed it and however.

use carrel_domain::{Category, PatronId, PatronScope, Timestamp, Value};
use carrel_store::{
    audit::{Entry, append, erase_patron},
    entity::session::Model,
    import::TABLES,
    overview::{Summary, overview, summaries},
    session,
};
use jiff::tz::TimeZone;
use sea_orm::DbBackend;
use serde_json::json;

use crate::{
    audit::entry,
    database::{NOW, TestDatabase},
    lines::{line, line_of, loan, loans},
};

/// Asked alone, and along with a session: it must be the same.
async fn summaries_of(database: &TestDatabase, source_id: &str) -> Vec<Summary> {
    let (db, scope) = (database.store.reader(), database.scope(source_id).await);
    let alone = overview(db, scope, &TimeZone::UTC).await.unwrap().unwrap();
    let token = format!("token-{}", database.number("SELECT COUNT(*) FROM session").await);
    session::add(database.store.writer(), opened(&token, scope.patron())).await.unwrap();
    let mut found = session::find_with_counts(db, &[&token, "nobody's"], NOW).await.unwrap();
    assert_eq!(found.len(), 1);
    let signed_in = found.remove(0);
    assert_eq!(signed_in.token_hash, token);
    assert_eq!(signed_in.patron_id, scope.patron().0);
    let along = summaries(db, scope, &TimeZone::UTC, &signed_in.counts.unwrap()).await.unwrap();
    assert_eq!(along, alone);
    alone
}

fn opened(token_hash: &str, patron: PatronId) -> Model {
    Model {
        id: 0,
        token_hash: token_hash.to_owned(),
        patron_id: patron.0,
        created_at: NOW.0,
        last_used_at: NOW.0,
        verified_at: NOW.0,
        idle_seconds: 60,
        expires_at: NOW.0 + 60,
        is_shared_computer: 0,
        network: String::new(),
        device: None,
        methods: String::from("pin"),
        is_strong: 0,
    }
}

async fn counts_of(database: &TestDatabase, source_id: &str) -> Vec<(&'static str, i64)> {
    summaries_of(database, source_id).await.iter().map(|summary| (summary.category.slug(), summary.count)).collect()
}

async fn guardians(database: &TestDatabase, source_id: &str) -> i64 {
    let counts = counts_of(database, source_id).await;
    counts.into_iter().find(|(slug, _)| *slug == "guardians").unwrap().1
}

fn everything() -> String {
    let rows = |count: u64| {
        (1..=count)
            .map(|id| json!({"id": id, "guarantor_id": 1, "guarantee_id": 100 + id, "code": "A"}))
            .collect::<Vec<_>>()
    };
    let of_one = json!({
        "checkouts": loans(2), "oldcheckouts": (11..=13).map(|number| loan(number, "x")).collect::<Vec<_>>(),
        "holds": rows(4), "oldholds": rows(5), "accountlines": rows(6), "notices": rows(7), "messages": rows(8),
        "debarments": rows(9), "suggestions": rows(10), "ill_loans": rows(11), "ill_copies": rows(1),
        "attributes": rows(13), "consents": rows(14), "message_preferences": rows(15), "relationships": rows(2),
    });
    line(1, of_one) + &line(101, json!({"checkouts": loans(50)})) + &line(102, json!({}))
}

both! {
    async fn every_category_is_counted(database: &TestDatabase) {
        database.import(&everything()).await;
        assert_eq!(counts_of(database, "1").await, [
            ("identity", 1), ("contact", 1), ("guardians", 2), ("checkouts", 2), ("checkout-history", 3), ("holds", 4), ("hold-history", 5), ("fees", 6),
            ("notices", 7), ("messages", 8), ("restrictions", 9), ("suggestions", 10), ("interlibrary-loans", 12),
            ("attributes", 13), ("consents", 14), ("preferences", 15), ("log", 1),
        ]);
    }
}

both! {
    async fn whoever_is_asked_for_together_is_counted_apart(database: &TestDatabase) {
        database.import(&everything()).await;
        let mut expected = Vec::new();
        for (token, source_id) in [("one", "1"), ("loans", "101"), ("nothing", "102")] {
            let scope = database.scope(source_id).await;
            session::add(database.store.writer(), opened(token, scope.patron())).await.unwrap();
            expected.push((token, scope));
        }
        let over = Model { expires_at: NOW.0, ..opened("over", expected[0].1.patron()) };
        session::add(database.store.writer(), over).await.unwrap();
        let db = database.store.reader();
        let found = session::find_with_counts(db, &["nothing", "one", "over", "nobody's", "loans", "one"], NOW).await.unwrap();
        assert_eq!(found.len(), 3);
        for (token, scope) in expected {
            let session = found.iter().find(|session| session.token_hash == token).unwrap();
            assert_eq!(session.patron_id, scope.patron().0);
            let along = summaries(db, scope, &TimeZone::UTC, session.counts.as_deref().unwrap()).await.unwrap();
            assert_eq!(along, overview(db, scope, &TimeZone::UTC).await.unwrap().unwrap(), "{token}");
        }
    }
}

both! {
    async fn rows_removed_by_sql_are_not_counted_any_more(database: &TestDatabase) {
        database.import(&everything()).await;
        let before: i64 = counts_of(database, "1").await.iter().map(|(_, count)| count).sum();
        let mut left = before;
        for table in TABLES {
            let rows = database.number(&format!("SELECT COUNT(*) FROM {} WHERE patron_id = (SELECT id FROM patron WHERE source_id = '1')", table.name)).await;
            assert!(rows > 0, "{}", table.name);
            database.execute(&format!("DELETE FROM {}", table.name)).await.unwrap();
            left -= rows;
            let now: i64 = counts_of(database, "1").await.iter().map(|(_, count)| count).sum();
            assert_eq!(now, left, "{}", table.name);
        }
        assert_eq!(left, 3, "identity, contact and the log of the import");
    }
}

both! {
    async fn the_newest_open_and_the_newest_returned_loan_are_told_apart(database: &TestDatabase) {
        database.import(&line(1, json!({"checkouts": [loan(500, "new")], "oldcheckouts": loans(3)}))).await;
        let summaries = summaries_of(database, "1").await;
        let newest = |wanted: Category| match &summaries.iter().find(|summary| summary.category == wanted).unwrap().newest {
            Value::Time(time) => *time,
            other => panic!("{wanted:?} has {other:?}"),
        };
        let at = |number: i64| async move {
            Timestamp(database.number(&format!("SELECT checked_out_at FROM checkout WHERE source_id = '{number}'")).await)
        };
        assert_eq!(newest(Category::Checkouts), at(500).await);
        assert_eq!(newest(Category::CheckoutHistory), at(3).await);
        assert_eq!(newest(Category::Log), NOW);
    }
}

both! {
    async fn a_record_that_says_nonsense_of_its_last_change_is_a_record(database: &TestDatabase) {
        for (number, said) in [json!([1, 2]), json!({"a": 1}), json!(1.5), json!(true), json!("soon"), json!(null)].iter().enumerate() {
            let personal = json!({"borrowernumber": number, "cardnumber": format!("29{number}"), "updated_on": said});
            database.import(&line_of(personal, json!({}))).await;
            let identity = &summaries_of(database, &number.to_string()).await[0];
            assert_eq!((identity.count, &identity.newest), (1, &Value::Empty), "{said}");
        }
    }
}

both! {
    async fn a_guardianship_counts_on_both_ends_once_both_are_known(database: &TestDatabase) {
        let said = json!({"relationships": [{"id": 1, "guarantor_id": 1, "guarantee_id": 2, "relationship": "parent"}]});
        database.import(&(line(1, said) + &line(3, json!({})))).await;
        assert_eq!(guardians(database, "1").await, 0, "the ward is not known yet");
        database.import(&line_of(json!({"borrowernumber": 2, "cardnumber": "292", "surname": "Ward"}), json!({}))).await;
        assert_eq!((guardians(database, "1").await, guardians(database, "2").await, guardians(database, "3").await), (1, 1, 0));
    }
}

/// What the database keeps about each patron's log, and what counting says.
async fn kept_and_counted(database: &TestDatabase) -> (Vec<String>, Vec<String>) {
    let kept = "SELECT patron_id || ':' || entries || ':' || newest_at FROM log_size ORDER BY patron_id";
    let counted = "SELECT patron_id || ':' || COUNT(*) || ':' || MAX(at) FROM audit_entry WHERE patron_id IS NOT NULL \
                   GROUP BY patron_id ORDER BY patron_id";
    (database.texts(kept).await, database.texts(counted).await)
}

both! {
    async fn the_size_of_the_log_is_what_counting_says(database: &TestDatabase) {
        let check = async |what: &str, patrons: usize| {
            let (kept, counted) = kept_and_counted(database).await;
            assert_eq!(kept, counted, "{what}");
            assert_eq!(kept.len(), patrons, "{what}");
        };
        check("nobody's", 0).await;
        database.import(&(line(1, json!({})) + &line(2, json!({})))).await;
        check("an import", 2).await;
        let of = |patron, at| Entry { at: Timestamp(at), ..entry(database.organization, patron) };
        // Several of one patron at once, older ones after newer ones, and one that names nobody.
        let nobody = Entry::of_system(NOW, database.organization, "view", "own-access");
        append(&database.store, &[of(7, 500), of(8, 400), of(7, 300), nobody, of(7, 450)]).await.unwrap();
        append(&database.store, &[of(7, 100)]).await.unwrap();
        check("entries", 4).await;
        let scope = PatronScope::of_background_work(PatronId(7), database.organization);
        let tells = Entry::of_system(NOW, database.organization, "audit-erased", "erasure");
        erase_patron(&database.store, scope, "GDPR 17(1)(b)", None, NOW, tells).await.unwrap();
        check("an erasure", 3).await;
        append(&database.store, &[of(7, 700), of(7, 600), of(8, 800)]).await.unwrap();
        check("entries after an erasure", 4).await;
        // As somebody can who takes the protection off.
        let drops: &[&str] = match database.store.backend() {
            DbBackend::Sqlite => &["DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"],
            _ => &["DROP TRIGGER audit_entry_append_only ON audit_entry", "DROP TRIGGER audit_entry_no_delete ON audit_entry"],
        };
        for sql in drops {
            database.execute(sql).await.unwrap();
        }
        for (sql, patrons) in [
            ("UPDATE audit_entry SET at = 50 WHERE patron_id = 8", 4),
            ("UPDATE audit_entry SET at = at + 1 WHERE patron_id IS NOT NULL", 4),
            ("UPDATE audit_entry SET patron_id = 9, at = 20 WHERE id = 12", 5),
            ("UPDATE audit_entry SET patron_id = 9 WHERE patron_id = 8 OR patron_id = 7", 3),
            ("UPDATE audit_entry SET patron_id = NULL WHERE id = 1", 2),
            ("UPDATE audit_entry SET patron_id = 11 WHERE id = 1", 3),
            ("DELETE FROM audit_entry WHERE patron_id = 9 AND at = (SELECT MAX(at) FROM audit_entry WHERE patron_id = 9)", 3),
            ("DELETE FROM audit_entry", 0),
        ] {
            database.execute(sql).await.unwrap();
            check(sql, patrons).await;
        }
    }
}
