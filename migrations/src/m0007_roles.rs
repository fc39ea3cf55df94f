//! Who holds which role, where, until when, and who said so.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A grant is never deleted: what was granted, and by whom, is part of the proof.
        manager
            .create_table(
                table("role_grant")
                    .col(text("public_id").unique_key())
                    .col(number("organization_id"))
                    .col(number("patron_id"))
                    .col(text("role"))
                    .col(optional_text("library"))
                    .col(text("reason"))
                    .col(optional_number("granted_by"))
                    .col(number("granted_at"))
                    .col(optional_number("expires_at"))
                    .col(optional_number("revoked_by"))
                    .col(optional_number("revoked_at"))
                    .col(optional_text("revoke_reason"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("role_grant_patron", "role_grant", &["patron_id"])).await?;
        manager.create_index(index("role_grant_role", "role_grant", &["organization_id", "role"])).await?;
        let connection = manager.get_connection();
        connection
            .execute_unprepared(
                "INSERT INTO role_grant (public_id, organization_id, patron_id, role, reason, granted_at) \
                 SELECT 'from-' || public_id, organization_id, id, role, '', created_at FROM patron \
                 WHERE role <> 'patron'",
            )
            .await?;
        manager.alter_table(Table::alter().table(Alias::new("patron")).drop_column(Alias::new("role")).to_owned()).await
    }
}
