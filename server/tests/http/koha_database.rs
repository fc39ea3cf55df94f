//! Koha's database beside Carrel: what changed comes by itself, and its log comes in once.

use std::sync::atomic::{AtomicU32, Ordering};

use carrel::{koha_database, koha_log};
use carrel_domain::OrganizationId;
use carrel_sources::koha::Address;
use mysql::{Conn, Opts, prelude::Queryable as _};

use crate::harness::{Database, HILLA, Options, Portal, STAFF};

on_each_database!(
    what_changed_comes_by_itself_once_for_all_nodes,
    who_left_is_handled_as_the_library_wishes_and_too_many_stop_it,
    kohas_log_comes_in_once_with_kohas_time,
);

/// A Koha of a test's own; gone at the end.
struct Koha {
    server: String,
    name: String,
}

impl Koha {
    /// Makes one; `None` where there is no MariaDB, which is a failure in CI.
    fn new() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("CARREL_TEST_MARIADB") else {
            let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(!is_ci, "CARREL_TEST_MARIADB must name a MariaDB server in CI");
            return None;
        };
        let name = format!("koha_http_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let koha = Self { server, name };
        koha.at(&koha.server, &format!("CREATE DATABASE {}", koha.name));
        koha.run(include_str!("../../store/tests/store/koha-20.05.sql"));
        koha.run(
            "CREATE TABLE action_logs (action_id int NOT NULL AUTO_INCREMENT PRIMARY KEY, timestamp timestamp NOT NULL \
             DEFAULT current_timestamp(), user int NOT NULL DEFAULT 0, module text, action text, object int, info text, \
             interface varchar(30)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
        );
        for number in 1..=20 {
            koha.add_patron(number);
        }
        Some(koha)
    }

    fn at(&self, address: &str, statements: &str) {
        let mut connection = Conn::new(Opts::from_url(address).unwrap()).unwrap();
        connection.query_drop("SET SESSION sql_mode = '', time_zone = '+00:00'").unwrap();
        for statement in statements.split(";\n").filter(|statement| !statement.trim().is_empty()) {
            connection.query_drop(statement).unwrap();
        }
    }

    fn run(&self, statements: &str) {
        self.at(&format!("{}{}", self.server, self.name), statements);
    }

    fn add_patron(&self, number: u64) {
        self.run(&format!(
            "INSERT INTO borrowers (borrowernumber, cardnumber, surname, firstname, address, city, branchcode, \
             categorycode, updated_on) VALUES ({number}, '29{number}', 'Sukunimi{number}', 'Aino', 'Katu 1', 'Joensuu', \
             'JOE', 'AIK', '2020-01-01 00:00:00')"
        ));
    }

    fn address(&self) -> String {
        format!("{}{}", self.server, self.name)
    }

    fn settings(&self, more: &str) -> Options {
        let text = format!("{{ address = '{}', minutes = 5, name = 'joki'{more} }}", self.address());
        Options { settings: vec![("koha_database", text)], ..Options::default() }
    }
}

impl Drop for Koha {
    fn drop(&mut self) {
        self.at(&self.server, &format!("DROP DATABASE {}", self.name));
    }
}

async fn read(portal: &Portal, node: &str) -> bool {
    let database = portal.config.koha_database.clone().unwrap();
    koha_database::read_if_due(&portal.other_node(node), &database).await.unwrap()
}

async fn what_changed_comes_by_itself_once_for_all_nodes(database: Database) {
    let Some(koha) = Koha::new() else { return };
    let portal = Portal::with(database, koha.settings("")).await;
    assert!(read(&portal, "a").await);
    assert!(!read(&portal, "b").await, "another node did it");
    let surname = "SELECT surname FROM patron WHERE source_id = '20'";
    assert_eq!(portal.texts(surname).await, ["Sukunimi20"]);
    koha.run("UPDATE borrowers SET surname = 'Uusi', updated_on = NOW() WHERE borrowernumber = 20");
    assert!(!read(&portal, "a").await, "not yet");
    portal.clock.advance(300);
    assert!(read(&portal, "b").await);
    assert_eq!(portal.texts(surname).await, ["Uusi"]);
    let reports = portal.texts("SELECT new_value FROM audit_entry WHERE action = 'koha-read' ORDER BY id").await;
    assert!(reports[0].contains("\"added\":17") && reports[1].contains("\"changed\":1"), "{reports:?}");
    let mut desk = portal.signed_in(STAFF[0]).await;
    let today = desk.get("/staff").await.text();
    assert!(today.contains("joki: brought up to date on") && today.contains("changed: 1"), "{today}");
    // While it cannot be read, staff are told, and it is tried again.
    koha.run("RENAME TABLE borrowers TO away");
    portal.clock.advance(300);
    assert!(read(&portal, "a").await);
    let today = desk.get("/fi/staff").await.text();
    assert!(today.contains("joki: lukeminen ei onnistunut"), "{today}");
    koha.run("RENAME TABLE away TO borrowers");
    portal.clock.advance(300);
    assert!(read(&portal, "a").await);
    assert!(desk.get("/staff").await.text().contains("joki: brought up to date on"));
}

