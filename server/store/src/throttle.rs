//! Counters of failed attempts, shared by all nodes.

use carrel_domain::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::StoreError;

/// A counter: how many failures in the window that ends then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Failures.
    pub failures: i64,
    /// When they are forgotten.
    pub window_ends_at: Timestamp,
}

/// Counts one attempt as failed, before it is made, in one atomic statement: two attempts at once cannot both be the last
/// one allowed (ASVS 15.4.2). A success gives it back with [`forgive`].
pub async fn charge(
    db: &impl ConnectionTrait,
    bucket: &str,
    now: Timestamp,
    window_seconds: i64,
) -> Result<Count, StoreError> {
    let sql = numbered(
        db,
        "INSERT INTO throttle (bucket, failures, window_ends_at) VALUES (?1, 1, ?2) \
         ON CONFLICT (bucket) DO UPDATE SET \
         failures = CASE WHEN throttle.window_ends_at <= ?3 THEN 1 ELSE throttle.failures + 1 END, \
         window_ends_at = CASE WHEN throttle.window_ends_at <= ?3 THEN ?2 ELSE throttle.window_ends_at END \
         RETURNING failures, window_ends_at",
    );
    let values = [bucket.into(), now.plus_seconds(window_seconds).0.into(), now.0.into()];
    let row = db
        .query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values))
        .await?
        .ok_or(StoreError::Unreadable { table: "throttle", what: "returned row" })?;
    Ok(Count { failures: row.try_get_by_index(0)?, window_ends_at: Timestamp(row.try_get_by_index(1)?) })
}

/// What a counter stands at now.
pub async fn look(db: &impl ConnectionTrait, bucket: &str, now: Timestamp) -> Result<Option<Count>, StoreError> {
    const SQL: &str = "SELECT failures, window_ends_at FROM throttle WHERE bucket = $1 AND window_ends_at > $2";
    let values = [bucket.into(), now.0.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    row.map(|row| Ok(Count { failures: row.try_get_by_index(0)?, window_ends_at: Timestamp(row.try_get_by_index(1)?) }))
        .transpose()
}

/// Takes back one attempt that succeeded.
pub async fn refund(db: &impl ConnectionTrait, bucket: &str) -> Result<(), StoreError> {
    let sql = numbered(db, "UPDATE throttle SET failures = failures - 1 WHERE bucket = ?1 AND failures > 0");
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [bucket.into()])).await?;
    Ok(())
}

/// Forgets all failures of a counter.
pub async fn forgive(db: &impl ConnectionTrait, bucket: &str) -> Result<(), StoreError> {
    let sql = numbered(db, "DELETE FROM throttle WHERE bucket = ?1");
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [bucket.into()])).await?;
    Ok(())
}

/// SQLite numbers placeholders `?1`, PostgreSQL `$1`.
fn numbered(db: &impl ConnectionTrait, sql: &str) -> String {
    match db.get_database_backend() {
        DbBackend::Sqlite => sql.to_owned(),
        _ => sql.replace('?', "$"),
    }
}
