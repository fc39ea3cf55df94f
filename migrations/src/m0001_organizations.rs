//! Organizations, their libraries and patron categories, settings, and the register of processing.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("organization")
                    .col(text("slug").unique_key())
                    .col(text("name"))
                    .col(text("time_zone"))
                    .col(text("currency"))
                    .to_owned(),
            )
            .await?;
        for name in ["library", "patron_category"] {
            manager
                .create_table(
                    table(name)
                        .col(number("organization_id"))
                        .col(text("code"))
                        .col(text("name"))
                        .foreign_key(&mut belongs_to("organization_id", "organization"))
                        .to_owned(),
                )
                .await?;
        }
        manager.create_index(unique("library_code", "library", &["organization_id", "code"])).await?;
        manager.create_index(unique("patron_category_code", "patron_category", &["organization_id", "code"])).await?;
        manager
            .create_table(
                table("setting")
                    .col(number("organization_id"))
                    .col(text("name"))
                    .col(text("value"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("setting_name", "setting", &["organization_id", "name"])).await?;
        // Only what a library words differently from the catalogue's defaults (GDPR Art. 30).
        manager
            .create_table(
                table("register_entry")
                    .col(number("organization_id"))
                    .col(text("category"))
                    .col(text("language"))
                    .col(optional_text("purpose"))
                    .col(optional_text("legal_basis"))
                    .col(optional_text("retention"))
                    .col(optional_text("recipients"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique(
                "register_entry_category",
                "register_entry",
                &["organization_id", "category", "language"],
            ))
            .await
    }
}
