//! Imports that are killed and started again.

use std::{path::PathBuf, sync::Arc, task::Poll};

use carrel_sources::alldata::{self, Input, Observer, Options, Progress, Summary};
use serde_json::json;
use tokio::sync::Notify;

use crate::{
    database::{NOW, TestDatabase},
    dump::dump,
    lines::{line, loan},
};

/// Counts batches, and calls out at one of them.
struct KillAfter {
    batches: u32,
    reached: Arc<Notify>,
    resumed: Option<u64>,
}

impl Observer for KillAfter {
    fn progress(&mut self, _: &Progress) {
        self.batches = self.batches.saturating_sub(1);
        if self.batches == 0 {
            self.reached.notify_one();
        }
    }

    fn resumed(&mut self, lines: u64) {
        self.resumed = Some(lines);
    }
}

/// A file with good lines, bad ones and a patron that comes twice.
fn file(database: &TestDatabase) -> PathBuf {
    let mut lines = String::new();
    for number in 1..=12 {
        let rows: Vec<_> = (1..=number).map(|id| loan(id, &format!("title {number}"))).collect();
        lines += &line(number, json!({"oldcheckouts": rows, "messages": [{"message_id": number, "branchcode": "A"}]}));
        if number % 4 == 0 {
            lines += "refused\n";
        }
    }
    lines += &line(3, json!({"oldcheckouts": [loan(1, "the later line")], "messages": []}));
    let path = database.folder.path().join("file.jsonl");
    std::fs::write(&path, lines).unwrap();
    path
}

fn options(database: &TestDatabase, path: &std::path::Path) -> Options {
    let mut options = Options::new(database.organization, Input::File(path.to_owned()), NOW);
    // A line or two a batch.
    options.batch_bytes = Some(300);
    options.reject_path = Some(database.folder.path().join("rejects"));
    options
}

async fn import(database: &TestDatabase, path: &std::path::Path) -> (Summary, Option<u64>) {
    let mut observer = KillAfter { batches: 0, reached: Arc::default(), resumed: None };
    let summary = alldata::run(&database.store, options(database, path), &mut observer).await.unwrap();
    (summary, observer.resumed)
}

/// Imports until so many batches are written, and is then gone at once.
async fn killed_import(database: &TestDatabase, path: &std::path::Path, batches: u32) -> bool {
    let reached = Arc::new(Notify::new());
    let mut observer = KillAfter { batches, reached: Arc::clone(&reached), resumed: None };
    let process = database.another_process().await;
    tokio::select! {
        biased;
        () = reached.notified() => true,
        result = alldata::run(&process, options(database, path), &mut observer) => result.is_err(),
    }
}

/// Imports until it waited so many times, and is then gone at once, wherever that is.
async fn killed_at_step(database: &TestDatabase, path: &std::path::Path, steps: u32) {
    let mut nobody = ();
    let process = database.another_process().await;
    let mut run = Box::pin(alldata::run(&process, options(database, path), &mut nobody));
    let mut left = steps;
    std::future::poll_fn(|context| {
        left -= 1;
        if left == 0 { Poll::Ready(()) } else { run.as_mut().poll(context).map(|_| ()) }
    })
    .await;
}

async fn clear(database: &TestDatabase) {
    for table in ["patron", "library", "patron_category", "import_run"] {
        database.execute(&format!("DELETE FROM {table}")).await.unwrap();
    }
    let _ = std::fs::remove_file(database.folder.path().join("rejects"));
}

both! {
    async fn an_import_killed_after_any_batch_ends_as_if_it_never_was(database: &TestDatabase) {
        let path = file(database);
        let (whole, _) = import(database, &path).await;
        let expected = dump(database).await;
        let rejects = std::fs::read(database.folder.path().join("rejects")).unwrap();
        assert_eq!((whole.rejected, whole.lines), (3, 16));
        let mut killed = 0;
        for batches in 1.. {
            clear(database).await;
            if !killed_import(database, &path, batches).await {
                break;
            }
            killed += 1;
            let (resumed, after) = import(database, &path).await;
            assert!(after.is_some_and(|lines| lines > 0), "killed after {batches}: began anew");
            assert_eq!(dump(database).await, expected, "killed after {batches}");
            assert_eq!((&resumed.tally, resumed.lines, resumed.rejected), (&whole.tally, whole.lines, whole.rejected));
            assert_eq!(std::fs::read(database.folder.path().join("rejects")).unwrap(), rejects, "killed after {batches}");
        }
        assert!(killed >= 8, "only {killed} batches");
    }
}

both! {
    async fn an_import_killed_anywhere_ends_as_if_it_never_was(database: &TestDatabase) {
        let path = file(database);
        let (whole, _) = import(database, &path).await;
        let expected = dump(database).await;
        let rejects = std::fs::read(database.folder.path().join("rejects")).unwrap();
        let mut killed = 0;
        for step in (1..).step_by(4) {
            clear(database).await;
            killed_at_step(database, &path, step).await;
            if database.number("SELECT COUNT(*) FROM import_run WHERE finished_at IS NOT NULL").await > 0 {
                break;
            }
            killed += 1;
            let (resumed, _) = import(database, &path).await;
            assert_eq!(dump(database).await, expected, "killed at step {step}");
            // Nothing is counted twice or not at all: what is saved is saved with the rows.
            assert_eq!((&resumed.tally, resumed.lines), (&whole.tally, whole.lines), "killed at step {step}");
            assert_eq!(std::fs::read(database.folder.path().join("rejects")).unwrap(), rejects, "killed at step {step}");
        }
        assert!(killed >= 8, "killed only {killed} times");
    }
}

both! {
    async fn a_finished_import_begins_anew(database: &TestDatabase) {
        let path = file(database);
        import(database, &path).await;
        let (again, resumed) = import(database, &path).await;
        assert_eq!((resumed, again.lines), (None, 16));
    }
}

both! {
    async fn another_file_does_not_go_on_where_the_first_was(database: &TestDatabase) {
        let path = file(database);
        assert!(killed_import(database, &path, 2).await);
        let mut text = std::fs::read_to_string(&path).unwrap();
        text += &line(50, json!({}));
        std::fs::write(&path, text).unwrap();
        let (whole, resumed) = import(database, &path).await;
        assert_eq!((resumed, whole.lines), (None, 17));
    }
}
