//! The application under test.

use std::{collections::BTreeSet, fs, path::PathBuf, sync::Arc};

use axum::{extract::Request, response::Response};
use carrel::config::Config;
use carrel_services::{Clock, ServiceOptions, Services, vault::Keyring};
use carrel_store::{Store, StoreOptions, audit::archive::Archive};
use sea_orm::{ConnectionTrait as _, DbBackend, QueryResult, Statement};
use tower::util::BoxCloneSyncService;

use super::{
    browser::Browser,
    database::{Database, keyring},
    people::{NOW, Person},
    statements,
};

/// What a test wants otherwise.
#[derive(Clone, Debug)]
pub struct Options {
    pub base_url: &'static str,
    pub trusted_proxies: &'static str,
    pub immediate_rows: i64,
    /// Settings besides these.
    pub settings: Vec<(&'static str, String)>,
    pub staff_networks: &'static str,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base_url: "http://localhost:3000",
            trusted_proxies: "",
            immediate_rows: 2_000,
            settings: Vec::new(),
            staff_networks: "",
        }
    }
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub at: i64,
    pub patron: Option<i64>,
    pub actor: Option<i64>,
    pub role: String,
    pub action: String,
    pub category: Option<String>,
    pub purpose: String,
    pub outcome: String,
    pub network: Option<String>,
    pub request_id: String,
}

/// The portal of one test.
#[derive(Clone)]
pub struct Portal {
    pub services: Services,
    pub clock: Clock,
    pub config: Config,
    pub exports_dir: PathBuf,
    store: Store,
    app: BoxCloneSyncService<Request, Response, std::convert::Infallible>,
    // Dropped last: the folder and the database go with it.
    _database: Arc<Database>,
}

impl Portal {
    /// As it comes.
    pub async fn on(database: Database) -> Self {
        Self::with(database, Options::default()).await
    }

    /// With settings.
    pub async fn with(database: Database, options: Options) -> Self {
        provide_hash_file();
        statements::watch();
        let dir = database.dir.path().to_owned();
        let config = Config::from_lookup(|name| {
            let text = match name {
                "data_dir" => dir.display().to_string(),
                "database_url" => database.url.clone(),
                "database_connections" => String::from("4"),
                "base_url" => options.base_url.to_owned(),
                "trusted_proxies" => options.trusted_proxies.to_owned(),
                "staff_networks" => options.staff_networks.to_owned(),
                "immediate_rows" => options.immediate_rows.to_string(),
                "site_dir" => site(&dir).display().to_string(),
                _ => return options.settings.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone()),
            };
            Some(text)
        })
        .unwrap();
        let connections = config.database_connections;
        let store = Store::connect(&StoreOptions { url: config.database_url.clone(), connections }).await.unwrap();
        let store = store.with_audit_keys(keyring(&dir).audit_keys());
        // Only where a test asks for it: the others need none.
        let store = match options.settings.iter().find(|(name, _)| *name == "archive_url") {
            Some((_, address)) => store.with_archive(Archive::open(address, 4).await.unwrap()),
            None => store,
        };
        let clock = Clock::standing_at(NOW);
        let mut portal = Self {
            services: node(&config, &store, &clock, "node-a"),
            exports_dir: dir.join("exports"),
            app: BoxCloneSyncService::new(tower::service_fn(|_| async { panic!("not there yet") })),
            _database: Arc::new(database),
            clock,
            config,
            store,
        };
        portal.app = BoxCloneSyncService::new(carrel::http::app(&portal.config, portal.services.clone()));
        portal
    }

    /// Another node on the same database and the same folder.
    pub fn other_node(&self, name: &str) -> Services {
        node(&self.config, &self.store, &self.clock, name)
    }

    pub(super) fn app(&self) -> BoxCloneSyncService<Request, Response, std::convert::Infallible> {
        self.app.clone()
    }

    /// A browser at home.
    pub fn browser(&self) -> Browser {
        self.browser_at("192.0.2.10")
    }

    /// A browser at an address.
    pub fn browser_at(&self, peer: &str) -> Browser {
        Browser::new(self.clone(), peer)
    }

    /// A browser that somebody signed in with.
    pub async fn signed_in(&self, person: Person) -> Browser {
        let mut browser = self.browser();
        browser.sign_in(person).await;
        browser
    }

    /// The log, from its first entry on.
    pub async fn log(&self) -> Vec<Entry> {
        let sql = "SELECT at, patron_id, actor_id, actor_role, action, data_category, purpose, outcome, network, request_id \
                   FROM audit_entry ORDER BY id";
        let read = |row: &QueryResult| Entry {
            at: row.try_get_by_index(0).unwrap(),
            patron: row.try_get_by_index(1).unwrap(),
            actor: row.try_get_by_index(2).unwrap(),
            role: row.try_get_by_index(3).unwrap(),
            action: row.try_get_by_index(4).unwrap(),
            category: row.try_get_by_index(5).unwrap(),
            purpose: row.try_get_by_index(6).unwrap(),
            outcome: row.try_get_by_index(7).unwrap(),
            network: row.try_get_by_index(8).unwrap(),
            request_id: row.try_get_by_index(9).unwrap(),
        };
        self.query(sql).await.iter().map(read).collect()
    }

    /// The key of a person's row.
    pub async fn id_of(&self, person: Person) -> i64 {
        let rows = self.query(&format!("SELECT id FROM patron WHERE cardnumber = '{}'", person.card)).await;
        rows[0].try_get_by_index(0).unwrap()
    }

    /// The first column of the first row, as a number.
    pub async fn number(&self, sql: &str) -> i64 {
        self.query(sql).await[0].try_get_by_index(0).unwrap()
    }

    /// The first column of every row, as text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        self.query(sql).await.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// Asks the database itself.
    pub async fn query(&self, sql: &str) -> Vec<QueryResult> {
        let reader = self.store.reader();
        reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await.unwrap()
    }

    /// Has the database do something.
    pub async fn execute(&self, sql: &str) {
        self.store.writer().execute_unprepared(sql).await.unwrap();
    }

    /// The database takes no more entries of the log.
    pub async fn break_log(&self) {
        match self.store.backend() {
            DbBackend::Sqlite => {
                let body = "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
                self.execute(&format!("CREATE TRIGGER no_log BEFORE INSERT ON audit_entry {body}")).await;
            }
            _ => {
                let body = "BEGIN RAISE EXCEPTION 'the disk is full'; END";
                self.execute(&format!("CREATE FUNCTION no_log() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"))
                    .await;
                let when = "BEFORE INSERT ON audit_entry FOR EACH ROW";
                self.execute(&format!("CREATE TRIGGER no_log {when} EXECUTE FUNCTION no_log()")).await;
            }
        }
    }

    /// Every text that stands in a table.
    pub async fn whole_table(&self, table: &str) -> String {
        let sql = match self.store.backend() {
            DbBackend::Sqlite => {
                let columns = self.texts(&format!("SELECT name FROM pragma_table_info('{table}')")).await;
                let all: Vec<_> = columns.iter().map(|name| format!("COALESCE({name}, '')")).collect();
                format!("SELECT {} FROM {table}", all.join(" || ' ' || "))
            }
            _ => format!("SELECT CAST({table}.* AS TEXT) FROM {table}"),
        };
        self.texts(&sql).await.join("\n")
    }

    /// Names of the tables.
    pub async fn tables(&self) -> BTreeSet<String> {
        let sql = match self.store.backend() {
            DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
            _ => "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'",
        };
        self.texts(sql).await.into_iter().collect()
    }

    /// The files in the folder of exports.
    pub fn export_files(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.exports_dir) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// Does everything the background has to do.
    pub async fn prepare_all(&self) {
        while self.services.prepare_next_export().await.unwrap() {}
    }
}

