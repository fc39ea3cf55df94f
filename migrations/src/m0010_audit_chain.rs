//! The log becomes a chain: each entry is tied to the one before it, checkpoints sign the whole, and personal data can be
//! erased lawfully while the proof stays.
//!
//! Entries from before are numbered without gaps here; they are chained at the first start, for that takes the
//! installation's key.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::table::{index, number, optional_number, optional_text, table, text};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// What a lawful erasure leaves as it is.
const KEPT: [&str; 12] = [
    "id",
    "at",
    "organization_id",
    "actor_role",
    "action",
    "data_category",
    "purpose",
    "outcome",
    "interface",
    "library",
    "digest",
    "link",
];
/// What a lawful erasure may clear. The salt must go.
const ERASED: [&str; 7] = ["patron_id", "actor_id", "network", "other", "object", "old_value", "new_value"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let entry = || Table::alter().table(Alias::new("audit_entry")).to_owned();
        for name in ["object", "old_value", "new_value", "interface", "salt", "digest", "link"] {
            manager.alter_table(entry().add_column(optional_text(name)).to_owned()).await?;
        }
        // One row: where the chain has come to.
        manager
            .create_table(table("audit_head").col(number("position")).col(text("link")).col(text("mac")).to_owned())
            .await?;
        manager
            .create_table(
                table("audit_checkpoint")
                    .col(number("at"))
                    // The day it was made for; none for one made by hand.
                    .col(optional_text("day").unique_key())
                    .col(number("position"))
                    .col(text("root"))
                    .col(text("link"))
                    // The roots of the complete subtrees, from which the tree goes on.
                    .col(text("frontier"))
                    .col(text("key_id"))
                    .col(text("signature"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("audit_checkpoint_position", "audit_checkpoint", &["position"])).await?;
        manager
            .create_table(
                table("audit_erasure")
                    .col(number("entry_id").unique_key())
                    .col(number("at"))
                    .col(text("ground"))
                    .col(optional_number("erased_by"))
                    .col(text("mac"))
                    .to_owned(),
            )
            .await?;
        indexes(manager).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared("INSERT INTO audit_head (id, position, link, mac) VALUES (1, 0, '', '')").await?;
        connection.execute_unprepared(SHOWN).await?;
        without_gaps(manager).await?;
        append_only(manager).await
    }
}

/// Entries as the patron sees them: with the names of staff where the library says so.
const SHOWN: &str = "CREATE VIEW audit_entry_shown AS SELECT e.id, e.patron_id, e.at, e.action, e.data_category, \
    e.actor_role, e.purpose, e.library, e.outcome, e.actor_id, e.other, \
    CASE WHEN e.actor_role NOT IN ('patron', 'system') AND EXISTS (SELECT 1 FROM setting AS s \
    WHERE s.organization_id = e.organization_id AND s.name = 'log_shows_staff_names' AND s.value = '1') \
    THEN (SELECT TRIM(COALESCE(p.firstname, '') || ' ' || COALESCE(p.surname, '')) FROM patron AS p \
    WHERE p.id = e.actor_id) END AS staff_name FROM audit_entry AS e";

/// For what staff search by. Views of one's own data, by far the most, get as few as possible.
async fn indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name("audit_entry_at").table(Alias::new("audit_entry")).to_owned()).await?;
    manager.create_index(index("audit_entry_at", "audit_entry", &["organization_id", "at", "id"])).await?;
    manager
        .create_index(index("audit_entry_action", "audit_entry", &["organization_id", "action", "at", "id"]))
        .await?;
    for sql in [
        "CREATE INDEX audit_entry_actor ON audit_entry (actor_id, at, id) WHERE actor_role <> 'patron'",
        "CREATE INDEX audit_entry_object ON audit_entry (object, at, id) WHERE object IS NOT NULL",
        "CREATE INDEX audit_entry_outcome ON audit_entry (organization_id, outcome, at, id) WHERE outcome <> 'done'",
        "CREATE INDEX audit_entry_interface ON audit_entry (organization_id, interface, at, id) WHERE interface <> 'web'",
    ] {
        manager.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}

/// The key of an entry becomes its position, from 1 on: a transaction that was rolled back may have left a gap.
async fn without_gaps(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let drops: &[&str] = match manager.get_database_backend() {
        DbBackend::Sqlite => &["DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"],
        _ => &["DROP TRIGGER audit_entry_append_only ON audit_entry"],
    };
    for sql in drops {
        connection.execute_unprepared(sql).await?;
    }
    // By way of negative numbers, for no two rows may have the same one even for a moment.
    for sql in [
        "UPDATE audit_entry SET id = -places.place FROM \
         (SELECT id AS old, ROW_NUMBER() OVER (ORDER BY id) AS place FROM audit_entry) AS places \
         WHERE audit_entry.id = places.old AND (SELECT COUNT(*) FROM audit_entry) <> (SELECT MAX(id) FROM audit_entry)",
        "UPDATE audit_entry SET id = -id WHERE id < 0",
    ] {
        connection.execute_unprepared(sql).await?;
    }
    Ok(())
}

/// The database itself refuses changes of the log (ASVS 16.4.2) but for two: chaining an entry that is not, once, and
/// clearing the personal part of one that was erased lawfully.
async fn append_only(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    match manager.get_database_backend() {
        DbBackend::Sqlite => {
            let allowed = allowed("IS");
            let refuse = "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END";
            for sql in [
                format!(
                    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry WHEN NOT COALESCE({allowed}, 0) \
                     {refuse}"
                ),
                format!("CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry {refuse}"),
            ] {
                connection.execute_unprepared(&sql).await?;
            }
        }
        _ => {
            let allowed = allowed("IS NOT DISTINCT FROM");
            for sql in [
                format!(
                    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                     IF TG_OP = 'UPDATE' THEN IF COALESCE({allowed}, FALSE) THEN RETURN NEW; END IF; END IF; \
                     RAISE EXCEPTION 'audit entries are append-only'; END $$"
                ),
                String::from(
                    "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry \
                     FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
                ),
                String::from(
                    "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry \
                     FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
                ),
            ] {
                connection.execute_unprepared(&sql).await?;
            }
        }
    }
    Ok(())
}

fn allowed(is: &str) -> String {
    let all = |conditions: Vec<String>| conditions.join(" AND ");
    let same = |name: &str| format!("NEW.{name} {is} OLD.{name}");
    let payload = KEPT.iter().filter(|name| !matches!(**name, "digest" | "link"));
    let chained = all(payload.chain(&ERASED).map(|name| same(name)).collect());
    let erased = all(KEPT
        .iter()
        .map(|name| same(name))
        .chain(ERASED.iter().map(|name| format!("(NEW.{name} IS NULL OR {})", same(name))))
        .collect());
    format!(
        "((OLD.digest IS NULL AND NEW.digest IS NOT NULL AND NEW.request_id = OLD.request_id AND {chained}) OR \
         (OLD.digest IS NOT NULL AND NEW.salt IS NULL AND NEW.request_id IN ('', OLD.request_id) AND {erased} AND \
         EXISTS (SELECT 1 FROM audit_erasure WHERE audit_erasure.entry_id = OLD.id)))"
    )
}
