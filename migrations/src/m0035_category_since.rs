//! When somebody came into their patron category: nothing goes at once by a policy that they did not have before.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared("ALTER TABLE patron ADD COLUMN category_since BIGINT")
            .await
            .map(|_| ())
    }
}
