//! A server that is killed at random points of a run (SIGKILL), rows and people on their way out alike: when the last one is
//! done, the whole database is what it is after a run that nobody disturbed.

use std::{collections::BTreeMap, time::Duration};

use carrel_domain::{OrganizationId, PatronId, Role, Timestamp};
use carrel_sources::alldata::{self, Input};
use carrel_store::audit;
use http::StatusCode;

use crate::{
    harness::{ANNA, BRUNO, Database, Options, Person, Portal, Random, STAFF},
    killed::{Server, add_loans, another},
    retention::{people::without_second_factor, run_as_shown},
    smtp_server::SmtpServer,
};

on_each_database!(
    a_run_killed_at_random_points_leaves_the_database_of_an_undisturbed_one,
    an_anonymization_killed_at_random_points_leaves_the_database_of_an_undisturbed_one,
);

/// Random runs a test.
const SEEDS: std::ops::Range<u64> = 0..2;
/// How often a server is killed at most.
const KILLS: usize = 3;
/// People in each stage.
const PEOPLE: i64 = 6;
/// The stages, with the numbers from which their people are counted; `due` are those to be told.
const STAGES: [(&str, i64); 4] = [("due", 1_000), ("told", 2_000), ("locked", 3_000), ("anonymized", 4_000)];

/// Columns that are never the same twice, in whichever table: keys that are given out in passing, names made at random,
/// times by the clock, whose claim it was and how often something was tried.
const DIFFERENT: [&str; 23] = [
    "id",
    "public_id",
    "message_id",
    "object",
    "fingerprint",
    "entry_id",
    "at",
    "created_at",
    "newest_at",
    "next_at",
    "run_after",
    "sent_at",
    "started_at",
    "ended_at",
    "finished_at",
    "erased_at",
    "texts_before",
    "claimed_by",
    "claimed_until",
    "attempts",
    "salt",
    "request_id",
    "mac",
];
/// The same of single tables: whose turn it is to move the log, what chains it, a password that was hashed anew, and how many entries tell of it.
const DIFFERENT_IN: [&str; 5] =
    ["audit_archive.generation", "audit_entry.digest", "audit_entry.link", "credential.hash", "log_size.entries"];
/// Tables that hang on when they were looked at: how far counters and the log's chain have come, and the walk through notes,
/// which servers make at the same time.
const UNEQUAL: [&str; 5] = ["sqlite_sequence", "audit_head", "audit_checkpoint", "note_scan", "note_walk"];
/// What tells of rows, batch by batch: only the sums are the same.
const BATCHES: &str = "('data-anonymized', 'data-deleted', 'history-anonymized')";

/// What a library has before the run; the same in each database.
async fn prepare(database: Database, server: &SmtpServer) -> Portal {
    let settings = vec![("smtp_url", server.url()), ("mail_from", "Kirjasto <kirjasto@library.example>".to_owned())];
    let portal = Portal::with(database, Options { settings, ..Options::default() }).await;
    let people =
        || STAGES.into_iter().flat_map(|(stage, first)| (first..first + PEOPLE).map(move |number| (stage, number)));
    let lines: String = people().map(|(_, number)| line(number)).collect();
    let input = Input::Reader(Box::new(std::io::Cursor::new(lines)));
    let options = alldata::Options::new(OrganizationId(1), input, portal.clock.now());
    alldata::run(portal.services.store(), options, &mut ()).await.unwrap();
    portal.execute("UPDATE patron SET expires_on = '2020-01-31' WHERE CAST(source_id AS INTEGER) >= 1000").await;
    let mut entries = Vec::new();
    for (stage, number) in people().filter(|(stage, _)| *stage != "due") {
        let id = portal.number(&format!("SELECT id FROM patron WHERE source_id = '{number}'")).await;
        let columns = "patron_id, organization_id, stage, expired_on, entered_on, next_on, told";
        let values = format!("{id}, 1, '{stage}', '2020-01-31', '2026-01-01', '2026-02-01', 'mail'");
        portal.execute(&format!("INSERT INTO patron_stage ({columns}) VALUES ({values})")).await;
        // Whoever is removed has a log that is forgotten in several steps.
        let of_system = audit::Entry::of_system(Timestamp(1), OrganizationId(1), "view", "own-access");
        let entry = audit::Entry { patron: Some(PatronId(id)), ..of_system };
        entries.extend(vec![entry; if stage == "anonymized" { 250 } else { 3 }]);
        if stage == "locked" {
            // Young enough for the rules: they go with their person.
            add_loans(&portal, id, 30).await;
            let young = portal.clock.now().0 - 1_000;
            portal.execute(&format!("UPDATE checkout SET returned_at = {young} WHERE patron_id = {id}")).await;
        }
    }
    audit::append(portal.services.store(), &entries).await.unwrap();
    without_second_factor(&portal).await;
    portal
}

