//! A server that is killed in the middle of its work (SIGKILL, as a machine without power does it): started again it
//! finishes, everything is moved exactly once, nothing is half done, and it ends like work that nobody disturbed.

use std::{process::Child, time::Duration};

use http::StatusCode;

use crate::harness::{ANNA, BRUNO, Database, Portal, STAFF, serve};

on_each_database!(
    a_retention_run_whose_server_is_killed_ends_like_an_undisturbed_one,
    an_anonymization_whose_server_is_killed_ends_like_an_undisturbed_one,
);

/// Rows of each kind besides those of the test library.
const LOANS_OF_ANNA: i64 = 3_000;
/// The same where she anonymizes them herself: batches are larger.
const OWN_LOANS: i64 = 8_000;
const LOANS_OF_BRUNO: i64 = 1_500;
const FEES: i64 = 1_000;
const NOTICES: i64 = 1_500;
/// How often the server is killed before it may finish.
const KILLS: usize = 3;

/// Another database of the same kind.
pub fn another(portal: &Portal) -> Database {
    if portal.config.database_url.starts_with("sqlite") { Database::sqlite() } else { Database::postgres().unwrap() }
}

/// So many rows, numbered by `i`, all from the first of January 2015.
async fn add(portal: &Portal, rows: i64, columns: &str, values: &str) {
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) INSERT INTO {columns} \
         SELECT {values} FROM n"
    );
    portal.execute(&sql).await;
}

pub async fn add_loans(portal: &Portal, patron: i64, rows: i64) {
    let columns =
        "checkout (patron_id, source_id, is_open, title, library, item_number, checked_out_at, returned_at, digest)";
    let values = format!(
        "{patron}, 'k{patron}-' || i, 0, 'Kirja ' || i, 'OUT', {patron} * 100000 + i, 1420113600, 1420113600, 1"
    );
    add(portal, rows, columns, &values).await;
}

async fn fill(portal: &Portal) {
    let (anna, bruno) = (portal.id_of(ANNA).await, portal.id_of(BRUNO).await);
    add_loans(portal, anna, LOANS_OF_ANNA).await;
    add_loans(portal, bruno, LOANS_OF_BRUNO).await;
    let columns = "account_line (patron_id, source_id, recorded_at, amount, outstanding, debit_type, digest)";
    add(portal, FEES, columns, &format!("{anna}, 'f' || i, 1420113600, i, 0, 'RENT', 1")).await;
    let columns = "notice (patron_id, source_id, subject, status, queued_at, digest)";
    add(portal, NOTICES, columns, &format!("{bruno}, 'n' || i, 'Vanha', 'sent', 1420113600, 1")).await;
}

/// What must be the same however often it was interrupted: whose what is, sums, distinct items, and what the log tells.
async fn outcome(portal: &Portal) -> Vec<String> {
    let mut all = Vec::new();
    for (table, facts) in [
        ("checkout", "COUNT(DISTINCT t.item_number) || ' items'"),
        ("account_line", "SUM(t.amount) || ' cents'"),
        ("notice", "COUNT(DISTINCT t.source_id) || ' numbers'"),
    ] {
        let sql = format!(
            "SELECT '{table} ' || p.is_anonymous || ' ' || CASE WHEN p.is_anonymous = 1 THEN 0 ELSE p.id END || ': ' || \
             COUNT(*) || ', ' || {facts} FROM {table} t JOIN patron p ON p.id = t.patron_id \
             GROUP BY p.is_anonymous, p.id ORDER BY p.is_anonymous, p.id"
        );
        all.extend(portal.texts(&sql).await);
    }
    let told = "SELECT action || ' ' || patron_id || ' ' || data_category || ': ' || SUM(CAST(new_value AS BIGINT)) \
                FROM audit_entry WHERE action IN ('data-anonymized', 'data-deleted', 'history-anonymized') \
                GROUP BY action, patron_id, data_category ORDER BY 1";
    all.extend(portal.texts(told).await);
    all.extend(portal.texts("SELECT patron_id || ' ' || table_name FROM history_cutoff ORDER BY 1").await);
    all
}

/// The server, killed when the value is dropped.
pub struct Server(Child);

impl Server {
    pub fn start(portal: &Portal) -> Self {
        Self::start_with(portal, &[])
    }

    /// With settings besides those of the database, by their names in the environment.
    pub fn start_with(portal: &Portal, settings: &[(&str, String)]) -> Self {
        let (mut command, _) = serve(&portal.config.data_dir, &portal.config.database_url);
        for (name, value) in settings {
            command.env(name, value);
        }
        Self(command.spawn().unwrap())
    }

