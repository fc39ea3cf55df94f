//! Lists that programs read page by page, while rows come and go and the log moves to the archive: put together, the pages
//! are the list. Nothing is in it twice, in its order, and nothing is missing that was there all the time.

use std::collections::BTreeMap;

use carrel_domain::{OrganizationId, PatronId, Timestamp};
use carrel_store::audit::{
    self,
    archive::{move_some, state},
};
use serde_json::Value as Json;

use crate::{
    api_support::{ALL_SCOPES, call, json, permit, token_with},
    delivery::id_of,
    harness::{ANNA, Database, Options, Portal, Random},
};

on_each_database!(
    a_history_that_changes_while_it_is_paged_is_read_whole_and_once,
    a_log_that_moves_to_the_archive_while_it_is_paged_is_read_whole_and_once,
);

/// Noon of 2 March 2026, as the tests begin.
const NOON: i64 = 1_772_452_800;
const DAY: i64 = 24 * 60 * 60;
/// Random histories a database.
const HISTORIES: u64 = 10;
/// Random logs a list and database.
const LOGS: u64 = 3;

/// Where something stands in its list: what is smaller comes first.
type Place = (u8, i64, i64);

/// A list that is walked through, and what is known of what was in it.
struct Walk {
    /// Whatever was there at any time since it began.
    ever: BTreeMap<String, Place>,
    /// What was there from its begin on and still is.
    throughout: BTreeMap<String, Place>,
    read: Vec<String>,
}

impl Walk {
    fn begin(there: BTreeMap<String, Place>) -> Self {
        Self { ever: there.clone(), throughout: there, read: Vec::new() }
    }

    /// It is at its end.
    fn check(&self, what: &str) {
        let places: Vec<Place> = self.read.iter().map(|name| self.ever[name]).collect();
        for (at, pair) in places.windows(2).enumerate() {
            let names = (&self.read[at], &self.read[at + 1]);
            assert!(pair[0] < pair[1], "{what}: {names:?} are twice there or in the wrong order: {pair:?}");
        }
        let missing: Vec<_> = self.throughout.keys().filter(|name| !self.read.contains(name)).collect();
        assert!(missing.is_empty(), "{what}: left out {missing:?}");
    }
}

/// A page at an address, at most `limit` rows: what is in it, and where the next one is.
async fn page(portal: &Portal, address: &str, limit: u64, token: &str) -> (Vec<Json>, Option<String>) {
    let sign = if address.contains('?') { '&' } else { '?' };
    let answer = call(portal, &format!("{address}{sign}limit={limit}"), token).await;
    let body = json(&answer);
    if let Some(rows) = body.as_array() {
        // Koha's shape has the way on beside it.
        let next = answer.header("link").strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\""));
        let next = next.map(|next| next.replace(&format!("limit={limit}"), "").replace("?&", "?").replace("&&", "&"));
        return (rows.clone(), next.map(|next| next.trim_end_matches('&').to_owned()));
    }
    let rows = body["items"].as_array().unwrap_or_else(|| panic!("{address}: {body}"));
    assert!(rows.len() as u64 <= limit);
    let without = address.split_once("cursor=").map_or(address, |(before, _)| before.trim_end_matches(['?', '&']));
    let sign = if without.contains('?') { '&' } else { '?' };
    (rows.clone(), body["next"].as_str().map(|next| format!("{without}{sign}cursor={next}")))
}

/// A row of Anna's history: a returned loan or an ended hold, of one of few days or of none, with a number of its own that
/// says nothing of its age.
async fn add_to_history(portal: &Portal, random: &mut Random, anna: i64, walk: &mut Walk) -> String {
    let id = i64::try_from(random.below(1 << 40)).unwrap();
    let title = format!("Teos {id}");
    let day = random.pick(&[None, Some(1), Some(2), Some(2), Some(3)]);
    let (table, column, date, group) = if random.once_in(3) {
        ("hold", "placed_on", day.map(|day| format!("'2025-06-0{day}'")), 2)
    } else {
        ("checkout", "checked_out_at", day.map(|day| (NOON - day * DAY).to_string()), 0)
    };
    let text = date.as_deref().unwrap_or("NULL");
    let values = format!("{id}, {anna}, 'z{id}', 0, '{title}', {text}, 1");
    portal
        .execute(&format!(
            "INSERT INTO {table} (id, patron_id, source_id, is_open, title, {column}, digest) VALUES ({values})"
        ))
        .await;
    // The newest first, and what has no date last, by its number. A hold's day is written forwards, a loan's backwards.
    let place = match day {
        None => (group + 1, 0, id),
        Some(day) => (group, if group == 0 { day } else { -day }, -id),
    };
    walk.ever.insert(title.clone(), place);
    title
}

async fn remove_from_history(portal: &Portal, random: &mut Random, walk: &mut Walk) {
    let all: Vec<String> = walk.throughout.keys().cloned().collect();
    if all.len() < 2 {
        return;
    }
    let title = &all[usize::try_from(random.below(all.len() as u64)).unwrap()];
    for table in ["checkout", "hold"] {
        portal.execute(&format!("DELETE FROM {table} WHERE title = '{title}'")).await;
    }
    walk.throughout.remove(title);
}

