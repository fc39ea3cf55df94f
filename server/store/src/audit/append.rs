//! Appending entries: each gets the next position, its digest and its link, and the head moves with them.

use std::sync::{Arc, LazyLock};

use carrel_domain::PatronScope;
use rand::RngExt as _;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};

use super::{
    chain::{self, AuditKeys, Head, SALT, to_text},
    entry::{Entry, PAYLOAD},
};
use crate::{
    Store, StoreError,
    import::{Cell, numbered},
};

/// The action of an entry that tells of a head changed from outside.
pub(crate) const HEAD_CHANGED: &str = "audit-head-changed";
/// Most entries in one statement.
pub(super) const MOST: usize = 256;
/// Statements there are: for 1, 2, 4, … [`MOST`] entries.
pub(super) const SIZES: usize = MOST.ilog2() as usize + 1;
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

    /// Everything for SQLite: the last text moves the head as well, and goes on with `then`. Everybody who has something to
    /// log waits for each trip to the connection's thread.
    pub(crate) fn into_joined(self, then: &str) -> Vec<(Arc<str>, Vec<Cell>)> {
        let head_cells = self.head_cells();
        let mut statements: Vec<(Arc<str>, Vec<Cell>)> =
            self.into_statements().map(|(rows, cells)| (insert_statement(rows), cells)).collect();
        let (insert, mut cells) =
            statements.pop().map_or_else(Default::default, |(text, cells)| (format!("{text}; "), cells));
        cells.extend(head_cells);
        statements.push((format!("{insert}{MOVE_HEAD}{then}").into(), cells));
        statements
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

pub(super) fn value(cell: Cell) -> Value {
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

/// [`FoundHead`] in one trip, for SQLite: where many write at once, the last entry must be read after the head is locked.
pub(crate) const HEAD_AND_LAST: &str = "SELECT h.position, h.link, h.mac, COALESCE(e.id, 0), e.link FROM audit_head h \
    LEFT JOIN audit_entry e ON e.id = (SELECT MAX(id) FROM audit_entry) WHERE h.id = 1";

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

pub(super) async fn append_alone(store: &Store, entries: &[Entry]) -> Result<Head, StoreError> {
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
    let chained = chain_after(&found, keys, entries);
    let head = chained.head();
    let statements = if backend == DbBackend::Sqlite {
        chained.into_joined("")
    } else {
        let head_cells = chained.head_cells();
        let inserts = chained.into_statements().map(|(rows, cells)| (numbered(&insert_statement(rows)).into(), cells));
        inserts.chain([(numbered(MOVE_HEAD).into(), head_cells.into())]).collect()
    };
    for (text, cells) in statements {
        let values: Vec<Value> = cells.into_iter().map(value).collect();
        db.execute_raw(Statement::from_sql_and_values(backend, &*text, values)).await?;
    }
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
    let missing = StoreError::Unreadable { table: "audit_head", what: "row" };
    if backend == DbBackend::Sqlite {
        let row = db.query_one_raw(Statement::from_string(backend, HEAD_AND_LAST)).await?.ok_or(missing)?;
        return Ok(FoundHead {
            position: row.try_get_by_index(0)?,
            link: row.try_get_by_index(1)?,
            mac: row.try_get_by_index(2)?,
            last: row.try_get_by_index(3)?,
            last_link: row.try_get_by_index(4)?,
        });
    }
    let [head, last] = read_head(backend);
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
