//! Access tokens of clients, kept as hashes.

use carrel_domain::{ApiClientId, Timestamp};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::StoreError;

/// Adds a token, unless the client's secret is not this one any more, or it was taken away: whoever asked with the old one while
/// it was changed gets none. `false` then.
pub async fn add(
    db: &impl ConnectionTrait,
    (client, secret_hash): (ApiClientId, &str),
    token_hash: &str,
    scopes: &str,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // What is inserted waits for what changes the client meanwhile, and then sees it.
    const LOCKED: &str = "INSERT INTO api_token (token_hash, client_id, scopes, created_at, expires_at) \
                          SELECT $1, id, $3, $4, $5 FROM api_client \
                          WHERE id = $2 AND secret_hash = $6 AND revoked_at IS NULL";
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => String::from(LOCKED),
        _ => format!("{LOCKED} FOR SHARE"),
    };
    let values =
        [token_hash.into(), client.0.into(), scopes.into(), now.0.into(), expires_at.0.into(), secret_hash.into()];
    Ok(db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?.rows_affected() == 1)
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
