//! The demo library, as the command makes it.

use std::process::{Command, Output};

use carrel_store::{Store, StoreOptions};
use sea_orm::{ConnectionTrait as _, Statement};

use crate::harness::Database;

/// Runs the program on a database.
fn carrel(database: &Database, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_carrel"))
        .args(arguments)
        .current_dir(database.dir.path())
        .env("CARREL_DATA_DIR", database.dir.path())
        .env("CARREL_DATABASE_URL", &database.url)
        // Invented people get no mails, whatever the settings are: nobody listens there.
        .env("CARREL_SMTP_URL", "smtp://127.0.0.1:9?tls=none")
        .env("CARREL_MAIL_FROM", "kirjasto@library.example")
        .output()
        .unwrap()
}

async fn texts(store: &Store, sql: &str) -> Vec<String> {
    let db = store.reader();
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_library_has_requests_in_every_state_and_a_log_that_is_whole() {
    let database = Database::empty();
    let requests = "SELECT kind || ' ' || channel || ' ' || state FROM data_request ORDER BY received_on";
    let store = || async { Store::connect(&StoreOptions { url: database.url.clone(), connections: 1 }).await.unwrap() };
    for time in ["first", "second"] {
        let made = carrel(&database, &["demo"]);
        assert!(made.status.success(), "the {time} time: {}", String::from_utf8_lossy(&made.stderr));
        let found = texts(&store().await, requests).await;
        assert_eq!(
            found,
            [
                "rectification letter open",
                "portability portal open",
                "objection email answered",
                "access letter answered",
                "erasure portal open",
                "access desk open",
            ],
            "the {time} time"
        );
    }
    let store = store().await;
    let delivered = "SELECT way || ' ' || state FROM disclosure ORDER BY id";
    assert_eq!(texts(&store, delivered).await, ["link opened", "link sent"]);
    let waiting = "SELECT state FROM outbox WHERE state NOT IN ('sent', 'failed')";
    assert!(texts(&store, waiting).await.is_empty(), "nothing waits for a mail server");
    let returned = "SELECT template FROM outbox WHERE state = 'failed'";
    assert_eq!(texts(&store, returned).await, ["REQUEST_EXTENDED"], "whose address staff are told of");
    assert!(texts(&store, "SELECT token_hash FROM session").await.is_empty(), "nobody is left signed in");
    let late = "SELECT action FROM audit_entry WHERE at > (SELECT MAX(at) FROM audit_entry WHERE action = 'import')";
    assert!(texts(&store, late).await.is_empty(), "nothing happens in the future");
    let proof = carrel(&database, &["audit", "verify"]);
    assert!(String::from_utf8_lossy(&proof.stdout).contains("The log is whole"), "{proof:?}");
}
