//! Entries of the log move to an archive: how far they have, the proof of what moved, and what is still to be erased there.
//!
//! An entry may be deleted once its position is the archive's; it still counts for its patron.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// One row: entries up to `position` are in the archive, the youngest made at `newest_at`. And the month that is being dropped, with the last patron whose
/// entries were counted off.
const ARCHIVE: &str = "CREATE TABLE audit_archive (id BIGINT NOT NULL PRIMARY KEY, position BIGINT NOT NULL, \
    newest_at BIGINT NOT NULL, claimed_by TEXT, claimed_until BIGINT, drop_month BIGINT, drop_after BIGINT)";
/// Entries one after the other that lie in one month of the archive: the chain before and after them, and the roots of the
/// subtrees they are in the hash tree.
const STRETCH: &str = "CREATE TABLE audit_archive_stretch (first BIGINT NOT NULL PRIMARY KEY, last BIGINT NOT NULL, \
    month BIGINT NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT NOT NULL, start_link TEXT NOT NULL, \
    end_link TEXT NOT NULL, nodes TEXT NOT NULL, dropped_at BIGINT, mac TEXT NOT NULL)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (id, triggers): (&str, &[&str]) = match manager.get_database_backend() {
            DbBackend::Sqlite => ("INTEGER PRIMARY KEY", &SQLITE),
            _ => ("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", &POSTGRES),
        };
        let erasure = format!(
            "CREATE TABLE audit_archive_erasure (id {id}, patron_id BIGINT NOT NULL, organization_id BIGINT NOT NULL, \
             ground TEXT NOT NULL, erased_by BIGINT, at BIGINT NOT NULL)"
        );
        let tables = [
            ARCHIVE,
            "INSERT INTO audit_archive (id, position, newest_at) VALUES (1, 0, 0)",
            STRETCH,
            "CREATE INDEX audit_archive_stretch_month ON audit_archive_stretch (month)",
            "CREATE UNIQUE INDEX audit_archive_stretch_last ON audit_archive_stretch (last)",
            &erasure,
        ];
        for sql in tables.iter().chain(triggers) {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

const SQLITE: [&str; 3] = [
    "DROP TRIGGER audit_entry_no_delete",
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry \
     WHEN NOT EXISTS (SELECT 1 FROM audit_archive WHERE position >= OLD.id) \
     BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END",
    "DROP TRIGGER log_size_delete",
];

const POSTGRES: [&str; 6] = [
    "DROP TRIGGER audit_entry_append_only ON audit_entry",
    "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE ON audit_entry \
     FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE FUNCTION refuse_audit_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     IF EXISTS (SELECT 1 FROM audit_archive WHERE position >= OLD.id) THEN RETURN OLD; END IF; \
     RAISE EXCEPTION 'audit entries are append-only'; END $$",
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry \
     FOR EACH ROW EXECUTE FUNCTION refuse_audit_delete()",
    "DROP TRIGGER log_size_change ON audit_entry",
    "CREATE TRIGGER log_size_change AFTER UPDATE OF patron_id, at ON audit_entry \
     FOR EACH ROW EXECUTE FUNCTION count_changed_entry()",
];
