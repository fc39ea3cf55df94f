//! A process that moves entries and is killed by the system at any moment: `SIGKILL`, not an error that it hears of.

use std::{
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use carrel_store::{
    StoreOptions,
    audit::{AuditKeys, append},
};

use super::*;
use crate::database::KEY;

const DATABASE: &str = "CARREL_TEST_MOVED_DATABASE";
const ARCHIVE: &str = "CARREL_TEST_MOVED_ARCHIVE";

/// The process: this test's own program, told where to move. For whoever runs the tests it does nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mover() {
    let (Ok(url), Ok(archive)) = (std::env::var(DATABASE), std::env::var(ARCHIVE)) else { return };
    let store = Store::connect(&StoreOptions { url, connections: 4 }).await.unwrap();
    let store =
        store.with_audit_keys(AuditKeys::new(&KEY, &[])).with_archive(Archive::open(&archive, 4).await.unwrap());
    // Whoever had the claim is dead.
    state::claim(store.writer(), "killed", NOW, NOW).await.unwrap();
    // Now in one transaction, now in several.
    let is_beside_pages = AtomicBool::new(false);
    let each = |_| is_beside_pages.fetch_xor(true, Ordering::Relaxed).then_some(Duration::ZERO);
    while move_some(&store, "killed", NOW, i64::MAX, NOW, each).await.unwrap().has_more {}
}

both! {
    async fn a_move_killed_at_any_moment_loses_and_doubles_nothing(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 3_000).await;
        append(&store, &late(database.organization, 10)).await.unwrap();
        let before = verdict(&store).await;
        let folder = database.folder.path().join("archive");
        let archive = match store.backend() {
            DbBackend::Sqlite => folder.to_str().unwrap().to_owned(),
            _ => database.url().to_owned(),
        };
        let (mut kills, mut half_way) = (0, 0);
        let mut wait = 150;
        loop {
            let mut process = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "audit_archive::killed::mover"])
                .env(DATABASE, database.url())
                .env(ARCHIVE, &archive)
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap();
            tokio::time::sleep(Duration::from_millis(wait)).await;
            let is_done = process.try_wait().unwrap().is_some();
            process.kill().unwrap();
            process.wait().unwrap();
            let found = verdict(&store).await;
            assert_eq!((found.fault, found.entries, &found.root), (None, 3_010, &before.root), "killed after {wait} ms");
            if is_done {
                break;
            }
            kills += 1;
            let position = state::position(store.reader()).await.unwrap();
            half_way += usize::from(position > 0 && position < 3_000);
            wait += 150;
        }
        assert_eq!(state::position(store.reader()).await.unwrap(), 3_000);
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_entry").await, 10);
        assert!(kills > 0);
        eprintln!("{kills} times killed, {half_way} times half-way");
    }
}
