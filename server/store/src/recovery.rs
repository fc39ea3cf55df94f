//! One-time links and paper codes for whoever lost their password.

use carrel_domain::{OrganizationId, PatronId, PatronScope, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::StoreError;

/// How a recovery token reaches its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A link by mail.
    Link,
    /// A code on paper.
    Paper,
}

impl Way {
    /// Name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Paper => "paper",
        }
    }
}

/// A token to keep; only its hash is.
#[derive(Clone, Debug)]
pub struct NewRecovery {
    /// Whose.
    pub of: PatronScope,
    /// How it reaches them.
    pub way: Way,
    /// Hash of the token or code.
    pub token_hash: String,
    /// Good until then.
    pub expires_at: Timestamp,
    /// Staff who started it.
    pub started_by: Option<PatronId>,
}

/// Whose a link is, if it is good.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Found {
    /// Whose.
    pub patron_id: i64,
    /// Good until then.
    pub expires_at: i64,
    /// When it was used, if it was.
    pub used_at: Option<i64>,
    /// Card number.
    pub cardnumber: Option<String>,
    /// 1 if the account is closed.
    pub disabled: i64,
}

/// Keeps a token.
pub async fn add(db: &impl ConnectionTrait, new: NewRecovery, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO recovery (organization_id, patron_id, way, token_hash, created_at, expires_at, started_by) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        new.of.organization().0.into(),
        new.of.patron().0.into(),
        new.way.name().into(),
        new.token_hash.into(),
        now.0.into(),
        new.expires_at.0.into(),
        new.started_by.map(|staff| staff.0).into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// The link with this hash, used or not.
pub async fn find(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    token_hash: &str,
) -> Result<Option<Found>, StoreError> {
    const SQL: &str = "SELECT r.patron_id, r.expires_at, r.used_at, p.cardnumber, p.disabled FROM recovery r \
                       JOIN patron p ON p.id = r.patron_id \
                       WHERE r.token_hash = $1 AND r.organization_id = $2 AND r.way = 'link'";
    let values = [token_hash.into(), organization.0.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(Found::find_by_statement(statement).one(db).await?)
}

/// Uses a link up, if it is still good: of two at once one succeeds (ASVS 15.4.2).
pub async fn consume(
    db: &impl ConnectionTrait,
    of: PatronScope,
    token_hash: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE recovery SET used_at = $1 WHERE token_hash = $2 AND patron_id = $3 AND organization_id = $4 \
                       AND way = 'link' AND used_at IS NULL AND expires_at > $1";
    let values = [now.0.into(), token_hash.into(), of.patron().0.into(), of.organization().0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Makes a link of a paper code, if the code is still good: the code is gone with it, in the same statement.
pub async fn exchange(
    db: &impl ConnectionTrait,
    code_hash: &str,
    token_hash: &str,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE recovery SET way = 'link', token_hash = $1, expires_at = $2 WHERE token_hash = $3 \
                       AND way = 'paper' AND used_at IS NULL AND expires_at > $4";
    let values = [token_hash.into(), expires_at.0.into(), code_hash.into(), now.0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// No link or code of the patron in scope opens anything any more; `way` limits it to one kind.
pub async fn revoke(
    db: &impl ConnectionTrait,
    of: PatronScope,
    way: Option<Way>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE recovery SET used_at = $1 WHERE patron_id = $2 AND organization_id = $3 AND used_at IS NULL \
                       AND ($4 = '' OR way = $4)";
    let way = way.map_or("", Way::name);
    let values = [now.0.into(), of.patron().0.into(), of.organization().0.into(), way.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Forgets what ended before then, used or not.
pub async fn sweep(db: &impl ConnectionTrait, before: Timestamp) -> Result<(), StoreError> {
    for sql in ["DELETE FROM recovery WHERE expires_at <= $1", "DELETE FROM email_confirmation WHERE expires_at <= $1"]
    {
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [before.0.into()])).await?;
    }
    Ok(())
}
