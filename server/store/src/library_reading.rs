//! When a patron's record was read from the library system, and what did not come.

use carrel_domain::{OrganizationId, PatronId, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::StoreError;

/// A patron's record and the library system.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Reading {
    /// The patron's number there.
    pub source_id: String,
    /// When it was last read.
    pub read_at: Option<i64>,
    /// When that was last tried.
    pub tried_at: Option<i64>,
    /// Why it did not work then.
    pub trouble: Option<String>,
    /// What did not come with it: categories and reasons.
    pub missing: Option<String>,
}

/// What is known of a patron's record; `None` if there is no such patron.
///
/// # Errors
/// Those of the database.
pub async fn find(db: &impl ConnectionTrait, patron: PatronId) -> Result<Option<Reading>, StoreError> {
    const SQL: &str = "SELECT p.source_id, r.read_at, r.tried_at, r.trouble, r.missing FROM patron p \
                       LEFT JOIN library_reading r ON r.patron_id = p.id WHERE p.id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [patron.0.into()]);
    Ok(Reading::find_by_statement(statement).all(db).await?.pop())
}

/// The patron with this number there.
///
/// # Errors
/// Those of the database.
pub async fn patron_of(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    source_id: &str,
) -> Result<Option<PatronId>, StoreError> {
    const SQL: &str = "SELECT id FROM patron WHERE organization_id = $1 AND source_id = $2";
    let values = [organization.0.into(), source_id.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.map(PatronId))
}

/// It was read; `missing` is what did not come.
///
/// # Errors
/// Those of the database.
pub async fn note_read(
    db: &impl ConnectionTrait,
    patron: PatronId,
    missing: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO library_reading (patron_id, read_at, tried_at, missing) VALUES ($1, $2, $2, $3) \
                       ON CONFLICT (patron_id) DO UPDATE SET read_at = excluded.read_at, tried_at = excluded.tried_at, \
                       trouble = NULL, missing = excluded.missing";
    let values = [patron.0.into(), now.0.into(), missing.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// It could not be read; what was read before stays.
///
/// # Errors
/// Those of the database.
pub async fn note_trouble(
    db: &impl ConnectionTrait,
    patron: PatronId,
    trouble: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO library_reading (patron_id, tried_at, trouble, missing) VALUES ($1, $2, $3, '') \
                       ON CONFLICT (patron_id) DO UPDATE SET tried_at = excluded.tried_at, trouble = excluded.trouble";
    let values = [patron.0.into(), now.0.into(), trouble.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}