fn node(config: &Config, store: &Store, clock: &Clock, name: &str) -> Services {
    let options = ServiceOptions {
        organization: None,
        exports_dir: config.data_dir.join("exports"),
        base_url: config.base_url.clone(),
        node: name.to_owned(),
        immediate_rows: config.immediate_rows,
        // A test that wants to be the demo library says so by the folder's name.
        mail: carrel::cli::mail_options(config, config.mail_dir.as_ref().is_some_and(|dir| dir.ends_with("demo")))
            .unwrap(),
        archive: config.archive,
        openid: carrel::cli::openid_providers(config).unwrap(),
        koha: carrel::cli::koha(config).unwrap(),
        synchronized: carrel::cli::synchronized(config),
        remote_sources: carrel::cli::remote_sources(config).unwrap(),
    };
    Services::new(store.clone(), clock.clone(), options, Keyring::open(&config.secret_key_file).unwrap())
}

/// The browser's files, as a build leaves them.
fn site(dir: &std::path::Path) -> PathBuf {
    let site = dir.join("site");
    for (name, text) in [("pkg/carrel.TEST.css", "body{}"), ("fonts/literata-5-latin.woff2", "font")] {
        fs::create_dir_all(site.join(name).parent().unwrap()).unwrap();
        fs::write(site.join(name), text).unwrap();
    }
    fs::write(site.join("idle.js"), "const dialog = null").unwrap();
    fs::write(site.join("note-check.js"), "const check = null").unwrap();
    fs::write(site.join("favicon.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").unwrap();
    fs::write(site.join("robots.txt"), "User-agent: *\nDisallow: /\n").unwrap();
    site
}

/// leptos reads the hashes of the browser's files from beside the executable, and ends the process without.
fn provide_hash_file() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let path = std::env::current_exe().unwrap().with_file_name("hash.txt");
        let own = path.with_file_name(format!("hash-{}.txt", std::process::id()));
        fs::write(&own, "js: TEST\nwasm: TEST\ncss: TEST\n").unwrap();
        fs::rename(own, path).unwrap();
    });
}
