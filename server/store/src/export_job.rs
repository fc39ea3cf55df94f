//! Exports prepared in the background: rows that any node may claim, one at a time, and that survive a killed one.

use std::collections::HashSet;

use carrel_domain::{ExportId, PatronScope, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement,
    sea_query::Expr,
};

use crate::{
    StoreError,
    entity::export_job,
    lists::{in_texts, text_list},
    queue::{self, Queue},
};

pub use crate::entity::export_job::Model as ExportJob;

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waiting for a node.
    Queued,
    /// A node works on it.
    Running,
    /// The file is ready.
    Ready,
    /// Given up after several attempts.
    Failed,
    /// The file is gone: its time was over, or the patron deleted it.
    Deleted,
}

impl State {
    /// Name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Ready => "ready",
            Self::Failed => "failed",
            Self::Deleted => "deleted",
        }
    }

    /// The state with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Queued, Self::Running, Self::Ready, Self::Failed, Self::Deleted]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct NewExport {
    /// Opaque id for addresses.
    pub public_id: String,
    /// `pdf`, `json`, …
    pub format: String,
    /// One category's slug, or everything.
    pub category: Option<String>,
    /// Language code.
    pub language: String,
    /// Rows to write.
    pub rows_total: i64,
}

/// Asks for an export of the patron in scope.
pub async fn add(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    export: NewExport,
    now: Timestamp,
) -> Result<ExportId, StoreError> {
    let row = export_job::ActiveModel {
        public_id: Set(export.public_id),
        organization_id: Set(scope.organization().0),
        patron_id: Set(scope.patron().0),
        format: Set(export.format),
        category: Set(export.category),
        language: Set(export.language),
        state: Set(State::Queued.name().to_owned()),
        rows_done: Set(0),
        rows_total: Set(export.rows_total),
        attempts: Set(0),
        requested_at: Set(now.0),
        run_after: Set(now.0),
        ..Default::default()
    };
    Ok(ExportId(export_job::Entity::insert(row).exec(db).await?.last_insert_id))
}

/// The patron's exports that are not deleted, newest first.
pub async fn list(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Vec<ExportJob>, StoreError> {
    Ok(export_job::Entity::find()
        .filter(export_job::Column::PatronId.eq(scope.patron().0))
        .filter(export_job::Column::State.ne(State::Deleted.name()))
        .order_by_desc(export_job::Column::Id)
        .all(db)
        .await?)
}

/// The patron's export with this opaque id.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    public_id: &str,
) -> Result<Option<ExportJob>, StoreError> {
    Ok(export_job::Entity::find()
        .filter(export_job::Column::PatronId.eq(scope.patron().0))
        .filter(export_job::Column::PublicId.eq(public_id))
        .one(db)
        .await?)
}

const QUEUE: Queue = Queue { table: "export_job", sets: ", rows_done = 0", only: "", order: "w.run_after, w.id" };

/// Claims the next job: see [`queue::claim`].
pub async fn claim(
    db: &impl ConnectionTrait,
    node: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<ExportJob>, StoreError> {
    queue::claim(db, &QUEUE, node, now, until).await
}

/// Notes progress and holds the claim longer; `false` if the job is no longer this node's (deleted, or claimed by another).
pub async fn report_progress(
    db: &impl ConnectionTrait,
    job: ExportId,
    node: &str,
    rows_done: i64,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let updated = export_job::Entity::update_many()
        .col_expr(export_job::Column::RowsDone, Expr::value(rows_done))
        .col_expr(export_job::Column::ClaimedUntil, Expr::value(until.0))
        .filter(own(job, node))
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// The file is ready; `false` if the job is no longer this node's.
pub async fn finish(
    db: &impl ConnectionTrait,
    job: ExportId,
    node: &str,
    file_size: i64,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = export_job::Entity::update_many()
        .col_expr(export_job::Column::State, Expr::value(State::Ready.name()))
        .col_expr(export_job::Column::RowsDone, Expr::col(export_job::Column::RowsTotal))
        .col_expr(export_job::Column::FileSize, Expr::value(file_size))
        .col_expr(export_job::Column::FinishedAt, Expr::value(now.0))
        .col_expr(export_job::Column::ExpiresAt, Expr::value(expires_at.0))
        .filter(own(job, node))
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// The attempt failed: again after `run_after`, or never.
pub async fn give_back(
    db: &impl ConnectionTrait,
    job: ExportId,
    node: &str,
    run_after: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let state = if run_after.is_some() { State::Queued } else { State::Failed };
    export_job::Entity::update_many()
        .col_expr(export_job::Column::State, Expr::value(state.name()))
        .col_expr(export_job::Column::RunAfter, Expr::value(run_after.unwrap_or(now).0))
        .col_expr(export_job::Column::FinishedAt, Expr::value(run_after.is_none().then_some(now.0)))
        .filter(own(job, node))
        .exec(db)
        .await?;
    Ok(())
}

/// Marks the patron's export as deleted; tells whether there was one. The file itself is the caller's to remove.
pub async fn delete(db: &impl ConnectionTrait, scope: PatronScope, public_id: &str) -> Result<bool, StoreError> {
    let updated = export_job::Entity::update_many()
        .col_expr(export_job::Column::State, Expr::value(State::Deleted.name()))
        .filter(export_job::Column::PatronId.eq(scope.patron().0))
        .filter(export_job::Column::PublicId.eq(public_id))
        .filter(export_job::Column::State.ne(State::Deleted.name()))
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// What is past its time, with the opaque ids whose files must go; see [`mark_deleted`].
pub async fn list_expired(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<(ExportId, String)>, StoreError> {
    let over = export_job::Entity::find()
        .filter(export_job::Column::State.eq(State::Ready.name()))
        .filter(export_job::Column::ExpiresAt.lte(now.0))
        .all(db)
        .await?;
    Ok(over.into_iter().map(|job| (ExportId(job.id), job.public_id)).collect())
}

/// Which of these opaque ids are of exports that have a file, or may be getting one right now.
pub async fn with_files(db: &impl ConnectionTrait, public_ids: &[&str]) -> Result<HashSet<String>, StoreError> {
    let backend = db.get_database_backend();
    let sql = format!(
        "SELECT public_id FROM export_job WHERE state IN ('queued', 'running', 'ready') AND public_id {}",
        in_texts(backend, 1)
    );
    let statement = Statement::from_sql_and_values(backend, sql, [text_list(public_ids).into()]);
    db.query_all_raw(statement).await?.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Notes that an expired export's file is gone.
pub async fn mark_deleted(db: &impl ConnectionTrait, export: ExportId) -> Result<(), StoreError> {
    export_job::Entity::update_many()
        .col_expr(export_job::Column::State, Expr::value(State::Deleted.name()))
        .filter(export_job::Column::Id.eq(export.0))
        .filter(export_job::Column::State.eq(State::Ready.name()))
        .exec(db)
        .await?;
    Ok(())
}

fn own(job: ExportId, node: &str) -> Condition {
    Condition::all()
        .add(export_job::Column::Id.eq(job.0))
        .add(export_job::Column::ClaimedBy.eq(node))
        .add(export_job::Column::State.eq(State::Running.name()))
}
