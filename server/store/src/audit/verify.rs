//! Proving the log: every digest, every link, every checkpoint, or the first entry that is wrong.
//!
//! The log is read in stretches that are checked side by side: the link before a stretch stands in the table, and whether
//! that one is right is checked by the stretch before. Memory does not grow with the log.

use std::{collections::VecDeque, sync::Arc};

use sea_orm::{ConnectionTrait, Statement};
use tokio::task::JoinHandle;

use super::{
    archive::{self, Walk},
    chain::{self, AuditKeys, Hash, Head, from_text},
    merkle::Tree,
    proof::Proof,
    reading,
    stretch::{HEIGHT, Stretch, check},
};
use crate::{Store, StoreError};

const ROWS: i64 = 1 << HEIGHT;
/// Stretches on their way at a time.
const SIDE_BY_SIDE: usize = 4;

/// What a checkpoint says the log was, to be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// How many entries there were.
    pub position: i64,
    /// Root of the tree over their digests.
    pub root: Hash,
}

/// What is wrong first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An entry is not what was written.
    Changed(i64),
    /// The entry that stood here is gone.
    Removed(i64),
    /// An entry stands here that Carrel did not write.
    Inserted(i64),
    /// Another entry stands here than the one that was written here; that one stands elsewhere.
    Reordered(i64),
    /// The end is not where Carrel left it: the log was cut, or the head was changed. What is there is right up to here.
    Head(i64),
    /// Carrel found its head changed from outside before it wrote this entry.
    Break(i64),
    /// All entries fit together, but at this checkpoint the log was another.
    Checkpoint(i64),
}

impl Fault {
    /// Where.
    pub const fn position(self) -> i64 {
        match self {
            Self::Changed(at)
            | Self::Removed(at)
            | Self::Inserted(at)
            | Self::Reordered(at)
            | Self::Head(at)
            | Self::Break(at)
            | Self::Checkpoint(at) => at,
        }
    }
}

/// Entries one after the other that were erased lawfully, at once and on one ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Position of the first one.
    pub first: i64,
    /// Position of the last one.
    pub last: i64,
    /// How many of those.
    pub count: i64,
    /// When.
    pub at: i64,
    /// On what ground.
    pub ground: String,
}

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Entries that were checked.
    pub entries: i64,
    /// Bytes of their payloads and salts.
    pub bytes: u64,
    /// What is wrong first; nothing in a log that is proven.
    pub fault: Option<Fault>,
    /// Entries that were dropped from the archive: of them the proof is left.
    pub dropped: i64,
    /// What was erased lawfully.
    pub erased: Vec<Erased>,
    /// Root of the tree over all digests, in base64.
    pub root: String,
}

/// Proves the log as it is now, and that it still is what these checkpoints say. `progress` hears how many entries of how
/// many are done.
///
/// # Errors
/// The database cannot be read, or the store has no key.
pub async fn verify(
    store: &Store,
    expected: &[Expected],
    mut progress: impl FnMut(i64, i64),
) -> Result<Verdict, StoreError> {
    let keys = Arc::new(store.audit_keys()?.clone());
    let end = End::read(store.reader()).await?;
    let mut expected: Vec<Expected> = expected.to_vec();
    expected.sort_by_key(|checkpoint| checkpoint.position);
    let mut proof = Proof { verdict: Verdict::default(), tree: Tree::default(), checkpoints: &expected, differs: None };
    proof.compare();
    let mut place = (0, [0; 32]);
    loop {
        let mut walk = Walk::new(store, &keys, place.0, place.1);
        while let Some(step) = walk.step().await? {
            proof.take_archived(step);
            progress(proof.verdict.entries, end.last);
            if proof.is_over() {
                return Ok(proof.verdict);
            }
        }
        place = walk.place();
        match prove_hot(store, &keys, &end, &mut proof, place, &mut progress).await? {
            // Moved to the archive meanwhile: there it goes on from the last entry that was proven.
            Some(reached) => place = reached,
            None if proof.is_over() => return Ok(proof.verdict),
            None => break,
        }
    }
    let Proof { mut verdict, tree, .. } = proof;
    verdict.root = chain::to_text(&tree.root());
    verdict.fault = end.fault(&keys).or_else(|| {
        let longer = expected.last().filter(|checkpoint| checkpoint.position > end.last);
        longer.map(|_| Fault::Removed(end.last + 1))
    });
    Ok(verdict)
}

