//! Access tokens of clients, kept as hashes.

use carrel_domain::{ApiClientId, Timestamp};
use sea_orm::{ConnectionTrait, Statement};

use crate::StoreError;

/// Adds a token.
pub async fn add(
    db: &impl ConnectionTrait,
    client: ApiClientId,
    token_hash: &str,
    scopes: &str,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str =
        "INSERT INTO api_token (token_hash, client_id, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    let values = [token_hash.into(), client.0.into(), scopes.into(), now.0.into(), expires_at.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Ends all tokens of a client.
pub async fn end_all(db: &impl ConnectionTrait, client: ApiClientId) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM api_token WHERE client_id = $1";
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, [client.0.into()])).await?;
    Ok(())
}

/// Deletes tokens whose time is over.
pub async fn sweep(db: &impl ConnectionTrait, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM api_token WHERE expires_at <= $1";
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, [now.0.into()])).await?;
    Ok(())
}
