//! Measures the log (see `.ci/bench.d/log.mjs`): fills one, searches it beside the bare query, hashes beside the proof.
//!
//!     audit_log fill URL KEYFILE ENTRIES     entries as a busy library writes them
//!     audit_log search URL ROUNDS            p99 in ms of a search and of its query alone, as JSON
//!     audit_log hash ENTRIES BYTES           seconds to hash as much in memory as a proof does, as JSON

use std::{error::Error, path::Path, sync::Arc, time::Instant};

use carrel_domain::{
    Actor, Category, OrganizationId, PatronId, Permission, Role, SessionId, Timestamp, access::Grant, log::actions,
};
use carrel_services::vault::Keyring;
use carrel_store::{
    ConnectionTrait as _, Store, StoreOptions,
    audit::{
        Appender, AuditKeys, Entry, Interface,
        search::{Search, count, find},
    },
    organization,
};
use sea_orm::Statement;

const NOW: i64 = 1_790_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match arguments[..] {
        ["fill", url, keys, entries] => runtime.block_on(fill(url, keys, entries.parse()?)),
        ["search", url, rounds] => runtime.block_on(search(url, rounds.parse()?)),
        ["hash", entries, bytes] => {
            hash(entries.parse()?, bytes.parse()?);
            Ok(())
        }
        _ => Err("fill URL KEYFILE ENTRIES | search URL ROUNDS | hash ENTRIES BYTES".into()),
    }
}

async fn open(url: &str) -> Result<(Store, OrganizationId), Box<dyn Error>> {
    let store = Store::connect(&StoreOptions { url: url.to_owned(), connections: 4 }).await?;
    let found = organization::find(store.reader(), None).await?.ok_or("no organization")?;
    Ok((store, OrganizationId(found.id)))
}

async fn fill(url: &str, keys: &str, entries: i64) -> Result<(), Box<dyn Error>> {
    let (store, organization) = open(url).await?;
    let store = store.with_audit_keys(Keyring::open(Path::new(keys))?.audit_keys());
    // That the head was changed is what a proof looks for: it is not said here.
    let actions: Vec<&'static str> = actions().filter(|action| *action != "audit-head-changed").collect();
    let mut appender = Appender::new(store.clone());
    let mut batch = Vec::with_capacity(256);
    for number in 0..entries {
        // Nine of ten look at their own data, one of ten is staff at work.
        let is_staff = number % 10 == 0;
        let patron = PatronId(1 + number * 7_919 % 20_000);
        let rare = usize::try_from(number / 10 % 97)?;
        batch.push(Entry {
            patron: Some(patron),
            actor: Some(if is_staff { PatronId(1 + number / 10 % 50) } else { patron }),
            role: Some(if is_staff { Role::PrivacyOfficer } else { Role::Patron }),
            category: (!is_staff).then_some(Category::ALL[usize::try_from(number)? % Category::ALL.len()]),
            outcome: if number % 200 == 0 { "refused" } else { "done" },
            network: Some(String::from("192.0.2.0/24")),
            request_id: format!("{number:032x}"),
            object: is_staff.then(|| format!("request:{:016x}", number / 100)),
            new_value: is_staff.then(|| String::from("closed")),
            interface: if number % 50 == 0 { Interface::Job } else { Interface::Web },
            ..Entry::of_system(
                Timestamp(NOW - entries + number),
                organization,
                if is_staff { actions[rare % actions.len()] } else { "view" },
                "own-access",
            )
        });
        if batch.len() == 256 || number + 1 == entries {
            appender.append(&batch).await?;
            batch.clear();
        }
    }
    let sql = if url.starts_with("sqlite") {
        "PRAGMA optimize = 0x10002; PRAGMA wal_checkpoint(TRUNCATE)"
    } else {
        "ANALYZE"
    };
    store.writer().execute_unprepared(sql).await?;
    Ok(())
}

/// Searches with the bare condition each: what somebody would type into the database for it.
fn searches() -> Vec<(&'static str, Search, &'static str)> {
    let plain = Search::default();
    vec![
        ("newest", plain.clone(), "organization_id = 1"),
        ("patron", Search { patron: Some(PatronId(77)), ..plain.clone() }, "organization_id = 1 AND patron_id = 77"),
        (
            "staff",
            Search { actor: Some(PatronId(7)), ..plain.clone() },
            "organization_id = 1 AND actor_id = 7 AND actor_role <> 'patron'",
        ),
        (
            "action",
            Search { actions: vec!["link-sent"], ..plain.clone() },
            "organization_id = 1 AND action = 'link-sent'",
        ),
        (
            "outcome",
            Search { outcome: Some("refused"), ..plain.clone() },
            "organization_id = 1 AND outcome = 'refused' AND outcome <> 'done'",
        ),
        (
            "object",
            Search { object: Some(String::from("request:0000000000000064")), ..plain.clone() },
            "organization_id = 1 AND object = 'request:0000000000000064'",
        ),
        (
            "time",
            Search { from: Some(Timestamp(NOW - 40_000)), until: Some(Timestamp(NOW - 30_000)), ..plain },
            "organization_id = 1 AND at >= 1789960000 AND at < 1789970000",
        ),
    ]
}

async fn search(url: &str, rounds: usize) -> Result<(), Box<dyn Error>> {
    let (store, organization) = open(url).await?;
    let grants = Arc::new([Grant { role: Role::Auditor, library: None }]);
    let actor = Actor { patron: PatronId(1), organization, session: SessionId(1), grants };
    let staff = actor.may(Permission::ViewLogs).map_err(|_| "no permission")?;
    let db = store.reader();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let mut slowest = ("", 0.0);
    for round in 0..=rounds {
        for (name, search, condition) in searches() {
            let page = format!("SELECT * FROM audit_entry WHERE {condition} ORDER BY at DESC, id DESC LIMIT 51");
            let all =
                format!("SELECT COUNT(*) FROM (SELECT 1 FROM audit_entry WHERE {condition} LIMIT 10001) AS found");
            let begun = Instant::now();
            for sql in [page, all] {
                db.query_all_raw(Statement::from_string(store.backend(), sql)).await?;
            }
            let theirs = begun.elapsed().as_secs_f64() * 1e3;
            let begun = Instant::now();
            find(db, &staff, &search, None, 51).await?;
            count(db, &staff, &search).await?;
            let own = begun.elapsed().as_secs_f64() * 1e3;
            // The first round fills caches.
            if round > 0 {
                ours.push(own);
                bare.push(theirs);
                slowest = if own > slowest.1 { (name, own) } else { slowest };
            }
        }
    }
    println!(r#"{{"search_ms": {}, "bare_ms": {}, "slowest": "{}"}}"#, p99(&mut ours), p99(&mut bare), slowest.0);
    Ok(())
}

fn p99(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 99 / 100).copied().unwrap_or_default()
}

fn hash(entries: u64, bytes: u64) {
    let keys = AuditKeys::new(&[1; 32], &[]);
    let payload = vec![7; usize::try_from(bytes / entries.max(1)).unwrap_or(0)];
    let begun = Instant::now();
    let head = keys.hash_only(&payload, entries);
    println!(r#"{{"seconds": {}, "head": {}}}"#, begun.elapsed().as_secs_f64(), head[0]);
}
