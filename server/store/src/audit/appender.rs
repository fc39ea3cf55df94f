//! Appending again and again.

use std::sync::{Arc, LazyLock};

use sea_orm::{
    ConnectionTrait as _, DbBackend, Statement, Value,
    sqlx::{self, AssertSqlSafe, Row as _, SqliteConnection},
};

use super::{
    append::{
        Chained, FoundHead, HEAD_AND_LAST, MOST, MOVE_HEAD, SIZES, append_alone, chain_after, insert_statement, value,
    },
    chain::{AuditKeys, Head, to_text},
    entry::Entry,
};
use crate::{
    Store, StoreError,
    import::{Cell, failed, numbered, sqlite_arguments},
};

/// Appends again and again, and remembers where the chain is: as long as no other node appends, one trip to the database
/// is enough.
#[derive(Debug)]
pub struct Appender {
    store: Store,
    head: Option<Head>,
}

impl Appender {
    /// For a database.
    pub const fn new(store: Store) -> Self {
        Self { store, head: None }
    }

    /// Appends entries, all or none.
    pub async fn append(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let before = self.head.take().filter(|_| entries.len() <= MOST);
        self.head = Some(match self.store.backend() {
            DbBackend::Sqlite => self.append_to_sqlite(before, entries).await?,
            _ => match self.append_to_postgres(before, entries).await? {
                Some(head) => head,
                None => append_alone(&self.store, entries).await?,
            },
        });
        Ok(())
    }

    /// After the head that is remembered: the whole transaction as one text, for each trip to the connection's thread costs as
    /// much as the insert. Somebody else's entry at the same position makes it fail; then the head is read, on the same
    /// connection: whoever gave it back would wait behind those who want it too.
    async fn append_to_sqlite(&self, before: Option<Head>, entries: &[Entry]) -> Result<Head, StoreError> {
        static TEXTS: LazyLock<[Arc<str>; SIZES]> = LazyLock::new(|| {
            std::array::from_fn(|size| {
                format!("BEGIN IMMEDIATE; {}; {MOVE_HEAD}; COMMIT", insert_statement(1 << size)).into()
            })
        });
        let keys = self.store.audit_keys()?;
        let mut connection = self.store.writer().get_sqlite_connection_pool().acquire().await.map_err(failed)?;
        if let Some(head) = before {
            let chained = Chained::new(keys, head, entries);
            let (new, head_cells) = (chained.head(), chained.head_cells());
            if let Some((rows, cells)) = chained.into_statements().next() {
                let sql = Arc::clone(&TEXTS[rows.ilog2() as usize]);
                let cells = cells.into_iter().chain(head_cells).collect();
                if execute(&mut connection, sql, cells).await.is_ok() {
                    return Ok(new);
                }
                // It may have failed before or after BEGIN: if no transaction is open, there is none to roll back.
                let _ = sqlx::query("ROLLBACK").execute(&mut *connection).await;
            }
        }
        let done = append_with(&mut connection, keys, entries).await;
        if done.is_err() {
            let _ = sqlx::query("ROLLBACK").execute(&mut *connection).await;
        }
        done
    }

    /// After the head that is remembered; `None` if that is no longer where the chain is, and nothing was done.
    async fn append_to_postgres(&self, before: Option<Head>, entries: &[Entry]) -> Result<Option<Head>, StoreError> {
        let Some(head) = before else { return Ok(None) };
        let chained = Chained::new(self.store.audit_keys()?, head, entries);
        let (new, head_cells) = (chained.head(), chained.head_cells());
        let Some((rows, cells)) = chained.into_statements().next() else { return Ok(Some(head)) };
        Ok(self.insert_into_postgres(rows, cells, head_cells, head).await.then_some(new))
    }

    /// Head and entries in one statement, which does nothing if the head has moved.
    async fn insert_into_postgres(&self, rows: usize, cells: Vec<Cell>, new: [Cell; 3], old: Head) -> bool {
        static TEXTS: LazyLock<[String; SIZES]> = LazyLock::new(|| {
            std::array::from_fn(|size| {
                numbered(&format!(
                    "WITH moved AS ({MOVE_HEAD} AND position = ? AND link = ? RETURNING id) {} \
                     AND EXISTS (SELECT 1 FROM moved)",
                    insert_statement(1 << size)
                ))
            })
        });
        let sql = TEXTS[rows.ilog2() as usize].as_str();
        let old = [old.position.into(), Cell::text(&to_text(&old.link))];
        let values: Vec<Value> = new.into_iter().chain(old).chain(cells).map(value).collect();
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        // An error is told by the second try, which begins anew.
        self.store.writer().execute_raw(statement).await.is_ok_and(|done| done.rows_affected() > 0)
    }
}

async fn execute(connection: &mut SqliteConnection, sql: Arc<str>, cells: Vec<Cell>) -> Result<(), StoreError> {
    let arguments = sqlite_arguments(cells)?;
    sqlx::query_with(AssertSqlSafe(sql), arguments).execute(connection).await.map(|_| ()).map_err(failed)
}

/// Reads the head and appends, in a transaction of its own.
async fn append_with(
    connection: &mut SqliteConnection,
    keys: &AuditKeys,
    entries: &[Entry],
) -> Result<Head, StoreError> {
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await.map_err(failed)?;
    let missing = StoreError::Unreadable { table: "audit_head", what: "row" };
    let row = sqlx::query(HEAD_AND_LAST).fetch_optional(&mut *connection).await.map_err(failed)?.ok_or(missing)?;
    let found = FoundHead {
        position: row.try_get(0).map_err(failed)?,
        link: row.try_get(1).map_err(failed)?,
        mac: row.try_get(2).map_err(failed)?,
        last: row.try_get(3).map_err(failed)?,
        last_link: row.try_get(4).map_err(failed)?,
    };
    let chained = chain_after(&found, keys, entries);
    let new = chained.head();
    for (text, cells) in chained.into_joined("; COMMIT") {
        execute(connection, text, cells).await?;
    }
    Ok(new)
}
