//! Mails on their way, the organization's own words for them, and addresses that do not work.

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
                table("outbox")
                    .col(text("public_id").unique_key())
                    .col(number("organization_id"))
                    .col(optional_number("patron_id"))
                    .col(text("template"))
                    .col(text("language"))
                    .col(text("recipient"))
                    // Subject and text, encrypted; empty once sent.
                    .col(text("payload"))
                    .col(text("state"))
                    .col(number("attempts").default(0))
                    .col(number("run_after"))
                    .col(optional_text("claimed_by"))
                    .col(optional_number("claimed_until"))
                    .col(number("created_at"))
                    .col(optional_number("sent_at"))
                    .col(optional_number("ended_at"))
                    .col(optional_text("last_error"))
                    .col(text("message_id").unique_key())
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("outbox_state", "outbox", &["state", "run_after"])).await?;
        manager.create_index(index("outbox_organization", "outbox", &["organization_id", "state", "id"])).await?;
        manager.create_index(index("outbox_patron", "outbox", &["patron_id"])).await?;
        manager
            .create_table(
                table("mail_template")
                    .col(number("organization_id"))
                    .col(text("code"))
                    .col(text("language"))
                    // Both empty where the default was put back.
                    .col(text("subject"))
                    .col(text("body"))
                    .col(number("is_default").default(0))
                    // No foreign key: what was written stands when whoever wrote it is gone.
                    .col(number("changed_by"))
                    .col(number("changed_at"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        let columns = ["organization_id", "code", "language", "id"];
        manager.create_index(index("mail_template_code", "mail_template", &columns)).await?;
        manager
            .create_table(
                table("address_problem")
                    .col(number("organization_id"))
                    .col(number("patron_id"))
                    .col(text("address"))
                    .col(text("code"))
                    .col(number("reported_at"))
                    .col(optional_number("cleared_at"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("address_problem_patron", "address_problem", &["patron_id", "cleared_at"])).await
    }
}
