//! Mailings of the library's news, which any node may work on.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("news_mailing")
                    .col(text("public_id").unique_key())
                    .col(number("organization_id"))
                    // Codes of the libraries whose patrons get it, as JSON; all if none.
                    .col(optional_text("libraries"))
                    // What it was called, by language, as JSON; and what was said, as a digest.
                    .col(text("subjects"))
                    .col(text("words"))
                    .col(text("state"))
                    .col(number("cursor").default(0))
                    .col(number("written").default(0))
                    .col(number("left_out").default(0))
                    .col(number("attempts").default(0))
                    .col(number("requested_by"))
                    .col(number("requested_at"))
                    .col(number("run_after"))
                    .col(optional_text("claimed_by"))
                    .col(optional_number("claimed_until"))
                    .col(optional_number("finished_at"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("news_mailing_state", "news_mailing", &["state", "run_after"])).await?;
        // One at a time, whoever begins it on whichever node.
        const ONE: &str = "CREATE UNIQUE INDEX news_mailing_one ON news_mailing (organization_id) \
                           WHERE state IN ('queued', 'running')";
        manager.get_connection().execute_unprepared(ONE).await.map(|_| ())
    }
}
