//! When it was last looked who left a source, and whose records could not be read.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for column in ["census_on TEXT", "census_stopped BIGINT NOT NULL DEFAULT 0", "unread TEXT"] {
            // `unread` is a list of numbers as JSON.
            db.execute_unprepared(&format!("ALTER TABLE data_source ADD COLUMN {column}")).await?;
        }
        Ok(())
    }
}
