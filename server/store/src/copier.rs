//! Copying SQLite's write-ahead log into the file, beside those who write.

use std::{
    fs::File,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
};

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, DbErr, Statement};

/// A connection of its own, and the file.
#[derive(Clone, Debug)]
pub(crate) struct Copier {
    db: DatabaseConnection,
    file: Arc<DatabaseFile>,
    copied: Arc<AtomicI64>,
}

/// The database's file, to bring what was copied onto the disk.
///
/// SQLite does that only when it has copied the log to its end, which beside writers is the writer itself. It stays open for
/// as long as the process lives: closing any descriptor of a file takes the process's locks on it, SQLite's too (POSIX,
/// `fcntl`).
#[derive(Debug)]
struct DatabaseFile {
    path: String,
    opened: OnceLock<Option<&'static File>>,
}

impl Copier {
    /// For the database at this `sqlite:` address.
    pub fn new(db: DatabaseConnection, url: &str) -> Self {
        let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
        let path = path.split_once('?').map_or(path, |(path, _)| path).to_owned();
        Self { db, file: Arc::new(DatabaseFile { path, opened: OnceLock::new() }), copied: Arc::default() }
    }

    /// Copies what there is, and waits until the disk has it. Answers how far into the log that is, in pages.
    pub async fn copy(&self) -> Result<i64, DbErr> {
        let pragma = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(PASSIVE)");
        let row = self.db.query_one_raw(pragma).await?;
        let copied = row.map(|row| row.try_get_by_index(2)).transpose()?.unwrap_or(0);
        if self.copied.swap(copied, Ordering::Relaxed) != copied {
            let file = Arc::clone(&self.file);
            // If that fails, SQLite does it, and says so.
            let _ = tokio::task::spawn_blocking(move || file.sync()).await;
        }
        Ok(copied)
    }

    /// Closes the connection.
    pub async fn close(self) -> Result<(), DbErr> {
        self.db.close().await
    }
}

impl DatabaseFile {
    fn sync(&self) {
        let open = || File::open(&self.path).ok().map(|file| &*Box::leak(Box::new(file)));
        if let Some(file) = self.opened.get_or_init(open) {
            let _ = file.sync_data();
        }
    }
}
