//! Access tokens of clients, kept as hashes.

use std::collections::HashMap;

use carrel_domain::{ApiClientId, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Statement};

use crate::{
    StoreError,
    api_client::{COLUMNS, Client},
    lists::{in_texts, text_list},
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

/// A client by a token that is good now.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// Whose token it is.
    pub client: Client,
    /// What the token may be used for.
    pub scopes: String,
}

/// The clients of those of these tokens that are good now, by the tokens' hashes: neither has ended, and nobody took the
/// client away.
pub async fn find(
    db: &impl ConnectionTrait,
    token_hashes: &[String],
    now: Timestamp,
) -> Result<HashMap<String, Bearer>, StoreError> {
    let backend = db.get_database_backend();
    let which = in_texts(backend, 1);
    let sql = format!(
        "SELECT {COLUMNS}, NULL AS creator_name, t.scopes AS token_scopes, t.token_hash FROM api_token AS t \
         JOIN api_client AS c ON c.id = t.client_id WHERE t.token_hash {which} AND t.expires_at > $2 \
         AND c.revoked_at IS NULL AND c.expires_at > $2"
    );
    let values = [text_list(token_hashes).into(), now.0.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let bearer = |row: &QueryResult| {
        let client = Client::from_query_result(row, "")?;
        Ok((row.try_get("", "token_hash")?, Bearer { client, scopes: row.try_get("", "token_scopes")? }))
    };
    rows.iter().map(bearer).collect()
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
