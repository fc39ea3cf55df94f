//! Appending entries: each gets the next position, its digest and its link, and the head moves with them.

use std::sync::{Arc, LazyLock};

use carrel_domain::PatronScope;
use rand::RngExt as _;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value,
    sqlx::{self, AssertSqlSafe},
};

use super::{
    chain::{self, AuditKeys, Head, SALT, to_text},
    entry::{Entry, NUMBERS, PAYLOAD},
};
use crate::{
    Store, StoreError,
    import::{Cell, failed, numbered, sqlite_arguments},
};

/// The action of an entry that tells of a head changed from outside.
pub(crate) const HEAD_CHANGED: &str = "audit-head-changed";
/// Most entries in one statement.
const MOST: usize = 256;
/// Statements there are: for 1, 2, 4, … [`MOST`] entries.
const SIZES: usize = MOST.ilog2() as usize + 1;
/// `id`, the payload, `salt`, `digest`, `link`.
const WIDTH: usize = PAYLOAD.len() + 4;

/// Entries on their way into the table, and where the chain has come to with them.
pub(crate) struct Chained {
    cells: Vec<Cell>,
    count: usize,
    head: Head,
    mac: String,
}

impl Chained {
    /// Chains entries after a head.
    pub(crate) fn new(keys: &AuditKeys, mut head: Head, entries: &[Entry]) -> Self {
        let mut cells = Vec::with_capacity(entries.len().next_power_of_two() * WIDTH);
        let mut payload = Vec::with_capacity(512);
        let mut salts = vec![0; entries.len() * SALT];
        rand::rng().fill(&mut salts[..]);
        for (entry, salt) in entries.iter().zip(salts.chunks_exact(SALT)) {
            let values = entry.cells();
            chain::write_payload(&mut payload, &values);
            let digest = chain::digest(salt, &payload);
            head = head.and(keys.first(), &digest);
            cells.push(head.position.into());
            cells.extend(values);
            cells.extend([salt, &digest, &head.link].map(|bytes: &[u8]| Cell::text(&to_text(bytes))));
        }
        let mac = to_text(&keys.first().head(&head));
        Self { cells, count: entries.len(), head, mac }
    }

    /// Where the chain has come to.
    pub(crate) const fn head(&self) -> Head {
        self.head
    }

    /// The position, link and authentication of the head.
    pub(crate) fn head_cells(&self) -> [Cell; 3] {
        [self.head.position.into(), Cell::text(&to_text(&self.head.link)), Cell::text(&self.mac)]
    }

    /// The entries for statements of at most [`MOST`]: how many rows each has, and their cells, filled up with empty rows.
    pub(crate) fn into_statements(self) -> impl Iterator<Item = (usize, Vec<Cell>)> {
        let mut cells = self.cells.into_iter();
        let mut left = self.count;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let taken = left.min(MOST);
            left -= taken;
            let rows = taken.next_power_of_two();
            let mut part: Vec<Cell> = cells.by_ref().take(taken * WIDTH).collect();
            part.extend((taken..rows).flat_map(|_| empty_row()));
            Some((rows, part))
        })
    }
}

/// A row that is not inserted: so that few different statements are planned.
fn empty_row() -> impl Iterator<Item = Cell> {
    let numbers = |column: usize| matches!(column, 0..=4);
    (0..WIDTH).map(move |column| if numbers(column) { Cell::Number(None) } else { Cell::Text(None) })
}

/// `INSERT` of as many rows as it has places for, `?`.
pub(crate) fn insert_statement(rows: usize) -> Arc<str> {
    static TEXTS: LazyLock<[Arc<str>; SIZES]> = LazyLock::new(|| std::array::from_fn(|size| insert(1 << size).into()));
    Arc::clone(&TEXTS[rows.ilog2() as usize])
}

fn insert(rows: usize) -> String {
    let row = format!("({})", vec!["?"; WIDTH].join(","));
    format!(
        "INSERT INTO audit_entry (id, {}, salt, digest, link) SELECT v.* FROM (VALUES {}) AS v WHERE v.column1 IS NOT NULL",
        PAYLOAD.join(", "),
        vec![row; rows].join(",")
    )
}

