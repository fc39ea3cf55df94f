//! Connecting to SQLite or PostgreSQL.

use std::{sync::Arc, time::Duration};

use carrel_archive::Archive;
use carrel_migrations::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

use crate::{
    StoreError,
    attribute_seal::Seal,
    audit::{AuditKeys, adopt},
    copier::Copier,
};

/// Pages in the write-ahead log after which the writer copies what is left of them into the file, 64 MB: whoever waits for a
/// log entry waits for that and for the disk too, so it shall be rare; and pages that are written again and again, as the
/// log's are, are copied once. Readers search a small index for each 4,096 pages of it.
pub(crate) const WAL_PAGES: &str = "16000";

/// Pages that a connection keeps, in KiB with a minus sign; the system keeps the rest of the file at hand. Whoever writes
/// comes back to pages all over the log's indexes.
const WRITER_CACHE: &str = "-8000";
const READER_CACHE: &str = "-2000";

/// How many connections to open.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Connections for reading; SQLite has one more, for writing.
    pub connections: u32,
}

/// The database. SQLite allows one writer at a time: it has a connection of its own, so that writers queue in order
/// instead of failing, and readers never wait.
#[derive(Clone, Debug)]
pub struct Store {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    copier: Option<Copier>,
    audit_keys: Option<Arc<AuditKeys>>,
    attribute_seal: Option<Arc<dyn Seal>>,
    archive: Option<Archive>,
}

impl Store {
    /// Opens the database; an SQLite file is created if it is missing.
    pub async fn connect(options: &StoreOptions) -> Result<Self, StoreError> {
        if options.url.starts_with("sqlite:") {
            let writer = Database::connect(sqlite(&options.url, 1, WRITER_CACHE)).await?;
            let reader = Database::connect(sqlite(&options.url, options.connections, READER_CACHE)).await?;
            let copier = Copier::new(Database::connect(sqlite(&options.url, 1, READER_CACHE)).await?, &options.url);
            Ok(Self { reader, writer, copier: Some(copier), audit_keys: None, attribute_seal: None, archive: None })
        } else if options.url.starts_with("postgres") {
            let mut connect = ConnectOptions::new(options.url.clone());
            connect
                .max_connections(options.connections)
                .acquire_timeout(Duration::from_secs(10))
                .test_before_acquire(false)
                .sqlx_logging(false)
                .record_stmt_in_spans(false)
                // Every statement here goes by an index whatever its values: planning the overview's fifteen tables anew for
                // each page would cost more than reading them.
                .map_sqlx_postgres_opts(|options| options.options([("plan_cache_mode", "force_generic_plan")]));
            let both = Database::connect(connect).await?;
            let reader = both.clone();
            Ok(Self { reader, writer: both, copier: None, audit_keys: None, attribute_seal: None, archive: None })
        } else {
            Err(StoreError::UnknownDatabase)
        }
    }

    /// The store with the keys that the log is chained with.
    #[must_use]
    pub fn with_audit_keys(mut self, keys: AuditKeys) -> Self {
        self.audit_keys = Some(Arc::new(keys));
        self
    }

    /// The store with the archive of its log.
    #[must_use]
    pub fn with_archive(mut self, archive: Archive) -> Self {
        self.archive = Some(archive);
        self
    }

    /// The archive of the log, if there is one.
    pub const fn archive(&self) -> Option<&Archive> {
        self.archive.as_ref()
    }

    /// The store with what seals identity numbers that are kept as attributes.
    #[must_use]
    pub fn with_attribute_seal(mut self, seal: Arc<dyn Seal>) -> Self {
        self.attribute_seal = Some(seal);
        self
    }

    pub(crate) fn attribute_seal(&self) -> Option<Arc<dyn Seal>> {
        self.attribute_seal.clone()
    }

    /// The keys that the log is chained with.
    ///
    /// # Errors
    /// [`StoreError::NoAuditKey`] for a store that was opened without.
    pub fn audit_keys(&self) -> Result<&AuditKeys, StoreError> {
        self.audit_keys.as_deref().ok_or(StoreError::NoAuditKey)
    }

    /// Brings the schema up to date, and chains log entries of a version that did not.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Migrator::up(&self.writer, None).await?;
        if self.audit_keys.is_some() { adopt(self).await } else { Ok(()) }
    }

    /// Closes all connections, and waits for it: an SQLite database is in one file then.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn close(self) -> Result<(), StoreError> {
        if let Some(copier) = self.copier {
            copier.close().await?;
        }
        self.reader.close().await?;
        Ok(self.writer.close().await?)
    }

    /// Names of migrations that have not run yet.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let pending = Migrator::get_pending_migrations(&self.writer).await?;
        Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
    }

    /// For reading.
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For writing one statement.
    pub const fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// A transaction that writes: on SQLite it takes the write lock at once, so that it cannot fail half-way for another
    /// writer.
    pub async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            // SQLite has none, and says so each time.
            access_mode: (self.backend() != DbBackend::Sqlite).then_some(AccessMode::ReadWrite),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// Whether writers wait for one another.
    pub fn has_one_writer(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    /// Copies what SQLite's write-ahead log holds into the file, while others read and write: the writer, who must do it
    /// otherwise once [`WAL_PAGES`] are there, finds little left, and whoever waits for it waits less. Answers how far
    /// into the log that is, in pages; PostgreSQL has a process for that.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn copy_write_ahead_log(&self) -> Result<i64, StoreError> {
        match &self.copier {
            Some(copier) => Ok(copier.copy().await?),
            None => Ok(0),
        }
    }

    /// Which of the two databases it is.
    pub fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }
}

fn sqlite(url: &str, connections: u32, cache: &'static str) -> ConnectOptions {
    let url = if url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
    let mut connect = ConnectOptions::new(url);
    connect
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |options| {
            options
                .journal_mode(sea_orm::sqlx::sqlite::SqliteJournalMode::Wal)
                .synchronous(sea_orm::sqlx::sqlite::SqliteSynchronous::Normal)
                .busy_timeout(Duration::from_secs(30))
                .foreign_keys(true)
                .statement_cache_capacity(200)
                .pragma("cache_size", cache)
                .pragma("wal_autocheckpoint", WAL_PAGES)
                .pragma("temp_store", "memory")
        });
    connect
}
