//! A Koha of a test's own, on the MariaDB that `CARREL_TEST_MARIADB` names (`mysql://root@127.0.0.1:PORT/`).

use std::sync::atomic::{AtomicU32, Ordering};

use carrel_domain::Date;
use carrel_sources::{
    SourceError,
    alldata::{Observer, Summary},
    koha::{self, Address, Options, Plan},
    leavers::Guard,
};
use carrel_store::{Store, import::Leaving};
use mysql::{Conn, Opts, prelude::Queryable as _};

use crate::database::{NOW, TestDatabase};

/// Which Koha.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    V2005,
    V2505,
}

impl Version {
    pub const ALL: [Self; 2] = [Self::V2005, Self::V2505];
}

/// A Koha with empty tables; gone at the end.
pub struct Koha {
    server: String,
    name: String,
    /// As whom an import comes.
    pub user: &'static str,
}

impl Koha {
    /// Makes one; `None` where there is no MariaDB, which is a failure in CI.
    pub fn new(version: Version) -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("CARREL_TEST_MARIADB") else {
            let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(!is_ci, "CARREL_TEST_MARIADB must name a MariaDB server in CI");
            return None;
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("koha_{}_{number}", std::process::id());
        let koha = Self { server, name, user: "root" };
        Conn::new(Opts::from_url(&koha.server).unwrap())
            .unwrap()
            .query_drop(format!("CREATE DATABASE {}", koha.name))
            .unwrap();
        koha.run(include_str!("koha-20.05.sql"));
        if version == Version::V2505 {
            koha.run(include_str!("koha-25.05.sql"));
        }
        koha.run("INSERT INTO message_attributes VALUES (2, 'Advance_Notice', 1)");
        Some(koha)
    }

    /// Runs statements that end with `;` at the end of a line.
    pub fn run(&self, statements: &str) {
        let mut connection = Conn::new(Opts::from_url(&format!("{}{}", self.server, self.name)).unwrap()).unwrap();
        connection.query_drop("SET SESSION sql_mode = '', time_zone = '+00:00'").unwrap();
        for statement in statements.split(";\n").filter(|statement| !statement.trim().is_empty()) {
            connection.query_drop(statement).unwrap();
        }
    }

    /// Adds a patron.
    pub fn add_patron(&self, number: u64, surname: &str) {
        self.run(&format!(
            "INSERT INTO borrowers (borrowernumber, cardnumber, surname, firstname, address, city, branchcode, \
             categorycode, updated_on) VALUES ({number}, '29{number}', '{surname}', 'Aino', 'Kauppakatu 1', 'Joensuu', \
             'JOE', 'AIK', '2020-01-01 00:00:00')"
        ));
    }

    /// How it is imported by default.
    pub fn options(&self, database: &TestDatabase) -> Options {
        let address = self.server.replace("root@", &format!("{}@", self.user)) + &self.name;
        Options {
            organization: database.organization,
            address: Address::parse(&address, None).unwrap(),
            name: String::from("koha"),
            is_whole: false,
            dry_run: false,
            leaving: Leaving::Leave,
            guard: Guard::default(),
            reject_path: None,
            now: NOW,
            today: Date::parse("2026-09-01").unwrap(),
        }
    }

    /// Imports it, and answers what was planned and done.
    pub async fn import(&self, database: &TestDatabase, change: impl FnOnce(&mut Options)) -> (Planned, Summary) {
        self.try_import(database, change, &mut ()).await.unwrap()
    }

    /// The same where it may fail.
    pub async fn try_import(
        &self,
        database: &TestDatabase,
        change: impl FnOnce(&mut Options),
        observer: &mut dyn Observer,
    ) -> Result<(Planned, Summary), SourceError> {
        self.try_import_by(&database.store, database, change, observer).await
    }

    /// The same by a process of its own.
    pub async fn try_import_by(
        &self,
        process: &Store,
        database: &TestDatabase,
        change: impl FnOnce(&mut Options),
        observer: &mut dyn Observer,
    ) -> Result<(Planned, Summary), SourceError> {
        let mut options = self.options(database);
        change(&mut options);
        let plan = koha::plan(process, options).await?;
        let planned = Planned::of(&plan);
        Ok((planned, plan.run(process, observer).await?))
    }
}

/// The numbers of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub patrons: u64,
    pub selected: u64,
    pub is_whole: bool,
    pub left: u64,
    pub back: u64,
    pub missing: Vec<&'static str>,
}

impl Planned {
    fn of(plan: &Plan) -> Self {
        Self {
            patrons: plan.patrons,
            selected: plan.selected,
            is_whole: plan.is_whole,
            left: plan.left,
            back: plan.back,
            missing: plan.missing.clone(),
        }
    }
}

impl Drop for Koha {
    fn drop(&mut self) {
        if let Ok(mut connection) = Conn::new(Opts::from_url(&self.server).unwrap()) {
            let _ = connection.query_drop(format!("DROP DATABASE {}", self.name));
        }
    }
}
