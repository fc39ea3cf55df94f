//! Proving the log: every digest, every link, every checkpoint, or the first entry that is wrong.
//!
//! The log is read in stretches that are checked side by side: the link before a stretch stands in the table, and whether
//! that one is right is checked by the stretch before. Memory does not grow with the log.

use std::{collections::VecDeque, sync::Arc};

use sea_orm::{ConnectionTrait, Statement};
use tokio::task::JoinHandle;

use super::{
    chain::{self, AuditKeys, Hash, Head, from_text},
    merkle::Tree,
    reading,
    stretch::{Root, Stretch, add_erased, check},
};
use crate::{Store, StoreError};

/// Stretches have 2^this entries: complete subtrees of the hash tree.
const HEIGHT: u32 = 13;
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
    let mut verdict = Verdict::default();
    let mut tree = Tree::default();
    let mut running: VecDeque<JoinHandle<Result<Stretch, StoreError>>> = VecDeque::new();
    let mut starts = (0..end.last).step_by(ROWS as usize).peekable();
    let mut checkpoints = expected.iter().peekable();
    loop {
        while running.len() < SIDE_BY_SIDE
            && let Some(start) = starts.next()
        {
            let last = end.last.min(start + ROWS);
            let wants_leaves =
                last - start < ROWS || expected.iter().any(|one| (start + 1..last).contains(&one.position));
            running.push_back(tokio::spawn(check(store.clone(), Arc::clone(&keys), start, last, wants_leaves)));
        }
        let Some(next) = running.pop_front() else { break };
        let stretch = next.await.map_err(|_| StoreError::Unreadable { table: "audit_entry", what: "stretch" })??;
        verdict.entries += stretch.count;
        verdict.bytes += stretch.bytes;
        add_erased(&mut verdict.erased, stretch.erased);
        let before = i64::try_from(tree.len()).unwrap_or(i64::MAX);
        let mut differs = None;
        let mut compare = |tree: &Tree| {
            let at = i64::try_from(tree.len()).unwrap_or(i64::MAX);
            while let Some(checkpoint) = checkpoints.next_if(|checkpoint| checkpoint.position <= at) {
                if checkpoint.position == at && checkpoint.root != tree.root() {
                    differs = differs.or(Some(Fault::Checkpoint(at)));
                }
            }
        };
        if before == 0 {
            compare(&tree);
        }
        match stretch.root {
            Root::Of(root) => {
                tree.push_subtree(HEIGHT, root);
                compare(&tree);
            }
            Root::Leaves(leaves) => {
                for leaf in leaves {
                    tree.push_subtree(0, leaf);
                    compare(&tree);
                }
            }
        }
        progress(verdict.entries, end.last);
        if let Some(fault) = stretch.fault {
            running.iter().for_each(JoinHandle::abort);
            verdict.fault = Some(name(store, &keys, &end, fault).await?);
            return Ok(verdict);
        }
        verdict.fault = verdict.fault.or(differs);
        if verdict.fault.is_some() {
            running.iter().for_each(JoinHandle::abort);
            return Ok(verdict);
        }
    }
    verdict.root = chain::to_text(&tree.root());
    verdict.fault = end.fault(&keys).or_else(|| {
        let longer = expected.last().filter(|checkpoint| checkpoint.position > end.last);
        longer.map(|_| Fault::Removed(end.last + 1))
    });
    Ok(verdict)
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
