//! Other systems that patrons come from, and who of them is in which: to notice what changed there and who left.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("data_source")
                    .col(number("organization_id"))
                    .col(text("name"))
                    // Up to when, by the source's own clock, everything that changed there is here.
                    .col(optional_number("mark"))
                    // What the mark becomes when the run that is under way is done.
                    .col(optional_number("pending_mark"))
                    // The day of the last scheduled run, and who makes it.
                    .col(optional_text("scheduled_for"))
                    .col(optional_text("claimed_by"))
                    .col(optional_number("claimed_until"))
                    .col(optional_number("finished_at"))
                    // How the last run ended, and its counts, as JSON: nothing about anybody.
                    .col(optional_text("outcome"))
                    .col(optional_text("report"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("data_source_name", "data_source", &["organization_id", "name"])).await?;
        manager
            .create_table(
                table("data_source_patron")
                    .col(number("data_source_id"))
                    // Who they are there.
                    .col(text("source_key"))
                    .col(number("patron_id"))
                    // A digest of what the source counts about them; 0 where nothing is known.
                    .col(number("fingerprint").default(0))
                    // When they were no longer there.
                    .col(optional_number("gone_at"))
                    .foreign_key(&mut belongs_to("data_source_id", "data_source"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        let key = ["data_source_id", "source_key"];
        manager.create_index(unique("data_source_patron_key", "data_source_patron", &key)).await?;
        manager.create_index(index("data_source_patron_patron", "data_source_patron", &["patron_id"])).await
    }
}
