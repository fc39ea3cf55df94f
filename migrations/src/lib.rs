//! The database schema and its history, the same for SQLite and PostgreSQL.
//!
//! A migration that was released never changes: it spells its tables out and takes nothing from the rest of the code.
//! Times are seconds since 1970 UTC, dates are `YYYY-MM-DD`, money is minor units, flags are 0 or 1, JSON is text: no
//! type that one of the two databases lacks.

mod m0001_organizations;
mod m0002_patrons;
mod m0003_records;
mod m0004_sessions;
mod m0005_audit;
mod m0006_work;
mod m0007_roles;
mod m0008_requests;
mod m0009_mail;
mod m0010_audit_chain;
mod m0011_libraries;
mod m0012_log_size;
mod m0013_ages_and_log_index;
mod m0014_sign_in;
mod m0015_recovery;
mod m0016_factors;
mod m0017_openid;
mod m0018_account_safety;
mod m0019_note_findings;
mod m0020_messages;
mod m0021_consents;
mod m0022_loan_history;
mod m0023_retention;
mod m0024_contact;
mod m0025_providers;
mod m0026_guardians;
mod m0027_told_and_counted;
mod m0028_library_system;
mod m0029_archive;
mod m0030_registers;
mod m0031_api_clients;
mod m0032_koha_log;
mod m0033_archive_erasure_entries;
mod m0034_leavers_and_unread;
mod m0035_category_since;
mod m0036_statistic_times;
mod m0037_news;
mod m0038_archive_generation;
mod m0040_mails_of_a_mailing;
mod table;

use sea_orm_migration::prelude::{MigrationTrait, async_trait};
pub use sea_orm_migration::prelude::{MigratorTrait, SchemaManager};

/// Runs every migration in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_organizations::Migration),
            Box::new(m0002_patrons::Migration),
            Box::new(m0003_records::Migration),
            Box::new(m0004_sessions::Migration),
            Box::new(m0005_audit::Migration),
            Box::new(m0006_work::Migration),
            Box::new(m0007_roles::Migration),
            Box::new(m0008_requests::Migration),
            Box::new(m0009_mail::Migration),
            Box::new(m0010_audit_chain::Migration),
            Box::new(m0011_libraries::Migration),
            Box::new(m0012_log_size::Migration),
            Box::new(m0013_ages_and_log_index::Migration),
            Box::new(m0014_sign_in::Migration),
            Box::new(m0015_recovery::Migration),
            Box::new(m0016_factors::Migration),
            Box::new(m0017_openid::Migration),
            Box::new(m0018_account_safety::Migration),
            Box::new(m0019_note_findings::Migration),
            Box::new(m0020_messages::Migration),
            Box::new(m0021_consents::Migration),
            Box::new(m0022_loan_history::Migration),
            Box::new(m0023_retention::Migration),
            Box::new(m0024_contact::Migration),
            Box::new(m0025_providers::Migration),
            Box::new(m0026_guardians::Migration),
            Box::new(m0027_told_and_counted::Migration),
            Box::new(m0028_library_system::Migration),
            Box::new(m0029_archive::Migration),
            Box::new(m0030_registers::Migration),
            Box::new(m0031_api_clients::Migration),
            Box::new(m0032_koha_log::Migration),
            Box::new(m0033_archive_erasure_entries::Migration),
            Box::new(m0034_leavers_and_unread::Migration),
            Box::new(m0035_category_since::Migration),
            Box::new(m0036_statistic_times::Migration),
            Box::new(m0037_news::Migration),
            Box::new(m0038_archive_generation::Migration),
            Box::new(m0040_mails_of_a_mailing::Migration),
        ]
    }
}
