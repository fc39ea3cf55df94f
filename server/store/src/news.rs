//! Mailings of the library's news: who gets them, and how far one has come.

use std::collections::HashMap;

use carrel_domain::{
    OrganizationId, PatronId, StaffScope, Timestamp,
    consent::{Answer, DIRECT_MAILING},
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::{
    StoreError,
    queue::{self, Queue},
    scoped::within,
};

/// A mailing.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Mailing {
    /// Key.
    pub id: i64,
    /// Opaque id for addresses.
    pub public_id: String,
    /// Organization.
    pub organization_id: i64,
    /// Codes of the libraries whose patrons get it, as JSON; all if none.
    pub libraries: Option<String>,
    /// What it is called, by language code, as JSON.
    pub subjects: String,
    /// Digest of what is said.
    pub words: String,
    /// `queued`, `running`, `done`, `stopped` or `failed`.
    pub state: String,
    /// Patrons up to this key are done.
    pub cursor: i64,
    /// Mails that were written.
    pub written: i64,
    /// Patrons who agreed and whom no mail reaches.
    pub left_out: i64,
    /// How often it was begun without getting anything done.
    pub attempts: i64,
    /// Who began it.
    pub requested_by: i64,
    /// When.
    pub requested_at: i64,
    /// When it was over.
    pub finished_at: Option<i64>,
}

impl Mailing {
    /// Whether no more mails are written. Some may still wait.
    pub fn is_written(&self) -> bool {
        !matches!(self.state.as_str(), "queued" | "running")
    }

    /// Whether nothing more will happen, if so many of its mails wait: of one that was stopped none goes any more.
    pub fn is_over(&self, waiting: i64) -> bool {
        self.is_written() && (waiting == 0 || self.state == "stopped")
    }
}

/// A mailing to begin.
#[derive(Clone, Debug)]
pub struct NewMailing {
    /// Opaque id.
    pub public_id: String,
    /// See [`Mailing::subjects`].
    pub subjects: String,
    /// See [`Mailing::words`].
    pub words: String,
}

/// Begins a mailing to the patrons in staff's scope. `false` if one is under way.
pub async fn add(
    db: &impl ConnectionTrait,
    staff: &StaffScope,
    mailing: &NewMailing,
    by: PatronId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO news_mailing (public_id, organization_id, libraries, subjects, words, state, \
                       requested_by, requested_at, run_after) VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $7) \
                       ON CONFLICT DO NOTHING";
    let libraries = staff.libraries().map(|libraries| serde_json::json!(libraries).to_string());
    let values: [Value; 7] = [
        mailing.public_id.as_str().into(),
        staff.organization().0.into(),
        libraries.into(),
        mailing.subjects.as_str().into(),
        mailing.words.as_str().into(),
        by.0.into(),
        now.0.into(),
    ];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

const QUEUE: Queue = Queue { table: "news_mailing", sets: "", only: "", order: "w.id" };

/// Claims the next mailing: see [`queue::claim`].
pub async fn claim(
    db: &impl ConnectionTrait,
    node: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Mailing>, StoreError> {
    queue::claim(db, &QUEUE, node, now, until).await
}

/// It did not work: again after a while. What was done is done.
pub async fn give_back(
    db: &impl ConnectionTrait,
    mailing: i64,
    node: &str,
    run_after: Timestamp,
) -> Result<(), StoreError> {
    queue::give_back(db, &QUEUE, mailing, node, run_after).await
}

/// How far a mailing has come with one transaction.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step {
    /// Patrons up to this key are done.
    pub cursor: i64,
    /// Mails written with it.
    pub written: i64,
    /// Patrons whom no mail reaches.
    pub left_out: i64,
}

