//! How exact the times of a line of statistics are. Times tell people apart, too: groups are counted anew with them, and
//! until then it is not known of how many people they are.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let database = manager.get_connection();
        database.execute_unprepared("ALTER TABLE statistic ADD COLUMN times TEXT").await?;
        database.execute_unprepared("DELETE FROM statistic_group").await.map(|_| ())
    }
}
