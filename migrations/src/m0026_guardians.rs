//! The log names guardians to their wards.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared("DROP VIEW audit_entry_shown").await?;
        connection.execute_unprepared(SHOWN).await.map(|_| ())
    }
}

/// Entries as the patron sees them: with the names of staff where the library says so, and with those of guardians always.
const SHOWN: &str = "CREATE VIEW audit_entry_shown AS SELECT e.id, e.patron_id, e.at, e.action, e.data_category, \
    e.actor_role, e.purpose, e.library, e.outcome, e.actor_id, e.other, \
    CASE WHEN e.purpose = 'guardian-access' OR e.actor_role NOT IN ('patron', 'system') AND EXISTS \
    (SELECT 1 FROM setting AS s \
    WHERE s.organization_id = e.organization_id AND s.name = 'log_shows_staff_names' AND s.value = '1') \
    THEN (SELECT TRIM(COALESCE(p.firstname, '') || ' ' || COALESCE(p.surname, '')) FROM patron AS p \
    WHERE p.id = e.actor_id) END AS staff_name FROM audit_entry AS e";
