//! Measures the archive of the log (see `.ci/bench.d/archive.mjs`).
//!
//!     audit_archive fill FOLDER ENTRIES PATRONS MONTHS   an archive as moves leave it, and a database that knows of it
//!     audit_archive read ours|bare FOLDER PATRONS ROUNDS  ms of a patron's newest fifty entries and their number, as JSON
//!     audit_archive move FOLDER ENTRIES PATRONS           rows a second: a bare copy, and moving, as JSON
//!
//! Patrons are drawn at random, each time others. Everything is done in FOLDER.

use std::{error::Error, path::Path, sync::Arc, time::Instant};

use carrel_archive::{Archive, Archived, Content, Month, Shape};
use carrel_domain::{
    Category, OrganizationId, PatronId, PatronScope, Role, Timestamp, log::actions, sections::section,
};
use carrel_store::{
    ConnectionTrait as _, Store, StoreOptions,
    audit::{
        Appender, AuditKeys, Entry, Interface,
        archive::{move_some, own, state},
        checkpoint::{self, Checkpoint},
        verify,
    },
    organization,
    record::PageRequest,
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use sea_orm::{Database, DatabaseConnection, DbBackend, Statement};

type Failure = Box<dyn Error>;

const NOW: i64 = 1_790_000_000;
const MONTH: i64 = 2_629_746;
/// As the store moves them.
const BATCH: usize = 32_768;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match arguments[..] {
        ["fill", folder, entries, patrons, months] => {
            runtime.block_on(fill(folder, entries.parse()?, patrons.parse()?, months.parse()?))
        }
        ["read", who, folder, patrons, rounds] => {
            runtime.block_on(read(who == "ours", folder, patrons.parse()?, rounds.parse()?))
        }
        ["move", folder, entries, patrons] => runtime.block_on(moving(folder, entries.parse()?, patrons.parse()?)),
        _ => Err(
            "fill FOLDER ENTRIES PATRONS MONTHS | read ours|bare FOLDER PATRONS ROUNDS | move FOLDER ENTRIES PATRONS"
                .into(),
        ),
    }
}

async fn open(folder: &str) -> Result<(Store, OrganizationId), Failure> {
    std::fs::create_dir_all(folder)?;
    let url = format!("sqlite:{}", Path::new(folder).join("carrel.sqlite").display());
    let store = Store::connect(&StoreOptions { url, connections: 4 }).await?;
    let store = store.with_audit_keys(AuditKeys::new(&[1; 32], &[]));
    store.migrate().await?;
    let organization = match organization::find(store.reader(), None).await? {
        Some(found) => OrganizationId(found.id),
        None => organization::add(store.writer(), "bench", "Bench", "Europe/Helsinki", "EUR").await?,
    };
    let archive = Archive::open(&Path::new(folder).join("archive").display().to_string(), 4).await?;
    Ok((store.with_archive(archive), organization))
}

/// Nine of ten look at their own data, one of ten is staff at work.
struct Kinds {
    own: Vec<Arc<Shape>>,
    staff: Vec<Arc<Shape>>,
    networks: Vec<Arc<str>>,
}

impl Kinds {
    fn new(organization: OrganizationId) -> Self {
        let shape = |action: &str, category: Option<Category>, role: Role, library: Option<String>| {
            Arc::new(Shape {
                organization: organization.0,
                role: role.name().to_owned(),
                action: action.to_owned(),
                category: category.map(|category| category.slug().to_owned()),
                purpose: String::from("own-access"),
                outcome: String::from("done"),
                library,
                interface: Some(String::from("web")),
            })
        };
        let own = Category::ALL.iter().map(|category| shape("view", Some(*category), Role::Patron, None)).collect();
        let staff = actions()
            .flat_map(|action| (0..10).map(move |library| (action, format!("LIBRARY{library}"))))
            .map(|(action, library)| shape(action, None, Role::PrivacyOfficer, Some(library)))
            .collect();
        let networks = (0..2_000).map(|number| format!("198.51.{}.0/24", number % 256).into()).collect();
        Self { own, staff, networks }
    }
}

