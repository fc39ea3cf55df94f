//! Stretches of the log in the archive: what they prove when the entries are read again, and when they are gone.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use super::checking::ends;
use crate::{
    StoreError,
    audit::{
        chain::{self, AuditKeys, Hash, from_text, to_text},
        merkle::{Tree, joined},
    },
};

/// Entries one after the other, in one month of the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Position of the first one.
    pub first: i64,
    /// Position of the last one.
    pub last: i64,
    /// Where they are.
    pub month: i32,
    /// Time of the earliest one.
    pub from_at: i64,
    /// Time of the latest one.
    pub until_at: i64,
    /// Link before the first one.
    pub start_link: Hash,
    /// Link of the last one.
    pub end_link: Hash,
    /// The complete subtrees of the hash tree that they are, from left to right: height and root.
    pub nodes: Vec<(u32, Hash)>,
    /// When the entries were dropped.
    pub dropped_at: Option<i64>,
}

/// What stands in the table: the record, or its first position if it is unreadable or not authentic.
pub(crate) type Found = Result<Record, i64>;

/// Makes long stretches of short ones that follow each other: of one month, and as far as stretches go.
pub(super) fn join(records: &[Record], length: i64, checkpoints: &[i64]) -> Vec<Record> {
    let mut all: Vec<Record> = Vec::with_capacity(records.len());
    for record in records {
        match all.pop_if(|last| last.month == record.month && !ends(last.last, length, checkpoints)) {
            Some(last) => all.push(last.and(record)),
            None => all.push(record.clone()),
        }
    }
    all
}

const COLUMNS: &str = "first, last, month, from_at, until_at, start_link, end_link, nodes, dropped_at, mac";

impl Record {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        chain::begin(&mut bytes);
        for number in [self.first, self.last, i64::from(self.month), self.from_at, self.until_at] {
            chain::add_number(&mut bytes, number);
        }
        chain::add_text(&mut bytes, &to_text(&self.start_link));
        chain::add_text(&mut bytes, &to_text(&self.end_link));
        chain::add_text(&mut bytes, &self.nodes_text());
        match self.dropped_at {
            Some(at) => chain::add_number(&mut bytes, at),
            None => chain::add_nothing(&mut bytes),
        }
        bytes
    }

    fn nodes_text(&self) -> String {
        let nodes = self.nodes.iter().map(|(height, root)| format!("{height}:{}", to_text(root)));
        nodes.collect::<Vec<_>>().join(" ")
    }

    fn mac(&self, keys: &AuditKeys) -> String {
        to_text(&keys.first().archive(&self.bytes()))
    }

    /// The stretch that this one and the next are together.
    fn and(mut self, next: &Self) -> Self {
        let nodes = self.nodes.iter().chain(&next.nodes).copied();
        self.nodes = joined((self.first - 1).unsigned_abs(), nodes);
        self.last = next.last;
        self.end_link = next.end_link;
        self.from_at = self.from_at.min(next.from_at);
        self.until_at = self.until_at.max(next.until_at);
        self
    }

    /// Lets a tree go on behind these entries without reading them.
    pub fn grow(&self, tree: &mut Tree) {
        self.nodes.iter().for_each(|(height, root)| tree.push_subtree(*height, *root));
    }

    /// Keeps it.
    pub async fn insert(&self, db: &impl ConnectionTrait, keys: &AuditKeys) -> Result<(), StoreError> {
        let sql =
            format!("INSERT INTO audit_archive_stretch ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
        let values: [Value; 10] = [
            self.first.into(),
            self.last.into(),
            i64::from(self.month).into(),
            self.from_at.into(),
            self.until_at.into(),
            to_text(&self.start_link).into(),
            to_text(&self.end_link).into(),
            self.nodes_text().into(),
            self.dropped_at.into(),
            self.mac(keys).into(),
        ];
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
        Ok(())
    }

    /// Keeps that its entries were dropped.
    pub async fn set_dropped(
        &mut self,
        db: &impl ConnectionTrait,
        keys: &AuditKeys,
        at: i64,
    ) -> Result<(), StoreError> {
        self.dropped_at = Some(at);
        let sql = "UPDATE audit_archive_stretch SET dropped_at = $2, mac = $3 WHERE first = $1";
        let values: [Value; 3] = [self.first.into(), at.into(), self.mac(keys).into()];
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
        Ok(())
    }
}

fn read(row: &QueryResult, keys: &AuditKeys) -> Result<Found, StoreError> {
    let first: i64 = row.try_get_by_index(0)?;
    let hash = |at: usize| -> Result<Option<Hash>, StoreError> { Ok(from_text(&row.try_get_by_index::<String>(at)?)) };
    let nodes: String = row.try_get_by_index(7)?;
    let node = |text: &str| {
        let (height, root) = text.split_once(':')?;
        Some((height.parse().ok().filter(|height| *height < 63)?, from_text(root)?))
    };
    let nodes: Option<Vec<(u32, Hash)>> = nodes.split(' ').map(node).collect();
    let month: i64 = row.try_get_by_index(2)?;
    let (Some(start_link), Some(end_link), Some(nodes), Ok(month)) = (hash(5)?, hash(6)?, nodes, i32::try_from(month))
    else {
        return Ok(Err(first));
    };
    let record = Record {
        first,
        last: row.try_get_by_index(1)?,
        month,
        from_at: row.try_get_by_index(3)?,
        until_at: row.try_get_by_index(4)?,
        start_link,
        end_link,
        nodes,
        dropped_at: row.try_get_by_index(8)?,
    };
    let leaves: u64 = record.nodes.iter().map(|(height, _)| 1_u64 << height).sum();
    let mac: Option<Hash> = from_text(&row.try_get_by_index::<String>(9)?);
    let is_ours = mac.is_some_and(|mac| keys.any(|key| key.archive(&record.bytes()) == mac));
    let is_whole = i64::try_from(leaves).is_ok_and(|leaves| leaves == record.last - record.first + 1);
    Ok(if is_ours && is_whole { Ok(record) } else { Err(first) })
}

/// Up to `limit` stretches from a position on, in order.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    keys: &AuditKeys,
    first: i64,
    limit: u32,
) -> Result<Vec<Found>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM audit_archive_stretch WHERE first >= $1 ORDER BY first LIMIT {limit}");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [first.into()]);
    db.query_all_raw(statement).await?.iter().map(|row| read(row, keys)).collect()
}

/// The stretches of a month that still have their entries.
pub(crate) async fn of_month(
    db: &impl ConnectionTrait,
    keys: &AuditKeys,
    month: i32,
) -> Result<Vec<Found>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM audit_archive_stretch WHERE month = $1 AND dropped_at IS NULL ORDER BY first{}",
        if db.get_database_backend() == DbBackend::Sqlite { "" } else { " FOR UPDATE" }
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [i64::from(month).into()]);
    db.query_all_raw(statement).await?.iter().map(|row| read(row, keys)).collect()
}

/// Link of the last entry in the archive; that before the first entry if there is none.
pub(crate) async fn end_link(db: &impl ConnectionTrait, position: i64) -> Result<Hash, StoreError> {
    if position == 0 {
        return Ok([0; 32]);
    }
    let sql = "SELECT end_link FROM audit_archive_stretch WHERE last = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [position.into()]);
    let row = db.query_one_raw(statement).await?;
    let link = row.map(|row| row.try_get_by_index::<String>(0)).transpose()?;
    link.as_deref().and_then(from_text).ok_or(StoreError::Unreadable { table: "audit_archive_stretch", what: "row" })
}
