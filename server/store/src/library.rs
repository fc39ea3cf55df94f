//! Libraries, and what becomes of them: a merged or closed one is an alias of another from then on. Its name stays, by
//! which history is shown.

use std::collections::HashMap;

use carrel_domain::{OrganizationId, PatronId, Timestamp};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement, Value};

use crate::{StoreError, import::LOCK};

/// A library, and what depends on it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct LibraryLine {
    /// The library system's code.
    pub code: String,
    /// Name people know.
    pub name: String,
    /// Patrons whose home it is.
    pub patrons: i64,
    /// Roles in force that are limited to it.
    pub grants: i64,
    /// Code of the library that it is part of now.
    pub moved_to: Option<String>,
}

/// An organization's libraries by name, those that are no more included.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    now: Timestamp,
) -> Result<Vec<LibraryLine>, StoreError> {
    const SQL: &str = "SELECT l.code, l.name, a.library AS moved_to, CAST(COALESCE(p.number, 0) AS BIGINT) AS patrons, \
                              CAST(COALESCE(g.number, 0) AS BIGINT) AS grants \
                       FROM library l \
                       LEFT JOIN library_alias a ON a.organization_id = l.organization_id AND a.code = l.code \
                       LEFT JOIN (SELECT library, COUNT(*) AS number FROM patron WHERE organization_id = $1 AND is_anonymous = 0 \
                                  GROUP BY library) p ON p.library = l.code \
                       LEFT JOIN (SELECT library, COUNT(*) AS number FROM role_grant WHERE organization_id = $1 \
                                  AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2) \
                                  GROUP BY library) g ON g.library = l.code \
                       WHERE l.organization_id = $1 ORDER BY l.name, l.code";
    let values = [organization.0.into(), now.0.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(LibraryLine::find_by_statement(statement).all(db).await?)
}

/// Open data requests of a library's patrons.
pub async fn open_requests(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    library: &str,
) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM data_request r JOIN patron p ON p.id = r.patron_id \
                       WHERE r.organization_id = $1 AND r.state = 'open' AND p.library = $2";
    let values = [organization.0.into(), library.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0))
}

/// Keeps imports and other reorganizations waiting until the transaction ends: what they read of libraries stays true.
pub async fn lock(db: &DatabaseTransaction) -> Result<(), StoreError> {
    let backend = db.get_database_backend();
    if backend == DbBackend::Postgres {
        let sql = format!("SELECT pg_advisory_xact_lock({LOCK})");
        db.query_one_raw(Statement::from_string(backend, sql)).await?;
    }
    Ok(())
}

/// Old code → code of the library that it is part of now.
pub async fn aliases(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<HashMap<String, String>, StoreError> {
    const SQL: &str = "SELECT code, library FROM library_alias WHERE organization_id = $1";
    let rows =
        db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, [organization.0.into()]));
    rows.await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// A library that becomes part of another one.
#[derive(Clone, Copy, Debug)]
pub struct Move<'a> {
    /// In which organization.
    pub organization: OrganizationId,
    /// Code of the library that will be no more.
    pub from: &'a str,
    /// Code of the library that its patrons move to.
    pub to: &'a str,
}

/// Moves the patrons of a library to another one and answers who they are. Later imports do the same, and so do those of
/// libraries that became part of this one before.
pub async fn move_patrons(
    db: &DatabaseTransaction,
    Move { organization, from, to }: Move<'_>,
    by: PatronId,
    now: Timestamp,
) -> Result<Vec<PatronId>, StoreError> {
    let backend = db.get_database_backend();
    let run = async |sql: &str, values: Vec<Value>| {
        db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await
    };
    let codes = || vec![organization.0.into(), from.into(), to.into()];
    run("UPDATE library_alias SET library = $3 WHERE organization_id = $1 AND library = $2", codes()).await?;
    let mut alias = codes();
    alias.extend([by.0.into(), now.0.into()]);
    run(
        "INSERT INTO library_alias (organization_id, code, library, created_by, created_at) VALUES ($1, $2, $3, $4, $5)",
        alias,
    )
    .await?;
    let moved =
        run("UPDATE patron SET library = $3 WHERE organization_id = $1 AND library = $2 RETURNING id", codes()).await?;
    moved.iter().map(|row| Ok(PatronId(row.try_get_by_index(0)?))).collect()
}
