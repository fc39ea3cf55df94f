//! What owners of accounts are told, and what they may stop.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, table, text};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The "this wasn't me" link of a mail: kept as SHA-256, gone when it was used.
        manager
            .create_table(
                table("owner_notice")
                    .col(text("token_hash").unique_key())
                    .col(number("patron_id"))
                    .col(text("event"))
                    .col(number("expires_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("owner_notice_patron", "owner_notice", &["patron_id"])).await?;
        manager.create_index(index("owner_notice_expiry", "owner_notice", &["expires_at"])).await?;
        // An account that its owner closed until a new password is chosen.
        manager
            .create_table(
                table("account_lock")
                    .col(number("patron_id").unique_key())
                    .col(text("event"))
                    .col(number("locked_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        // A form that came after its session was over: sealed, and given back to the same person only.
        manager
            .create_table(
                table("kept_form")
                    .col(text("token_hash").unique_key())
                    .col(number("patron_id"))
                    .col(text("payload"))
                    .col(number("expires_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("kept_form_patron", "kept_form", &["patron_id"])).await?;
        manager.create_index(index("kept_form_expiry", "kept_form", &["expires_at"])).await
    }
}
