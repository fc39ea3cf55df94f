//! The log of who did what with whose data, when, from where and why.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No foreign key to patrons: an entry outlives the people it names.
        manager
            .create_table(
                table("audit_entry")
                    .col(number("at"))
                    .col(number("organization_id"))
                    .col(optional_number("patron_id"))
                    .col(optional_number("actor_id"))
                    .col(text("actor_role"))
                    .col(text("action"))
                    .col(optional_text("data_category"))
                    .col(text("purpose"))
                    .col(text("outcome"))
                    .col(optional_text("library"))
                    .col(optional_text("network"))
                    .col(text("request_id"))
                    .col(optional_text("other"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("audit_entry_patron", "audit_entry", &["patron_id", "at", "id"])).await?;
        manager.create_index(index("audit_entry_at", "audit_entry", &["organization_id", "at"])).await?;
        append_only(manager).await
    }
}

/// The database itself refuses changes of the log (ASVS 16.4.2).
async fn append_only(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    match manager.get_database_backend() {
        DbBackend::Sqlite => {
            for action in ["UPDATE", "DELETE"] {
                connection
                    .execute_unprepared(&format!(
                        "CREATE TRIGGER audit_entry_no_{} BEFORE {action} ON audit_entry \
                         BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END",
                        action.to_lowercase()
                    ))
                    .await?;
            }
        }
        _ => {
            connection
                .execute_unprepared(
                    "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS \
                     $$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$",
                )
                .await?;
            connection
                .execute_unprepared(
                    "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry \
                     FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
                )
                .await?;
        }
    }
    Ok(())
}
