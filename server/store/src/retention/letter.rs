//! People on their way out whom no mail reaches: whom staff tell on paper or at the desk.

use carrel_domain::{Date, PatronId, StaffScope};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use super::stage::{BY_LETTER, IS_TOLD};
use crate::{StoreError, scoped::within};

/// Staff told somebody whom no mail reached: their time begins anew with that day. `false` if they need not be told.
pub async fn set_told(
    db: &impl ConnectionTrait,
    patron: PatronId,
    by: PatronId,
    today: Date,
    next_on: Date,
) -> Result<bool, StoreError> {
    let sql = format!(
        "UPDATE patron_stage AS s SET told = '{BY_LETTER}', told_on = $1, told_by = $2, next_on = $3 \
         WHERE s.patron_id = $4 AND s.stage = 'told' AND s.stopped_at IS NULL AND NOT ({IS_TOLD})"
    );
    let values: [Value; 4] = [today.to_string().into(), by.0.into(), next_on.to_string().into(), patron.0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Somebody to be told on paper.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Letter {
    /// Key of the patron.
    pub patron_id: i64,
    /// Opaque id of the patron.
    pub patron: String,
    /// Card number.
    pub cardnumber: Option<String>,
    /// First name.
    pub firstname: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// Language they are written to in, if known.
    pub language: Option<String>,
    /// The record of the source, with the postal address.
    pub record: String,
    /// When their membership ended.
    pub expired_on: String,
    /// Why no mail reached them.
    pub told: String,
}

/// People whom nobody told yet, from one on, at most `limit`.
pub async fn untold(
    db: &impl ConnectionTrait,
    staff: &StaffScope,
    after: i64,
    limit: u32,
) -> Result<Vec<Letter>, StoreError> {
    let mut values: Vec<Value> = vec![staff.organization().0.into(), after.into()];
    let within = within(staff, "p.library", &mut values);
    let sql = format!(
        "SELECT s.patron_id, p.public_id AS patron, p.cardnumber, p.firstname, p.surname, p.language, p.record, \
         s.expired_on, s.told FROM patron_stage s JOIN patron p ON p.id = s.patron_id WHERE s.organization_id = $1 \
         AND s.patron_id > $2 AND s.stage = 'told' AND s.stopped_at IS NULL AND NOT ({IS_TOLD}){within} \
         ORDER BY s.patron_id LIMIT {limit}"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(Letter::find_by_statement(statement).all(db).await?)
}

/// How many people nobody told yet.
pub async fn count_untold(db: &impl ConnectionTrait, staff: &StaffScope) -> Result<i64, StoreError> {
    let mut values: Vec<Value> = vec![staff.organization().0.into()];
    let within = within(staff, "p.library", &mut values);
    let sql = format!(
        "SELECT COUNT(*) FROM patron_stage s JOIN patron p ON p.id = s.patron_id WHERE s.organization_id = $1 \
         AND s.stage = 'told' AND s.stopped_at IS NULL AND NOT ({IS_TOLD}){within}"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.query_one_raw(statement).await?.map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
}