async fn a_history_that_changes_while_it_is_paged_is_read_whole_and_once(database: Database) {
    let portal = Portal::on(database).await;
    let (anna, public_id) = (portal.id_of(ANNA).await, id_of(&portal, ANNA).await);
    permit(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &["patrons:read"]).await;
    for seed in 0..HISTORIES {
        let mut random = Random::new(seed);
        for table in ["checkout", "hold"] {
            portal.execute(&format!("DELETE FROM {table} WHERE patron_id = {anna} AND is_open = 0")).await;
        }
        let mut walk = Walk::begin(BTreeMap::new());
        for _ in 0..random.below(40) {
            add_to_history(&portal, &mut random, anna, &mut walk).await;
        }
        walk.throughout = walk.ever.clone();
        let is_quiet = seed % 4 == 0;
        let mut next = Some(format!("/api/v1/patrons/{public_id}/history"));
        while let Some(address) = next {
            let limit = 1 + random.below(8);
            let (rows, further) = page(&portal, &address, limit, &token).await;
            walk.read.extend(rows.iter().map(|row| row["values"]["title"].as_str().unwrap().to_owned()));
            next = further;
            for _ in 0..if is_quiet { 0 } else { random.below(4) } {
                if random.once_in(2) {
                    add_to_history(&portal, &mut random, anna, &mut walk).await;
                } else {
                    remove_from_history(&portal, &mut random, &mut walk).await;
                }
            }
        }
        walk.check(&format!("history {seed}"));
        assert!(!is_quiet || walk.read.len() == walk.ever.len(), "nothing changed: {seed}");
    }
}

/// Entries about Anna, made at one of few times, in no order: some came from another system's log.
async fn add_to_log(portal: &Portal, random: &mut Random, anna: i64, walk: &mut Walk) {
    let first = portal.number("SELECT MAX(id) FROM audit_entry").await + 1;
    let (mut entries, count) = (Vec::new(), 1 + i64::try_from(random.below(5)).unwrap());
    for position in first..first + count {
        let at = NOON - i64::try_from(random.below(9)).unwrap() * DAY;
        walk.ever.insert(position.to_string(), (0, -at, -position));
        let of_system = audit::Entry::of_system(Timestamp(at), OrganizationId(1), "export", "own-access");
        let other = Some(format!("{{\"number\":\"{position}\"}}"));
        entries.push(audit::Entry { patron: Some(PatronId(anna)), other, ..of_system });
    }
    audit::append(portal.services.store(), &entries).await.unwrap();
    if random.once_in(2) {
        portal.services.make_checkpoint().await.unwrap();
    }
}

/// Moves what is proven and was made before some day.
async fn move_log(portal: &Portal, random: &mut Random) {
    let store = portal.services.store();
    let proven = portal.number("SELECT COALESCE(MAX(position), 0) FROM audit_checkpoint").await;
    let (now, until) = (Timestamp(NOON), Timestamp(NOON + 60));
    let before = Timestamp(NOON + 1 - i64::try_from(random.below(4)).unwrap() * DAY);
    state::claim(store.writer(), "mover", now, until).await.unwrap().unwrap();
    move_some(store, "mover", before, proven, until, |_| None).await.unwrap();
    state::release(store.writer(), "mover").await.unwrap();
}

/// Which entry of ours a row is.
fn number_of(row: &Json) -> Option<String> {
    let position = ["position", "action_id"].into_iter().find_map(|name| row[name].as_i64());
    position.map(|position| position.to_string()).or_else(|| row["other"]["number"].as_str().map(str::to_owned))
}

async fn a_log_that_moves_to_the_archive_while_it_is_paged_is_read_whole_and_once(database: Database) {
    let folder = database.dir.path().join("archive").display().to_string();
    let address = if database.url.starts_with("postgres") { database.url.clone() } else { folder };
    let settings = vec![("archive_url", address)];
    let portal = Portal::with(database, Options { settings, ..Options::default() }).await;
    let (anna, public_id) = (portal.id_of(ANNA).await, id_of(&portal, ANNA).await);
    permit(&portal, ANNA).await;
    let token = token_with(&portal, "Valvonta", &ALL_SCOPES).await;
    let mut walk = Walk::begin(BTreeMap::new());
    let mut moved = 0;
    for seed in 0..LOGS {
        for list in [
            String::from("/api/v1/audit?action=export"),
            format!("/api/v1/audit?patron={public_id}&action=export"),
            String::from("/api/v1/logs?action[]=export"),
            format!("/api/v1/patrons/{public_id}/data?category=log"),
        ] {
            let mut random = Random::new(seed);
            for _ in 0..random.below(6) {
                add_to_log(&portal, &mut random, anna, &mut walk).await;
            }
            walk = Walk::begin(walk.ever);
            let mut next = Some(list.clone());
            while let Some(address) = next {
                let limit = 1 + random.below(9);
                let mut of_mover = random.clone();
                let is_moved = random.once_in(4);
                let move_meanwhile = async {
                    if is_moved {
                        move_log(&portal, &mut of_mover).await;
                    }
                };
                let ((rows, further), ()) = tokio::join!(page(&portal, &address, limit, &token), move_meanwhile);
                walk.read.extend(rows.iter().filter_map(number_of));
                next = further;
                match random.below(5) {
                    0 => add_to_log(&portal, &mut random, anna, &mut walk).await,
                    1 => move_log(&portal, &mut random).await,
                    _ => {}
                }
            }
            walk.check(&format!("{list} {seed}"));
        }
        moved = portal.number("SELECT position FROM audit_archive").await;
    }
    assert!(moved > 0, "nothing moved");
}
