//! Codes from an app, and the recovery codes for the day the app is lost.

use carrel_domain::{PatronId, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::StoreError;

/// What an account has besides PIN or password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Factors {
    /// Secrets of an authenticator app, 0 or 1.
    pub totp: i64,
    /// Passkeys.
    pub passkeys: i64,
    /// Recovery codes that were not used yet.
    pub codes: i64,
}

impl Factors {
    /// Whether there is a second factor. Recovery codes are none by themselves: they stand in for one.
    pub const fn any(&self) -> bool {
        self.totp > 0 || self.passkeys > 0
    }
}

/// What an account has.
pub async fn count(db: &impl ConnectionTrait, patron: PatronId) -> Result<Factors, StoreError> {
    const SQL: &str = "SELECT (SELECT COUNT(*) FROM totp WHERE patron_id = $1) AS totp, \
                              (SELECT COUNT(*) FROM passkey WHERE patron_id = $1) AS passkeys, \
                              (SELECT COUNT(*) FROM recovery_code WHERE patron_id = $1 AND used_at IS NULL) AS codes";
    let found = Factors::find_by_statement(statement(db, SQL, [patron.0.into()])).one(db).await?;
    Ok(found.unwrap_or_default())
}

/// The secret of an authenticator app, encrypted.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Totp {
    /// The encrypted secret.
    pub secret: String,
    /// The newest time step of which a code was taken.
    pub last_step: i64,
    /// Since when.
    pub added_at: i64,
    /// When a code was last taken.
    pub last_used_at: Option<i64>,
}

/// The secret of a patron's app.
pub async fn find_totp(db: &impl ConnectionTrait, patron: PatronId) -> Result<Option<Totp>, StoreError> {
    const SQL: &str = "SELECT secret, last_step, added_at, last_used_at FROM totp WHERE patron_id = $1";
    Ok(Totp::find_by_statement(statement(db, SQL, [patron.0.into()])).one(db).await?)
}

/// Keeps the secret of an app with the time step of the code that proved it; tells whether there was none before.
pub async fn add_totp(
    db: &impl ConnectionTrait,
    patron: PatronId,
    secret: &str,
    step: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO totp (patron_id, secret, last_step, added_at) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (patron_id) DO NOTHING";
    changed(db, SQL, [patron.0.into(), secret.into(), step.into(), now.0.into()]).await
}

/// Takes the code of a time step, if none of it or a later one was taken: one statement, so that of two who give the same
/// code at once one is let in (ASVS 6.5.1, 15.4.2).
pub async fn use_totp(
    db: &impl ConnectionTrait,
    patron: PatronId,
    step: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE totp SET last_step = $2, last_used_at = $3 WHERE patron_id = $1 AND last_step < $2";
    changed(db, SQL, [patron.0.into(), step.into(), now.0.into()]).await
}

/// Forgets the secret; tells whether there was one.
pub async fn remove_totp(db: &impl ConnectionTrait, patron: PatronId) -> Result<bool, StoreError> {
    changed(db, "DELETE FROM totp WHERE patron_id = $1", [patron.0.into()]).await
}

/// A recovery code as it is kept.
#[derive(Clone, Debug, FromQueryResult)]
pub struct RecoveryCode {
    /// Key.
    pub id: i64,
    /// Argon2id hash of its secret part.
    pub hash: String,
}

/// Replaces all of a patron's recovery codes by these: selector and hash of each.
pub async fn replace_codes(
    db: &impl ConnectionTrait,
    patron: PatronId,
    codes: &[(String, String)],
    now: Timestamp,
) -> Result<(), StoreError> {
    const ADD: &str = "INSERT INTO recovery_code (patron_id, selector, hash, made_at) VALUES ($1, $2, $3, $4)";
    remove_codes(db, patron).await?;
    for (selector, hash) in codes {
        changed(db, ADD, [patron.0.into(), selector.as_str().into(), hash.as_str().into(), now.0.into()]).await?;
    }
    Ok(())
}

/// A patron's unused code with this selector.
pub async fn find_code(
    db: &impl ConnectionTrait,
    patron: PatronId,
    selector: &str,
) -> Result<Option<RecoveryCode>, StoreError> {
    const SQL: &str = "SELECT id, hash FROM recovery_code WHERE patron_id = $1 AND selector = $2 AND used_at IS NULL";
    Ok(RecoveryCode::find_by_statement(statement(db, SQL, [patron.0.into(), selector.into()])).one(db).await?)
}

/// Uses a code up; tells whether nobody else did meanwhile.
pub async fn use_code(
    db: &impl ConnectionTrait,
    patron: PatronId,
    code: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE recovery_code SET used_at = $3 WHERE patron_id = $1 AND id = $2 AND used_at IS NULL";
    changed(db, SQL, [patron.0.into(), code.into(), now.0.into()]).await
}

/// Forgets all codes of a patron.
pub async fn remove_codes(db: &impl ConnectionTrait, patron: PatronId) -> Result<bool, StoreError> {
    changed(db, "DELETE FROM recovery_code WHERE patron_id = $1", [patron.0.into()]).await
}

/// Notes that a challenge was answered; tells whether it is the first time.
pub async fn use_challenge(db: &impl ConnectionTrait, hash: &str, expires_at: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO used_challenge (hash, expires_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
    changed(db, SQL, [hash.into(), expires_at.0.into()]).await
}

/// Forgets challenges and pending sign-ins whose time is over.
pub async fn sweep(db: &impl ConnectionTrait, now: Timestamp) -> Result<(), StoreError> {
    changed(db, "DELETE FROM used_challenge WHERE expires_at <= $1", [now.0.into()]).await?;
    changed(db, "DELETE FROM sign_in_step WHERE expires_at <= $1", [now.0.into()]).await?;
    Ok(())
}

pub(crate) fn statement<const N: usize>(db: &impl ConnectionTrait, sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}

/// Runs a statement; tells whether it changed a row.
pub(crate) async fn changed<const N: usize>(
    db: &impl ConnectionTrait,
    sql: &str,
    values: [Value; N],
) -> Result<bool, StoreError> {
    Ok(db.execute_raw(statement(db, sql, values)).await?.rows_affected() > 0)
}
