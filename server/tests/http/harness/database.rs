//! A database for one test: a copy of one that is filled once.

use std::{
    fs,
    path::Path,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use carrel_domain::Grant;
use carrel_services::vault::Keyring;
use carrel_sources::alldata::{self, Input};
use carrel_store::{
    Store, StoreOptions, organization, patron,
    role_grant::{self, NewGrant},
};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database as Connection};
use tempfile::TempDir;

use super::people::{NOW, PATRONS, STAFF};

/// A database of a test's own, gone when the test is over.
pub struct Database {
    pub url: String,
    pub dir: TempDir,
    /// On PostgreSQL: where it is dropped, and its name.
    drop: Option<(String, String)>,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// An SQLite file.
    pub fn sqlite() -> Self {
        static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let dir = TempDir::new().unwrap();
            let path = dir.path().join("template.sqlite");
            apart(fill(format!("sqlite:{}", path.display())));
            assert!(!path.with_extension("sqlite-wal").exists(), "a closed database is in one file");
            fs::read(path).unwrap()
        });
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("carrel.sqlite");
        fs::write(&path, template).unwrap();
        Self { url: format!("sqlite:{}", path.display()), dir, drop: None }
    }

    /// An SQLite file with nothing in it, not even tables.
    pub fn empty() -> Self {
        let dir = TempDir::new().unwrap();
        Self { url: format!("sqlite:{}", dir.path().join("carrel.sqlite").display()), dir, drop: None }
    }

    /// A PostgreSQL database, if there is a server for tests.
    pub fn postgres() -> Option<Self> {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let server = std::env::var("CARREL_TEST_POSTGRES").ok().filter(|url| !url.is_empty())?;
        let template = TEMPLATE.get_or_init(|| {
            let name = format!("carrel_http_{}_template", std::process::id());
            apart(command(server.clone(), format!("CREATE DATABASE {name}")));
            apart(fill(database_of(&server, &name)));
            name
        });
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("carrel_http_{}_{number}", std::process::id());
        apart(command(server.clone(), format!("CREATE DATABASE {name} TEMPLATE {template}")));
        let url = database_of(&server, &name);
        Some(Self { url, dir: TempDir::new().unwrap(), drop: Some((server, name)) })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = self.drop.take() {
            apart(command(server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        }
    }
}

fn database_of(server: &str, name: &str) -> String {
    let (address, _) = server.rsplit_once('/').unwrap();
    format!("{address}/{name}")
}

/// Runs work on a thread and a runtime of its own, whatever the caller runs on.
fn apart(work: impl Future<Output = ()> + Send + 'static) {
    let run = move || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
    std::thread::spawn(run).join().unwrap();
}

async fn command(server: String, sql: String) {
    let mut options = ConnectOptions::new(server);
    options.sqlx_logging(false).max_connections(1);
    let connection = Connection::connect(options).await.unwrap();
    connection.execute_unprepared(&sql).await.unwrap();
    connection.close().await.unwrap();
}

/// The key file of every test's portal: the template's log was chained with it too.
pub fn keyring(dir: &Path) -> Keyring {
    let path = dir.join("secret.key");
    if !path.exists() {
        fs::write(&path, format!("{}=\n", "c".repeat(43))).unwrap();
    }
    Keyring::open(&path).unwrap()
}

async fn fill(url: String) {
    let store = Store::connect(&StoreOptions { url, connections: 1 }).await.unwrap();
    let key_dir = TempDir::new().unwrap();
    let store = store.with_audit_keys(keyring(key_dir.path()).audit_keys());
    store.migrate().await.unwrap();
    let organization =
        organization::add(store.writer(), "outokumpu", "Outokummun kirjasto", "Europe/Helsinki", "EUR").await.unwrap();
    organization::add_library(store.writer(), organization, "OUT", "Pääkirjasto").await.unwrap();
    let lines: String = PATRONS.iter().chain(&STAFF).map(|person| person.line()).collect();
    let input = Input::Reader(Box::new(std::io::Cursor::new(lines)));
    let summary = alldata::run(&store, alldata::Options::new(organization, input, NOW), &mut ()).await.unwrap();
    assert_eq!(summary.rejected, 0, "every line of the test library is read");
    for person in STAFF {
        let patron = patron::find_by_cardnumber(store.writer(), organization, person.card).await.unwrap().unwrap();
        let new = NewGrant {
            public_id: format!("grant-{}", person.role.name()),
            organization,
            patron,
            grant: Grant { role: person.role, library: None },
            reason: String::from("test library"),
            by: None,
            expires_at: None,
        };
        role_grant::add(store.writer(), new, NOW).await.unwrap();
    }
    store.close().await.unwrap();
}
