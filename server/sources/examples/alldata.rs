//! For measuring: makes large all-data files, and imports files with nothing around it.
//!
//! ```text
//! alldata generate PATRONS ROWS_PER_PATRON > file
//! alldata patron NUMBER ROWS > file
//! alldata import DATABASE_URL FILE [dry]     prints one JSON object
//! alldata koha DATABASE_URL mysql://… [dry]    the same from a Koha's database
//! alldata demo DATABASE_URL
//! ```

use std::{
    error::Error,
    io::{BufWriter, Write as _},
    time::Instant,
};

use carrel_domain::{OrganizationId, Timestamp};
use carrel_sources::{
    alldata::{self, Input, Observer, Options, Rejection, Summary},
    day_in, demo, koha,
    leavers::Guard,
};
use carrel_store::{Store, StoreOptions, audit::AuditKeys, import::Leaving, organization};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["generate", patrons, rows] => {
            let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
            demo::generate_alldata(patrons.parse()?, rows.parse()?, &mut out)?;
            Ok(out.flush()?)
        }
        ["patron", number, rows] => {
            let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
            demo::generate_patron(number.parse()?, rows.parse()?, &mut out)?;
            Ok(out.flush()?)
        }
        ["import", url, file, dry @ ..] => runtime()?.block_on(import(url, file, !dry.is_empty())),
        ["koha", url, address, dry @ ..] => runtime()?.block_on(import_koha(url, address, !dry.is_empty())),
        ["demo", url] => runtime()?.block_on(load_demo(url)),
        _ => Err("alldata generate PATRONS ROWS | patron NUMBER ROWS | import URL FILE [dry] | koha URL ADDRESS [dry] | demo URL".into()),
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

async fn open(url: &str) -> Result<Store, Box<dyn Error>> {
    let store = Store::connect(&StoreOptions { url: url.to_owned(), connections: 4 }).await?;
    let store = store.with_audit_keys(AuditKeys::new(&[0; 32], &[]));
    store.migrate().await?;
    Ok(store)
}

struct Loud;

impl Observer for Loud {
    fn resumed(&mut self, lines: u64) {
        eprintln!("goes on after line {lines}");
    }

    fn rejected(&mut self, rejection: &Rejection) {
        eprintln!("line {}: {:?}: {}", rejection.line, rejection.field, rejection.reason);
    }
}

async fn import(url: &str, file: &str, is_dry: bool) -> Result<(), Box<dyn Error>> {
    let store = open(url).await?;
    let organization = match organization::find(store.reader(), None).await? {
        Some(organization) => OrganizationId(organization.id),
        None => organization::add(store.writer(), "test", "Test", "Europe/Helsinki", "EUR").await?,
    };
    let mut options = Options::new(organization, Input::File(file.into()), now()?);
    options.dry_run = is_dry;
    let started = Instant::now();
    let summary = alldata::run(&store, options, &mut Loud).await?;
    print(&summary, started.elapsed().as_secs_f64());
    Ok(())
}

async fn import_koha(url: &str, address: &str, is_dry: bool) -> Result<(), Box<dyn Error>> {
    let store = open(url).await?;
    let organization = match organization::find(store.reader(), None).await? {
        Some(organization) => OrganizationId(organization.id),
        None => organization::add(store.writer(), "test", "Test", "Europe/Helsinki", "EUR").await?,
    };
    let options = koha::Options {
        organization,
        address: koha::Address::parse(address, None)?,
        name: String::from("koha"),
        is_whole: false,
        dry_run: is_dry,
        leaving: Leaving::Leave,
        guard: Guard::default(),
        reject_path: None,
        now: now()?,
        today: day_in("Europe/Helsinki", now()?)?,
    };
    let started = Instant::now();
    let plan = koha::plan(&store, options).await?;
    let planned = started.elapsed().as_secs_f64();
    let summary = plan.run(&store, &mut Loud).await?;
    eprintln!("planned in {planned:.3} s");
    print(&summary, started.elapsed().as_secs_f64());
    Ok(())
}

fn print(summary: &Summary, seconds: f64) {
    for (table, counts) in summary.tally.by_table() {
        eprintln!("{table:20} {counts:?}");
    }
    let rows = summary.tally.rows().rows() + summary.tally.patrons.rows();
    println!(
        "{{\"rows\": {rows}, \"seconds\": {seconds:.3}, \"rows_per_second\": {:.0}, \"peak_mib\": {}, \"rejected\": {}}}",
        rows as f64 / seconds,
        peak_mib(),
        summary.rejected
    );
}

async fn load_demo(url: &str) -> Result<(), Box<dyn Error>> {
    let store = open(url).await?;
    let started = Instant::now();
    let summary = demo::load(&store, now()?).await?;
    for account in &summary.accounts {
        println!("{} {} {:?}: {}, {}", account.cardnumber, account.pin, account.role, account.name, account.shows);
    }
    eprintln!("{:?} in {:?}", summary.added.map(|tally| tally.rows()), started.elapsed());
    Ok(())
}

fn now() -> Result<Timestamp, Box<dyn Error>> {
    Ok(Timestamp(i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs())?))
}

/// Most memory this process ever had, in MiB; 0 where the system does not tell.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
