//! What patrons answered: receipts, which are only ever added, and what the library system sent.

use std::collections::BTreeMap;

use carrel_domain::{
    Language, PatronId, PatronScope, Timestamp,
    consent::{Answer, How, purpose_code},
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::StoreError;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What was answered.
    pub answer: Answer,
    /// When.
    pub at: Timestamp,
    /// By which way.
    pub how: How,
    /// To which version of the text; unknown for what the library system sent.
    pub version: Option<i64>,
}

impl Choice {
    /// Whether it is a yes.
    pub fn is_given(&self) -> bool {
        self.answer == Answer::Given
    }

    /// The version as a number, for [`carrel_domain::consent::is_to_be_asked`].
    pub fn version_or_none(&self) -> i64 {
        self.version.unwrap_or(0)
    }
}

#[derive(FromQueryResult)]
struct Answered {
    purpose: Option<String>,
    answer: String,
    answered_at: i64,
    how: String,
    version: Option<i64>,
}

/// The last answer to each purpose, by its code as Carrel compares it.
pub async fn latest(db: &impl ConnectionTrait, scope: PatronScope) -> Result<BTreeMap<String, Choice>, StoreError> {
    // What was answered here comes after what the library system sent, if both were in the same second.
    const SQL: &str = "SELECT purpose, answer, answered_at, how, version FROM consent_of_patron \
                       WHERE patron_id = $1 AND answer IS NOT NULL \
                       ORDER BY answered_at, CASE WHEN how = 'import' THEN 0 ELSE 1 END, id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [scope.patron().0.into()]);
    let mut latest = BTreeMap::new();
    for row in Answered::find_by_statement(statement).all(db).await? {
        let (Some(answer), Some(how)) = (Answer::from_name(&row.answer), How::from_name(&row.how)) else { continue };
        let choice = Choice { answer, at: Timestamp(row.answered_at), how, version: row.version };
        latest.insert(purpose_code(&row.purpose.unwrap_or_default()), choice);
    }
    Ok(latest)
}

/// What a patron answered last to a purpose (`loan-history`, `direct-mailing`, …); `None` if they never did.
pub async fn current(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    purpose: &str,
) -> Result<Option<Choice>, StoreError> {
    Ok(latest(db, scope).await?.remove(purpose))
}

/// A receipt to be written.
#[derive(Clone, Debug)]
pub struct NewReceipt<'a> {
    /// Opaque id.
    pub public_id: &'a str,
    /// Code of the purpose.
    pub purpose: &'a str,
    /// What was answered.
    pub answer: Answer,
    /// By which way.
    pub how: How,
    /// In which language the text was read.
    pub language: Option<Language>,
    /// Which version of it, if there is a text.
    pub version: Option<i64>,
    /// Who wrote it down, at the desk.
    pub recorded_by: Option<PatronId>,
}

/// Adds a receipt.
pub async fn add(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    receipt: NewReceipt<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO consent_receipt (public_id, patron_id, purpose, answer, answered_at, how, language, \
                       version, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = [
        receipt.public_id.into(),
        scope.patron().0.into(),
        receipt.purpose.into(),
        receipt.answer.name().into(),
        now.0.into(),
        receipt.how.name().into(),
        receipt.language.map(Language::code).into(),
        receipt.version.into(),
        receipt.recorded_by.map(|staff| staff.0).into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// A receipt as it is shown.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Receipt {
    /// Opaque id.
    pub public_id: String,
    /// Code of the purpose.
    pub purpose: String,
    /// See [`Answer`].
    pub answer: String,
    /// When.
    pub answered_at: i64,
    /// See [`How`].
    pub how: String,
    /// Language tag.
    pub language: Option<String>,
    /// Version of the text.
    pub version: Option<i64>,
}

/// The receipts of a patron, newest first, at most 200.
pub async fn list(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Vec<Receipt>, StoreError> {
    const SQL: &str = "SELECT public_id, purpose, answer, answered_at, how, language, version FROM consent_receipt \
                       WHERE patron_id = $1 ORDER BY answered_at DESC, id DESC LIMIT 200";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [scope.patron().0.into()]);
    Ok(Receipt::find_by_statement(statement).all(db).await?)
}

/// One receipt of a patron.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    public_id: &str,
) -> Result<Option<Receipt>, StoreError> {
    const SQL: &str = "SELECT public_id, purpose, answer, answered_at, how, language, version FROM consent_receipt \
                       WHERE patron_id = $1 AND public_id = $2";
    let values = [scope.patron().0.into(), public_id.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(Receipt::find_by_statement(statement).one(db).await?)
}

/// “Later”: the card on My data waits for sign-ins from then on.
pub async fn pause(db: &impl ConnectionTrait, scope: PatronScope, ask_after: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO consent_pause (patron_id, ask_after) VALUES ($1, $2) \
                       ON CONFLICT (patron_id) DO UPDATE SET ask_after = excluded.ask_after";
    let values = [scope.patron().0.into(), ask_after.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Until when the card on My data waits, if somebody said “later”.
pub async fn paused_until(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = "SELECT ask_after FROM consent_pause WHERE patron_id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [scope.patron().0.into()]);
    let row = db.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.map(Timestamp))
}
