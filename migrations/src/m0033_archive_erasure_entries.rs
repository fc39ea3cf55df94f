//! Single entries of the archive that are to be erased, and not all of a patron's.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A list of positions as JSON; all of the patron's if there is none.
        manager
            .get_connection()
            .execute_unprepared("ALTER TABLE audit_archive_erasure ADD COLUMN entries TEXT")
            .await
            .map(|_| ())
    }
}