/// Moves the head; its places are those of [`Chained::head_cells`].
pub(crate) const MOVE_HEAD: &str = "UPDATE audit_head SET position = ?, link = ?, mac = ? WHERE id = 1";

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Number(number) => number.into(),
        Cell::Text(text) => text.map(|text| text.to_string()).into(),
    }
}

/// What stands in the head's row, and what the last entry is.
pub(crate) struct FoundHead {
    /// Of the head's row.
    pub position: i64,
    /// Of the head's row.
    pub link: String,
    /// Of the head's row.
    pub mac: String,
    /// Position of the last entry; 0 if there is none.
    pub last: i64,
    /// Its link.
    pub last_link: Option<String>,
}

/// Reads [`FoundHead`], and on PostgreSQL locks it: of two nodes one waits until the other's entries are there. (On SQLite
/// a transaction that writes is alone anyhow.)
pub(crate) const fn read_head(backend: DbBackend) -> [&'static str; 2] {
    let last = "SELECT id, link FROM audit_entry ORDER BY id DESC LIMIT 1";
    match backend {
        DbBackend::Sqlite => ["SELECT position, link, mac FROM audit_head WHERE id = 1", last],
        _ => ["SELECT position, link, mac FROM audit_head WHERE id = 1 FOR UPDATE", last],
    }
}

impl FoundHead {
    /// Where the chain goes on, and whether it is where we left it.
    pub(crate) fn check(&self, keys: &AuditKeys) -> (Head, bool) {
        if self.position == 0 && self.mac.is_empty() && self.last == 0 {
            return (Head::START, true);
        }
        let head = Head { position: self.position, link: chain::from_text(&self.link).unwrap_or_default() };
        let mac = chain::from_text(&self.mac);
        let is_ours = self.last == self.position && mac.is_some_and(|mac| keys.any(|key| key.head(&head) == mac));
        if self.last < self.position {
            return (head, is_ours);
        }
        let link = self.last_link.as_deref().and_then(chain::from_text).unwrap_or_default();
        (Head { position: self.last, link }, is_ours)
    }
}

/// Chains entries after a head that was read under its lock. If that is not where we left it, an entry says so first: the
/// portal goes on, and the break stays visible for good.
pub(crate) fn chain_after(found: &FoundHead, keys: &AuditKeys, entries: &[Entry]) -> Chained {
    let (head, is_ours) = found.check(keys);
    if is_ours {
        return Chained::new(keys, head, entries);
    }
    tracing::error!(position = head.position, "the head of the audit log was changed from outside");
    let mut all = Vec::with_capacity(entries.len() + 1);
    if let Some(first) = entries.first() {
        let broken = Entry::of_system(first.at, first.organization, HEAD_CHANGED, "security");
        all.push(Entry { outcome: "failed", ..broken });
    }
    all.extend_from_slice(entries);
    Chained::new(keys, head, &all)
}

/// Appends entries within a transaction of the caller's, which must write (see [`Store::begin`]): they are there if and only
/// if it is committed. On PostgreSQL, other nodes' entries wait until then: do it last.
pub async fn append_in(
    transaction: &DatabaseTransaction,
    keys: &AuditKeys,
    entries: &[Entry],
) -> Result<(), StoreError> {
    append_locked(transaction, keys, entries).await.map(|_| ())
}

/// Appends entries, all or none.
pub async fn append(store: &Store, entries: &[Entry]) -> Result<(), StoreError> {
    append_alone(store, entries).await.map(|_| ())
}

async fn append_alone(store: &Store, entries: &[Entry]) -> Result<Head, StoreError> {
    let transaction = store.begin().await?;
    let head = append_locked(&transaction, store.audit_keys()?, entries).await?;
    transaction.commit().await?;
    Ok(head)
}

