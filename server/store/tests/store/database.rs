//! A fresh database for each test.

use std::sync::atomic::{AtomicU32, Ordering};

use carrel_domain::{OrganizationId, PatronId, PatronScope, Timestamp};
use carrel_sources::alldata::{self, Input, Options, Summary};
use carrel_store::{Store, StoreOptions, audit::AuditKeys, organization};
use sea_orm::{ConnectionTrait as _, Database, Statement};
use tempfile::TempDir;

/// 1 September 2026, noon in Helsinki.
pub const NOW: Timestamp = Timestamp(1_788_253_200);

/// The key of the log.
pub const KEY: [u8; 32] = [7; 32];

/// A database, migrated, with one organization.
pub struct TestDatabase {
    pub store: Store,
    pub organization: OrganizationId,
    /// For files of the test; gone with it.
    pub folder: TempDir,
    url: String,
    postgres: Option<(String, String)>,
}

/// Which database a test runs on.
#[derive(Clone, Copy, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// `both! { async fn name(database: &TestDatabase) { … } }` makes a test of each, `name::sqlite` and `name::postgres`.
macro_rules! both {
    ($(#[$doc:meta])* async fn $name:ident($database:ident: &TestDatabase) $body:block) => {
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            use crate::database::{Engine, TestDatabase};

            async fn test($database: std::sync::Arc<TestDatabase>) {
                let $database: &TestDatabase = &$database;
                $body
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                TestDatabase::run(Engine::Sqlite, test).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                TestDatabase::run(Engine::Postgres, test).await;
            }
        }
    };
}

impl TestDatabase {
    /// Runs a test on a fresh database, and removes that whether it passes or not.
    pub async fn run<F: Future<Output = ()> + Send + 'static>(engine: Engine, test: fn(std::sync::Arc<Self>) -> F) {
        let Some(database) = Self::open(engine).await else {
            return;
        };
        let postgres = database.postgres.clone();
        let outcome = tokio::spawn(async move {
            let database = std::sync::Arc::new(database);
            test(std::sync::Arc::clone(&database)).await;
        })
        .await;
        if let Some((server, name)) = postgres {
            let db = Database::connect(server).await.unwrap();
            db.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        }
        if let Err(error) = outcome {
            std::panic::resume_unwind(error.into_panic());
        }
    }

    async fn open(engine: Engine) -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let folder = tempfile::tempdir().unwrap();
        let (url, postgres) = match engine {
            Engine::Sqlite => (format!("sqlite:{}", folder.path().join("test.sqlite").display()), None),
            Engine::Postgres => {
                let Ok(server) = std::env::var("CARREL_TEST_POSTGRES") else {
                    let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
                    assert!(!is_ci, "CARREL_TEST_POSTGRES must name a PostgreSQL server in CI");
                    return None;
                };
                let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                let name = format!("carrel_test_{}_{number}", std::process::id());
                let db = Database::connect(&server).await.unwrap();
                db.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
                db.close().await.unwrap();
                let (head, _) = server.rsplit_once('/').unwrap();
                (format!("{head}/{name}"), Some((server.clone(), name)))
            }
        };
        let store = Store::connect(&StoreOptions { url: url.clone(), connections: 8 }).await.unwrap();
        let store = store.with_audit_keys(AuditKeys::new(&KEY, &[]));
        store.migrate().await.unwrap();
        let organization = organization::add(store.writer(), "test", "Test", "Europe/Helsinki", "EUR").await.unwrap();
        Some(Self { store, organization, folder, url, postgres })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same database as another process sees it.
    pub async fn another_process(&self) -> Store {
        let store = Store::connect(&StoreOptions { url: self.url.clone(), connections: 2 }).await.unwrap();
        store.with_audit_keys(AuditKeys::new(&KEY, &[]))
    }

    /// Runs SQL and answers the first column of each row as text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(self.store.backend(), sql);
        let rows = self.store.reader().query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index::<Option<String>>(0).unwrap().unwrap_or_default()).collect()
    }

    /// The first number that SQL answers.
    pub async fn number(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.store.backend(), sql);
        self.store.reader().query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }

    /// Runs a statement that answers nothing.
    pub async fn execute(&self, sql: &str) -> Result<(), sea_orm::DbErr> {
        self.store.writer().execute_unprepared(sql).await.map(|_| ())
    }

    /// How an import of these lines is done.
    pub fn options(&self, lines: &str) -> Options {
        let reader = Box::new(std::io::Cursor::new(lines.as_bytes().to_vec()));
        Options::new(self.organization, Input::Reader(reader), NOW)
    }

    /// Imports lines.
    pub async fn import(&self, lines: &str) -> Summary {
        alldata::run(&self.store, self.options(lines), &mut ()).await.unwrap()
    }

    /// The scope of the patron with this number of the library system.
    pub async fn scope(&self, source_id: &str) -> PatronScope {
        let id = self.number(&format!("SELECT id FROM patron WHERE source_id = '{source_id}'")).await;
        PatronScope::of_background_work(PatronId(id), self.organization)
    }
}
