//! How far the archive goes, and which node is at it.

use carrel_archive::Archive;
use carrel_domain::Timestamp;
use sea_orm::{ConnectionTrait, Statement};

use crate::{Store, StoreError};

/// The last entry that is in the archive; 0 before the first.
pub async fn position(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let sql = "SELECT position FROM audit_archive WHERE id = 1";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
}

/// How far the archive goes, and when the youngest entry there was made.
pub async fn reach(db: &impl ConnectionTrait) -> Result<(i64, Timestamp), StoreError> {
    let sql = "SELECT position, newest_at FROM audit_archive WHERE id = 1";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let row = row.ok_or(StoreError::Unreadable { table: "audit_archive", what: "row" })?;
    Ok((row.try_get_by_index(0)?, Timestamp(row.try_get_by_index(1)?)))
}

/// The archive and how far it goes; `None` as long as nothing is in it.
///
/// # Errors
/// [`StoreError::NoArchive`] if the store was opened without it.
pub(crate) async fn filled(store: &Store) -> Result<Option<(&Archive, i64)>, StoreError> {
    filled_as_seen(store.reader(), store).await
}

/// The same as a transaction sees it.
pub(crate) async fn filled_as_seen<'a>(
    db: &impl ConnectionTrait,
    store: &'a Store,
) -> Result<Option<(&'a Archive, i64)>, StoreError> {
    match position(db).await? {
        0 => Ok(None),
        position => Ok(Some((store.archive().ok_or(StoreError::NoArchive)?, position))),
    }
}

/// Claims the archive's work for a node; `None` if another one has it. Answers how far the archive goes.
pub async fn claim(
    db: &impl ConnectionTrait,
    node: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<i64>, StoreError> {
    const SQL: &str = "UPDATE audit_archive SET claimed_by = $1, claimed_until = $3, generation = generation + 1 WHERE id = 1 \
                       AND (claimed_by IS NULL OR claimed_by = $1 OR claimed_until <= $2) RETURNING position";
    let values = [node.into(), now.0.into(), until.0.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    row.map(|row| Ok(row.try_get_by_index(0)?)).transpose()
}

/// A node's claim, and how far the archive goes: both as of the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// The last entry that is in the archive; 0 before the first.
    pub position: i64,
    /// Which claim it is: each one is greater than those before.
    pub generation: i64,
}

/// The claim that a node has; `None` if another one has it by now.
pub(super) async fn claim_of(db: &impl ConnectionTrait, node: &str) -> Result<Option<Claim>, StoreError> {
    const SQL: &str = "SELECT position, generation FROM audit_archive WHERE id = 1 AND claimed_by = $1";
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, [node.into()])).await?;
    row.map(|row| Ok(Claim { position: row.try_get_by_index(0)?, generation: row.try_get_by_index(1)? })).transpose()
}

/// Gives the work back.
pub async fn release(db: &impl ConnectionTrait, node: &str) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE audit_archive SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by = $1";
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, [node.into()])).await?;
    Ok(())
}
