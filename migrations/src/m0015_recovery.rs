//! Recovery of lost passwords, confirmed mail addresses, and what is known of a password's length.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = |name: &'static str, column: &mut ColumnDef| {
            Table::alter().table(Alias::new(name)).add_column(column).to_owned()
        };
        // Mails go to the confirmed address, whatever the library system says.
        manager.alter_table(alter("patron", &mut optional_text("confirmed_email"))).await?;
        manager.alter_table(alter("patron", &mut optional_number("email_confirmed_at"))).await?;
        // Nobody is asked for an address before then; -1 for never again.
        manager.alter_table(alter("patron", &mut optional_number("email_ask_after"))).await?;
        // 8 or 15: a password of at least so many characters that kept the rules; 0 if nobody looked.
        manager.alter_table(alter("credential", &mut number("checked_length").default(0))).await?;
        // Finds whose an address is, however it is written; its beginning, for PostgreSQL's index takes no longer ones.
        let sql = "CREATE INDEX patron_address ON patron (SUBSTR(LOWER(COALESCE(confirmed_email, email)), 1, 200))";
        manager.get_connection().execute_unprepared(sql).await?;
        manager
            .create_table(
                table("recovery")
                    .col(number("organization_id"))
                    .col(number("patron_id"))
                    // link or paper.
                    .col(text("way"))
                    .col(text("token_hash").unique_key())
                    .col(number("created_at"))
                    .col(number("expires_at"))
                    .col(optional_number("used_at"))
                    // Staff who started it. No foreign key: it stands when they are gone.
                    .col(optional_number("started_by"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("recovery_patron", "recovery", &["patron_id", "used_at"])).await?;
        manager.create_index(index("recovery_expiry", "recovery", &["expires_at"])).await?;
        manager
            .create_table(
                table("email_confirmation")
                    .col(number("organization_id"))
                    .col(number("patron_id"))
                    .col(text("token_hash").unique_key())
                    .col(text("address"))
                    .col(number("created_at"))
                    .col(number("expires_at"))
                    .col(optional_number("used_at"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("email_confirmation_patron", "email_confirmation", &["patron_id", "used_at"]))
            .await?;
        manager.create_index(index("email_confirmation_expiry", "email_confirmation", &["expires_at"])).await
    }
}
