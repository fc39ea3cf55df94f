//! Anonymizing in the background: a patron's own, or a day's run of the policies. Any node claims one; how far it has come
//! is written in the transaction that does the work, so that it goes on where it was.

use carrel_domain::{OrganizationId, PatronId, PatronScope, Timestamp, loan_history::Cutoff};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::{
    StoreError,
    lists::{in_numbers, number_list},
    queue::{self, Queue},
};

/// A job.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct HistoryJob {
    /// Key.
    pub id: i64,
    /// Opaque id for addresses.
    pub public_id: String,
    /// Organization.
    pub organization_id: i64,
    /// Whose history; none for a run of the policies.
    pub patron_id: Option<i64>,
    /// What was old when the patron asked.
    pub closed_before: Option<i64>,
    /// The same as a day.
    pub closed_day: Option<String>,
    /// In which language the patron asked.
    pub language: String,
    /// `queued`, `running`, `done` or `failed`.
    pub state: String,
    /// Patrons up to this key are done.
    pub cursor: i64,
    /// Rows that went.
    pub rows_done: i64,
    /// Rows to go, when it was asked for.
    pub rows_total: i64,
    /// Patrons of whom rows went.
    pub patrons_done: i64,
    /// How often it was begun.
    pub attempts: i64,
    /// When it was asked for.
    pub requested_at: i64,
    /// When it was over.
    pub finished_at: Option<i64>,
}

const COLUMNS: &str = "id, public_id, organization_id, patron_id, closed_before, closed_day, language, state, cursor, \
                       rows_done, rows_total, patrons_done, attempts, requested_at, finished_at";

impl HistoryJob {
    /// Whether nothing more will happen.
    pub fn is_over(&self) -> bool {
        matches!(self.state.as_str(), "done" | "failed")
    }
}

/// Asks for a patron's own. `false` if one of theirs is not over yet.
///
/// # Errors
/// Those of the database.
pub async fn add_own(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    public_id: &str,
    cutoff: Cutoff,
    rows: i64,
    language: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO history_job (public_id, organization_id, patron_id, day, closed_before, closed_day, \
                       language, state, rows_total, requested_at, run_after) \
                       SELECT $1, $2, $3, '', $4, $5, $6, 'queued', $7, $8, $8 WHERE NOT EXISTS (SELECT 1 FROM \
                       history_job WHERE patron_id = $3 AND state IN ('queued', 'running')) ON CONFLICT DO NOTHING";
    let values = [
        public_id.into(),
        scope.organization().0.into(),
        scope.patron().0.into(),
        cutoff.before.0.into(),
        cutoff.day.to_string().into(),
        language.into(),
        rows.into(),
        now.0.into(),
    ];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Makes sure that the policies run on this day; once, whichever nodes ask.
///
/// # Errors
/// Those of the database.
pub async fn add_day(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_id: &str,
    day: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO history_job (public_id, organization_id, day, language, state, requested_at, run_after) \
                       SELECT $1, $2, $3, '', 'queued', $4, $4 WHERE NOT EXISTS (SELECT 1 FROM history_job \
                       WHERE organization_id = $2 AND day = $3 AND patron_id IS NULL) ON CONFLICT DO NOTHING";
    let values = [public_id.into(), organization.0.into(), day.into(), now.0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// A patron's own comes first.
const QUEUE: Queue =
    Queue { table: "history_job", sets: "", only: "", order: "CASE WHEN w.patron_id IS NULL THEN 1 ELSE 0 END, w.id" };

/// Claims the next job: see [`queue::claim`].
///
/// # Errors
/// Those of the database.
pub async fn claim(
    db: &impl ConnectionTrait,
    node: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<HistoryJob>, StoreError> {
    queue::claim(db, &QUEUE, node, now, until).await
}

/// How far a job has come with a batch.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step {
    /// Patrons up to this key are done.
    pub cursor: i64,
    /// Rows that went with it.
    pub rows: i64,
    /// Patrons of whom rows went.
    pub patrons: i64,
}

/// Notes how far it has come, in the transaction that does it; `false` if the job is no longer this node's: then nothing of
/// the batch may stay.
///
/// # Errors
/// Those of the database.
pub async fn advance(
    db: &impl ConnectionTrait,
    job: i64,
    node: &str,
    step: Step,
    until: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE history_job SET cursor = $3, rows_done = rows_done + $4, patrons_done = patrons_done + $5, \
                       claimed_until = $6 WHERE id = $1 AND claimed_by = $2 AND state = 'running'";
    let values = [job.into(), node.into(), step.cursor.into(), step.rows.into(), step.patrons.into(), until.0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Of how many of these patrons the log says already that rows of theirs went with this job.
///
/// # Errors
/// Those of the database.
pub async fn told(db: &impl ConnectionTrait, job: &HistoryJob, patrons: &[PatronId]) -> Result<i64, StoreError> {
    let backend = db.get_database_backend();
    let sql = format!(
        "SELECT COUNT(DISTINCT patron_id) FROM audit_entry WHERE patron_id {} AND organization_id = $2 AND at >= $3 \
         AND action = 'history-anonymized' AND object = $4",
        in_numbers(backend, 1)
    );
    let values = [
        number_list(patrons.iter().map(|patron| patron.0)).into(),
        job.organization_id.into(),
        job.requested_at.into(),
        format!("history:{}", job.public_id).into(),
    ];
    let row = db.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
}

/// It is over; `false` if the job is no longer this node's.
///
/// # Errors
/// Those of the database.
pub async fn finish(
    db: &impl ConnectionTrait,
    job: i64,
    node: &str,
    is_done: bool,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE history_job SET state = $3, finished_at = $4, claimed_by = NULL, claimed_until = NULL \
                       WHERE id = $1 AND claimed_by = $2 AND state = 'running'";
    let state = if is_done { "done" } else { "failed" };
    let values = [job.into(), node.into(), state.into(), now.0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// It did not work: again after a while. What was done is done.
///
/// # Errors
/// Those of the database.
pub async fn give_back(
    db: &impl ConnectionTrait,
    job: i64,
    node: &str,
    run_after: Timestamp,
) -> Result<(), StoreError> {
    queue::give_back(db, &QUEUE, job, node, run_after).await
}

/// The job of the patron in scope with this opaque id.
///
/// # Errors
/// Those of the database.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    public_id: &str,
) -> Result<Option<HistoryJob>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM history_job WHERE patron_id = $1 AND public_id = $2");
    let values = [scope.patron().0.into(), public_id.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(HistoryJob::find_by_statement(statement).one(db).await?)
}

/// The newest job of the patron in scope.
///
/// # Errors
/// Those of the database.
pub async fn newest(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Option<HistoryJob>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM history_job WHERE patron_id = $1 ORDER BY id DESC LIMIT 1");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [scope.patron().0.into()]);
    Ok(HistoryJob::find_by_statement(statement).one(db).await?)
}

/// The newest runs of the policies, newest first.
///
/// # Errors
/// Those of the database.
pub async fn runs(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<Vec<HistoryJob>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM history_job WHERE organization_id = $1 AND patron_id IS NULL ORDER BY id DESC LIMIT 7"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [organization.0.into()]);
    Ok(HistoryJob::find_by_statement(statement).all(db).await?)
}
