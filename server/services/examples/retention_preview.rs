//! Measures a preview of people who did not renew (see `.ci/bench.d/retention.mjs`): ms of the preview with what is kept and
//! why, its first page, and of the bare query that counts whom the rule would act on.
//!
//!     retention_preview URL PATRONS ROUNDS
//!
//! The database is filled here: half of the patrons did not renew, some of them have something on loan or unpaid.

use std::{error::Error, time::Instant};

use carrel_domain::{
    Date,
    retention::{Rules, Subject, usual_rules},
};
use carrel_store::{
    ConnectionTrait as _, Store, StoreOptions, organization,
    retention::{
        Question,
        preview::{count, sample, tally},
    },
};
use jiff::tz::TimeZone;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, patrons, rounds] = &arguments[..] else { return Err("retention_preview URL PATRONS ROUNDS".into()) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(url, patrons.parse()?, rounds.parse()?))
}

async fn measure(url: &str, patrons: u64, rounds: usize) -> Result<(), Box<dyn Error>> {
    let store = Store::connect(&StoreOptions { url: url.to_owned(), connections: 4 }).await?;
    store.migrate().await?;
    let organization = organization::add(store.writer(), "bench", "Bench", "Europe/Helsinki", "EUR").await?;
    for sql in [
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {patrons}) \
             INSERT INTO patron (public_id, organization_id, source_id, cardnumber, surname, firstname, library, \
             patron_category, record, digest, document_digest, created_at, expires_on) \
             SELECT 'p' || i, {}, CAST(i AS TEXT), '2' || i, 'Mäkinen', 'Väinö', 'KOI', CASE WHEN i % 5 = 0 THEN 'LAPSI' \
             ELSE 'HENKILO' END, '{{\"surname\":\"Mäkinen\",\"address\":\"Koivukuja 7\",\"city\":\"Koivukylä\"}}', 1, 1, 0, \
             CASE WHEN i % 2 = 0 THEN '20' || (15 + i % 7) || '-0' || (1 + i % 9) || '-15' ELSE '2030-01-31' END FROM n",
            organization.0
        ),
        "INSERT INTO checkout (patron_id, source_id, is_open, checked_out_at, digest) \
         SELECT id, 'o' || id, 1, 1700000000, 1 FROM patron WHERE id % 10 = 0"
            .to_owned(),
        "INSERT INTO account_line (patron_id, source_id, amount, outstanding, recorded_at, digest) \
         SELECT id, 'f' || id, 200, CASE WHEN id % 3 = 0 THEN 200 ELSE 0 END, 1700000000, 1 FROM patron WHERE id % 4 = 0"
            .to_owned(),
        "ANALYZE".to_owned(),
    ] {
        store.writer().execute_unprepared(&sql).await?;
    }
    let rules: Rules = usual_rules();
    let rule = rules.for_patron(Subject::Patrons, None).ok_or("no rule")?;
    let zone = TimeZone::get("Europe/Helsinki")?;
    let question =
        Question { organization, rules: &rules, rule, today: Date::new(2026, 3, 2)?, zone: &zone, private_debits: &[] };
    let db = store.reader();
    let (mut previews, mut bare) = (Vec::new(), Vec::new());
    let mut found = 0;
    for round in 0..=rounds {
        let begun = Instant::now();
        found = count(db, &question).await?;
        let theirs = begun.elapsed().as_secs_f64() * 1e3;
        let begun = Instant::now();
        tally(db, &question).await?;
        sample(db, &question, 20).await?;
        let ours = begun.elapsed().as_secs_f64() * 1e3;
        // The first round fills caches.
        if round > 0 {
            previews.push(ours);
            bare.push(theirs);
        }
    }
    println!(
        r#"{{"preview_ms": {}, "bare_ms": {}, "patrons": {patrons}, "found": {found}}}"#,
        median(&mut previews),
        median(&mut bare)
    );
    Ok(())
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
