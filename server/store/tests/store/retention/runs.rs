//! Runs as rows that nodes claim.

use carrel_domain::{PatronId, Timestamp};
use carrel_store::retention::run;

use crate::database::NOW;

both! {
    async fn of_many_nodes_one_takes_a_run_and_loses_it_when_it_is_called_off(database: &TestDatabase) {
        let new = |id: &str, day: Option<&str>| run::NewRun {
            public_id: id.to_owned(), organization: database.organization, scheduled_for: day.map(str::to_owned),
            subject: String::new(), today: String::from("2026-09-01"), expected: 0, requested_by: None, report: String::from("{}"),
        };
        let db = database.store.writer();
        assert!(run::add(db, new("a", Some("2026-09-01")), NOW).await.unwrap());
        assert!(!run::add(db, new("b", Some("2026-09-01")), NOW).await.unwrap(), "one a day");
        assert!(run::add(db, new("c", None), NOW).await.unwrap());
        let until = NOW.plus_seconds(60);
        let other = database.another_process().await;
        let (here, there) = tokio::join!(run::claim(db, "here", NOW, until), run::claim(other.writer(), "there", NOW, until));
        let claimed: Vec<_> = [here.unwrap(), there.unwrap()].into_iter().flatten().collect();
        assert!(!claimed.is_empty() && claimed.iter().filter(|run| run.public_id == "a").count() <= 1);
        assert!(run::claim(db, "third", NOW, until).await.unwrap().is_none(), "one at a time in an organization");
        let taken = &claimed[0];
        let late = Timestamp(until.0 + 1);
        let again = run::claim(db, "late", late, late.plus_seconds(60)).await.unwrap().unwrap();
        assert!(run::keep(db, again.id, "late", late).await.unwrap());
        let progress = run::Progress { step: 1, cursor: 5, acted: 3, report: String::from("{}") };
        assert!(!run::advance(db, again.id, "here", &progress, until).await.unwrap() || taken.id != again.id);
        assert!(run::advance(db, again.id, "late", &progress, late).await.unwrap());
        assert!(run::cancel(db, database.organization, &again.public_id, PatronId(1), late).await.unwrap());
        assert!(!run::advance(db, again.id, "late", &progress, late).await.unwrap(), "called off");
        assert!(!run::cancel(db, database.organization, &again.public_id, PatronId(1), late).await.unwrap());
    }
}
