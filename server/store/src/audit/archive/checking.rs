//! Entries that are to move, read and checked, and their stretches.

use std::sync::Arc;

use carrel_archive::{Archived, Month};

use super::{
    convert::{self, Shared},
    stretch::{self, Record},
};
use crate::{
    Store, StoreError,
    audit::{
        chain::{AuditKeys, Hash},
        erase::{self, Erasure},
        merkle::{leaf, subtrees},
        reading,
    },
};

/// Entries read and checked at a time.
const READ: i64 = 8_192;
/// Entries of a stretch that leaves beside pages.
const SHORT: i64 = 64;
/// Entries of any other: its record takes about 300 bytes however long it is. So many move, or not yet.
pub(super) const WHOLE: i64 = 256;

/// What is ready to move.
pub(super) struct Ready {
    pub entries: Vec<Archived>,
    /// Their stretches, short ones.
    pub records: Vec<Record>,
    /// The entry that is not what was written: those before it are ready.
    pub fault: Option<i64>,
}

/// Whether a stretch ends there: after so many entries, and at checkpoints, so that each can still be compared when the entries
/// around it are gone.
pub(super) fn ends(position: i64, length: i64, checkpoints: &[i64]) -> bool {
    position % length == 0 || checkpoints.binary_search(&position).is_ok()
}

/// Reads entries after a position up to another one, and checks them.
pub(super) async fn read(
    store: &Store,
    keys: &Arc<AuditKeys>,
    (position, last): (i64, i64),
    checkpoints: &Arc<Vec<i64>>,
) -> Result<Ready, StoreError> {
    let mut ready = Ready { entries: Vec::new(), records: Vec::new(), fault: None };
    let (mut at, mut link) = (position, stretch::end_link(store.writer(), position).await?);
    while at < last && ready.fault.is_none() {
        let end = ((at / READ + 1) * READ).min(last);
        let json = reading::fetch(store.reader(), at + 1, end).await?.unwrap_or_else(|| String::from("[]"));
        // After the entries: what is erased in between has its reason already.
        let erasures = erase::list(store.reader(), at + 1, end).await?;
        let (keys, checkpoints) = (Arc::clone(keys), Arc::clone(checkpoints));
        let checked = tokio::task::spawn_blocking(move || check(&json, &erasures, &keys, (at, link), &checkpoints));
        let part = checked.await.map_err(|_| StoreError::Unreadable { table: "audit_entry", what: "stretch" })??;
        let Some(newest) = part.records.last() else {
            return Ok(Ready { fault: part.fault, ..ready });
        };
        (at, link) = (newest.last, newest.end_link);
        ready.entries.extend(part.entries);
        ready.records.extend(part.records);
        ready.fault = part.fault;
    }
    Ok(ready)
}

fn check(
    json: &str,
    erasures: &[Erasure],
    keys: &AuditKeys,
    (position, start_link): (i64, Hash),
    checkpoints: &[i64],
) -> Result<Ready, StoreError> {
    let mut ready = Ready { entries: Vec::new(), records: Vec::new(), fault: None };
    let mut shared = Shared::default();
    let mut payload = Vec::with_capacity(1024);
    let (mut at, mut link) = (position, start_link);
    let mut leaves: Vec<Hash> = Vec::new();
    let mut open: Option<Record> = None;
    for row in convert::read(json)? {
        at += 1;
        let is_next = row.id == at;
        let checked = convert::check(row, &link, keys, erasures, &mut shared, &mut payload).filter(|_| is_next);
        let Some(checked) = checked else {
            ready.fault = Some(at);
            break;
        };
        let month = Month::of(checked.entry.at).number();
        if let Some(record) = open.take_if(|record| record.month != month) {
            ready.records.push(closed(record, &mut leaves));
        }
        let entry_at = checked.entry.at;
        let record = open.get_or_insert_with(|| Record {
            first: at,
            last: at,
            month,
            from_at: entry_at,
            until_at: entry_at,
            start_link: link,
            end_link: link,
            nodes: Vec::new(),
            dropped_at: None,
        });
        link = checked.link;
        record.last = at;
        record.end_link = link;
        record.from_at = record.from_at.min(entry_at);
        record.until_at = record.until_at.max(entry_at);
        leaves.push(leaf(&checked.digest));
        ready.entries.push(checked.entry);
        if ends(at, SHORT, checkpoints)
            && let Some(record) = open.take()
        {
            ready.records.push(closed(record, &mut leaves));
        }
    }
    if let Some(record) = open {
        ready.records.push(closed(record, &mut leaves));
    }
    Ok(ready)
}

fn closed(mut record: Record, leaves: &mut Vec<Hash>) -> Record {
    record.nodes = subtrees((record.first - 1).unsigned_abs(), leaves);
    leaves.clear();
    record
}
