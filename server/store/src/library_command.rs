//! What the library system is still to be told. Any node claims a row; what is over keeps its kind and state, and forgets
//! what it said.

use carrel_domain::{PatronScope, Timestamp};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use crate::StoreError;

/// One thing to say.
#[derive(Clone, PartialEq, Eq, FromQueryResult)]
pub struct LibraryCommand {
    /// Key.
    pub id: i64,
    /// Whose.
    pub patron_id: i64,
    /// `contact`, `messages` or `history`.
    pub kind: String,
    /// What is to be said, as JSON.
    pub payload: String,
    /// `queued`, `sending`, `done`, `awaits-staff`, `conflict`, `failed`, or `untold`: it never will be.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When somebody wished it.
    pub created_at: i64,
    /// When it was over.
    pub ended_at: Option<i64>,
    /// Why it did not work, last time.
    pub trouble: Option<String>,
}

impl std::fmt::Debug for LibraryCommand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LibraryCommand({} {} {})", self.id, self.kind, self.state)
    }
}

const COLUMNS: &str = "id, patron_id, kind, payload, state, attempts, created_at, ended_at, trouble";

/// Adds one, in the transaction of whoever wishes it.
///
/// # Errors
/// Those of the database.
pub async fn add(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    kind: &str,
    payload: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO library_command (patron_id, kind, payload, state, attempts, created_at, run_after) \
                       VALUES ($1, $2, $3, 'queued', 0, $4, $4)";
    let values = [scope.patron().0.into(), kind.into(), payload.into(), now.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Notes that something was done here which the library system is not told of, in the transaction of whoever did it.
///
/// # Errors
/// Those of the database.
pub async fn note_untold(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    kind: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM library_command WHERE patron_id = $1 AND kind = $2 AND state = 'untold'";
    const ADD: &str = "INSERT INTO library_command (patron_id, kind, payload, state, attempts, created_at, run_after, \
                       ended_at) VALUES ($1, $2, '{}', 'untold', 0, $3, $3, $3)";
    let backend = db.get_database_backend();
    let whose = || [scope.patron().0.into(), kind.into()];
    db.execute_raw(Statement::from_sql_and_values(backend, FORGET, whose())).await?;
    let [patron, kind] = whose();
    db.execute_raw(Statement::from_sql_and_values(backend, ADD, [patron, kind, now.0.into()])).await?;
    Ok(())
}

/// Claims the next one, in one statement. What a patron wished earlier is said first, and alone.
///
/// # Errors
/// Those of the database.
pub async fn claim(
    db: &impl ConnectionTrait,
    node: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<LibraryCommand>, StoreError> {
    let backend = db.get_database_backend();
    let lock = if backend == DbBackend::Sqlite { "" } else { "FOR UPDATE SKIP LOCKED" };
    let sql = format!(
        "UPDATE library_command SET state = 'sending', attempts = attempts + 1, claimed_by = $1, claimed_until = $2 \
         WHERE id = (SELECT id FROM library_command AS c WHERE ((state = 'queued' AND run_after <= $3) \
         OR (state = 'sending' AND claimed_until <= $3)) AND NOT EXISTS (SELECT 1 FROM library_command AS e \
         WHERE e.patron_id = c.patron_id AND e.id < c.id AND e.state IN ('queued', 'sending')) \
         ORDER BY id LIMIT 1 {lock}) RETURNING {COLUMNS}"
    );
    let values = [node.into(), until.0.into(), now.0.into()];
    Ok(LibraryCommand::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).one(db).await?)
}

/// It is over, one way or the other; `false` if it is no longer this node's.
///
/// # Errors
/// Those of the database.
pub async fn end(
    db: &impl ConnectionTrait,
    id: i64,
    node: &str,
    state: &str,
    trouble: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE library_command SET state = $3, trouble = $4, ended_at = $5, payload = '{}', \
                       claimed_by = NULL, claimed_until = NULL WHERE id = $1 AND claimed_by = $2 AND state = 'sending'";
    let values = [id.into(), node.into(), state.into(), trouble.into(), now.0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// It is tried again then. An attempt at which nobody was asked does not count.
///
/// # Errors
/// Those of the database.
pub async fn give_back(
    db: &impl ConnectionTrait,
    id: i64,
    node: &str,
    trouble: &str,
    counts: bool,
    again: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE library_command SET state = 'queued', trouble = $3, run_after = $4, claimed_by = NULL, \
                       claimed_until = NULL, attempts = attempts - $5 \
                       WHERE id = $1 AND claimed_by = $2 AND state = 'sending'";
    let values = [id.into(), node.into(), trouble.into(), again.0.into(), i64::from(!counts).into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// The newest of each kind for a patron, and how it stands.
///
/// # Errors
/// Those of the database.
pub async fn newest(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Vec<LibraryCommand>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM library_command WHERE id IN (SELECT MAX(id) FROM library_command WHERE patron_id = $1 \
         GROUP BY kind) ORDER BY id"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [scope.patron().0.into()]);
    Ok(LibraryCommand::find_by_statement(statement).all(db).await?)
}

/// Forgets what was over before then.
///
/// # Errors
/// Those of the database.
pub async fn sweep(db: &impl ConnectionTrait, before: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM library_command WHERE ended_at < $1";
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, [before.0.into()])).await?;
    Ok(())
}

/// What was told in vain, as long as it is remembered.
///
/// # Errors
/// Those of the database.
pub async fn count_failed(db: &impl ConnectionTrait) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM library_command WHERE state IN ('failed', 'conflict')";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), SQL)).await?;
    let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(count.unwrap_or_default().unsigned_abs())
}