/// Proves what is in the main database, behind an entry in the archive. Answers where it has come to if what follows has
/// moved to the archive meanwhile.
async fn prove_hot(
    store: &Store,
    keys: &Arc<AuditKeys>,
    end: &End,
    proof: &mut Proof<'_>,
    (first, first_link): (i64, Hash),
    progress: &mut impl FnMut(i64, i64),
) -> Result<Option<(i64, Hash)>, StoreError> {
    let mut running: VecDeque<(i64, JoinHandle<Result<Stretch, StoreError>>)> = VecDeque::new();
    let mut next = first;
    let mut link = first_link;
    loop {
        while running.len() < SIDE_BY_SIDE && next < end.last {
            let last = end.last.min((next / ROWS + 1) * ROWS);
            let wants_leaves =
                last - next < ROWS || proof.checkpoints.iter().any(|one| (next + 1..last).contains(&one.position));
            let before = (next == first).then_some(first_link);
            let task = check(store.clone(), Arc::clone(keys), (next, last), before, wants_leaves);
            running.push_back((next, tokio::spawn(task)));
            next = last;
        }
        let Some((start, task)) = running.pop_front() else { return Ok(None) };
        let stretch = task.await.map_err(|_| StoreError::Unreadable { table: "audit_entry", what: "stretch" })??;
        if let Some(fault) = stretch.fault {
            running.iter().for_each(|(_, task)| task.abort());
            if archive::state::position(store.reader()).await? > start {
                return Ok(Some((start, link)));
            }
            proof.verdict.fault = Some(name(store, keys, end, fault).await?);
            return Ok(None);
        }
        link = stretch.end_link.unwrap_or(link);
        proof.take(stretch);
        progress(proof.verdict.entries, end.last);
        if proof.is_over() {
            running.iter().for_each(|(_, task)| task.abort());
            return Ok(None);
        }
    }
}

/// Where the log ends: as the head says, and as it is.
struct End {
    position: i64,
    link: Option<Hash>,
    mac: Option<Hash>,
    last: i64,
    last_link: Option<Hash>,
    is_new: bool,
}

impl End {
    async fn read(db: &impl ConnectionTrait) -> Result<Self, StoreError> {
        // One statement sees one moment: the portal goes on writing.
        let sql = "SELECT audit_head.position, audit_head.link, audit_head.mac, COALESCE(entry.id, 0), entry.link \
                   FROM audit_head LEFT JOIN audit_entry AS entry ON entry.id = (SELECT MAX(id) FROM audit_entry) \
                   WHERE audit_head.id = 1";
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
        let row = row.ok_or(StoreError::Unreadable { table: "audit_head", what: "row" })?;
        let (position, mac): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
        let last = row.try_get_by_index(3)?;
        Ok(Self {
            position,
            link: from_text(&row.try_get_by_index::<String>(1)?),
            is_new: position == 0 && last == 0 && mac.is_empty(),
            mac: from_text(&mac),
            last,
            last_link: row.try_get_by_index::<Option<String>>(4)?.as_deref().and_then(from_text),
        })
    }

    /// Whether the end is what the head says, and the head is ours.
    fn fault(&self, keys: &AuditKeys) -> Option<Fault> {
        if self.is_new {
            return None;
        }
        let head = self.link.map(|link| Head { position: self.position, link });
        let is_ours = head.zip(self.mac).is_some_and(|(head, mac)| keys.any(|key| key.head(&head) == mac));
        if is_ours && self.position > self.last {
            return Some(Fault::Removed(self.last + 1));
        }
        (!is_ours || self.position != self.last || self.link != self.last_link).then_some(Fault::Head(self.last))
    }
}

/// Puts the right name to an entry that is not the one written at its place: another may have been put here, or the next
/// ones moved up.
async fn name(store: &Store, keys: &AuditKeys, end: &End, fault: Fault) -> Result<Fault, StoreError> {
    let (Fault::Changed(position) | Fault::Reordered(position)) = fault else { return Ok(fault) };
    let db = store.reader();
    let count = Statement::from_string(db.get_database_backend(), "SELECT COUNT(*) FROM audit_entry");
    let count: i64 = db.query_one_raw(count).await?.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    let count = count + archive::state::position(db).await?;
    Ok(match right_entry(store, keys, end, position).await? {
        Some(_) if count > end.position => Fault::Inserted(position),
        Some(_) => Fault::Reordered(position),
        None if position > end.position => Fault::Inserted(position),
        None if count < end.position && fault == Fault::Reordered(position) => Fault::Removed(position),
        None => Fault::Changed(position),
    })
}

/// Position, digest and link of an entry.
type Links = (i64, Option<Hash>, Option<Hash>);

/// Where the entry stands that was written at a position, if it is anywhere else.
async fn right_entry(store: &Store, keys: &AuditKeys, end: &End, position: i64) -> Result<Option<i64>, StoreError> {
    let links = |json: Option<String>| -> Result<Vec<Links>, StoreError> {
        let mut links = Vec::new();
        reading::read(json.as_deref().unwrap_or("[]"), |entry, _| {
            let hash = |text: Option<&str>| text.and_then(from_text);
            links.push((entry.position, hash(entry.digest.as_deref()), hash(entry.link.as_deref())));
        })?;
        Ok(links)
    };
    let here = links(reading::fetch(store.reader(), position - 1, position).await?)?;
    let before = match here.iter().find(|(at, ..)| *at == position - 1) {
        Some((_, _, link)) => link.unwrap_or_default(),
        None if archive::state::position(store.reader()).await? == position - 1 => {
            archive::stretch::end_link(store.reader(), position - 1).await?
        }
        None => [0; 32],
    };
    let own = here.iter().find(|(at, ..)| *at == position).and_then(|(_, _, link)| *link);
    let mut from = position + 1;
    while from <= end.last {
        for (at, digest, link) in links(reading::fetch(store.reader(), from, from + ROWS).await?)? {
            let fits = digest.is_some_and(|digest| {
                keys.any(|key| {
                    let right = Some(key.link(&before, position, &digest));
                    right == link || right == own
                })
            });
            if fits {
                return Ok(Some(at));
            }
        }
        from += ROWS + 1;
    }
    Ok(None)
}
