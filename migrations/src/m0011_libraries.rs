//! Libraries that became part of another one: what the library system still calls by the old code is the new one's.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, number, optional_number, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The library's own row stays, with its name: history is shown by it.
        manager
            .create_table(
                table("library_alias")
                    .col(number("organization_id"))
                    .col(text("code"))
                    .col(text("library"))
                    .col(optional_number("created_by"))
                    .col(number("created_at"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("library_alias_code", "library_alias", &["organization_id", "code"])).await
    }
}
