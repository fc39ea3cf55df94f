//! Who moves the log counts up at each claim: a node that slept through the end of its claim undoes nothing of its successor's.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        const SQL: &str = "ALTER TABLE audit_archive ADD COLUMN generation BIGINT NOT NULL DEFAULT 0";
        manager.get_connection().execute_unprepared(SQL).await.map(|_| ())
    }
}
