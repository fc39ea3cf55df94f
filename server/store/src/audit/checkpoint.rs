//! Checkpoints: what the log was at a moment, signed, to be compared with later.

use carrel_domain::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use super::{
    archive,
    chain::{Hash, Head, from_text, to_text},
    merkle::Tree,
    reading,
};
use crate::{Store, StoreError};

/// Entries read in one query.
const ROWS: i64 = 8_192;

/// What the log is at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The last entry and its link.
    pub head: Head,
    /// The tree over all digests up to there.
    pub tree: Tree,
}

/// A checkpoint as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// When it was made.
    pub at: Timestamp,
    /// How many entries there were.
    pub position: i64,
    /// Root of the tree over their digests.
    pub root: Hash,
    /// Link of the last one.
    pub link: Hash,
    /// Roots of the complete subtrees.
    pub tree: Tree,
    /// Which key signed.
    pub key_id: String,
    /// The signature in base64, of what `carrel-services` writes it as.
    pub signature: String,
}

const COLUMNS: &str = "at, position, root, link, frontier, key_id, signature";

fn read(row: &QueryResult) -> Result<Checkpoint, StoreError> {
    let unreadable = |what| StoreError::Unreadable { table: "audit_checkpoint", what };
    let position: i64 = row.try_get_by_index(1)?;
    let hash = |at: usize, what| from_text(&row.try_get_by_index::<String>(at)?).ok_or_else(|| unreadable(what));
    let frontier: String = row.try_get_by_index(4)?;
    let tree = u64::try_from(position).ok().and_then(|leaves| Tree::from_text(leaves, &frontier));
    Ok(Checkpoint {
        at: Timestamp(row.try_get_by_index(0)?),
        position,
        root: hash(2, "root")?,
        link: hash(3, "link")?,
        tree: tree.ok_or_else(|| unreadable("frontier"))?,
        key_id: row.try_get_by_index(5)?,
        signature: row.try_get_by_index(6)?,
    })
}

/// The newest checkpoint.
pub async fn latest(db: &impl ConnectionTrait) -> Result<Option<Checkpoint>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM audit_checkpoint ORDER BY position DESC, id DESC LIMIT 1");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.as_ref().map(read).transpose()
}

/// Every checkpoint, the oldest first: one a day. What is unreadable was written by somebody else.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Result<Checkpoint, StoreError>>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM audit_checkpoint ORDER BY position, id");
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    Ok(rows.iter().map(read).collect())
}

/// Whether the checkpoint of a day (`YYYY-MM-DD`) is there.
pub async fn has_day(db: &impl ConnectionTrait, day: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM audit_checkpoint WHERE day = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [day.into()]);
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// Keeps a checkpoint: of two nodes, the first one's of a day counts.
pub async fn add(db: &impl ConnectionTrait, checkpoint: &Checkpoint, day: Option<&str>) -> Result<bool, StoreError> {
    let sql = "INSERT INTO audit_checkpoint (at, position, root, link, frontier, key_id, signature, day) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (day) DO NOTHING";
    let values = [
        checkpoint.at.0.into(),
        checkpoint.position.into(),
        to_text(&checkpoint.root).into(),
        to_text(&checkpoint.link).into(),
        checkpoint.tree.to_text().into(),
        checkpoint.key_id.clone().into(),
        checkpoint.signature.clone().into(),
        day.map(str::to_owned).into(),
    ];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// What the log is now, going on from an earlier state that is known to be right.
pub async fn state(store: &Store, from: Option<State>) -> Result<State, StoreError> {
    let db = store.reader();
    let mut state = from.unwrap_or(State { head: Head::START, tree: Tree::default() });
    // Of what is in the archive, the proof is here.
    while state.head.position < archive::state::position(db).await? {
        let first = state.head.position + 1;
        let found = archive::stretch::list(db, store.audit_keys()?, first, 256).await?;
        let is_next = found.first().is_some_and(|found| found.as_ref().is_ok_and(|record| record.first == first));
        if !is_next {
            return Err(StoreError::Unreadable { table: "audit_archive_stretch", what: "chain" });
        }
        for record in found {
            let record = record.map_err(|_| StoreError::Unreadable { table: "audit_archive_stretch", what: "row" })?;
            record.grow(&mut state.tree);
            state.head = Head { position: record.last, link: record.end_link };
        }
    }
    loop {
        let first = state.head.position + 1;
        let Some(json) = reading::fetch(db, first, state.head.position + ROWS).await? else { break };
        let mut count = 0;
        let mut is_whole = true;
        reading::read(&json, |entry, _| {
            count += 1;
            let hashes = entry.digest.as_deref().and_then(from_text).zip(entry.link.as_deref().and_then(from_text));
            match hashes {
                Some((digest, link)) if entry.position == state.head.position + 1 => {
                    state.head = Head { position: entry.position, link };
                    state.tree.push(&digest);
                }
                _ => is_whole = false,
            }
        })?;
        if !is_whole {
            return Err(StoreError::Unreadable { table: "audit_entry", what: "chain" });
        }
        if count < ROWS {
            break;
        }
    }
    Ok(state)
}
