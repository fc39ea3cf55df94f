//! A stretch of the log, checked by itself: every digest and every link in it.

use std::sync::Arc;

use super::{
    chain::{self, AuditKeys, Hash, SALT, from_text},
    erase::{self, Erasure},
    merkle::{Tree, leaf},
    reading::{self, Stored},
    verify::{Erased, Fault},
};
use crate::{Store, StoreError};

/// Stretches have 2^this entries: complete subtrees of the hash tree.
pub(super) const HEIGHT: u32 = 13;

/// Root of the tree over the digests of a stretch.
pub(super) enum Root {
    /// Of a whole stretch.
    Of(Hash),
    /// One by one: the stretch is not whole, or a checkpoint is among them.
    Leaves(Vec<Hash>),
}

/// What came out of a stretch.
pub(super) struct Stretch {
    /// Entries that were checked.
    pub count: i64,
    /// Bytes of their payloads and salts.
    pub bytes: u64,
    /// What is wrong first.
    pub fault: Option<Fault>,
    /// What was erased lawfully.
    pub erased: Vec<Erased>,
    /// Of the digests.
    pub root: Root,
    /// Link of the last entry.
    pub end_link: Option<Hash>,
}

/// Checks the entries after `start` up to `last`. The link of `start` is `before`, or stands in the table.
pub(super) async fn check(
    store: Store,
    keys: Arc<AuditKeys>,
    (start, last): (i64, i64),
    before: Option<Hash>,
    wants_leaves: bool,
) -> Result<Stretch, StoreError> {
    // With the one before, for its link.
    let json = reading::fetch(store.reader(), start, last).await?.unwrap_or_else(|| String::from("[]"));
    // After the entries: what is erased in between has its reason already.
    let erasures = erase::list(store.reader(), start + 1, last).await?;
    tokio::task::spawn_blocking(move || check_stretch(&json, &erasures, &keys, (start, last), before, wants_leaves))
        .await
        .map_err(|_| StoreError::Unreadable { table: "audit_entry", what: "stretch" })?
}

fn check_stretch(
    json: &str,
    erasures: &[Erasure],
    keys: &AuditKeys,
    (start, last): (i64, i64),
    mut before: Option<Hash>,
    wants_leaves: bool,
) -> Result<Stretch, StoreError> {
    let root = Root::Leaves(Vec::new());
    let mut stretch = Stretch { count: 0, bytes: 0, fault: None, erased: Vec::new(), root, end_link: None };
    let mut position = start;
    let mut leaves = Vec::with_capacity(if wants_leaves { (last - start) as usize } else { 0 });
    let mut tree = Tree::default();
    reading::read(json, |entry, payload| {
        let link = entry.link.as_deref().and_then(from_text);
        if entry.position == start {
            before = link;
            return;
        }
        if stretch.fault.is_some() {
            return;
        }
        position += 1;
        if entry.position != position {
            stretch.fault = Some(Fault::Removed(position));
            return;
        }
        stretch.count += 1;
        stretch.bytes += (payload.len() + SALT) as u64;
        match check_entry(&entry, payload, before, link, keys, erasures) {
            Ok(digest) => {
                before = link;
                if wants_leaves { leaves.push(leaf(&digest)) } else { tree.push(&digest) }
            }
            Err(fault) => stretch.fault = Some(fault),
        }
        if let Ok(at) = erasures.binary_search_by_key(&position, |erasure| erasure.entry)
            && entry.salt.is_none()
        {
            let Erasure { at, ground, .. } = &erasures[at];
            let one = Erased { first: position, last: position, count: 1, at: *at, ground: ground.clone() };
            add_erased(&mut stretch.erased, vec![one]);
        }
    })?;
    if stretch.fault.is_none() && position < last {
        stretch.fault = Some(Fault::Removed(position + 1));
    }
    stretch.end_link = before;
    stretch.root = if wants_leaves || stretch.fault.is_some() { Root::Leaves(leaves) } else { Root::Of(tree.root()) };
    Ok(stretch)
}

/// Its digest, or what is wrong with the entry. A link that does not fit is called a change here; the proof looks closer.
fn check_entry(
    entry: &Stored<'_>,
    payload: &[u8],
    before: Option<Hash>,
    link: Option<Hash>,
    keys: &AuditKeys,
    erasures: &[Erasure],
) -> Result<Hash, Fault> {
    let position = entry.position;
    let changed = Fault::Changed(position);
    let digest: Hash = entry.digest.as_deref().and_then(from_text).ok_or(changed)?;
    let is_linked =
        before.zip(link).is_some_and(|(before, link)| keys.any(|key| key.link(&before, position, &digest) == link));
    let is_payload_right = match entry.salt.as_deref() {
        Some(salt) => from_text::<SALT>(salt).is_some_and(|salt| chain::digest(&salt, payload) == digest),
        None => erasures
            .binary_search_by_key(&position, |erasure| erasure.entry)
            .is_ok_and(|at| is_lawful(&erasures[at], payload, keys)),
    };
    match (is_payload_right, is_linked) {
        (true, true) if entry.is_break => Err(Fault::Break(position)),
        (true, true) => Ok(digest),
        (false, _) => Err(changed),
        // To be looked at: the content fits together, but does not belong here.
        (true, false) => Err(Fault::Reordered(position)),
    }
}

fn is_lawful(erasure: &Erasure, rest: &[u8], keys: &AuditKeys) -> bool {
    let bytes = erasure.bytes();
    erasure.mac().is_some_and(|mac| keys.any(|key| key.erasure(&bytes, rest) == mac))
}

/// Adds what was erased; neighbours of one erasure become one.
pub(super) fn add_erased(all: &mut Vec<Erased>, more: Vec<Erased>) {
    for next in more {
        match all.last_mut() {
            Some(last) if last.at == next.at && last.ground == next.ground => {
                last.last = next.last;
                last.count += next.count;
            }
            _ => all.push(next),
        }
    }
}
