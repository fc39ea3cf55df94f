//! Sign-ins that wait for their second factor.

use carrel_domain::{PatronId, Proof, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{
    StoreError,
    second_factor::{changed, statement},
};

/// A sign-in that waits for its second factor.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Step {
    /// Key.
    pub id: i64,
    /// Whose.
    pub patron_id: i64,
    /// What was given so far.
    pub methods: String,
    /// 1 on a shared computer.
    pub is_shared_computer: i64,
    /// Where to go afterwards.
    pub next: String,
    /// Wrong answers so far.
    pub failures: i64,
    /// The identity provider that it began with, and its token, encrypted.
    pub provider: Option<String>,
    /// See `provider`.
    pub provider_token: Option<String>,
}

impl Step {
    /// Whose.
    pub const fn patron(&self) -> PatronId {
        PatronId(self.patron_id)
    }

    /// What was given so far.
    pub fn proof(&self) -> Proof {
        Proof::from_stored(&self.methods, false)
    }
}

/// A step to wait at.
#[derive(Clone, Debug)]
pub struct NewStep {
    /// Hash of the token that the browser holds.
    pub token_hash: String,
    /// Whose.
    pub patron: PatronId,
    /// What was given so far.
    pub methods: String,
    /// 1 on a shared computer.
    pub is_shared_computer: i64,
    /// Where to go afterwards.
    pub next: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Keeps one.
pub async fn add(db: &impl ConnectionTrait, new: NewStep) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO sign_in_step \
                       (token_hash, patron_id, methods, is_shared_computer, next, failures, expires_at) \
                       VALUES ($1, $2, $3, $4, $5, 0, $6)";
    let values = [
        new.token_hash.into(),
        new.patron.0.into(),
        new.methods.into(),
        new.is_shared_computer.into(),
        new.next.into(),
        new.expires_at.0.into(),
    ];
    changed(db, SQL, values).await?;
    Ok(())
}

/// Keeps a provider's token until the step is answered.
pub async fn keep_provider(
    db: &impl ConnectionTrait,
    token_hash: &str,
    provider: &str,
    sealed: &str,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE sign_in_step SET provider = $2, provider_token = $3 WHERE token_hash = $1";
    changed(db, SQL, [token_hash.into(), provider.into(), sealed.into()]).await?;
    Ok(())
}

/// The step with this token, if it is still waiting.
pub async fn find(db: &impl ConnectionTrait, token_hash: &str, now: Timestamp) -> Result<Option<Step>, StoreError> {
    const SQL: &str = "SELECT id, patron_id, methods, is_shared_computer, next, failures, provider, provider_token \
                       FROM sign_in_step \
                       WHERE token_hash = $1 AND expires_at > $2";
    Ok(Step::find_by_statement(statement(db, SQL, [token_hash.into(), now.0.into()])).one(db).await?)
}

/// Counts a wrong answer; after so many of them the step is over. Tells whether it is.
pub async fn note_failure(db: &impl ConnectionTrait, step: i64, most: i64) -> Result<bool, StoreError> {
    changed(db, "UPDATE sign_in_step SET failures = failures + 1 WHERE id = $1", [step.into()]).await?;
    changed(db, "DELETE FROM sign_in_step WHERE id = $1 AND failures >= $2", [step.into(), most.into()]).await
}

/// Takes a step that was answered; tells whether nobody else did meanwhile (ASVS 15.4.2).
pub async fn take(db: &impl ConnectionTrait, step: i64, now: Timestamp) -> Result<bool, StoreError> {
    changed(db, "DELETE FROM sign_in_step WHERE id = $1 AND expires_at > $2", [step.into(), now.0.into()]).await
}

/// Ends all pending sign-ins of a patron.
pub async fn end_all(db: &impl ConnectionTrait, patron: PatronId) -> Result<(), StoreError> {
    changed(db, "DELETE FROM sign_in_step WHERE patron_id = $1", [patron.0.into()]).await?;
    Ok(())
}
