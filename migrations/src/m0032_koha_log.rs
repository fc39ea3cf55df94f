//! Up to where entries of a library system's own log are here, so that each comes in once.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, number, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // How far a reading has come: the number of the last entry, or of the last patron asked for.
        manager
            .create_table(
                table("koha_log")
                    .col(number("organization_id"))
                    .col(text("name"))
                    .col(number("position"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("koha_log_name", "koha_log", &["organization_id", "name"])).await?;
        // Which of a patron's entries is here last, whichever way it came.
        manager
            .create_table(
                table("koha_log_patron")
                    .col(number("patron_id"))
                    .col(text("name"))
                    .col(number("position"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("koha_log_patron_key", "koha_log_patron", &["patron_id", "name"])).await
    }
}
