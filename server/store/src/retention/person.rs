//! Taking the person out of a patron's row, and then the row itself.

use carrel_domain::{PatronId, PatronScope, Timestamp};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};

use super::erasure;
pub use crate::audit::CLEARED;
use crate::{
    StoreError,
    audit::{AuditKeys, clear_some},
};

/// Numbers of the source that were taken away are replaced by this and the row's own key.
const NOBODY: &str = "~erased:";
/// Tables that stay with the row until it is removed itself.
const STAYS: [&str; 1] = ["patron_stage"];

/// Everything that belongs to a patron, as the database itself knows it: table and column. What a later version adds is
/// among it without being named here.
pub async fn dependents(db: &impl ConnectionTrait) -> Result<Vec<(String, String)>, StoreError> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT m.name, f.\"from\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f \
             WHERE m.type = 'table' AND f.\"table\" = 'patron' ORDER BY 1, 2"
        }
        _ => {
            "SELECT CAST(c.conrelid::regclass AS TEXT), CAST(a.attname AS TEXT) FROM pg_constraint c \
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
             WHERE c.contype = 'f' AND c.confrelid = 'patron'::regclass ORDER BY 1, 2"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Opaque ids of a patron's exports: their files are the caller's to remove once the rest is committed.
pub async fn exports(db: &impl ConnectionTrait, patron: PatronId) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "SELECT public_id FROM export_job WHERE patron_id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [patron.0.into()]);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Empties the row of the patron in scope: everything that belongs to it goes, and of the row only library and category
/// stay. What of theirs still adds up was moved to the anonymous patron before. From now on no import brings them back.
pub async fn empty(
    transaction: &DatabaseTransaction,
    keys: &AuditKeys,
    scope: PatronScope,
    dependents: &[(String, String)],
    ground: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let backend = transaction.get_database_backend();
    let key: [Value; 2] = [scope.patron().0.into(), scope.organization().0.into()];
    const NUMBER: &str = "SELECT source_id FROM patron WHERE id = $1 AND organization_id = $2";
    let statement = Statement::from_sql_and_values(backend, NUMBER, key.clone());
    let Some(row) = transaction.query_one_raw(statement).await? else { return Ok(()) };
    let source_id: String = row.try_get_by_index(0)?;
    if !source_id.starts_with(NOBODY) {
        erasure::add(transaction, keys, scope.organization(), &source_id, ground, now).await?;
    }
    for (table, column) in dependents.iter().filter(|(table, _)| !STAYS.contains(&table.as_str())) {
        let sql = format!("DELETE FROM {table} WHERE {column} = $1");
        transaction.execute_raw(Statement::from_sql_and_values(backend, sql, [scope.patron().0.into()])).await?;
    }
    // Lines of others that name them as guardian or ward.
    const OTHERS: &str = "DELETE FROM guardianship WHERE (guardian_number = $1 OR ward_number = $1) \
                          AND patron_id IN (SELECT id FROM patron WHERE organization_id = $2)";
    let values: [Value; 2] = [source_id.into(), scope.organization().0.into()];
    transaction.execute_raw(Statement::from_sql_and_values(backend, OTHERS, values)).await?;
    let sql = format!(
        "UPDATE patron SET source_id = '{NOBODY}' || CAST(id AS TEXT), cardnumber = NULL, userid = NULL, surname = NULL, \
         firstname = NULL, email = NULL, language = NULL, disabled = 1, record = '{{}}', other = NULL, \
         digest = 0, document_digest = 0, expires_on = NULL, confirmed_email = NULL, email_confirmed_at = NULL, \
         email_ask_after = NULL WHERE id = $1 AND organization_id = $2"
    );
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql, key)).await?;
    Ok(())
}

/// Lets some entries of the log forget whom they spoke of; answers how many. Fewer than [`CLEARED`]: there are no more.
pub async fn forget(
    transaction: &DatabaseTransaction,
    keys: &AuditKeys,
    scope: PatronScope,
    ground: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    clear_some(transaction, keys, scope, ground, None, now).await
}

/// How far a removal came within one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// So many entries of the log forgot whom they spoke of; there are more, and the row stays until none is left.
    Began(u64),
    /// So many more did, and the row is gone.
    Done(u64),
}

/// Lets the log forget whom it spoke of, some entries in each transaction, and removes the emptied row with the last of
/// them.
pub async fn remove(
    transaction: &DatabaseTransaction,
    keys: &AuditKeys,
    scope: PatronScope,
    ground: &str,
    now: Timestamp,
) -> Result<Removal, StoreError> {
    let cleared = forget(transaction, keys, scope, ground, now).await?;
    if cleared >= CLEARED {
        return Ok(Removal::Began(cleared));
    }
    const SQL: &str = "DELETE FROM patron WHERE id = $1 AND organization_id = $2";
    let values: [Value; 2] = [scope.patron().0.into(), scope.organization().0.into()];
    transaction.execute_raw(Statement::from_sql_and_values(transaction.get_database_backend(), SQL, values)).await?;
    Ok(Removal::Done(cleared))
}
