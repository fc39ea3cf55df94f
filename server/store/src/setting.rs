//! Settings of an organization: names and texts; what they mean is the services' business.

use std::collections::HashMap;

use carrel_domain::OrganizationId;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::StoreError;

#[derive(FromQueryResult)]
struct Stored {
    name: String,
    value: String,
}

/// What is set, by name.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<HashMap<String, String>, StoreError> {
    const SQL: &str = "SELECT name, value FROM setting WHERE organization_id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [organization.0.into()]);
    let rows = Stored::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.value)).collect())
}

/// Sets one.
pub async fn set(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    name: &str,
    value: &str,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO setting (organization_id, name, value) VALUES ($1, $2, $3) \
                       ON CONFLICT (organization_id, name) DO UPDATE SET value = excluded.value";
    let values = [organization.0.into(), name.into(), value.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}