async fn who_left_is_handled_as_the_library_wishes_and_too_many_stop_it(database: Database) {
    let Some(koha) = Koha::new() else { return };
    let portal = Portal::with(database, koha.settings(", leavers = 'lock'")).await;
    assert!(read(&portal, "a").await);
    koha.run("DELETE FROM borrowers WHERE borrowernumber = 20");
    portal.clock.advance(300);
    assert!(read(&portal, "a").await);
    assert_eq!(portal.texts("SELECT source_id FROM patron WHERE disabled = 1").await, ["20"]);
    koha.run("DELETE FROM borrowers WHERE borrowernumber > 10");
    portal.clock.advance(300);
    assert!(read(&portal, "a").await);
    assert_eq!(portal.texts("SELECT source_id FROM patron WHERE disabled = 1").await, ["20"], "nobody else");
    let mut desk = portal.signed_in(STAFF[0]).await;
    let today = desk.get("/staff").await.text();
    assert!(today.contains("more people were missing than may leave at once"), "{today}");
}

const ENTRIES: &str = "\
INSERT INTO reserves (reserve_id, borrowernumber, reservedate, biblionumber) VALUES (900, 2, '2025-09-02', 6);
INSERT INTO action_logs (timestamp, user, module, action, object, info, interface) VALUES \
('2025-03-01 10:00:00', 21, 'MEMBERS', 'MODIFY', 1, 'address changed $2a$08$cwgrDcWbjT9pbuSsYRUKHOC0dpEnIFFhucxN.nXuLt9RNupsvoX1C', 'intranet'),\
('2025-03-02 10:00:00', 0, 'CRONJOBS', 'Run', 1, 'nobody', 'cron'),\
('2025-03-03 10:00:00', 2, 'HOLDS', 'CREATE', 900, 'a hold', 'opac'),\
('2025-03-04 10:00:00', 0, 'FINES', 'CREATE_FEE', 1, 'a fee by its own number', 'cron'),\
('2025-03-05 10:00:00', 21, 'CIRCULATION', 'ISSUE', 999, 'a stranger', 'sip')";

async fn kohas_log_comes_in_once_with_kohas_time(database: Database) {
    let Some(koha) = Koha::new() else { return };
    let portal = Portal::on(database).await;
    koha.run(ENTRIES);
    koha.run("INSERT INTO action_logs (module, action, object, info) VALUES ('MEMBERS', 'MODIFY', 1, 'too young')");
    let organization = OrganizationId(portal.number("SELECT id FROM organization").await);
    let import = || async {
        let address = Address::parse(&koha.address(), None).unwrap();
        let now = portal.clock.now();
        koha_log::from_database(portal.services.store(), organization, address, "koha", now, |_| ()).await.unwrap()
    };
    let first = import().await;
    assert_eq!((first.added, first.known, first.strangers), (2, 0, 1));
    assert_eq!(import().await.added, 0, "again brings nothing new");
    koha.run("INSERT INTO action_logs (timestamp, module, action, object, info) VALUES ('2025-03-06 10:00:00', 'MEMBERS', 'MODIFY', 1, 'later')");
    assert_eq!(import().await.added, 0, "behind one that is too young, nothing is taken");
    koha.run("UPDATE action_logs SET timestamp = '2025-03-05 11:00:00' WHERE info = 'too young'");
    assert_eq!(import().await.added, 2);
    let entries = portal
        .texts(
            "SELECT p.source_id || ' ' || e.at || ' ' || e.action || ' ' || e.actor_role || ' ' || e.interface || ' ' || \
             COALESCE(e.object, '') FROM audit_entry e JOIN patron p ON p.id = e.patron_id \
             WHERE e.interface = 'library-system' ORDER BY e.id",
        )
        .await;
    assert_eq!(
        entries[..2],
        [
            "1 1740823200 koha-members library-system-staff library-system koha-log:1",
            "2 1740996000 koha-holds patron library-system koha-log:3"
        ]
    );
    let said = portal.texts("SELECT other FROM audit_entry WHERE object = 'koha-log:1'").await.remove(0);
    assert!(said.contains("address changed ***") && !said.contains("$2a$"), "{said}");
    assert!(portal.services.verify_log(&[], |_, _| {}).await.unwrap().verdict.fault.is_none(), "the log is whole");
    // Hilla (3) has none: nothing of others is in hers.
    let hillas = portal.id_of(HILLA).await;
    let count = format!("SELECT COUNT(*) FROM audit_entry WHERE patron_id = {hillas} AND interface = 'library-system'");
    assert_eq!(portal.number(&count).await, 0);
}
