//! Moving entries to the archive, a few thousand at a time.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use carrel_archive::{Archived, Month};
use carrel_domain::Timestamp;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Statement, Value};

use super::{
    checking::{self, WHOLE},
    state::claim_of,
    stretch::{self, Record},
};
use crate::{Store, StoreError, audit::chain::AuditKeys};

/// Entries read, checked and written to the archive at a time: the more, the more of them come to lie on a page together.
const COPIED: i64 = 32_768;
/// Beside pages: the processors are never busy with it for long.
const COPIED_BESIDE_PAGES: i64 = 2_048;
/// Entries that leave the main database in one transaction at most, about a tenth of a second.
const LEAVING: i64 = 8_192;

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Entries that are in the archive now, and no longer in the main database.
    pub entries: i64,
    /// Whether there are more to move at once.
    pub has_more: bool,
    /// The entry that is not what was written: nothing from there on can move.
    pub stuck_at: Option<i64>,
}

/// Moves the next entries: those made before a time and covered by a checkpoint (`proven`). The claim must be `node`'s. It
/// asks before each transaction, with how long the last one took, whether somebody looks at pages, and how long to rest then.
///
/// # Errors
/// Those of the databases. Whatever it was, the next move begins where the last whole one ended.
pub async fn move_some(
    store: &Store,
    node: &str,
    before: Timestamp,
    proven: i64,
    until: Timestamp,
    rest_beside_pages: impl Fn(Duration) -> Option<Duration>,
) -> Result<Moved, StoreError> {
    let archive = store.archive().ok_or(StoreError::NoArchive)?;
    let keys = Arc::new(store.audit_keys()?.clone());
    let Some(claim) = claim_of(store.writer(), node).await? else { return Ok(Moved::default()) };
    let position = claim.position;
    archive.remove_after(position, claim.generation).await?;
    let copied = if rest_beside_pages(Duration::ZERO).is_some() { COPIED_BESIDE_PAGES } else { COPIED };
    let (last, checkpoints) = last_to_move(store, position, before, proven, copied).await?;
    if last <= position {
        return Ok(Moved::default());
    }
    let checkpoints = Arc::new(checkpoints);
    let ready = checking::read(store, &keys, (position, last), &checkpoints).await?;
    if claim_of(store.writer(), node).await? != Some(claim) {
        // What is missing from the log was moved by another node.
        return Ok(Moved::default());
    }
    let mut entries = ready.entries;
    // By month, in the log's order within each.
    entries.sort_by_key(|entry| Month::of(entry.at));
    for part in entries.chunk_by(|one, next| Month::of(one.at) == Month::of(next.at)) {
        archive.write(Month::of(part[0].at), part, claim.generation).await?;
    }
    entries.sort_unstable_by_key(|entry| entry.position);
    let mut moved = Moved { stuck_at: ready.fault, ..Moved::default() };
    let (mut left, mut records) = (entries.as_slice(), ready.records.as_slice());
    let mut took = Duration::ZERO;
    while !records.is_empty() {
        let rest = rest_beside_pages(took);
        if let Some(rest) = rest {
            tokio::time::sleep(rest).await;
        }
        let together = records.partition_point(|record| record.last - records[0].first < LEAVING).max(1);
        // Beside pages each leaves in a transaction of its own, a few ms of SQLite's only writer: whoever looks at one waits for
        // that. Together they are quicker, for many of their entries in the indexes lie on the same pages.
        let (some, after) = records.split_at(if rest.is_some() { 1 } else { together });
        records = after;
        let some = stretch::join(some, WHOLE, &checkpoints);
        let Some(stretches) = Stretches::new(&some) else { break };
        let (part, after) = left.split_at(stretches.count().min(left.len()));
        left = after;
        let begun = Instant::now();
        if !leave(store, &keys, claim.generation, &stretches, part, until).await? {
            // Something was erased meanwhile, or another node has the claim: what was copied in vain is removed by the next.
            return Ok(Moved { has_more: true, ..moved });
        }
        took = begun.elapsed();
        moved.entries += stretches.last - stretches.first + 1;
    }
    Ok(Moved { has_more: ready.fault.is_none(), ..moved })
}

