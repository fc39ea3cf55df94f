//! Data requests, what was done about them, and deliveries of all of a patron's data.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("data_request")
                    .col(text("public_id").unique_key())
                    .col(number("organization_id"))
                    .col(number("patron_id"))
                    .col(text("kind"))
                    .col(text("channel"))
                    .col(optional_text("document"))
                    .col(optional_text("wish"))
                    .col(text("received_on"))
                    .col(text("due_on"))
                    .col(optional_text("extension_reason"))
                    .col(text("state"))
                    .col(optional_number("owner_id"))
                    .col(optional_text("identity_method"))
                    .col(optional_number("identity_checked_by"))
                    .col(optional_number("identity_checked_at"))
                    .col(optional_text("outcome"))
                    .col(optional_number("merged_into"))
                    .col(optional_number("reminded_at"))
                    .col(optional_number("created_by"))
                    .col(number("created_at"))
                    .col(optional_number("closed_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("data_request_patron", "data_request", &["patron_id", "state"])).await?;
        manager
            .create_index(index("data_request_state", "data_request", &["organization_id", "state", "due_on", "id"]))
            .await?;
        manager
            .create_table(
                table("data_request_event")
                    .col(number("request_id"))
                    .col(number("at"))
                    .col(optional_number("actor_id"))
                    .col(text("action"))
                    .col(optional_text("note"))
                    .foreign_key(&mut belongs_to("request_id", "data_request"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("data_request_event_request", "data_request_event", &["request_id", "id"])).await?;
        // Of a link only the hash of its token is kept.
        manager
            .create_table(
                table("disclosure")
                    .col(text("public_id").unique_key())
                    .col(number("organization_id"))
                    .col(number("patron_id"))
                    .col(number("request_id"))
                    .col(text("way"))
                    .col(text("state"))
                    .col(optional_text("token_hash").unique_key())
                    .col(number("created_by"))
                    .col(number("created_at"))
                    .col(optional_number("expires_at"))
                    .col(optional_number("opened_at"))
                    .col(optional_number("opened_session_id"))
                    .col(optional_number("closes_at"))
                    .col(optional_number("revoked_by"))
                    .col(optional_number("revoked_at"))
                    .foreign_key(&mut belongs_to("request_id", "data_request"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("disclosure_patron", "disclosure", &["patron_id", "id"])).await?;
        manager.create_index(index("disclosure_state", "disclosure", &["state", "expires_at"])).await?;
        manager.create_index(index("disclosure_session", "disclosure", &["opened_session_id"])).await?;
        // A patron's extended attributes, and with them their one-time links as LTOKEN: the state, never the token.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE VIEW attribute_of_patron AS \
                 SELECT a.id * 2 AS id, a.patron_id AS patron_id, a.code AS code, a.attribute AS attribute, \
                        a.other AS other FROM extended_attribute a \
                 UNION ALL \
                 SELECT d.id * 2 + 1 AS id, d.patron_id AS patron_id, 'LTOKEN' AS code, d.state AS attribute, \
                        NULL AS other FROM disclosure d WHERE d.way = 'link'",
            )
            .await?;
        // Staff find patrons by the beginning of a name: in the order of code points, whatever the database's is. What is
        // longer than any name does not fit into an index of PostgreSQL's.
        let is_sqlite = manager.get_database_backend() == DbBackend::Sqlite;
        for column in ["surname", "firstname", "email"] {
            let key = if is_sqlite { column.to_owned() } else { format!("(LEFT({column}, 200)) COLLATE \"C\"") };
            let sql = format!("CREATE INDEX patron_{column} ON patron (organization_id, {key})");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
