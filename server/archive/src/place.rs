//! Where the archive is: a folder with one SQLite file a month, or a PostgreSQL database with one partition a month.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use tokio::sync::Mutex;

use crate::{ArchiveError, Month, Shape, codes::Codes};

/// The archive.
#[derive(Clone, Debug)]
pub struct Archive {
    place: Arc<Place>,
}

#[derive(Debug)]
enum Place {
    Files { folder: PathBuf, open: Mutex<BTreeMap<Month, Part>> },
    Postgres { db: DatabaseConnection, codes: Arc<AllCodes> },
}

/// The codes of a file or a database.
#[derive(Debug, Default)]
pub(crate) struct AllCodes {
    pub shapes: Codes<Arc<Shape>>,
    pub networks: Codes<Arc<str>>,
}

/// One month.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub db: DatabaseConnection,
    /// The table of its entries.
    pub table: String,
    /// The table of what was written together.
    pub batches: &'static str,
    pub codes: Arc<AllCodes>,
}

/// How much a month takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthSize {
    /// Which.
    pub month: Month,
    /// On disk.
    pub bytes: u64,
}

/// Entries by patron; `-1` is nobody. In SQLite the table is the key's tree: a patron's entries lie side by side.
const ENTRY: &str = "patron BIGINT NOT NULL, at BIGINT NOT NULL, position BIGINT NOT NULL, shape INTEGER NOT NULL, \
                     actor BIGINT, object TEXT";
/// Of one month: partitions have their indexes from their parent.
const INDEXES: [&str; 3] = [
    "CREATE INDEX IF NOT EXISTS entry_at ON entry (at, position, shape)",
    "CREATE INDEX IF NOT EXISTS entry_actor ON entry (actor, at, position) WHERE actor IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS entry_object ON entry (object, at, position) WHERE object IS NOT NULL",
];
/// What was written together, so that what a killed move left can be found and removed.
const BATCH: &str = "CREATE TABLE IF NOT EXISTS batch (month INTEGER NOT NULL, first BIGINT NOT NULL, \
                     last BIGINT NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT NOT NULL, \
                     generation BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (month, first))";
/// Archives from before writers were counted have none.
const GENERATION: &str = "generation BIGINT NOT NULL DEFAULT 0";

impl Archive {
    /// The archive at an address: a folder for files, or `postgres://…`.
    pub async fn open(address: &str, connections: u32) -> Result<Self, ArchiveError> {
        if address.starts_with("postgres") {
            return Self::open_postgres(address, connections).await;
        }
        if address.is_empty() || address.contains("://") {
            return Err(ArchiveError::UnknownPlace);
        }
        let folder = PathBuf::from(address);
        let place = Place::Files { folder, open: Mutex::new(BTreeMap::new()) };
        Ok(Self { place: Arc::new(place) })
    }