    /// As SIGKILL does it: without a word, wherever it is.
    pub fn kill(&mut self) {
        // On Unix this sends SIGKILL.
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The one piece of work there is, as its row tells it.
#[derive(Clone, Copy)]
struct Work {
    table: &'static str,
    /// The column that counts what is done.
    done: &'static str,
    /// How many rows there are to go.
    total: i64,
}

impl Work {
    async fn done(self, portal: &Portal) -> i64 {
        portal.number(&format!("SELECT {} FROM {}", self.done, self.table)).await
    }

    async fn state(self, portal: &Portal) -> String {
        portal.texts(&format!("SELECT state FROM {}", self.table)).await.remove(0)
    }

    /// Waits until more is done than that.
    async fn gets_on(self, portal: &Portal, before: i64) {
        for _ in 0..30_000 {
            if self.done(portal).await > before {
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        panic!("the server did nothing");
    }
}

/// Starts servers on the portal's database and kills each in the middle, but for the last one.
async fn interrupt(portal: &Portal, work: Work) {
    // What was asked for in this process is done by the other one.
    for at in 0..KILLS {
        let before = work.done(portal).await;
        let mut server = Server::start(portal);
        work.gets_on(portal, before).await;
        // Anywhere within the next transaction.
        tokio::time::sleep(Duration::from_millis(7 * u64::try_from(at).unwrap())).await;
        server.kill();
        // PostgreSQL notices in its own time that nobody is there any more.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let done = work.done(portal).await;
        assert_eq!(work.state(portal).await, "running", "killed in the middle: {done} of {}", work.total);
        assert!(done > before && done < work.total, "{before} < {done} < {}", work.total);
        assert_eq!(gone(portal).await, done, "what is noted as done is done, and nothing else is");
        // Nobody has heard of it for a minute.
        portal.execute(&format!("UPDATE {} SET claimed_until = 1", work.table)).await;
    }
    let _server = Server::start(portal);
    for _ in 0..3_000 {
        if work.state(portal).await == "done" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it was not finished: {} of {}", work.done(portal).await, work.total);
}

/// Rows that are nobody's by now, or away.
async fn gone(portal: &Portal) -> i64 {
    let mut gone = NOTICES - portal.number("SELECT COUNT(*) FROM notice WHERE source_id LIKE 'n%'").await;
    if portal.number("SELECT COUNT(*) FROM retention_run").await == 0 {
        gone = 0;
    }
    for table in ["checkout", "account_line"] {
        let sql =
            format!("SELECT COUNT(*) FROM {table} t JOIN patron p ON p.id = t.patron_id WHERE p.is_anonymous = 1");
        gone += portal.number(&sql).await;
    }
    gone
}

async fn ask_for_run(portal: &Portal) {
    fill(portal).await;
    let mut officer = portal.signed_in(STAFF[1]).await;
    let shown = (LOANS_OF_ANNA + LOANS_OF_BRUNO + FEES + NOTICES).to_string();
    let begun = officer.post("/staff/retention/rules/all/run", &[("shown", &shown), ("confirmed", "1")]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
}

async fn a_retention_run_whose_server_is_killed_ends_like_an_undisturbed_one(database: Database) {
    let portal = Portal::on(database).await;
    let undisturbed = Portal::on(another(&portal)).await;
    ask_for_run(&portal).await;
    ask_for_run(&undisturbed).await;
    while undisturbed.services.run_next_retention().await.unwrap() {}
    let total = LOANS_OF_ANNA + LOANS_OF_BRUNO + FEES + NOTICES;
    interrupt(&portal, Work { table: "retention_run", done: "acted", total }).await;
    assert_eq!(outcome(&portal).await, outcome(&undisturbed).await);
    assert_eq!(gone(&portal).await, total);
    let report = "SELECT state || ' ' || acted || ' ' || report FROM retention_run";
    assert_eq!(portal.texts(report).await, undisturbed.texts(report).await);
}

async fn ask_for_anonymization(portal: &Portal) {
    add_loans(portal, portal.id_of(ANNA).await, OWN_LOANS).await;
    let mut anna = portal.signed_in(ANNA).await;
    let begun = anna.post("/loan-history/anonymize", &[("rows", &(OWN_LOANS + 120).to_string())]).await;
    assert!(begun.location().starts_with("/loan-history/jobs/"), "{}", begun.text());
}

async fn an_anonymization_whose_server_is_killed_ends_like_an_undisturbed_one(database: Database) {
    let portal = Portal::on(database).await;
    let undisturbed = Portal::on(another(&portal)).await;
    ask_for_anonymization(&portal).await;
    ask_for_anonymization(&undisturbed).await;
    while undisturbed.services.work_on_next_history().await.unwrap() {}
    let total = OWN_LOANS + 120;
    interrupt(&portal, Work { table: "history_job", done: "rows_done", total }).await;
    assert_eq!(outcome(&portal).await, outcome(&undisturbed).await);
    assert_eq!(gone(&portal).await, total);
    let report = "SELECT state || ' ' || rows_done || ' ' || patrons_done FROM history_job";
    assert_eq!(portal.texts(report).await, undisturbed.texts(report).await);
}
