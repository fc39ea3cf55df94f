//! Entries from the main database's table into the archive's form, and the payload that their digests are made of.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use carrel_archive::{Archived, Content, Shape};
use serde::Deserialize;

use crate::{
    StoreError,
    audit::{
        chain::{self, AuditKeys, Hash, SALT, from_text},
        erase::Erasure,
    },
};

/// A row as [`crate::audit::reading::fetch`] selects it: position, proof, payload.
#[derive(Deserialize)]
pub(super) struct Row {
    pub id: i64,
    salt: Option<String>,
    digest: Option<String>,
    link: Option<String>,
    pub at: i64,
    organization: i64,
    patron: Option<i64>,
    actor: Option<i64>,
    role: String,
    action: String,
    category: Option<String>,
    purpose: String,
    outcome: String,
    library: Option<String>,
    network: Option<String>,
    request_id: String,
    other: Option<String>,
    object: Option<String>,
    old_value: Option<String>,
    new_value: Option<String>,
    interface: Option<String>,
}

/// Reads rows.
pub(super) fn read(json: &str) -> Result<Vec<Row>, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Unreadable { table: "audit_entry", what: "row" })
}

/// What repeats is kept once in memory too.
#[derive(Default)]
pub(super) struct Shared {
    shapes: HashSet<Arc<Shape>>,
    networks: HashMap<String, Arc<str>>,
}

/// An entry with what was calculated on the way.
pub(super) struct Checked {
    pub entry: Archived,
    pub digest: Hash,
    pub link: Hash,
}

/// Turns a row into an entry of the archive if it is what was written, at this position after this link.
pub(super) fn check(
    row: Row,
    before: &Hash,
    keys: &AuditKeys,
    erasures: &[Erasure],
    shared: &mut Shared,
    payload: &mut Vec<u8>,
) -> Option<Checked> {
    let digest: Hash = row.digest.as_deref().and_then(from_text)?;
    let link: Hash = row.link.as_deref().and_then(from_text)?;
    let is_linked = keys.any(|key| key.link(before, row.id, &digest) == link);
    let shape = Shape {
        organization: row.organization,
        role: row.role,
        action: row.action,
        category: row.category,
        purpose: row.purpose,
        outcome: row.outcome,
        library: row.library,
        interface: row.interface,
    };
    let shape = if let Some(known) = shared.shapes.get(&shape) {
        Arc::clone(known)
    } else {
        let shape = Arc::new(shape);
        shared.shapes.insert(Arc::clone(&shape));
        shape
    };
    let content = if let Some(salt) = row.salt.as_deref() {
        let network = row.network.map(|network| {
            Arc::clone(shared.networks.entry(network).or_insert_with_key(|network| network.as_str().into()))
        });
        Ok(Content {
            patron: row.patron,
            network,
            request_id: row.request_id,
            other: row.other,
            old_value: row.old_value,
            new_value: row.new_value,
            object: row.object,
            salt: from_text::<SALT>(salt)?,
        })
    } else {
        let at = erasures.binary_search_by_key(&row.id, |erasure| erasure.entry).ok()?;
        let Erasure { at, ground, by, .. } = &erasures[at];
        Err(carrel_archive::Erasure {
            at: *at,
            ground: ground.clone(),
            by: *by,
            mac: erasures_mac(erasures, row.id)?,
            digest,
        })
    };
    let [a, b, c, d, e, f, ..] = link;
    let entry = Archived { position: row.id, at: row.at, shape, actor: row.actor, check: [a, b, c, d, e, f], content };
    write_payload(&entry, payload);
    // What the archive will say must be exactly what was written: also of what it has no place for.
    let found = digest_of(&entry, payload, keys)?;
    (is_linked && found == digest).then_some(Checked { entry, digest, link })
}

fn erasures_mac(erasures: &[Erasure], position: i64) -> Option<Hash> {
    let at = erasures.binary_search_by_key(&position, |erasure| erasure.entry).ok()?;
    erasures[at].mac()
}

/// The digest of an entry: calculated, or if it was erased lawfully, the one that was kept. `None` if that was not lawful.
pub(super) fn digest_of(entry: &Archived, payload: &[u8], keys: &AuditKeys) -> Option<Hash> {
    match &entry.content {
        Ok(content) => Some(chain::digest(&content.salt, payload)),
        Err(erased) => {
            let bytes = erasure_of(entry.position, erased).bytes();
            keys.any(|key| key.erasure(&bytes, payload) == erased.mac).then_some(erased.digest)
        }
    }
}

/// An erasure as the main database has it.
pub(super) fn erasure_of(position: i64, erased: &carrel_archive::Erasure) -> Erasure {
    Erasure {
        entry: position,
        at: erased.at,
        ground: erased.ground.clone(),
        by: erased.by,
        mac: chain::to_text(&erased.mac),
    }
}

/// Writes the payload of an entry; of an erased one, of what is left.
pub(super) fn write_payload(entry: &Archived, payload: &mut Vec<u8>) {
    let Archived { at, shape, actor, content, .. } = entry;
    let content = content.as_ref().ok();
    let text = |payload: &mut Vec<u8>, text: Option<&str>| match text {
        Some(text) => chain::add_text(payload, text),
        None => chain::add_nothing(payload),
    };
    let number = |payload: &mut Vec<u8>, number: Option<i64>| match number {
        Some(number) => chain::add_number(payload, number),
        None => chain::add_nothing(payload),
    };
    chain::begin(payload);
    chain::add_number(payload, *at);
    chain::add_number(payload, shape.organization);
    number(payload, entry.patron());
    number(payload, *actor);
    chain::add_text(payload, &shape.role);
    chain::add_text(payload, &shape.action);
    text(payload, shape.category.as_deref());
    chain::add_text(payload, &shape.purpose);
    chain::add_text(payload, &shape.outcome);
    text(payload, shape.library.as_deref());
    text(payload, content.and_then(|content| content.network.as_deref()));
    chain::add_text(payload, content.map_or("", |content| &content.request_id));
    text(payload, content.and_then(|content| content.other.as_deref()));
    text(payload, entry.object());
    text(payload, content.and_then(|content| content.old_value.as_deref()));
    text(payload, content.and_then(|content| content.new_value.as_deref()));
    text(payload, shape.interface.as_deref());
}
