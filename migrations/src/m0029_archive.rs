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
        let (id, triggers) = match manager.get_database_backend() {
            DbBackend::Sqlite => ("INTEGER PRIMARY KEY", sqlite()),
            _ => ("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", postgres()),
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
        for sql in tables.into_iter().chain(triggers.iter().map(String::as_str)) {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

/// Takes an entry off that was deleted otherwise than by moving.
const TAKE_OFF: &str = "UPDATE log_size SET entries = entries - 1, \
    newest_at = COALESCE((SELECT MAX(at) FROM audit_entry WHERE patron_id = OLD.patron_id), 0) \
    WHERE patron_id = OLD.patron_id; \
    DELETE FROM log_size WHERE patron_id = OLD.patron_id AND entries = 0;";

fn sqlite() -> Vec<String> {
    vec![
        String::from("DROP TRIGGER audit_entry_no_delete"),
        String::from(
            "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry \
             WHEN NOT EXISTS (SELECT 1 FROM audit_archive WHERE position >= OLD.id) \
             BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END",
        ),
        String::from("DROP TRIGGER log_size_delete"),
        format!(
            "CREATE TRIGGER log_size_delete AFTER DELETE ON audit_entry WHEN OLD.patron_id IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM audit_archive WHERE position >= OLD.id) BEGIN {TAKE_OFF} END"
        ),
    ]
}

fn postgres() -> Vec<String> {
    let is_archived = "EXISTS (SELECT 1 FROM audit_archive WHERE position >= OLD.id)";
    let function = |name: &str, body: &str| {
        format!("CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
    };
    let trigger = |name: &str, when: &str, function: &str| {
        format!("CREATE TRIGGER {name} {when} ON audit_entry FOR EACH ROW EXECUTE FUNCTION {function}()")
    };
    vec![
        String::from("DROP TRIGGER audit_entry_append_only ON audit_entry"),
        trigger("audit_entry_append_only", "BEFORE UPDATE", "refuse_audit_change"),
        function(
            "refuse_audit_delete",
            &format!("IF {is_archived} THEN RETURN OLD; END IF; RAISE EXCEPTION 'audit entries are append-only';"),
        ),
        trigger("audit_entry_no_delete", "BEFORE DELETE", "refuse_audit_delete"),
        String::from("DROP TRIGGER log_size_change ON audit_entry"),
        trigger("log_size_change", "AFTER UPDATE OF patron_id, at", "count_changed_entry"),
        function(
            "count_deleted_entry",
            &format!("IF OLD.patron_id IS NOT NULL AND NOT {is_archived} THEN {TAKE_OFF} END IF; RETURN NULL;"),
        ),
        trigger("log_size_delete", "AFTER DELETE", "count_deleted_entry"),
    ]
}
