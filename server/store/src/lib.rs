//! Entities and queries, one file an aggregate.
//!
//! The rules of this crate:
//! - a query of a patron's data takes a [`carrel_domain::PatronScope`], which only a permission check makes;
//! - a look-up answers `Result<Option<T>>`: nothing found is not an error;
//! - time and randomness are arguments;
//! - SQLite and PostgreSQL are equals: every test here runs on both.

pub mod account_lock;
pub mod address_problem;
pub mod anonymize;
pub mod api_client;
pub mod api_token;
pub mod attribute_seal;
pub mod audit;
pub mod connect;
pub mod consent_choice;
pub mod consent_purpose;
pub mod contact;
mod copier;
pub mod credential;
pub mod data_request;
pub mod data_source;
pub mod disclosure;
pub mod email;
pub mod entity;
pub mod error;
pub mod export_job;
pub mod guardian;
pub mod history_job;
pub mod history_policy;
pub mod import;
pub mod kept_form;
pub mod koha_log;
pub mod koha_rows;
pub mod library;
pub mod library_command;
pub mod library_reading;
mod lists;
pub mod mail_template;
pub mod messages;
pub mod note_finding;
pub mod note_scan;
mod note_text;
pub mod openid;
pub mod organization;
pub mod outbox;
pub mod overview;
pub mod passkey;
pub mod patron;
pub mod patron_search;
mod queue;
pub mod reading;
pub mod record;
pub mod recovery;
pub mod register;
pub mod retention;
pub mod role_grant;
mod rows;
mod scoped;
pub mod second_factor;
pub mod session;
pub mod setting;
pub mod sign_in_step;
pub mod throttle;

pub use connect::{Store, StoreOptions};
pub use error::StoreError;
pub use sea_orm::{ConnectionTrait, DatabaseTransaction};