async fn append_locked(db: &impl ConnectionTrait, keys: &AuditKeys, entries: &[Entry]) -> Result<Head, StoreError> {
    let found = found_head(db).await?;
    if entries.is_empty() {
        return Ok(found.check(keys).0);
    }
    let backend = db.get_database_backend();
    let text = |sql: &str| if backend == DbBackend::Sqlite { sql.to_owned() } else { numbered(sql) };
    let chained = chain_after(&found, keys, entries);
    let (head, head_cells) = (chained.head(), chained.head_cells());
    for (rows, cells) in chained.into_statements() {
        let values: Vec<Value> = cells.into_iter().map(value).collect();
        db.execute_raw(Statement::from_sql_and_values(backend, text(&insert_statement(rows)), values)).await?;
    }
    db.execute_raw(Statement::from_sql_and_values(backend, text(MOVE_HEAD), head_cells.map(value))).await?;
    Ok(head)
}

/// The library that somebody is a patron of, which is where staff work if their role does not say.
pub async fn library_of(db: &impl ConnectionTrait, who: PatronScope) -> Result<Option<String>, StoreError> {
    let sql = "SELECT library FROM patron WHERE id = $1 AND organization_id = $2";
    let values = [who.patron().0.into(), who.organization().0.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    row.map_or(Ok(None), |row| Ok(row.try_get_by_index(0)?))
}

/// The head, locked until the transaction is over.
pub(crate) async fn found_head(db: &impl ConnectionTrait) -> Result<FoundHead, StoreError> {
    let backend = db.get_database_backend();
    let [head, last] = read_head(backend);
    let missing = StoreError::Unreadable { table: "audit_head", what: "row" };
    let head = db.query_one_raw(Statement::from_string(backend, head)).await?.ok_or(missing)?;
    let last = db.query_one_raw(Statement::from_string(backend, last)).await?;
    let (last, last_link) = match last {
        Some(row) => (row.try_get_by_index(0)?, row.try_get_by_index(1)?),
        None => (0, None),
    };
    Ok(FoundHead {
        position: head.try_get_by_index(0)?,
        link: head.try_get_by_index(1)?,
        mac: head.try_get_by_index(2)?,
        last,
        last_link,
    })
}

/// Chains the entries of a version that did not, once: as long as the head is as the migration made it.
pub(crate) async fn adopt(store: &Store) -> Result<(), StoreError> {
    const ROWS: i64 = 2_000;
    let transaction = store.begin().await?;
    let found = found_head(&transaction).await?;
    if found.position != 0 || !found.mac.is_empty() || found.last == 0 {
        return Ok(transaction.commit().await?);
    }
    let (backend, keys) = (store.backend(), store.audit_keys()?);
    let rows = format!("SELECT id, {} FROM audit_entry WHERE id > $1 ORDER BY id LIMIT {ROWS}", PAYLOAD.join(", "));
    let change = "UPDATE audit_entry SET salt = $2, digest = $3, link = $4 WHERE id = $1";
    let mut head = Head::START;
    let mut payload = Vec::with_capacity(512);
    loop {
        let statement = Statement::from_sql_and_values(backend, rows.as_str(), [head.position.into()]);
        let rows = transaction.query_all_raw(statement).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            chain::begin(&mut payload);
            for (at, name) in PAYLOAD.iter().enumerate() {
                if NUMBERS.contains(name) {
                    match row.try_get_by_index::<Option<i64>>(at + 1)? {
                        Some(number) => chain::add_number(&mut payload, number),
                        None => chain::add_nothing(&mut payload),
                    }
                } else {
                    match row.try_get_by_index::<Option<String>>(at + 1)? {
                        Some(text) => chain::add_text(&mut payload, &text),
                        None => chain::add_nothing(&mut payload),
                    }
                }
            }
            let salt: [u8; SALT] = rand::rng().random();
            let digest = chain::digest(&salt, &payload);
            head = head.and(keys.first(), &digest);
            let values = [
                row.try_get_by_index::<i64>(0)?.into(),
                to_text(&salt).into(),
                to_text(&digest).into(),
                to_text(&head.link).into(),
            ];
            transaction.execute_raw(Statement::from_sql_and_values(backend, change, values)).await?;
        }
    }
    let mac = to_text(&keys.first().head(&head));
    let values: [Value; 3] = [head.position.into(), to_text(&head.link).into(), mac.into()];
    let text = if backend == DbBackend::Sqlite { MOVE_HEAD.to_owned() } else { numbered(MOVE_HEAD) };
    transaction.execute_raw(Statement::from_sql_and_values(backend, text, values)).await?;
    Ok(transaction.commit().await?)
}

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
        if let Some(head) = self.head.take()
            && entries.len() <= MOST
            && let Some(head) = self.append_after(head, entries).await?
        {
            self.head = Some(head);
            return Ok(());
        }
        self.head = Some(append_alone(&self.store, entries).await?);
        Ok(())
    }

    /// Appends after this head; `None` if that is no longer where the chain is, and nothing was done.
    async fn append_after(&self, head: Head, entries: &[Entry]) -> Result<Option<Head>, StoreError> {
        let chained = Chained::new(self.store.audit_keys()?, head, entries);
        let (new, head_cells) = (chained.head(), chained.head_cells());
        let Some((rows, cells)) = chained.into_statements().next() else { return Ok(Some(head)) };
        let is_done = match self.store.backend() {
            DbBackend::Sqlite => self.append_to_sqlite(rows, cells, head_cells).await?,
            _ => self.append_to_postgres(rows, cells, head_cells, head).await,
        };
        Ok(is_done.then_some(new))
    }

    /// The whole transaction as one text, for each trip to the connection's thread costs as much as the insert. Somebody
    /// else's entry at the same position makes it fail.
    async fn append_to_sqlite(&self, rows: usize, cells: Vec<Cell>, head: [Cell; 3]) -> Result<bool, StoreError> {
        static TEXTS: LazyLock<[Arc<str>; SIZES]> = LazyLock::new(|| {
            std::array::from_fn(|size| {
                format!("BEGIN IMMEDIATE; {}; {MOVE_HEAD}; COMMIT", insert_statement(1 << size)).into()
            })
        });
        let sql = Arc::clone(&TEXTS[rows.ilog2() as usize]);
        let arguments = sqlite_arguments(cells.into_iter().chain(head).collect())?;
        let mut connection = self.store.writer().get_sqlite_connection_pool().acquire().await.map_err(failed)?;
        match sqlx::query_with(AssertSqlSafe(sql), arguments).execute(&mut *connection).await {
            Ok(_) => Ok(true),
            Err(_) => {
                // It may have failed before or after BEGIN: if no transaction is open, there is none to roll back.
                let _ = sqlx::query("ROLLBACK").execute(&mut *connection).await;
                Ok(false)
            }
        }
    }

    /// Head and entries in one statement, which does nothing if the head has moved.
    async fn append_to_postgres(&self, rows: usize, cells: Vec<Cell>, new: [Cell; 3], old: Head) -> bool {
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

#[cfg(test)]
mod tests {
    use carrel_domain::{OrganizationId, Timestamp};

    use super::*;

    #[test]
    fn any_number_of_entries_takes_few_different_statements() {
        let entry = Entry::of_system(Timestamp(0), OrganizationId(1), "view", "own-access");
        let keys = AuditKeys::new(&[1; 32], &[]);
        let sizes = |count| {
            let chained = Chained::new(&keys, Head::START, &vec![entry.clone(); count]);
            assert_eq!(chained.head().position, i64::try_from(count).unwrap());
            chained
                .into_statements()
                .map(|(rows, cells)| {
                    assert_eq!(cells.len(), rows * WIDTH);
                    rows
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(sizes(1), [1]);
        assert_eq!(sizes(3), [4]);
        assert_eq!(sizes(200), [256]);
        assert_eq!(sizes(600), [256, 256, 128]);
    }
}
