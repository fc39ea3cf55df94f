//! People on their way out: told, and not brought back once they were erased.

use carrel_domain::{
    Date, PatronId,
    retention::{Stage, Untold},
};
use carrel_store::{
    audit::{CLEARED, Entry, append_in},
    retention::{
        letter,
        person::{self, Removal},
        stage,
    },
};
use serde_json::json;

use super::OLD;
use crate::{database::NOW, lines::line_of};

both! {
    async fn whoever_was_erased_is_not_brought_back(database: &TestDatabase) {
        let file = line_of(json!({"borrowernumber": 1, "surname": "Laine", "dateexpiry": "2015-01-01"}), json!({
            "notices": [{"message_id": 1, "subject": "Laine", "time_queued": OLD}],
        })) + &line_of(json!({"borrowernumber": 2, "surname": "Muu"}), json!({}));
        database.import(&file).await;
        let scope = database.scope("1").await;
        let keys = database.store.audit_keys().unwrap();
        let dependents = person::dependents(database.store.reader()).await.unwrap();
        assert!(dependents.iter().any(|(table, _)| table == "notice") && dependents.len() > 20, "{dependents:?}");
        let transaction = database.store.begin().await.unwrap();
        person::empty(&transaction, keys, scope, &dependents, "test", NOW).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(database.number("SELECT COUNT(*) FROM notice").await, 0);
        assert_eq!(database.number("SELECT COUNT(*) FROM patron WHERE surname = 'Laine' OR record LIKE '%Laine%'").await, 0);
        let summary = database.import(&(file.clone() + "\n")).await;
        assert_eq!(summary.tally.erased, 1, "the import says so");
        let transaction = database.store.begin().await.unwrap();
        let removed = person::remove(&transaction, keys, scope, "test", NOW).await.unwrap();
        assert!(matches!(removed, Removal::Done(_)), "{removed:?}");
        let entry = Entry::of_system(NOW, database.organization, "patron-removed", "retention");
        append_in(&transaction, keys, &[entry]).await.unwrap();
        transaction.commit().await.unwrap();
        database.import(&(file + "\n\n")).await;
        assert_eq!(database.texts("SELECT surname FROM patron").await, ["Muu"]);
        assert_eq!(database.number(&format!("SELECT COUNT(*) FROM audit_entry WHERE patron_id = {}", scope.patron().0)).await, 0);
        assert_eq!(database.number("SELECT COUNT(*) FROM erasure WHERE digest LIKE '%1%' AND digest = '1'").await, 0);
        let verdict = carrel_store::audit::verify(&database.store, &[], |_, _| {}).await.unwrap();
        assert!(verdict.fault.is_none(), "the log is proven all the same: {:?}", verdict.fault);
    }
}

both! {
    async fn the_log_of_a_person_with_very_much_of_it_forgets_in_bounded_steps(database: &TestDatabase) {
        database.import(&line_of(json!({"borrowernumber": 1}), json!({}))).await;
        let scope = database.scope("1").await;
        let keys = database.store.audit_keys().unwrap();
        // The import wrote one too.
        let entries = CLEARED * 2 + 2;
        let of_them =
            Entry { patron: Some(scope.patron()), ..Entry::of_system(NOW, database.organization, "view", "retention") };
        let transaction = database.store.begin().await.unwrap();
        append_in(&transaction, keys, &vec![of_them; usize::try_from(entries).unwrap()]).await.unwrap();
        transaction.commit().await.unwrap();
        let mut steps = Vec::new();
        while !matches!(steps.last(), Some(Removal::Done(_))) {
            assert_eq!(database.number("SELECT COUNT(*) FROM patron").await, 1, "the row stays until the log forgot");
            let transaction = database.store.begin().await.unwrap();
            steps.push(person::remove(&transaction, keys, scope, "test", NOW).await.unwrap());
            transaction.commit().await.unwrap();
        }
        assert_eq!(steps, [Removal::Began(CLEARED), Removal::Began(CLEARED), Removal::Done(3)]);
        assert_eq!(database.number("SELECT COUNT(*) FROM patron").await, 0);
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_entry WHERE patron_id IS NOT NULL").await, 0);
        let verdict = carrel_store::audit::verify(&database.store, &[], |_, _| {}).await.unwrap();
        assert!(verdict.fault.is_none(), "{:?}", verdict.fault);
    }
}

