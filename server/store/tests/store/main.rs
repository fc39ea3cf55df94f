//! The store on SQLite and on PostgreSQL: every test runs on both.
//!
//! PostgreSQL is the server that `CARREL_TEST_POSTGRES` names (`postgres://…/postgres`); each test makes a database of its
//! own there and removes it. Without it only SQLite is tested, except in CI, where that is a failure.

// clippy.toml allows this in test functions only; everything here is for tests.
#![allow(clippy::unwrap_used)]

#[macro_use]
mod database;

mod anonymize;
mod api_token;
mod attribute_seal;
mod audit;
mod audit_archive;
mod audit_chain;
mod audit_search;
mod consents;
mod dump;
mod export_jobs;
mod guardians;
mod history_policy;
mod hostile;
mod import;
mod koha;
mod koha_database;
mod libraries;
mod lines;
mod messages;
mod outbox;
mod overview;
mod password;
mod patron_search;
mod records;
mod refresh;
mod registers;
mod rejects;
mod resume;
mod retention;
mod role_grants;
mod schema;
mod throttle;
mod write_ahead_log;
