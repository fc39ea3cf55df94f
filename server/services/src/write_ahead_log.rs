//! Keeping SQLite's write-ahead log short, beside those who write.

use std::time::Duration;

use crate::Services;

/// How often pages are copied while there are some.
const BUSY: Duration = Duration::from_millis(100);
/// How often it is looked for some.
const QUIET: Duration = Duration::from_millis(500);

impl Services {
    /// Copies what was written, until the task is dropped. Where it fails, the writer does it, as it would without this.
    pub(crate) async fn run_write_ahead_log(&self) {
        let mut before = 0;
        loop {
            let copied = self.store().copy_write_ahead_log().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the write-ahead log could not be copied");
                before
            });
            tokio::time::sleep(if copied == before { QUIET } else { BUSY }).await;
            before = copied;
        }
    }
}
