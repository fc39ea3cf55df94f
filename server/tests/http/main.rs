//! The portal as browsers, strangers and the network see it: the whole application, called in process.
//!
//! What touches the database most runs on SQLite and, where `CARREL_TEST_POSTGRES` names one, on PostgreSQL too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where something is wrong")]

/// Runs tests on each database; a test that is in no list is never used, which the compiler tells.
macro_rules! on_each_database {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::$name(crate::harness::Database::sqlite()).await;
                }
            )*
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    if let Some(database) = crate::harness::Database::postgres() {
                        super::$name(database).await;
                    }
                }
            )*
        }
    };
}

mod access;
mod api_cursors;
mod api_data;
mod api_description;
mod api_koha;
mod api_log;
mod api_marks;
mod api_support;
mod api_tokens;
mod api_told;
mod audit;
mod consents;
mod contact;
mod cross_site;
mod data_requests;
mod delivery;
mod demo;
mod email;
mod enumeration;
mod export_jobs;
mod export_leftovers;
mod exports;
mod factors;
mod fuzz;
mod guardian_rules;
mod guardians;
mod harness;
mod headers;
mod identity_attributes;
mod kept_forms;
mod killed;
mod killed_anywhere;
mod koha;
mod koha_changes;
mod koha_database;
#[path = "../../koha/tests/support/koha_double/mod.rs"]
#[allow(dead_code, reason = "the Koha client's own tests use the rest")]
mod koha_double;
mod koha_logs;
mod koha_sync;
mod koha_told;
mod language;
mod libraries;
mod links;
mod loan_history;
mod loan_history_rule;
mod loan_history_surprise;
mod logs;
mod mail;
mod mail_staff;
mod messages;
mod news;
mod notes;
mod openid;
mod openid_attacks;
mod openid_step_up;
mod owner_notices;
mod pages;
mod passkeys;
mod passwords;
mod patron_page;
mod recovery;
mod recovery_at_desk;
mod register;
mod registers;
mod remote;
#[path = "../../remote/tests/support/remote_double.rs"]
#[allow(dead_code, reason = "the remote crate's own tests use the rest")]
mod remote_double;
mod retention;
mod roles;
mod sessions;
mod settings;
mod sign_in;
mod sign_in_rules;
#[path = "../../mail/tests/support/smtp_server.rs"]
#[allow(dead_code, reason = "the mail crate's own tests use the rest")]
mod smtp_server;
mod staff_factor;
mod staff_logs;
mod staff_networks;
mod step_up;
mod throttle;