/// How far to move, and the checkpoints until there.
async fn last_to_move(
    store: &Store,
    position: i64,
    before: Timestamp,
    proven: i64,
    copied: i64,
) -> Result<(i64, Vec<i64>), StoreError> {
    let db = store.reader();
    let end = (position / copied + 1) * copied;
    // The newest entry stays: the chain goes on from it.
    let newest = number(store, "SELECT MAX(id) FROM audit_entry", vec![]).await?.unwrap_or(0);
    let end = end.min(newest - 1).min(proven);
    let sql = "SELECT MIN(id) FROM audit_entry WHERE id > $1 AND id <= $2 AND at >= $3";
    let young = number(store, sql, vec![position.into(), end.into(), before.0.into()]).await?;
    let end = young.map_or(end, |young| young - 1);
    let sql = "SELECT position FROM audit_checkpoint WHERE position > $1 AND position <= $2 ORDER BY position";
    let values = [position.into(), end.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(store.backend(), sql, values)).await?;
    let checkpoints: Vec<i64> = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    let last = (end / WHOLE * WHOLE).max(checkpoints.last().copied().unwrap_or(0));
    Ok((last.min(end), checkpoints))
}

async fn number(store: &Store, sql: &str, values: Vec<Value>) -> Result<Option<i64>, StoreError> {
    let row = store.reader().query_one_raw(Statement::from_sql_and_values(store.backend(), sql, values)).await?;
    row.map_or(Ok(None), |row| Ok(row.try_get_by_index(0)?))
}

/// Stretches one after the other, at least one.
struct Stretches<'a> {
    records: &'a [Record],
    first: i64,
    last: i64,
    until_at: i64,
}

impl<'a> Stretches<'a> {
    fn new(records: &'a [Record]) -> Option<Self> {
        Some(Self {
            records,
            first: records.first()?.first,
            last: records.last()?.last,
            until_at: records.iter().map(|record| record.until_at).max()?,
        })
    }

    fn count(&self) -> usize {
        usize::try_from(self.last - self.first + 1).unwrap_or(usize::MAX)
    }
}

/// Takes stretches that are in the archive out of the main database, in one transaction with the boundary and the proofs.
/// `false` if that cannot be: nothing was done.
async fn leave(
    store: &Store,
    keys: &AuditKeys,
    generation: i64,
    stretches: &Stretches<'_>,
    entries: &[Archived],
    until: Timestamp,
) -> Result<bool, StoreError> {
    const BOUNDARY: &str = "UPDATE audit_archive SET position = $1, claimed_until = $2, \
                            newest_at = CASE WHEN newest_at > $5 THEN newest_at ELSE $5 END \
                            WHERE id = 1 AND position = $3 AND generation = $4";
    let erased = entries.iter().filter(|entry| entry.content.is_err()).count();
    let transaction = store.begin().await?;
    let before = stretches.first - 1;
    let values =
        vec![stretches.last.into(), until.0.into(), before.into(), generation.into(), stretches.until_at.into()];
    if done(&transaction, BOUNDARY, values).await? != 1 {
        transaction.rollback().await?;
        return Ok(false);
    }
    let range = || vec![stretches.first.into(), stretches.last.into()];
    // What was erased since it was read is not what was copied.
    for (condition, count) in [("IS NOT NULL", entries.len() - erased), ("IS NULL", erased)] {
        let sql = format!("DELETE FROM audit_entry WHERE id >= $1 AND id <= $2 AND salt {condition}");
        if done(&transaction, &sql, range()).await? != count as u64 {
            transaction.rollback().await?;
            return Ok(false);
        }
    }
    done(&transaction, "DELETE FROM audit_erasure WHERE entry_id >= $1 AND entry_id <= $2", range()).await?;
    for record in stretches.records {
        record.insert(&transaction, keys).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// Runs a statement; answers how many rows it changed.
pub(super) async fn done(transaction: &DatabaseTransaction, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    Ok(transaction.execute_raw(statement).await?.rows_affected())
}