both! {
    async fn whom_no_mail_reached_waits_until_staff_told_them(database: &TestDatabase) {
        let file: String = (1..=3).map(|number| line_of(json!({"borrowernumber": number, "dateexpiry": "2020-01-31"}), json!({}))).collect();
        database.import(&file).await;
        let (today, next) = (Date::new(2026, 9, 1).unwrap(), Date::new(2026, 10, 1).unwrap());
        let db = database.store.writer();
        for (number, told) in [("1", "mail"), ("2", "mail-no-address"), ("3", "mail-undeliverable")] {
            let patron = database.scope(number).await.patron();
            stage::enter(db, database.organization, patron, today, next, told).await.unwrap();
        }
        let due = async |untold: Untold, day: Date| {
            stage::due(db, database.organization, (Stage::Told, untold), day, 0, 10).await.unwrap().len()
        };
        assert_eq!((due(Untold::Wait, next).await, due(Untold::Go, next).await), (1, 3));
        let patron = database.scope("2").await.patron();
        assert!(!stage::advance(db, patron, Stage::Told, Untold::Wait, next, None).await.unwrap(), "not even if asked to");
        let later = Date::new(2026, 10, 20).unwrap();
        assert!(letter::set_told(db, patron, PatronId(9), next, later).await.unwrap());
        assert!(!letter::set_told(db, patron, PatronId(9), next, later).await.unwrap(), "once");
        assert!(!letter::set_told(db, database.scope("1").await.patron(), PatronId(9), next, later).await.unwrap(), "by mail is told");
        assert_eq!(due(Untold::Wait, next).await, 1, "their time begins on the day they were told");
        assert_eq!(due(Untold::Wait, later).await, 2);
        assert!(stage::advance(db, patron, Stage::Told, Untold::Wait, later, Some(later)).await.unwrap());
        let other = database.scope("3").await.patron();
        assert!(stage::advance(db, other, Stage::Told, Untold::Go, later, Some(later)).await.unwrap());
        assert_eq!(stage::due(db, database.organization, (Stage::Locked, Untold::Wait), later, 0, 10).await.unwrap().len(), 2);
    }
}

both! {
    async fn renewing_ends_what_began(database: &TestDatabase) {
        let file = |expires: &str| line_of(json!({"borrowernumber": 1, "dateexpiry": expires}), json!({}));
        database.import(&file("2020-01-31")).await;
        let patron = database.scope("1").await.patron();
        let (today, next) = (Date::new(2026, 9, 1).unwrap(), Date::new(2026, 10, 1).unwrap());
        let db = database.store.writer();
        assert!(stage::enter(db, database.organization, patron, today, next, "mail").await.unwrap());
        assert!(!stage::enter(db, database.organization, patron, today, next, "mail").await.unwrap(), "once");
        assert!(!stage::is_locked(db, patron).await.unwrap());
        let told = Stage::Told;
        assert!(!stage::advance(db, patron, told, Untold::Wait, today, Some(next)).await.unwrap(), "not before the day");
        assert!(stage::advance(db, patron, told, Untold::Wait, next, Some(next)).await.unwrap());
        assert!(!stage::advance(db, patron, told, Untold::Wait, next, Some(next)).await.unwrap(), "not twice");
        assert!(stage::is_locked(db, patron).await.unwrap());
        database.import(&file("2020-01-30")).await;
        assert!(stage::is_locked(db, patron).await.unwrap(), "an earlier end is no renewal");
        database.import(&file("2028-01-31")).await;
        assert!(!stage::is_locked(db, patron).await.unwrap());
    }
}
