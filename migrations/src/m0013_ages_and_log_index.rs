//! The ages a patron category is for, against which patrons' ages are checked; and what a member of staff did is counted
//! without reading the log's entries: the index says whose organization it was.

use sea_orm_migration::prelude::*;

use crate::table::optional_number;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["minimum_age", "maximum_age"] {
            let mut table = Table::alter();
            table.table(Alias::new("patron_category")).add_column(optional_number(column));
            manager.alter_table(table).await?;
        }
        for sql in [
            "DROP INDEX audit_entry_actor",
            "CREATE INDEX audit_entry_actor ON audit_entry (organization_id, actor_id, at, id) \
             WHERE actor_role <> 'patron'",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
