//! Runs that are killed, and two at once.

use carrel_domain::loan_history::After;
use carrel_sources::demo;
use carrel_store::anonymize::{Batch, Choices, History, Person, count_old};

use super::{anonymize, cutoff, everybody, one_batch};
use crate::database::{NOW, TestDatabase};

/// Everything the anonymous patrons and the others have, without keys and random numbers.
async fn dump(database: &TestDatabase) -> Vec<String> {
    let mut all = crate::dump::dump(database).await;
    all.extend(database.texts("SELECT table_name || CAST(COALESCE(closed_before, texts_before) AS TEXT) || p.source_id FROM history_cutoff h JOIN patron p ON p.id = h.patron_id").await);
    for line in &mut all {
        // The number under which a row stands at the anonymous patron.
        if let Some(at) = line.find("|~") {
            let end = line[at + 1..].find('|').map_or(line.len(), |end| at + 1 + end);
            if !line[at..end].contains("anonymous") {
                line.replace_range(at..end, "|~");
            }
        }
    }
    all.sort();
    all
}

/// The lines of a demo library.
pub fn demo_file() -> String {
    let mut file = Vec::new();
    demo::generate_alldata(12, 80, &mut file).unwrap();
    String::from_utf8(file).unwrap()
}

/// Everybody, with what was over more than twenty days ago.
pub async fn people(database: &TestDatabase) -> Vec<Person> {
    everybody(database).await.into_iter().map(|patron| Person { patron, cutoff: cutoff(After::days(20)) }).collect()
}

both! {
    async fn a_run_that_is_killed_again_and_again_comes_to_the_same(database: &TestDatabase) {
        let file = demo_file();
        let engine = if database.store.backend() == sea_orm::DbBackend::Sqlite { Engine::Sqlite } else { Engine::Postgres };
        static UNDISTURBED: [std::sync::Mutex<Vec<String>>; 2] = [const { std::sync::Mutex::new(Vec::new()) }; 2];
        // Where the other database's test keeps it.
        async fn undisturbed(other: std::sync::Arc<TestDatabase>) {
            other.import(&demo_file()).await;
            anonymize(&other, &people(&other).await).await;
            let dumped = dump(&other).await;
            let at = usize::from(other.store.backend() != sea_orm::DbBackend::Sqlite);
            *UNDISTURBED[at].lock().unwrap() = dumped;
        }
        let at = usize::from(database.store.backend() != sea_orm::DbBackend::Sqlite);
        TestDatabase::run(engine, undisturbed).await;
        database.import(&file).await;
        let all = people(database).await;
        let mut rounds = 0;
        for history in History::LOANS {
            for some in all.chunks(3) {
                loop {
                    // Killed before the commit: at the beginning, or with everything done.
                    let batch = Batch::begin(&database.store, database.organization).await.unwrap();
                    if rounds % 3 != 0 {
                        batch.run(&database.store, history, some, &Choices::default(), NOW).await.unwrap();
                    }
                    drop(batch);
                    // Killed somewhere in between.
                    let work = async {
                        let batch = Batch::begin(&database.store, database.organization).await.unwrap();
                        batch.run(&database.store, history, some, &Choices::default(), NOW).await.unwrap();
                        batch.into_transaction().commit().await.unwrap();
                    };
                    let _ = tokio::time::timeout(std::time::Duration::from_micros(rounds * 700 % 9_000), work).await;
                    rounds += 1;
                    if !one_batch(&database.store, database, history, some).await.is_unfinished {
                        break;
                    }
                }
            }
        }
        let undisturbed = UNDISTURBED[at].lock().unwrap().clone();
        let disturbed = dump(database).await;
        let differences: Vec<_> = disturbed.iter().filter(|line| !undisturbed.contains(line))
            .chain(undisturbed.iter().filter(|line| !disturbed.contains(line))).take(6).collect();
        assert!(differences.is_empty(), "{differences:#?}");
        assert_eq!(disturbed.len(), undisturbed.len());
    }
}

both! {
    async fn two_nodes_and_an_import_at_once_lose_and_double_nothing(database: &TestDatabase) {
        let file = demo_file();
        database.import(&file).await;
        let before = database.number("SELECT COUNT(*) FROM checkout").await;
        let all = people(database).await;
        let other = database.another_process().await;
        let work = |store: carrel_store::Store| {
            let (all, organization) = (all.clone(), database.organization);
            tokio::spawn(async move {
                let mut rows = 0;
                for some in all.chunks(2) {
                    let batch = Batch::begin(&store, organization).await.unwrap();
                    rows += batch.run(&store, History::Checkouts, some, &Choices::default(), NOW).await.unwrap().total();
                    batch.into_transaction().commit().await.unwrap();
                }
                rows
            })
        };
        let (one, two) = (work(database.store.clone()), work(other));
        let mut options = database.options(&file.replace("\"surname\": \"", "\"surname\": \"von "));
        options.batch_bytes = Some(20_000);
        carrel_sources::alldata::run(&database.store, options, &mut ()).await.unwrap();
        let rows = one.await.unwrap() + two.await.unwrap();
        let anonymous = "SELECT COUNT(*) FROM checkout c JOIN patron p ON p.id = c.patron_id WHERE is_anonymous = 1";
        assert_eq!(database.number(anonymous).await, i64::try_from(rows).unwrap());
        assert_eq!(database.number("SELECT COUNT(*) FROM checkout").await, before);
        let libraries = database.number("SELECT COUNT(DISTINCT COALESCE(library, '')) FROM patron WHERE is_anonymous = 0").await;
        assert!(database.number("SELECT COUNT(*) FROM patron WHERE is_anonymous = 1").await <= libraries);
    }
}

both! {
    async fn small_batches_do_the_same_as_large_ones(database: &TestDatabase) {
        database.import(&demo_file()).await;
        let all = people(database).await;
        let mut batches = 0;
        loop {
            let batch = Batch::begin(&database.store, database.organization).await.unwrap().at_most(40);
            let done = batch.run(&database.store, History::Checkouts, &all, &Choices::default(), NOW).await.unwrap();
            batch.into_transaction().commit().await.unwrap();
            assert!(done.total() <= 40, "{done:?}");
            batches += 1;
            if !done.is_unfinished {
                break;
            }
        }
        assert!(batches > 2);
        let left = count_old(database.store.reader(), History::Checkouts, &all).await.unwrap();
        assert_eq!(left, []);
    }
}
