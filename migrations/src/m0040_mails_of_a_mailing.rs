//! A mail of the library's news knows its mailing: stopping one calls off no other's.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No foreign key: nothing deletes a mailing, and its mails are looked up by this index alone.
        const COLUMN: &str = "ALTER TABLE outbox ADD COLUMN mailing_id BIGINT";
        const INDEX: &str = "CREATE INDEX outbox_mailing ON outbox (organization_id, mailing_id, state) \
                             WHERE mailing_id IS NOT NULL";
        // Mailings were written one after the other: what waits is of the last one that had begun.
        const WAITING: &str = "UPDATE outbox SET mailing_id = (SELECT MAX(m.id) FROM news_mailing m \
                               WHERE m.organization_id = outbox.organization_id AND m.requested_at <= outbox.created_at) \
                               WHERE template = 'LIBRARY_NEWS' AND state = 'waiting'";
        for sql in [COLUMN, INDEX, WAITING] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