/// A patron of this number, with a loan, a notice and a message.
fn line(number: i64) -> String {
    let text = |text: String| -> &'static str { text.leak() };
    let person = Person {
        number,
        card: text(format!("KV2902{number:07}")),
        pin: "Sesam-8341",
        firstname: text(format!("Etu{number}")),
        surname: text(format!("Suku{number}")),
        role: Role::Patron,
    };
    person.line()
}

/// What the servers have to do.
#[derive(Clone, Copy)]
struct Work {
    table: &'static str,
    progress: &'static str,
    /// It gets on at most so often before it is disturbed again.
    steps: u64,
}

const RUN: Work = Work { table: "retention_run", progress: "step || ' ' || cursor || ' ' || acted", steps: 8 };
const HISTORY: Work = Work { table: "history_job", progress: "rows_done || ''", steps: 2 };

impl Work {
    async fn progress(self, portal: &Portal) -> String {
        portal.texts(&format!("SELECT {} FROM {}", self.progress, self.table)).await.remove(0)
    }

    async fn is_done(self, portal: &Portal) -> bool {
        portal.texts(&format!("SELECT state FROM {}", self.table)).await == ["done"]
    }

    /// Waits until it got on so often, or is done.
    async fn gets_on(self, portal: &Portal, times: u64) {
        for _ in 0..times {
            let before = self.progress(portal).await;
            for at in 0.. {
                if self.progress(portal).await != before || self.is_done(portal).await {
                    break;
                }
                assert!(at < 10_000, "the server did nothing");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    }

    /// Starts servers and kills each at a random moment; the last one finishes. Answers how often it was not done yet.
    async fn be_done(self, portal: &Portal, mails: &SmtpServer, mut kills: Option<Random>) -> usize {
        let sender = String::from("kirjasto@library.example");
        let settings = [("CARREL_SMTP_URL", mails.url()), ("CARREL_MAIL_FROM", sender)];
        let mut half_way = 0;
        while let Some(random) = kills.as_mut().filter(|_| half_way < KILLS) {
            let mut server = Server::start_with(portal, &settings);
            self.gets_on(portal, 1 + random.below(self.steps)).await;
            tokio::time::sleep(Duration::from_millis(random.below(30))).await;
            server.kill();
            // PostgreSQL notices in its own time that nobody is there any more.
            tokio::time::sleep(Duration::from_millis(200)).await;
            if self.is_done(portal).await {
                break;
            }
            println!("killed at {}", self.progress(portal).await);
            half_way += 1;
            // Nobody has heard of it for a minute.
            portal.execute(&format!("UPDATE {} SET claimed_until = 1", self.table)).await;
        }
        portal.execute("UPDATE outbox SET claimed_until = 1 WHERE claimed_until IS NOT NULL").await;
        let _server = Server::start_with(portal, &settings);
        let unsent = "SELECT COUNT(*) FROM outbox WHERE state <> 'sent'";
        for _ in 0..3_000 {
            if self.is_done(portal).await && portal.number(unsent).await == 0 {
                return half_way;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it was not finished: {}", self.progress(portal).await);
    }
}

/// How a column is read: whose it is by name where it is nobody's any more, and names made at random without them.
fn shown(column: &str) -> String {
    let value = match column {
        "patron_id" => {
            "(SELECT CASE WHEN p.is_anonymous = 1 THEN 'nobody ' || p.library ELSE CAST(p.id AS TEXT) END FROM patron p \
             WHERE p.id = t.patron_id), CAST(t.patron_id AS TEXT)"
        }
        "source_id" => "CASE WHEN t.source_id LIKE '~r%' OR t.source_id LIKE '~k%' THEN '~' ELSE t.source_id END",
        _ => &format!("CAST(t.{column} AS TEXT)"),
    };
    format!("'{column}=' || COALESCE({value}, '')")
}

/// Every row of every table as a text, without what is different each time.
async fn everything(portal: &Portal) -> BTreeMap<String, Vec<String>> {
    // What was cleared in the log is cleared in the archive too, once a minute.
    portal.services.archive_log(|_| {}).await.unwrap();
    let is_sqlite = portal.config.database_url.starts_with("sqlite");
    let mut all = BTreeMap::new();
    for table in portal.tables().await.into_iter().filter(|table| !UNEQUAL.contains(&table.as_str())) {
        let columns = if is_sqlite {
            format!("SELECT name FROM pragma_table_info('{table}')")
        } else {
            format!("SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_name = '{table}'")
        };
        let mut columns = portal.texts(&columns).await;
        columns.sort();
        columns.retain(|column| {
            !DIFFERENT.contains(&column.as_str()) && !DIFFERENT_IN.contains(&format!("{table}.{column}").as_str())
        });
        let values: Vec<String> = columns.iter().map(|column| shown(column)).collect();
        let only = if table == "audit_entry" { format!(" WHERE action NOT IN {BATCHES}") } else { String::new() };
        if !values.is_empty() {
            let mut rows = portal.texts(&format!("SELECT {} FROM {table} t{only}", values.join(" || '|' || "))).await;
            rows.sort();
            all.insert(table, rows);
        }
    }
    let sums = format!(
        "SELECT action || ' ' || patron_id || ' ' || data_category || ' ' || SUM(CAST(new_value AS BIGINT)) FROM audit_entry \
         WHERE action IN {BATCHES} GROUP BY action, patron_id, data_category ORDER BY 1"
    );
    all.insert(String::from("told of batches"), portal.texts(&sums).await);
    all
}

/// Both databases are the same.
fn compare(one: &BTreeMap<String, Vec<String>>, other: &BTreeMap<String, Vec<String>>) {
    assert!(one.keys().eq(other.keys()));
    for (table, rows) in one {
        let others = &other[table];
        let first = rows.iter().zip(others).find(|(row, other)| row != other);
        assert!(rows == others, "{table} has {} rows instead of {}: {first:#?}", rows.len(), others.len());
    }
}

/// The log is whole, and each patron's part of it counted.
async fn check_log(portal: &Portal) {
    let verdict = audit::verify(portal.services.store(), &[], |_, _| {}).await.unwrap();
    assert_eq!(verdict.fault, None);
    let miscounted = "SELECT COUNT(*) FROM log_size s WHERE s.entries <> (SELECT COUNT(*) FROM audit_entry e \
                      WHERE e.patron_id = s.patron_id)";
    assert_eq!(portal.number(miscounted).await, 0);
}

/// Does it once undisturbed and then with kills, each time on a database of its own.
async fn disturb(database: Database, work: Work, ask: impl AsyncFn(&Portal)) {
    let mails = SmtpServer::start().await;
    let undisturbed = prepare(database, &mails).await;
    ask(&undisturbed).await;
    work.be_done(&undisturbed, &mails, None).await;
    let expected = everything(&undisturbed).await;
    for seed in SEEDS {
        let portal = prepare(another(&undisturbed), &mails).await;
        ask(&portal).await;
        let kills = work.be_done(&portal, &mails, Some(Random::new(seed))).await;
        assert!(kills > 0, "it was done before anybody could be killed");
        compare(&everything(&portal).await, &expected);
        check_log(&portal).await;
    }
}

async fn a_run_killed_at_random_points_leaves_the_database_of_an_undisturbed_one(database: Database) {
    let ask = async |portal: &Portal| {
        for (person, rows) in [(ANNA, 900), (BRUNO, 500)] {
            add_loans(portal, portal.id_of(person).await, rows).await;
        }
        let mut officer = portal.signed_in(STAFF[1]).await;
        let begun = run_as_shown(&mut officer, "all").await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    };
    disturb(database, RUN, ask).await;
}

async fn an_anonymization_killed_at_random_points_leaves_the_database_of_an_undisturbed_one(database: Database) {
    let ask = async |portal: &Portal| {
        add_loans(portal, portal.id_of(ANNA).await, 6_000).await;
        let mut anna = portal.signed_in(ANNA).await;
        let begun = anna.post("/loan-history/anonymize", &[("rows", "6120")]).await;
        assert!(begun.location().starts_with("/loan-history/jobs/"), "{}", begun.text());
    };
    disturb(database, HISTORY, ask).await;
}
