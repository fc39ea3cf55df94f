//! Access tokens of clients, kept as hashes.

use carrel_domain::{ApiClientId, OrganizationId, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::{
    StoreError,
    api_client::{COLUMNS, Client},
};

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

/// The client of a token that is good now, and the token's scopes: neither has ended, and nobody took the client away.
pub async fn find(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<(Client, String)>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, NULL AS creator_name, t.scopes AS token_scopes FROM api_token AS t \
         JOIN api_client AS c ON c.id = t.client_id WHERE t.token_hash = $1 AND t.expires_at > $2 \
         AND c.organization_id = $3 AND c.revoked_at IS NULL AND c.expires_at > $2"
    );
    let values = [token_hash.into(), now.0.into(), organization.0.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    row.map(|row| Ok((Client::from_query_result(&row, "")?, row.try_get("", "token_scopes")?))).transpose()
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
