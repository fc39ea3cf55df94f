//! The log in two parts, the younger in the main database and the older in the archive: nothing is lost, doubled or
//! unproven, and whoever reads sees one log.

mod erasing;
mod killed;
mod months;
mod moving;
mod proof;
mod reading;

use carrel_archive::Archive;
use carrel_domain::{OrganizationId, PatronId, Role, Timestamp};
use carrel_store::{
    Store,
    audit::{
        Entry, Expected, Verdict, append,
        archive::{Moved, move_some, state},
        checkpoint::{self, Checkpoint},
        verify,
    },
};
use sea_orm::DbBackend;

use crate::{
    audit::entry,
    database::{NOW, TestDatabase},
};

/// 40 days.
const SPAN: i64 = 40 * 24 * 60 * 60;

/// Where the archive of a test is: files beside the database, or tables in its PostgreSQL.
async fn archive_of(database: &TestDatabase) -> Archive {
    let folder = database.folder.path().join("archive");
    let address = match database.store.backend() {
        DbBackend::Sqlite => folder.to_str().unwrap().to_owned(),
        _ => database.url().to_owned(),
    };
    Archive::open(&address, 4).await.unwrap()
}

/// The store with its archive.
async fn with_archive(database: &TestDatabase) -> Store {
    database.store.clone().with_archive(archive_of(database).await)
}

/// Entries of some weeks before now, of every kind there is, about patrons 1 to 5 or nobody.
fn entries(organization: OrganizationId, count: i64) -> Vec<Entry> {
    let text = |number: i64, every: i64, text: &str| (number % every == 0).then(|| format!("{text} ä\"{number}"));
    (0..count)
        .map(|number| Entry {
            at: Timestamp(NOW.0 - SPAN + number * SPAN / count),
            patron: (number % 7 > 0).then_some(PatronId(1 + number % 5)),
            actor: (number % 11 > 0).then_some(PatronId(if number % 3 == 0 { 50 } else { 1 + number % 5 })),
            role: [Some(Role::Patron), Some(Role::Desk), None][usize::try_from(number % 3).unwrap()],
            action: ["view", "export", "sign-in"][usize::try_from(number / 2 % 3).unwrap()],
            outcome: if number % 13 == 0 { "refused" } else { "done" },
            library: text(number, 4, "Library"),
            network: text(number % 20, 2, "192.0.2"),
            request_id: ["", "a", "0123456789abcdef0123456789abcdef"][usize::try_from(number % 3).unwrap()].to_owned(),
            object: text(number, 6, "request:"),
            old_value: text(number, 9, "old"),
            new_value: text(number, 10, "new"),
            ..entry(organization, 1)
        })
        .collect()
}

/// The same, made just now.
fn late(organization: OrganizationId, count: i64) -> Vec<Entry> {
    let entries = entries(organization, count).into_iter().zip(NOW.0..);
    entries.map(|(entry, at)| Entry { at: Timestamp(at), ..entry }).collect()
}

/// Appends them and makes a checkpoint.
async fn fill(store: &Store, organization: OrganizationId, count: i64) {
    append(store, &entries(organization, count)).await.unwrap();
    checkpoint_now(store).await;
}

/// A checkpoint of the log as it is.
async fn checkpoint_now(store: &Store) -> Expected {
    let state = checkpoint::state(store, None).await.unwrap();
    let (position, root) = (state.head.position, state.tree.root());
    let (key_id, signature) = (String::new(), String::new());
    let made = Checkpoint { at: NOW, position, root, link: state.head.link, tree: state.tree, key_id, signature };
    assert!(checkpoint::add(store.writer(), &made, None).await.unwrap());
    Expected { position, root }
}

/// Moves what can be moved, as one node.
async fn move_all(store: &Store) -> i64 {
    move_as(store, "node", i64::MAX).await.unwrap().entries
}

async fn move_as(store: &Store, node: &str, proven: i64) -> Option<Moved> {
    move_before(store, node, proven, NOW).await
}

async fn move_before(store: &Store, node: &str, proven: i64, before: Timestamp) -> Option<Moved> {
    let until = Timestamp(NOW.0 + 60);
    let mut all = Moved::default();
    state::claim(store.writer(), node, NOW, until).await.unwrap()?;
    loop {
        let moved = move_some(store, node, before, proven, until, |_| None).await.unwrap();
        all.entries += moved.entries;
        all.stuck_at = moved.stuck_at;
        if !moved.has_more {
            break;
        }
    }
    state::release(store.writer(), node).await.unwrap();
    Some(all)
}

async fn verdict(store: &Store) -> Verdict {
    verify(store, &[], |_, _| {}).await.unwrap()
}
