//! How many entries the log has about each patron, and when the newest was made: every view of a patron's data adds one,
//! and the home page tells how many there are, so counting them each time would take longer the more they look.
//!
//! The database itself keeps it, in the transaction that changes the log and whoever changes it. As the log it has no
//! foreign key to patrons: entries outlive the people they name. Who has none has no row.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COUNT_ALL: &str = "INSERT INTO log_size (patron_id, entries, newest_at) SELECT patron_id, COUNT(*), MAX(at) \
    FROM audit_entry WHERE patron_id IS NOT NULL GROUP BY patron_id";
/// Takes an entry off; the last one's row goes. The newest one left is the end of an index.
const TAKE_OFF: &str = "UPDATE log_size SET entries = entries - 1, \
    newest_at = COALESCE((SELECT MAX(at) FROM audit_entry WHERE patron_id = OLD.patron_id), 0) \
    WHERE patron_id = OLD.patron_id; \
    DELETE FROM log_size WHERE patron_id = OLD.patron_id AND entries = 0;";
/// The time of an entry may go back: right in whatever order SQLite runs the two triggers of a change.
const NEWEST_OF_NEW: &str = "UPDATE log_size SET newest_at = (SELECT MAX(at) FROM audit_entry \
    WHERE patron_id = NEW.patron_id) WHERE patron_id = NEW.patron_id;";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statements = match manager.get_database_backend() {
            DbBackend::Sqlite => sqlite(),
            _ => postgres(),
        };
        for sql in statements {
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

/// Counts one more for the patron of `NEW`.
fn count_one(greatest: &str) -> String {
    format!(
        "INSERT INTO log_size (patron_id, entries, newest_at) VALUES (NEW.patron_id, 1, NEW.at) \
         ON CONFLICT (patron_id) DO UPDATE SET entries = log_size.entries + 1, \
         newest_at = {greatest}(log_size.newest_at, excluded.newest_at);"
    )
}

fn sqlite() -> Vec<String> {
    let count_one = count_one("MAX");
    let trigger = |name: &str, when: &str, whose: &str, action: &str| {
        format!(
            "CREATE TRIGGER log_size_{name} AFTER {when} ON audit_entry WHEN {whose}.patron_id IS NOT NULL \
             BEGIN {action} END"
        )
    };
    vec![
        String::from(
            "CREATE TABLE log_size (patron_id INTEGER NOT NULL PRIMARY KEY, entries INTEGER NOT NULL, \
             newest_at INTEGER NOT NULL)",
        ),
        COUNT_ALL.to_owned(),
        trigger("insert", "INSERT", "NEW", &count_one),
        trigger("update_old", "UPDATE OF patron_id, at", "OLD", TAKE_OFF),
        trigger("update_new", "UPDATE OF patron_id, at", "NEW", &format!("{count_one} {NEWEST_OF_NEW}")),
        trigger("delete", "DELETE", "OLD", TAKE_OFF),
    ]
}

/// Many entries come in one statement: they are counted together, and in the order of patrons, so that no two
/// transactions wait for each other.
fn postgres() -> Vec<String> {
    let count_one = count_one("GREATEST");
    let function = |name: &str, body: &str| {
        format!("CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$")
    };
    vec![
        // Room in each page for the next version of a row: the index is not touched.
        String::from(
            "CREATE TABLE log_size (patron_id BIGINT NOT NULL PRIMARY KEY, entries BIGINT NOT NULL, \
             newest_at BIGINT NOT NULL) WITH (fillfactor = 50)",
        ),
        COUNT_ALL.to_owned(),
        function(
            "count_added_entries",
            "INSERT INTO log_size (patron_id, entries, newest_at) SELECT patron_id, COUNT(*), MAX(at) FROM added \
             WHERE patron_id IS NOT NULL GROUP BY patron_id ORDER BY patron_id \
             ON CONFLICT (patron_id) DO UPDATE SET entries = log_size.entries + excluded.entries, \
             newest_at = GREATEST(log_size.newest_at, excluded.newest_at);",
        ),
        function(
            "count_changed_entry",
            &format!(
                "IF OLD.patron_id IS NOT NULL THEN {TAKE_OFF} END IF; \
                 IF TG_OP = 'UPDATE' THEN IF NEW.patron_id IS NOT NULL THEN {count_one} END IF; END IF;"
            ),
        ),
        String::from(
            "CREATE TRIGGER log_size_insert AFTER INSERT ON audit_entry REFERENCING NEW TABLE AS added \
             FOR EACH STATEMENT EXECUTE FUNCTION count_added_entries()",
        ),
        String::from(
            "CREATE TRIGGER log_size_change AFTER UPDATE OF patron_id, at OR DELETE ON audit_entry \
             FOR EACH ROW EXECUTE FUNCTION count_changed_entry()",
        ),
    ]
}
