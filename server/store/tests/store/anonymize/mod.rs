//! Anonymizing: what goes, what stays, no traces, nothing half done, nothing comes back.

mod import;
pub mod library;
mod rule;
mod runs;
mod statistics;
mod traces;

use carrel_domain::{
    PatronId, Timestamp,
    loan_history::{After, Cutoff},
};
use carrel_store::{
    Store,
    anonymize::{Batch, Choices, Done, History, Person},
};

use crate::database::{NOW, TestDatabase};

/// What is old after so many days.
pub fn cutoff(after: After) -> Cutoff {
    let zone = jiff::tz::TimeZone::get("Europe/Helsinki").unwrap();
    let day_of = |time: Timestamp| {
        let zoned = jiff::Timestamp::from_second(time.0).unwrap().to_zoned(zone.clone());
        carrel_domain::Date::parse(&zoned.date().to_string()).unwrap()
    };
    Cutoff::of(after, NOW, day_of).unwrap()
}

/// The person with this number of the library system.
pub async fn person(database: &TestDatabase, source_id: &str, after: After) -> Person {
    Person { patron: database.scope(source_id).await.patron(), cutoff: cutoff(after) }
}

/// Anonymizes all loans, holds and interlibrary loans of these people that are old; answers how many rows went.
pub async fn anonymize(database: &TestDatabase, people: &[Person]) -> u64 {
    let mut rows = 0;
    for history in History::LOANS {
        loop {
            let done = one_batch(&database.store, database, history, people).await;
            rows += done.total();
            if !done.is_unfinished {
                break;
            }
        }
    }
    rows
}

/// One batch, committed.
pub async fn one_batch(store: &Store, database: &TestDatabase, history: History, people: &[Person]) -> Done {
    let batch = Batch::begin(store, database.organization).await.unwrap();
    let done = batch.run(store, history, people, &Choices::default(), NOW).await.unwrap();
    batch.into_transaction().commit().await.unwrap();
    done
}

/// Keys of all people there are.
pub async fn everybody(database: &TestDatabase) -> Vec<PatronId> {
    let ids = database.texts("SELECT CAST(id AS TEXT) FROM patron WHERE is_anonymous = 0 ORDER BY id").await;
    ids.iter().map(|id| PatronId(id.parse().unwrap())).collect()
}
