//! Proving the part of the log that is in the archive, several stretches side by side.

use std::{collections::VecDeque, sync::Arc};

use carrel_archive::{Archive, Archived, Month};
use tokio::task::JoinHandle;

use super::{
    convert,
    state::position,
    stretch::{self, Found, Record},
};
use crate::{
    Store, StoreError,
    audit::{
        chain::{AuditKeys, Hash, SALT},
        merkle::leaf,
        stretch::add_erased,
        verify::{Erased, Fault},
    },
};

/// Stretches on their way at a time.
const SIDE_BY_SIDE: usize = 4;
/// Records read in one query.
const RECORDS: u32 = 256;

/// What came out of a stretch.
pub(crate) struct Step {
    /// What it should be.
    pub record: Record,
    /// Entries that were checked.
    pub count: i64,
    /// Bytes of their payloads and salts.
    pub bytes: u64,
    /// Leaves of the hash tree; none if the entries were dropped.
    pub leaves: Vec<Hash>,
    /// What was erased lawfully.
    pub erased: Vec<Erased>,
    /// What is wrong first.
    pub fault: Option<Fault>,
}

/// A walk through the archive, in the log's order.
pub(crate) struct Walk {
    store: Store,
    keys: Arc<AuditKeys>,
    at: i64,
    link: Hash,
    waiting: VecDeque<Found>,
    running: VecDeque<JoinHandle<Result<Step, StoreError>>>,
    next: i64,
}

impl Walk {
    /// From behind an entry with this link.
    pub fn new(store: &Store, keys: &Arc<AuditKeys>, at: i64, link: Hash) -> Self {
        let (waiting, running) = (VecDeque::new(), VecDeque::new());
        Self { store: store.clone(), keys: Arc::clone(keys), at, link, waiting, running, next: at + 1 }
    }

    /// Where it has come to.
    pub const fn place(&self) -> (i64, Hash) {
        (self.at, self.link)
    }

    /// The next stretch, checked; `None` where the archive ends.
    pub async fn step(&mut self) -> Result<Option<Result<Step, Fault>>, StoreError> {
        while self.running.len() < SIDE_BY_SIDE {
            if self.waiting.is_empty() {
                self.waiting = stretch::list(self.store.reader(), &self.keys, self.next, RECORDS).await?.into();
            }
            match self.waiting.pop_front() {
                Some(Ok(record)) => {
                    self.next = record.last + 1;
                    self.running.push_back(tokio::spawn(check(self.store.clone(), Arc::clone(&self.keys), record)));
                }
                Some(Err(first)) => {
                    self.waiting.push_front(Err(first));
                    if self.running.is_empty() {
                        return Ok(Some(Err(Fault::Changed(first))));
                    }
                    break;
                }
                None => break,
            }
        }
        let Some(running) = self.running.pop_front() else {
            // What is neither in the archive nor behind its boundary is gone.
            let is_missing = position(self.store.reader()).await? > self.at;
            return Ok(is_missing.then_some(Err(Fault::Removed(self.at + 1))));
        };
        let step = running.await.map_err(|_| StoreError::Unreadable { table: "archive", what: "stretch" })??;
        if step.record.first != self.at + 1 {
            return Ok(Some(Err(Fault::Removed(self.at + 1))));
        }
        if step.record.start_link != self.link {
            return Ok(Some(Err(Fault::Changed(step.record.first))));
        }
        (self.at, self.link) = (step.record.last, step.record.end_link);
        Ok(Some(Ok(step)))
    }
}

impl Drop for Walk {
    fn drop(&mut self) {
        self.running.iter().for_each(JoinHandle::abort);
    }
}

async fn check(store: Store, keys: Arc<AuditKeys>, record: Record) -> Result<Step, StoreError> {
    let step = Step { record, count: 0, bytes: 0, leaves: Vec::new(), erased: Vec::new(), fault: None };
    if step.record.dropped_at.is_some() {
        return Ok(step);
    }
    let archive: &Archive = store.archive().ok_or(StoreError::NoArchive)?;
    let Record { first, last, month, from_at, until_at, .. } = step.record;
    let entries = match Month::from_number(month) {
        Some(month) => archive.stretch(month, (first, last), (from_at, until_at)).await?,
        None => Vec::new(),
    };
    tokio::task::spawn_blocking(move || check_entries(step, &entries, &keys))
        .await
        .map_err(|_| StoreError::Unreadable { table: "archive", what: "stretch" })
}

fn check_entries(mut step: Step, entries: &[Archived], keys: &AuditKeys) -> Step {
    let (mut position, mut before) = (step.record.first, step.record.start_link);
    let mut payload = Vec::with_capacity(1024);
    step.leaves.reserve(entries.len());
    for entry in entries {
        if entry.position != position {
            let is_twice = entry.position < position;
            step.fault = Some(if is_twice { Fault::Inserted(entry.position) } else { Fault::Removed(position) });
            return step;
        }
        convert::write_payload(entry, &mut payload);
        let Some(digest) = convert::digest_of(entry, &payload, keys) else {
            step.fault = Some(Fault::Changed(position));
            return step;
        };
        let link =
            keys.all().map(|key| key.link(&before, position, &digest)).find(|link| link.starts_with(&entry.check));
        let Some(link) = link else {
            step.fault = Some(Fault::Changed(position));
            return step;
        };
        if entry.shape.action == crate::audit::append::HEAD_CHANGED {
            step.fault = Some(Fault::Break(position));
            return step;
        }
        before = link;
        step.count += 1;
        step.bytes += (payload.len() + SALT) as u64;
        step.leaves.push(leaf(&digest));
        if let Err(erased) = &entry.content {
            let ground = erased.ground.clone();
            let one = Erased { first: position, last: position, count: 1, at: erased.at, ground };
            add_erased(&mut step.erased, vec![one]);
        }
        position += 1;
    }
    if position <= step.record.last {
        step.fault = Some(Fault::Removed(position));
    } else if before != step.record.end_link {
        step.fault = Some(Fault::Changed(step.record.last));
    }
    step
}
