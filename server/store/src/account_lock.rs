//! What owners are told about their accounts, and the accounts they closed.

use carrel_domain::{OrganizationId, PatronId, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::StoreError;

/// A notice whose link was used.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Notice {
    /// Whose account.
    pub patron_id: i64,
    /// What it told of.
    pub event: String,
    /// Until when its link was good.
    pub expires_at: i64,
}

/// Keeps the link of a notice.
pub async fn add_notice(
    db: &impl ConnectionTrait,
    patron: PatronId,
    token_hash: &str,
    event: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO owner_notice (token_hash, patron_id, event, expires_at) VALUES ($1, $2, $3, $4)";
    let values = [token_hash.into(), patron.0.into(), event.into(), expires_at.0.into()];
    execute(db, SQL, values).await.map(|_| ())
}

/// Uses a notice's link, once; a second one finds nothing (ASVS 15.4.2).
pub async fn take_notice(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<Notice>, StoreError> {
    const SQL: &str = "DELETE FROM owner_notice WHERE token_hash = $1 AND expires_at > $2 \
                       AND patron_id IN (SELECT id FROM patron WHERE organization_id = $3) RETURNING patron_id, event, expires_at";
    let values = [token_hash.into(), now.0.into(), organization.0.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(Notice::find_by_statement(statement).one(db).await?)
}

/// Locks an account; one that is locked stays so since then.
pub async fn lock(db: &impl ConnectionTrait, patron: PatronId, event: &str, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO account_lock (patron_id, event, locked_at) VALUES ($1, $2, $3) \
                       ON CONFLICT (patron_id) DO NOTHING";
    execute(db, SQL, [patron.0.into(), event.into(), now.0.into()]).await.map(|_| ())
}

/// Takes back what was added to an account since then: ways to come in and to be reached, which may be a stranger's.
pub async fn undo_since(db: &impl ConnectionTrait, patron: PatronId, since: Timestamp) -> Result<(), StoreError> {
    for sql in [
        "UPDATE patron SET confirmed_email = NULL, email_confirmed_at = NULL WHERE id = $1 AND email_confirmed_at >= $2",
        "DELETE FROM email_confirmation WHERE patron_id = $1 AND created_at >= $2",
        "DELETE FROM recovery WHERE patron_id = $1 AND created_at >= $2",
        "DELETE FROM totp WHERE patron_id = $1 AND added_at >= $2",
        "DELETE FROM passkey WHERE patron_id = $1 AND added_at >= $2",
        "DELETE FROM recovery_code WHERE patron_id = $1 AND made_at >= $2",
        "DELETE FROM identity_link WHERE patron_id = $1 AND created_at >= $2",
        "DELETE FROM contact_choice WHERE patron_id = $1 AND chosen_at >= $2",
        "DELETE FROM sign_in_step WHERE patron_id = $1 AND expires_at >= $2",
    ] {
        execute(db, sql, [patron.0.into(), since.0.into()]).await?;
    }
    Ok(())
}

/// Unlocks an account; tells whether it was locked.
pub async fn unlock(db: &impl ConnectionTrait, patron: PatronId) -> Result<bool, StoreError> {
    Ok(execute(db, "DELETE FROM account_lock WHERE patron_id = $1", [patron.0.into()]).await? > 0)
}

/// Whether an account is locked.
pub async fn is_locked(db: &impl ConnectionTrait, patron: PatronId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM account_lock WHERE patron_id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [patron.0.into()]);
    Ok(db.query_one_raw(statement).await?.is_some())
}

async fn execute(
    db: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, StoreError> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.execute_raw(statement).await?.rows_affected())
}