async fn fill(folder: &str, entries: i64, patrons: i64, months: i64) -> Result<(), Failure> {
    let (store, organization) = open(folder).await?;
    let archive = store.archive().ok_or("no archive")?;
    let kinds = Kinds::new(organization);
    let mut random = StdRng::seed_from_u64(7);
    let begun = Instant::now();
    let mut batch: Vec<Archived> = Vec::with_capacity(BATCH);
    for position in 1..=entries {
        let at = NOW - months * MONTH + position * months * MONTH / entries;
        let patron = random.random_range(1..=patrons);
        let is_staff = random.random_range(0..10) == 0;
        let shapes = if is_staff { &kinds.staff } else { &kinds.own };
        let random_bytes: [u8; 16] = random.random();
        let entry = Archived {
            position,
            at,
            shape: Arc::clone(&shapes[random.random_range(0..shapes.len())]),
            actor: Some(if is_staff { random.random_range(1..=50) } else { patron }),
            check: random.random(),
            content: Ok(Content {
                patron: Some(patron),
                network: Some(Arc::clone(&kinds.networks[random.random_range(0..kinds.networks.len())])),
                request_id: format!("{:032x}", u128::from_be_bytes(random_bytes)),
                object: is_staff.then(|| format!("request:{:016x}", position / 100)),
                new_value: is_staff.then(|| String::from("closed")),
                salt: random.random(),
                ..Content::default()
            }),
        };
        if batch.len() == BATCH || batch.last().is_some_and(|last| Month::of(last.at) != Month::of(at)) {
            archive.write(Month::of(batch[0].at), &batch, 0).await?;
            batch.clear();
        }
        batch.push(entry);
    }
    archive.write(Month::of(batch[0].at), &batch, 0).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let known = format!("UPDATE audit_archive SET position = {entries}, newest_at = {NOW}");
    store.writer().execute_unprepared(&known).await?;
    for part in files(folder).await? {
        part.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    }
    let bytes: u64 = archive.sizes().await?.iter().map(|size| size.bytes).sum();
    println!(r#"{{"seconds": {seconds}, "bytes": {bytes}}}"#);
    Ok(())
}

/// The archive's files as anybody opens them, the newest first.
async fn files(folder: &str) -> Result<Vec<DatabaseConnection>, Failure> {
    let mut paths: Vec<_> = std::fs::read_dir(Path::new(folder).join("archive"))?.collect::<Result<_, _>>()?;
    paths.retain(|path| path.path().extension().is_some_and(|end| end == "sqlite"));
    paths.sort_by_key(|path| std::cmp::Reverse(path.file_name()));
    let mut open = Vec::new();
    for path in paths {
        let mut options = sea_orm::ConnectOptions::new(format!("sqlite:{}", path.path().display()));
        options.max_connections(1).sqlx_logging(false).test_before_acquire(false);
        open.push(Database::connect(options).await?);
    }
    Ok(open)
}

async fn read(is_ours: bool, folder: &str, patrons: i64, rounds: usize) -> Result<(), Failure> {
    let (store, organization) = open(folder).await?;
    let parts = files(folder).await?;
    let log = section(Category::Log);
    let request = PageRequest { per_page: 50, ..PageRequest::default() };
    // Connections and statements are there; only what is read is cold.
    let nobody = PatronScope::of_background_work(PatronId(patrons + 1), organization);
    own::page(&store, nobody, log, &request).await?;
    bare(&parts, patrons + 1).await?;
    let mut random = StdRng::seed_from_u64(std::process::id().into());
    let mut times = Vec::with_capacity(rounds);
    let mut rows = 0;
    for _ in 0..rounds {
        let patron = random.random_range(1..=patrons);
        let begun = Instant::now();
        rows += if is_ours {
            let scope = PatronScope::of_background_work(PatronId(patron), organization);
            own::page(&store, scope, log, &request).await?.rows.len()
        } else {
            bare(&parts, patron).await?
        };
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let (median, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    println!(r#"{{"median_ms": {median}, "p99_ms": {p99}, "rows": {rows}}}"#);
    Ok(())
}

/// What somebody would type: the newest fifty of all months, and how many there are.
async fn bare(parts: &[DatabaseConnection], patron: i64) -> Result<usize, Failure> {
    let (mut rows, mut count) = (0, 0);
    for part in parts {
        if rows < 50 {
            let page = "SELECT * FROM entry WHERE patron = $1 ORDER BY at DESC, position DESC LIMIT 50";
            let page = Statement::from_sql_and_values(DbBackend::Sqlite, page, [patron.into()]);
            rows += part.query_all_raw(page).await?.len();
        }
        let all = "SELECT COUNT(*) FROM entry WHERE patron = $1";
        let all = Statement::from_sql_and_values(DbBackend::Sqlite, all, [patron.into()]);
        let row = part.query_one_raw(all).await?.ok_or("no count")?;
        count += row.try_get_by_index::<i64>(0)?;
    }
    Ok(rows.min(50).min(usize::try_from(count)?))
}

async fn moving(folder: &str, entries: i64, patrons: i64) -> Result<(), Failure> {
    let (store, organization) = open(folder).await?;
    log(&store, organization, entries, patrons).await?;
    let heap = bare_copy(folder, entries, "").await?;
    // As the archive has them, and as whoever looks for a patron's entries needs them: a patron's together.
    let clustered = bare_copy(folder, entries, "patron_id, at, id").await?;
    let until = Timestamp(NOW + 600);
    state::claim(store.writer(), "bench", Timestamp(NOW), until).await?;
    let begun = Instant::now();
    let (mut moved, mut longest) = (0, 0.0_f64);
    loop {
        let step = Instant::now();
        let done = move_some(&store, "bench", Timestamp(NOW), entries, until, |_| None).await?;
        longest = longest.max(step.elapsed().as_secs_f64());
        moved += done.entries;
        if !done.has_more {
            break;
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    let proof = verify(&store, &[], |_, _| {}).await?;
    if proof.fault.is_some() || proof.entries != entries {
        return Err(format!("the log is not whole: {proof:?}").into());
    }
    let rate = count(moved) / seconds;
    println!(
        r#"{{"heap": {heap}, "clustered": {clustered}, "move": {rate}, "moved": {moved}, "longest_step_seconds": {longest}}}"#
    );
    Ok(())
}

/// Rows a second of a copy that does nothing else: the same rows, on the disk, into a table without an index or one whose rows
/// lie in the order of a key.
async fn bare_copy(folder: &str, entries: i64, key: &str) -> Result<f64, Failure> {
    let path = |name| Path::new(folder).join(name);
    let (copy, main) = (path("copy.sqlite"), path("carrel.sqlite"));
    let target = Database::connect(format!("sqlite:{}?mode=rwc", copy.display())).await?;
    let run = async |sql: &str| target.execute_unprepared(sql).await;
    run(&format!("ATTACH '{}' AS main_database", main.display())).await?;
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000").await?;
    run("CREATE TABLE plain AS SELECT * FROM main_database.audit_entry WHERE id < 0").await?;
    let mut order = String::new();
    if !key.is_empty() {
        let sql = "SELECT GROUP_CONCAT(name || ' ' || type) FROM pragma_table_info('plain')";
        let row = target.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?.ok_or("no table")?;
        let columns: String = row.try_get_by_index(0)?;
        run(&format!("DROP TABLE plain; CREATE TABLE plain ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID")).await?;
        order = format!(" ORDER BY {key}");
    }
    let mut seconds = Vec::new();
    for _ in 0..3 {
        run("DELETE FROM plain").await?;
        let begun = Instant::now();
        for first in (0..entries).step_by(BATCH) {
            let last = first + i64::try_from(BATCH)?;
            let rows = format!("SELECT * FROM main_database.audit_entry WHERE id > {first} AND id <= {last}{order}");
            run(&format!("INSERT INTO plain {rows}")).await?;
        }
        seconds.push(begun.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    target.close().await?;
    std::fs::remove_file(&copy)?;
    Ok(count(entries) / seconds[1])
}

fn count(number: i64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Entries as a busy library writes them, and a checkpoint.
async fn log(store: &Store, organization: OrganizationId, entries: i64, patrons: i64) -> Result<(), Failure> {
    let actions: Vec<&'static str> = actions().filter(|action| *action != "audit-head-changed").collect();
    let mut random = StdRng::seed_from_u64(7);
    let mut appender = Appender::new(store.clone());
    let mut batch = Vec::with_capacity(256);
    for number in 0..entries {
        let is_staff = number % 10 == 0;
        let patron = PatronId(random.random_range(1..=patrons));
        batch.push(Entry {
            patron: Some(patron),
            actor: Some(if is_staff { PatronId(1 + number / 10 % 50) } else { patron }),
            role: Some(if is_staff { Role::PrivacyOfficer } else { Role::Patron }),
            category: (!is_staff).then_some(Category::ALL[usize::try_from(number)? % Category::ALL.len()]),
            network: Some(String::from("192.0.2.0/24")),
            request_id: format!("{:032x}", random.random::<u128>()),
            object: is_staff.then(|| format!("request:{:016x}", number / 100)),
            new_value: is_staff.then(|| String::from("closed")),
            interface: Interface::Web,
            ..Entry::of_system(
                Timestamp(NOW - entries + number),
                organization,
                if is_staff { actions[usize::try_from(number / 10)? % actions.len()] } else { "view" },
                "own-access",
            )
        });
        if batch.len() == 256 || number + 1 == entries {
            appender.append(&batch).await?;
            batch.clear();
        }
    }
    let state = checkpoint::state(store, None).await?;
    let made = Checkpoint {
        at: Timestamp(NOW),
        position: state.head.position,
        root: state.tree.root(),
        link: state.head.link,
        tree: state.tree,
        key_id: String::new(),
        signature: String::new(),
    };
    checkpoint::add(store.writer(), &made, None).await?;
    store.writer().execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    Ok(())
}
