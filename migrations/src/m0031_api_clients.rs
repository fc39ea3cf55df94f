//! Clients of the interface: programs of others, their tokens, and their names in the patron's log.

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
                table("api_client")
                    // The client id of OAuth.
                    .col(text("public_id").unique_key())
                    .col(number("organization_id"))
                    .col(text("name"))
                    // What the data is needed for, in words.
                    .col(text("purpose"))
                    // SHA-256 of 256 random bits.
                    .col(text("secret_hash"))
                    .col(text("scopes"))
                    // Networks it may come from, with commas; empty for any.
                    .col(text("networks"))
                    // Code of the library it is limited to.
                    .col(optional_text("library"))
                    .col(number("requests_per_minute"))
                    .col(number("created_at"))
                    .col(number("created_by"))
                    .col(number("expires_at"))
                    .col(optional_number("rotated_at"))
                    .col(optional_number("revoked_at"))
                    .col(optional_number("revoked_by"))
                    .col(optional_number("last_used_at"))
                    // Calls that are left, in sixtieths of a call, and when that was so.
                    .col(number("allowance"))
                    .col(number("allowance_at"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("api_client_organization", "api_client", &["organization_id"])).await?;
        manager
            .create_table(
                table("api_token")
                    .col(text("token_hash").unique_key())
                    .col(number("client_id"))
                    .col(text("scopes"))
                    .col(number("created_at"))
                    .col(number("expires_at"))
                    .foreign_key(&mut belongs_to("client_id", "api_client"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("api_token_client", "api_token", &["client_id"])).await?;
        manager.create_index(index("api_token_expires_at", "api_token", &["expires_at"])).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared("DROP VIEW audit_entry_shown").await?;
        connection.execute_unprepared(SHOWN).await.map(|_| ())
    }
}

/// Entries as the patron sees them: with the names of staff where the library says so, and with those of guardians and of
/// programs always.
const SHOWN: &str = "CREATE VIEW audit_entry_shown AS SELECT e.id, e.patron_id, e.at, e.action, e.data_category, \
    e.actor_role, e.purpose, e.library, e.outcome, e.actor_id, e.other, \
    CASE WHEN e.actor_role = 'api-client' THEN e.new_value \
    WHEN e.purpose = 'guardian-access' OR e.actor_role NOT IN ('patron', 'system') AND EXISTS \
    (SELECT 1 FROM setting AS s \
    WHERE s.organization_id = e.organization_id AND s.name = 'log_shows_staff_names' AND s.value = '1') \
    THEN (SELECT TRIM(COALESCE(p.firstname, '') || ' ' || COALESCE(p.surname, '')) FROM patron AS p \
    WHERE p.id = e.actor_id) END AS staff_name FROM audit_entry AS e";
