//! Work that is rows: any node claims one, holds it as long as it gives a sign of life, and another takes over when it does
//! not. All such tables have `state`, `run_after`, `attempts`, `claimed_by` and `claimed_until`.

use carrel_domain::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use crate::StoreError;

/// A table of work.
pub(crate) struct Queue {
    /// Its name.
    pub table: &'static str,
    /// What a claim sets besides, as SQL beginning with a comma. `$3` is the time.
    pub sets: &'static str,
    /// What else must be true of a row `w` to be claimed, as SQL beginning with `AND`. `$3` is the time.
    pub only: &'static str,
    /// What comes first among the rows `w`, as SQL.
    pub order: &'static str,
}

/// Claims the next row, in one statement, so that no two nodes take the same: one that waits, or one whose node was not
/// heard of since its claim ran out.
///
/// # Errors
/// Those of the database.
pub(crate) async fn claim<Row: FromQueryResult>(
    db: &impl ConnectionTrait,
    queue: &Queue,
    node: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Row>, StoreError> {
    let backend = db.get_database_backend();
    let Queue { table, sets, only, order } = queue;
    // A row that another node is just claiming is not waited for.
    let lock = if backend == DbBackend::Sqlite { "" } else { "FOR UPDATE SKIP LOCKED" };
    let sql = format!(
        "UPDATE {table} SET state = 'running', attempts = attempts + 1, claimed_by = $1, claimed_until = $2{sets} \
         WHERE id = (SELECT w.id FROM {table} w WHERE ((w.state = 'queued' AND w.run_after <= $3) \
         OR (w.state = 'running' AND w.claimed_until <= $3)) {only} ORDER BY {order} LIMIT 1 {lock}) RETURNING *"
    );
    let values = [node.into(), until.0.into(), now.0.into()];
    Ok(Row::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).one(db).await?)
}

/// The attempt failed: again after a while. What was done is done. Nothing happens if the row is no longer this node's.
///
/// # Errors
/// Those of the database.
pub(crate) async fn give_back(
    db: &impl ConnectionTrait,
    queue: &Queue,
    row: i64,
    node: &str,
    run_after: Timestamp,
) -> Result<(), StoreError> {
    let sql = format!(
        "UPDATE {} SET state = 'queued', run_after = $3, claimed_by = NULL, claimed_until = NULL \
         WHERE id = $1 AND claimed_by = $2 AND state = 'running'",
        queue.table
    );
    let values = [row.into(), node.into(), run_after.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(())
}
