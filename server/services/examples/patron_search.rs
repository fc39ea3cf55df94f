//! Measures finding patrons (see `.ci/bench.d/search.mjs`): p99 in ms of a search, and of the bare query by an index.
//!
//!     patron_search URL ROUNDS

use std::{error::Error, sync::Arc, time::Instant};

use carrel_domain::{Actor, OrganizationId, PatronId, Permission, Role, SessionId, access::Grant};
use carrel_store::{ConnectionTrait as _, Store, StoreOptions, organization, patron_search::search};
use sea_orm::Statement;

/// As many as a page shows.
const SHOWN: u32 = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, rounds] = &arguments[..] else { return Err("patron_search URL ROUNDS".into()) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(url, rounds.parse()?))
}

async fn measure(url: &str, rounds: usize) -> Result<(), Box<dyn Error>> {
    let store = Store::connect(&StoreOptions { url: url.to_owned(), connections: 4 }).await?;
    store.migrate().await?;
    let found = organization::find(store.reader(), None).await?.ok_or("no organization")?;
    let grants = Arc::new([Grant { role: Role::Desk, library: None }]);
    let organization = OrganizationId(found.id);
    let actor = Actor { patron: PatronId(1), organization, session: SessionId(1), grants };
    let staff = actor.may(Permission::ViewBorrowers).map_err(|_| "no permission")?;
    let (db, backend) = (store.reader(), store.backend());
    let sample =
        "SELECT surname, cardnumber FROM patron WHERE id % 997 = 5 AND surname IS NOT NULL AND cardnumber IS NOT NULL";
    let mut texts: Vec<(String, String)> = Vec::new();
    for row in db.query_all_raw(Statement::from_string(backend, sample)).await? {
        let surname: String = row.try_get_by_index(0)?;
        texts.push((surname.chars().take(4).collect(), row.try_get_by_index(1)?));
    }
    if texts.is_empty() {
        return Err("no patrons".into());
    }
    let by_name = "SELECT * FROM patron WHERE organization_id = $1 AND surname >= $2 AND surname < $3 ORDER BY surname, \
                   firstname, id LIMIT 50";
    let by_card = "SELECT * FROM patron WHERE organization_id = $1 AND cardnumber = $2";
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let (name, card) = &texts[round % texts.len()];
        let begun = Instant::now();
        let values = [organization.0.into(), name.as_str().into(), format!("{name}\u{10FFFD}").into()];
        db.query_all_raw(Statement::from_sql_and_values(backend, by_name, values)).await?;
        let values = [organization.0.into(), card.as_str().into()];
        db.query_all_raw(Statement::from_sql_and_values(backend, by_card, values)).await?;
        let theirs = begun.elapsed().as_secs_f64() * 1e3;
        let begun = Instant::now();
        search(db, &staff, name, SHOWN).await?;
        search(db, &staff, card, SHOWN).await?;
        let own = begun.elapsed().as_secs_f64() * 1e3;
        // The first rounds fill caches.
        if round >= rounds / 10 {
            ours.push(own);
            bare.push(theirs);
        }
    }
    println!(r#"{{"search_ms": {}, "bare_ms": {}}}"#, p99(&mut ours), p99(&mut bare));
    Ok(())
}

fn p99(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 99 / 100).copied().unwrap_or_default()
}
