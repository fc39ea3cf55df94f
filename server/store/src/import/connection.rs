//! A transaction on either database, by way of sqlx: sea-orm copies every value of a statement once more, and has no
//! `COPY`.

use std::sync::Arc;

use sea_orm::DbBackend;
use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{
        self, Arguments as _, AssertSqlSafe, FromRow, Postgres, Sqlite, Transaction,
        postgres::{PgArguments, PgRow},
        sqlite::{SqliteArguments, SqliteRow},
    },
};

use super::Cell;
use crate::{Store, StoreError};

/// Any number that nothing else locks.
pub(crate) const IMPORT_LOCK: i64 = 0x4361_7272_656C;

/// A transaction.
pub(super) enum Connection {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// The values of a statement, as its database takes them.
pub(super) enum Values {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

impl Values {
    /// None yet, with space for so many.
    pub fn new(backend: DbBackend, count: usize) -> Self {
        if backend == DbBackend::Sqlite {
            let mut values = SqliteArguments::default();
            values.reserve(count, 0);
            return Self::Sqlite(values);
        }
        Self::Postgres(PgArguments::default())
    }

    /// These.
    fn of(backend: DbBackend, cells: Vec<Cell>) -> Result<Self, StoreError> {
        let mut values = Self::new(backend, cells.len());
        cells.into_iter().try_for_each(|cell| values.push(cell))?;
        Ok(values)
    }

    /// One more.
    pub fn push(&mut self, cell: Cell) -> Result<(), StoreError> {
        match (self, cell) {
            (Self::Sqlite(values), Cell::Number(number)) => values.add(number),
            (Self::Sqlite(values), Cell::Text(text)) => values.add(text),
            (Self::Postgres(values), Cell::Number(number)) => values.add(number),
            (Self::Postgres(values), Cell::Text(text)) => values.add(text.as_deref()),
        }
        .map_err(|error| failed(sqlx::Error::Encode(error)))
    }
}

/// A row of either database.
pub(super) trait AnyRow: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> AnyRow for T {}

impl Connection {
    /// Begins a transaction that writes. Of two imports at once, one waits for the other's batch: each compares with what
    /// is there, and no row may come in between.
    pub async fn begin(store: &Store) -> Result<Self, StoreError> {
        let writer = store.writer();
        Ok(match store.backend() {
            DbBackend::Sqlite => {
                let pool = writer.get_sqlite_connection_pool();
                Self::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?)
            }
            _ => {
                let mut transaction = writer.get_postgres_connection_pool().begin().await.map_err(failed)?;
                let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(IMPORT_LOCK);
                lock.execute(&mut *transaction).await.map_err(failed)?;
                Self::Postgres(transaction)
            }
        })
    }

    /// Begins a transaction that only reads.
    pub async fn begin_reading(store: &Store) -> Result<Self, StoreError> {
        let reader = store.reader();
        Ok(match store.backend() {
            DbBackend::Sqlite => Self::Sqlite(reader.get_sqlite_connection_pool().begin().await.map_err(failed)?),
            _ => Self::Postgres(reader.get_postgres_connection_pool().begin().await.map_err(failed)?),
        })
    }

    pub const fn backend(&self) -> DbBackend {
        match self {
            Self::Sqlite(_) => DbBackend::Sqlite,
            Self::Postgres(_) => DbBackend::Postgres,
        }
    }

    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await.map_err(failed),
            Self::Postgres(transaction) => transaction.commit().await.map_err(failed),
        }
    }

    /// Runs a statement; its places are written `?`. Answers how many rows it touched.
    pub async fn execute(&mut self, sql: Arc<str>, cells: Vec<Cell>) -> Result<u64, StoreError> {
        let values = Values::of(self.backend(), cells)?;
        self.execute_with(sql, values).await
    }

    /// [`Connection::execute`] with values that were made ready before.
    pub async fn execute_with(&mut self, sql: Arc<str>, values: Values) -> Result<u64, StoreError> {
        match (self, values) {
            (Self::Sqlite(transaction), Values::Sqlite(values)) => {
                let query = sqlx::query_with(AssertSqlSafe(sql), values);
                Ok(query.execute(&mut **transaction).await.map_err(failed)?.rows_affected())
            }
            (Self::Postgres(transaction), Values::Postgres(values)) => {
                let query = sqlx::query_with(AssertSqlSafe(numbered(&sql)), values);
                Ok(query.execute(&mut **transaction).await.map_err(failed)?.rows_affected())
            }
            _ => Err(other_database()),
        }
    }

    /// Runs a statement that answers rows.
    pub async fn fetch<T: AnyRow>(&mut self, sql: Arc<str>, cells: Vec<Cell>) -> Result<Vec<T>, StoreError> {
        let values = Values::of(self.backend(), cells)?;
        match (self, values) {
            (Self::Sqlite(transaction), Values::Sqlite(values)) => {
                let query = sqlx::query_as_with(AssertSqlSafe(sql), values);
                query.fetch_all(&mut **transaction).await.map_err(failed)
            }
            (Self::Postgres(transaction), Values::Postgres(values)) => {
                let query = sqlx::query_as_with(AssertSqlSafe(numbered(&sql)), values);
                query.fetch_all(&mut **transaction).await.map_err(failed)
            }
            _ => Err(other_database()),
        }
    }

    /// `IN …`, with a list of texts as one JSON text in one place: so the statement stays the same however many there are.
    pub const fn in_texts(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "IN (SELECT value FROM json_each(?))",
            Self::Postgres(_) => "= ANY (ARRAY(SELECT json_array_elements_text(?::json)))",
        }
    }

    /// The same for a list of numbers.
    pub const fn in_numbers(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "IN (SELECT value FROM json_each(?))",
            Self::Postgres(_) => "= ANY (ARRAY(SELECT json_array_elements_text(?::json)::bigint))",
        }
    }
}

/// A list for [`Connection::in_texts`] or [`Connection::in_numbers`].
pub(super) fn list<T: serde::Serialize>(items: &[T]) -> Cell {
    Cell::text(&serde_json::to_string(items).unwrap_or_default())
}

/// PostgreSQL numbers its places. None of our statements has a question mark anywhere else.
pub(crate) fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() * 2);
    for (number, part) in sql.split('?').enumerate() {
        if number > 0 {
            text.push('$');
            text.push_str(&number.to_string());
        }
        text.push_str(part);
    }
    text
}

pub(crate) fn sqlite_arguments(cells: Vec<Cell>) -> Result<SqliteArguments, StoreError> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(cells.len(), 0);
    for cell in cells {
        match cell {
            Cell::Number(number) => arguments.add(number),
            Cell::Text(text) => arguments.add(text),
        }
        .map_err(|error| failed(sqlx::Error::Encode(error)))?;
    }
    Ok(arguments)
}

/// No caller can come to it: values are made for the connection's own database.
fn other_database() -> StoreError {
    failed(sqlx::Error::Protocol(String::from("values for another database")))
}

/// The database's own message, as sea-orm would hand it on.
pub(crate) fn failed(error: sqlx::Error) -> StoreError {
    StoreError::Database(DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error))))
}
