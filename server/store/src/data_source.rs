//! Sources that patrons come from: whose turn a scheduled run is, and how the last one ended.

use carrel_domain::{OrganizationId, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::StoreError;

/// A source, and how its last run ended.
#[derive(Clone, Debug, FromQueryResult)]
pub struct SourceState {
    /// What it is called here.
    pub name: String,
    /// When its last run ended.
    pub finished_at: Option<i64>,
    /// `running`, `done`, `stopped` (too many had left) or `failed`; nothing for one that never ran to its end.
    pub outcome: Option<String>,
    /// Counts, as JSON.
    pub report: Option<String>,
    /// The day on which it was last looked who is no longer there, in the library's time, as `YYYY-MM-DD`.
    pub census_on: Option<String>,
    /// Whether more were missing then than may be, so that nothing was done; 0 if not.
    pub census_stopped: i64,
}

/// Claims a day's run of a source; `false` if it was made, or somebody makes it.
pub async fn claim(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    name: &str,
    day: &str,
    node: &str,
    (now, until): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    const ADD: &str = "INSERT INTO data_source (organization_id, name) VALUES ($1, $2) \
                       ON CONFLICT (organization_id, name) DO NOTHING";
    const CLAIM: &str = "UPDATE data_source SET scheduled_for = $1, claimed_by = $2, claimed_until = $3, \
                         outcome = 'running' WHERE organization_id = $4 AND name = $5 \
                         AND (claimed_until IS NULL OR claimed_until < $6) \
                         AND (scheduled_for IS NULL OR scheduled_for < $1 OR outcome = 'running')";
    let backend = db.get_database_backend();
    db.execute_raw(Statement::from_sql_and_values(backend, ADD, [organization.0.into(), Value::from(name)])).await?;
    let values: [Value; 6] =
        [day.into(), node.into(), until.0.into(), organization.0.into(), name.into(), now.0.into()];
    Ok(db.execute_raw(Statement::from_sql_and_values(backend, CLAIM, values)).await?.rows_affected() > 0)
}

/// Holds a claim longer.
pub async fn hold(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    name: &str,
    node: &str,
    until: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE data_source SET claimed_until = $1 WHERE organization_id = $2 AND name = $3 \
                       AND claimed_by = $4 AND claimed_until IS NOT NULL";
    let values: [Value; 4] = [until.0.into(), organization.0.into(), name.into(), node.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Notes that a claimed run did not come to its end, or stopped before it changed anything.
pub async fn end(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    name: &str,
    node: &str,
    outcome: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE data_source SET claimed_until = NULL, finished_at = $1, outcome = $2, report = NULL \
                       WHERE organization_id = $3 AND name = $4 AND claimed_by = $5";
    let values: [Value; 5] = [now.0.into(), outcome.into(), organization.0.into(), name.into(), node.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Every source of an organization, by name.
pub async fn list(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<Vec<SourceState>, StoreError> {
    const SQL: &str = "SELECT name, finished_at, outcome, report, census_on, census_stopped FROM data_source \
                       WHERE organization_id = $1 AND outcome IS NOT NULL ORDER BY name";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [organization.0.into()]);
    Ok(SourceState::find_by_statement(statement).all(db).await?)
}

/// Notes that it was looked on this day who is no longer there, and whether more were missing than may be.
pub async fn note_census(
    db: &impl ConnectionTrait,
    source: i64,
    day: &str,
    is_stopped: bool,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE data_source SET census_on = $1, census_stopped = $2 WHERE id = $3";
    let values: [Value; 3] = [day.into(), i64::from(is_stopped).into(), source.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Numbers of patrons whose records changed and could not be read, the longest untried first.
pub async fn unread(db: &impl ConnectionTrait, source: i64) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "SELECT unread FROM data_source WHERE id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [source.into()]);
    let text: Option<String> = match db.query_one_raw(statement).await? {
        Some(row) => row.try_get_by_index(0)?,
        None => None,
    };
    let unreadable = |_| StoreError::Unreadable { table: "data_source", what: "unread" };
    text.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(&text).map_err(unreadable))
}

/// Keeps those numbers.
pub async fn set_unread(db: &impl ConnectionTrait, source: i64, numbers: &[String]) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE data_source SET unread = $1 WHERE id = $2";
    let text = if numbers.is_empty() { None } else { Some(serde_json::Value::from(numbers).to_string()) };
    let values: [Value; 2] = [text.into(), source.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}
