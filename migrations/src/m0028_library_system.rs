//! When a patron's record was last read from the library system, and what the library system is still to be told.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // `read_at` is the last time that it worked, `tried_at` the last time at all; `trouble` says why it did not work
        // then, and `missing` which categories did not come with it, and why: `notices not-offered, holds slow`.
        manager
            .create_table(
                table("library_reading")
                    .col(number("patron_id"))
                    .col(optional_number("read_at"))
                    .col(number("tried_at"))
                    .col(optional_text("trouble"))
                    .col(text("missing"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("library_reading_patron", "library_reading", &["patron_id"])).await?;
        // `payload` is what is to be said, as JSON; it is forgotten when that is over. `kind` is contact, messages or
        // history; `state` is queued, sending, done, awaits-staff, conflict or failed.
        manager
            .create_table(
                table("library_command")
                    .col(number("patron_id"))
                    .col(text("kind"))
                    .col(text("payload"))
                    .col(text("state"))
                    .col(number("attempts"))
                    .col(number("created_at"))
                    .col(number("run_after"))
                    .col(optional_text("claimed_by"))
                    .col(optional_number("claimed_until"))
                    .col(optional_number("ended_at"))
                    .col(optional_text("trouble"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("library_command_due", "library_command", &["state", "run_after"])).await?;
        manager.create_index(index("library_command_patron", "library_command", &["patron_id", "id"])).await
    }
}