    async fn open_postgres(url: &str, connections: u32) -> Result<Self, ArchiveError> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .sqlx_logging(false)
            .record_stmt_in_spans(false);
        let db = Database::connect(options).await?;
        let dictionary = |name| {
            format!(
                "CREATE TABLE IF NOT EXISTS {name} (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \
                 content TEXT NOT NULL UNIQUE)"
            )
        };
        let entry = format!(
            "CREATE TABLE IF NOT EXISTS entry ({ENTRY}, body BYTEA NOT NULL, PRIMARY KEY (patron, at, position)) \
             PARTITION BY RANGE (at)"
        );
        let counted = format!("ALTER TABLE batch ADD COLUMN IF NOT EXISTS {GENERATION}");
        let statements = [dictionary("shape"), dictionary("network"), entry, BATCH.to_owned(), counted];
        let all: Vec<String> = statements.into_iter().chain(INDEXES.map(String::from)).collect();
        // One message is one transaction. Two nodes that start at once would make the same tables twice.
        let sql = format!("SELECT pg_advisory_xact_lock(4343); {}", all.join("; "));
        db.execute_unprepared(&sql).await?;
        Ok(Self { place: Arc::new(Place::Postgres { db, codes: Arc::default() }) })
    }

    /// Whether it is files, and where.
    pub fn folder(&self) -> Option<&Path> {
        match &*self.place {
            Place::Files { folder, .. } => Some(folder),
            Place::Postgres { .. } => None,
        }
    }

    /// The months there are, the oldest first.
    pub async fn months(&self) -> Result<Vec<Month>, ArchiveError> {
        let mut months = match &*self.place {
            Place::Files { folder, .. } => months_in(folder)?,
            Place::Postgres { db, .. } => {
                let sql = "SELECT relname::text FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid \
                           WHERE inhparent = 'entry'::regclass";
                let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
                let mut months = Vec::with_capacity(rows.len());
                for row in rows {
                    let name: String = row.try_get_by_index(0)?;
                    months.extend(name.strip_prefix("entry_").and_then(read_month));
                }
                months
            }
        };
        months.sort_unstable();
        Ok(months)
    }

    /// How much each month takes, the oldest first.
    pub async fn sizes(&self) -> Result<Vec<MonthSize>, ArchiveError> {
        let mut sizes = Vec::new();
        for month in self.months().await? {
            let bytes = match &*self.place {
                Place::Files { folder, .. } => {
                    let names = names_of(month).into_iter();
                    names.filter_map(|name| fs::metadata(folder.join(name)).ok()).map(|file| file.len()).sum()
                }
                Place::Postgres { db, .. } => {
                    let sql = format!("SELECT pg_total_relation_size('entry_{}')", month.number());
                    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
                    let bytes: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
                    bytes.unsigned_abs()
                }
            };
            sizes.push(MonthSize { month, bytes });
        }
        Ok(sizes)
    }

    /// A month, if it is there.
    pub(crate) async fn part(&self, month: Month) -> Result<Option<Part>, ArchiveError> {
        let is_there = match &*self.place {
            Place::Files { folder, .. } => folder.join(file_name(month)).exists(),
            Place::Postgres { .. } => self.months().await?.contains(&month),
        };
        if is_there { self.open_part(month).await.map(Some) } else { Ok(None) }
    }

    /// Months from the newest to the oldest, without asking twice whether they are there.
    pub(crate) async fn parts(&self, wanted: impl Fn(Month) -> bool) -> Result<Vec<(Month, Part)>, ArchiveError> {
        let mut parts = Vec::new();
        for month in self.months().await?.into_iter().rev().filter(|month| wanted(*month)) {
            parts.push((month, self.open_part(month).await?));
        }
        Ok(parts)
    }

    /// A month, made if it is missing.
    pub(crate) async fn part_to_write(&self, month: Month) -> Result<Part, ArchiveError> {
        if let Place::Postgres { db, .. } = &*self.place {
            let (from, until) = month.bounds();
            let number = month.number();
            let sql = format!(
                "CREATE TABLE IF NOT EXISTS entry_{number} PARTITION OF entry FOR VALUES FROM ({from}) TO ({until})"
            );
            db.execute_unprepared(&sql).await?;
        }
        self.open_part(month).await
    }

    async fn open_part(&self, month: Month) -> Result<Part, ArchiveError> {
        match &*self.place {
            Place::Postgres { db, codes } => {
                let (db, codes) = (db.clone(), Arc::clone(codes));
                Ok(Part { db, table: format!("entry_{}", month.number()), batches: "batch", codes })
            }
            Place::Files { folder, open } => {
                let path = folder.join(file_name(month));
                let mut open = open.lock().await;
                if let Some(part) = open.get(&month)
                    && path.exists()
                {
                    return Ok(part.clone());
                }
                let part = open_file(folder, &path).await?;
                open.insert(month, part.clone());
                Ok(part)
            }
        }
    }

    /// Drops a month with everything in it.
    pub async fn drop_month(&self, month: Month) -> Result<(), ArchiveError> {
        match &*self.place {
            Place::Postgres { db, .. } => {
                let number = month.number();
                let sql = format!("DROP TABLE IF EXISTS entry_{number}; DELETE FROM batch WHERE month = {number}");
                db.execute_unprepared(&sql).await?;
            }
            Place::Files { folder, open } => {
                if let Some(part) = open.lock().await.remove(&month) {
                    part.db.close().await?;
                }
                for name in names_of(month) {
                    match fs::remove_file(folder.join(name)) {
                        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }
}

async fn open_file(folder: &Path, path: &Path) -> Result<Part, ArchiveError> {
    make_private(folder, path)?;
    let mut options = ConnectOptions::new(format!("sqlite:{}?mode=rwc", path.display()));
    options
        .max_connections(2)
        .min_connections(0)
        // A month that nobody looks at needs no thread.
        .idle_timeout(Duration::from_secs(300))
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(|options| {
            options
                .journal_mode(sea_orm::sqlx::sqlite::SqliteJournalMode::Wal)
                // What the main database then forgets must be on the disk.
                .synchronous(sea_orm::sqlx::sqlite::SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(30))
                .statement_cache_capacity(50)
                // What was erased is overwritten.
                .pragma("secure_delete", "on")
                .pragma("cache_size", "-16000")
                .pragma("temp_store", "memory")
        });
    let db = Database::connect(options).await?;
    let dictionary =
        |name| format!("CREATE TABLE IF NOT EXISTS {name} (id INTEGER PRIMARY KEY, content TEXT NOT NULL UNIQUE)");
    let entry = format!(
        "CREATE TABLE IF NOT EXISTS entry ({ENTRY}, body BLOB NOT NULL, PRIMARY KEY (patron, at, position)) \
         WITHOUT ROWID"
    );
    let statements = [dictionary("shape"), dictionary("network"), entry, BATCH.to_owned()];
    let all: Vec<String> = statements.into_iter().chain(INDEXES.map(String::from)).collect();
    db.execute_unprepared(&all.join("; ")).await?;
    count_writers(&db).await?;
    Ok(Part { db, table: String::from("entry"), batches: "batch", codes: Arc::default() })
}

/// Adds the column to a file from before; whoever opens it at the same time may be first.
async fn count_writers(db: &DatabaseConnection) -> Result<(), ArchiveError> {
    let is_there = async || {
        let sql = "SELECT 1 FROM pragma_table_info('batch') WHERE name = 'generation'";
        Ok::<_, ArchiveError>(db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?.is_some())
    };
    if is_there().await? {
        return Ok(());
    }
    match db.execute_unprepared(&format!("ALTER TABLE batch ADD COLUMN {GENERATION}")).await {
        Err(error) if !is_there().await? => Err(error.into()),
        _ => Ok(()),
    }
}

/// Only the owner may read what was logged; SQLite gives its other files the same rights.
fn make_private(folder: &Path, path: &Path) -> Result<(), ArchiveError> {
    fs::create_dir_all(folder)?;
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

fn file_name(month: Month) -> String {
    format!("log-{month}.sqlite")
}

/// The database first: without it the others are not looked at.
fn names_of(month: Month) -> [String; 3] {
    let name = file_name(month);
    [name.clone(), format!("{name}-wal"), format!("{name}-shm")]
}

fn read_month(text: &str) -> Option<Month> {
    Month::from_number(text.replace('-', "").parse().ok()?)
}

fn months_in(folder: &Path) -> Result<Vec<Month>, ArchiveError> {
    let files = match fs::read_dir(folder) {
        Ok(files) => files,
        // Nothing was archived yet.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut months = Vec::new();
    for file in files {
        let name = file?.file_name();
        let month = name.to_str().and_then(|name| name.strip_prefix("log-")?.strip_suffix(".sqlite"));
        months.extend(month.and_then(read_month));
    }
    Ok(months)
}