/// Notes how far it has come, in the transaction that writes the mails; `false` if it was stopped, or is no longer this
/// node's: then none of them may stay.
pub async fn advance(
    db: &impl ConnectionTrait,
    mailing: i64,
    node: &str,
    step: Step,
    until: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE news_mailing SET cursor = $3, written = written + $4, left_out = left_out + $5, attempts = 0, \
                       claimed_until = $6 WHERE id = $1 AND claimed_by = $2 AND state = 'running'";
    let values: [Value; 6] =
        [mailing.into(), node.into(), step.cursor.into(), step.written.into(), step.left_out.into(), until.0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// It is over; `false` if it was stopped, or is no longer this node's.
pub async fn finish(
    db: &impl ConnectionTrait,
    mailing: i64,
    node: &str,
    is_done: bool,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE news_mailing SET state = $3, finished_at = $4, claimed_by = NULL, claimed_until = NULL \
                       WHERE id = $1 AND claimed_by = $2 AND state = 'running'";
    let state = if is_done { "done" } else { "failed" };
    let values: [Value; 4] = [mailing.into(), node.into(), state.into(), now.0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Staff stop it, and its mails that wait are called off, but for those that are being handed over right now: how many. `None`
/// if there is none with this opaque id, or if it is over.
pub async fn stop(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_id: &str,
    now: Timestamp,
) -> Result<Option<u64>, StoreError> {
    const STOP: &str = "UPDATE news_mailing SET state = 'stopped', finished_at = $3, claimed_by = NULL, claimed_until = NULL \
                        WHERE organization_id = $1 AND public_id = $2 AND (state IN ('queued', 'running') \
                        OR (state <> 'stopped' AND EXISTS (SELECT 1 FROM outbox o WHERE o.organization_id = $1 \
                        AND o.mailing_id = news_mailing.id AND o.state = 'waiting'))) RETURNING id";
    const CALL_OFF: &str = "UPDATE outbox SET state = 'cancelled', payload = '', ended_at = $3 WHERE organization_id = $1 \
                            AND mailing_id = $2 AND state = 'waiting' AND (claimed_until IS NULL OR claimed_until <= $3)";
    let backend = db.get_database_backend();
    let values: [Value; 3] = [organization.0.into(), public_id.into(), now.0.into()];
    let stopped = db.query_one_raw(Statement::from_sql_and_values(backend, STOP, values)).await?;
    let Some(mailing) = stopped.map(|row| row.try_get_by_index::<i64>(0)).transpose()? else { return Ok(None) };
    let values = [organization.0.into(), mailing.into(), now.0.into()];
    let called_off = db.execute_raw(Statement::from_sql_and_values(backend, CALL_OFF, values)).await?;
    Ok(Some(called_off.rows_affected()))
}

/// Whether a mailing was stopped: a mail of it that was being handed over just then is not tried again.
pub async fn is_stopped(db: &impl ConnectionTrait, mailing: i64) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM news_mailing WHERE id = $1 AND state = 'stopped'";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [mailing.into()]);
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// How many mails wait, by their mailing's key.
pub async fn count_waiting(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<HashMap<i64, i64>, StoreError> {
    const SQL: &str = "SELECT mailing_id, COUNT(*) FROM outbox WHERE organization_id = $1 AND mailing_id IS NOT NULL \
                       AND state = 'waiting' GROUP BY mailing_id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [organization.0.into()]);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Mailings of an organization, newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    limit: u32,
) -> Result<Vec<Mailing>, StoreError> {
    let sql = format!("SELECT * FROM news_mailing WHERE organization_id = $1 ORDER BY id DESC LIMIT {limit}");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [organization.0.into()]);
    Ok(Mailing::find_by_statement(statement).all(db).await?)
}

/// Whether one is being written: its words stay as they are.
pub async fn is_under_way(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<bool, StoreError> {
    const SQL: &str =
        "SELECT 1 FROM news_mailing WHERE organization_id = $1 AND state IN ('queued', 'running') LIMIT 1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [organization.0.into()]);
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// Patrons in scope after one, in the order of their keys, who have ever agreed to get news. Whether they still do is asked
/// when a mail is written, and again when it goes.
pub async fn candidates(
    db: &impl ConnectionTrait,
    staff: &StaffScope,
    after: i64,
    limit: u32,
) -> Result<Vec<PatronId>, StoreError> {
    let mut values: Vec<Value> = vec![staff.organization().0.into(), after.into()];
    let within = within(staff, "p.library", &mut values);
    let sql = format!(
        "SELECT p.id FROM patron p WHERE p.organization_id = $1 AND p.id > $2 AND p.disabled = 0 AND p.is_anonymous = 0 \
         {within} AND EXISTS (SELECT 1 FROM consent_of_patron c WHERE c.patron_id = p.id AND c.answer = '{}') \
         ORDER BY p.id LIMIT {limit}",
        Answer::Given.name()
    );
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok(PatronId(row.try_get_by_index(0)?))).collect()
}

/// How many patrons in scope agree to get news.
pub async fn count_agreed(db: &impl ConnectionTrait, staff: &StaffScope) -> Result<i64, StoreError> {
    let mut values: Vec<Value> = vec![staff.organization().0.into(), DIRECT_MAILING.into()];
    let within = within(staff, "p.library", &mut values);
    let sql = format!(
        "WITH answered AS (SELECT patron_id, answer, ROW_NUMBER() OVER (PARTITION BY patron_id \
              ORDER BY answered_at DESC, CASE WHEN how = 'import' THEN 1 ELSE 0 END, id DESC) AS place \
              FROM consent_of_patron WHERE LOWER(REPLACE(purpose, '_', '-')) = $2 AND answer IS NOT NULL) \
         SELECT COUNT(*) FROM answered a JOIN patron p ON p.id = a.patron_id \
         WHERE a.place = 1 AND a.answer = '{}' AND p.organization_id = $1 AND p.disabled = 0 AND p.is_anonymous = 0{within}",
        Answer::Given.name()
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.query_one_raw(statement).await?.map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
}
