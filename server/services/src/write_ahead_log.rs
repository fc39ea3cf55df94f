//! Keeping SQLite's write-ahead log short, beside those who write.

use std::time::{Duration, Instant};

use crate::Services;

/// How long to wait while there are pages to copy: the more come together, the longer the disk is at it, and whoever writes
/// waits for the disk too. With 100 ms the slowest in a hundred pages took a third longer, with a second seven times as long.
const BUSY: Duration = Duration::from_millis(30);
/// How often it is looked for some.
const QUIET: Duration = Duration::from_millis(500);

impl Services {
    /// Copies what was written, until the task is dropped. Where it fails, the writer does it, as it would without this.
    pub(crate) async fn run_write_ahead_log(&self) {
        let mut before = 0;
        loop {
            let begun = Instant::now();
            let copied = self.store().copy_write_ahead_log().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the write-ahead log could not be copied");
                before
            });
            // A slow disk is left to others for as long as this kept it.
            tokio::time::sleep(if copied == before { QUIET } else { BUSY.max(begun.elapsed()) }).await;
            before = copied;
        }
    }
}
