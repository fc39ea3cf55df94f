//! Forms that came after their session was over.

use carrel_domain::{PatronId, Timestamp};
use sea_orm::{ConnectionTrait, Statement};

use crate::StoreError;

/// Keeps a form; `payload` is sealed.
pub async fn add(
    db: &impl ConnectionTrait,
    patron: PatronId,
    token_hash: &str,
    payload: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO kept_form (token_hash, patron_id, payload, expires_at) VALUES ($1, $2, $3, $4)";
    let values = [token_hash.into(), patron.0.into(), payload.into(), expires_at.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// The form kept for this person in this browser.
pub async fn find(
    db: &impl ConnectionTrait,
    patron: PatronId,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT payload FROM kept_form WHERE token_hash = $1 AND patron_id = $2 AND expires_at > $3";
    let values = [token_hash.into(), patron.0.into(), now.0.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// Forgets a form.
pub async fn remove(db: &impl ConnectionTrait, patron: PatronId, token_hash: &str) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM kept_form WHERE token_hash = $1 AND patron_id = $2";
    let values = [token_hash.into(), patron.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}
