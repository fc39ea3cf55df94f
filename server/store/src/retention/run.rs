//! Runs: rows that any node may claim, one at a time, and that survive a killed one.

use carrel_domain::{OrganizationId, PatronId, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::{
    StoreError,
    queue::{self, Queue},
};

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waiting for a node.
    Queued,
    /// A node works on it.
    Running,
    /// Done.
    Done,
    /// Somebody called it off; what was done until then stays done.
    Cancelled,
    /// Given up after several attempts.
    Failed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Running, Self::Done, Self::Cancelled, Self::Failed];

    /// Name in the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// The state with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether it is over.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Failed)
    }
}

/// A run as it is stored.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Run {
    /// Key.
    pub id: i64,
    /// Opaque id for addresses.
    pub public_id: String,
    /// Whose.
    pub organization_id: i64,
    /// The day of a scheduled one.
    pub scheduled_for: Option<String>,
    /// What it is about; everything if empty.
    pub subject: String,
    /// The day by which periods are over.
    pub today: String,
    /// See [`State`].
    pub state: String,
    /// What was shown to whoever confirmed it.
    pub expected: i64,
    /// Who asked for it; the schedule if nobody.
    pub requested_by: Option<i64>,
    /// When.
    pub requested_at: i64,
    /// How often a node began with it since it last got on.
    pub attempts: i64,
    /// The step it is at.
    pub step: i64,
    /// The patron it is at within the step.
    pub cursor: i64,
    /// What it acted on until now.
    pub acted: i64,
    /// What it is to do and has done, as JSON.
    pub report: String,
    /// When a node first began.
    pub started_at: Option<i64>,
    /// When it was over.
    pub finished_at: Option<i64>,
    /// Who called it off.
    pub cancelled_by: Option<i64>,
}

/// A run to make.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Opaque id for addresses.
    pub public_id: String,
    /// Whose.
    pub organization: OrganizationId,
    /// The day of a scheduled one.
    pub scheduled_for: Option<String>,
    /// What it is about; everything if empty.
    pub subject: String,
    /// The day by which periods are over.
    pub today: String,
    /// What was shown to whoever confirmed it.
    pub expected: i64,
    /// Who asked for it.
    pub requested_by: Option<PatronId>,
    /// What it is to do, as JSON.
    pub report: String,
}

/// Adds a run; `false` if the day's scheduled one is there already.
pub async fn add(db: &impl ConnectionTrait, new: NewRun, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO retention_run (public_id, organization_id, scheduled_for, subject, today, state, \
                       expected, requested_by, requested_at, run_after, report) \
                       VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $8, $9) \
                       ON CONFLICT (organization_id, scheduled_for) DO NOTHING";
    let values: [Value; 9] = [
        new.public_id.into(),
        new.organization.0.into(),
        new.scheduled_for.into(),
        new.subject.into(),
        new.today.into(),
        new.expected.into(),
        new.requested_by.map(|by| by.0).into(),
        now.0.into(),
        new.report.into(),
    ];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Of an organization one runs at a time.
const QUEUE: Queue = Queue {
    table: "retention_run",
    sets: ", started_at = COALESCE(started_at, $3)",
    only: "AND NOT EXISTS (SELECT 1 FROM retention_run o WHERE o.organization_id = w.organization_id AND o.id <> w.id \
           AND o.state = 'running' AND o.claimed_until > $3)",
    order: "w.id",
};

/// Claims the next run: see [`queue::claim`].
pub async fn claim(
    db: &impl ConnectionTrait,
    node: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Run>, StoreError> {
    queue::claim(db, &QUEUE, node, now, until).await
}

/// Where a run has come to.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The step it is at.
    pub step: i64,
    /// The patron it is at within the step.
    pub cursor: i64,
    /// What it acted on with this.
    pub acted: i64,
    /// What it has done, as JSON.
    pub report: String,
}

/// Notes progress and holds the claim longer, in the transaction that makes the progress; `false` if the run is no longer
/// this node's (called off, or claimed by another): then nothing of it may be committed.
pub async fn advance(
    db: &impl ConnectionTrait,
    run: i64,
    node: &str,
    progress: &Progress,
    until: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE retention_run SET step = $1, cursor = $2, acted = acted + $3, report = $4, \
                       claimed_until = $5, attempts = 0 WHERE id = $6 AND claimed_by = $7 AND state = 'running'";
    let values: [Value; 7] = [
        progress.step.into(),
        progress.cursor.into(),
        progress.acted.into(),
        progress.report.as_str().into(),
        until.0.into(),
        run.into(),
        node.into(),
    ];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Holds the claim longer; `false` if the run is no longer this node's.
pub async fn keep(db: &impl ConnectionTrait, run: i64, node: &str, until: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE retention_run SET claimed_until = $1 \
                       WHERE id = $2 AND claimed_by = $3 AND state = 'running'";
    let values: [Value; 3] = [until.0.into(), run.into(), node.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// The run is over; `false` if it is no longer this node's.
pub async fn finish(
    db: &impl ConnectionTrait,
    run: i64,
    node: &str,
    state: State,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE retention_run SET state = $1, finished_at = $2, claimed_until = NULL \
                       WHERE id = $3 AND claimed_by = $4 AND state = 'running'";
    let values: [Value; 4] = [state.name().into(), now.0.into(), run.into(), node.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// The attempt failed: again after a while.
pub async fn give_back(
    db: &impl ConnectionTrait,
    run: i64,
    node: &str,
    run_after: Timestamp,
) -> Result<(), StoreError> {
    queue::give_back(db, &QUEUE, run, node, run_after).await
}

/// Calls a run off; `false` if it was over before. Whoever works on it stops with the next transaction.
pub async fn cancel(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_id: &str,
    by: PatronId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE retention_run SET state = 'cancelled', cancelled_by = $1, finished_at = $2 \
                       WHERE organization_id = $3 AND public_id = $4 AND state IN ('queued', 'running')";
    let values: [Value; 4] = [by.0.into(), now.0.into(), organization.0.into(), public_id.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// The newest runs.
pub async fn list(db: &impl ConnectionTrait, organization: OrganizationId, limit: u32) -> Result<Vec<Run>, StoreError> {
    let sql = format!("SELECT * FROM retention_run WHERE organization_id = $1 ORDER BY id DESC LIMIT {limit}");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [organization.0.into()]);
    Ok(Run::find_by_statement(statement).all(db).await?)
}

/// The run with this opaque id.
pub async fn find(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_id: &str,
) -> Result<Option<Run>, StoreError> {
    const SQL: &str = "SELECT * FROM retention_run WHERE organization_id = $1 AND public_id = $2";
    let values: [Value; 2] = [organization.0.into(), public_id.into()];
    Ok(Run::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).one(db).await?)
}

/// Whether the scheduled run of this day is there.
pub async fn is_scheduled(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    day: &str,
) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM retention_run WHERE organization_id = $1 AND scheduled_for = $2";
    let values: [Value; 2] = [organization.0.into(), day.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(db.query_one_raw(statement).await?.is_some())
}
