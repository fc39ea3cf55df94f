//! People who did not renew, and how far it has come with them.

use carrel_domain::{
    Date, OrganizationId, PatronId, StaffScope, Timestamp,
    retention::{Stage, Stop, Untold},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement, Value};

use super::source::{NO_STAGE, Question};
use crate::{StoreError, scoped::within};

/// Somebody on the way out.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Staged {
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
    /// See [`Stage`].
    pub stage: String,
    /// When their membership ended.
    pub expired_on: String,
    /// Since when they are in this stage.
    pub entered_on: String,
    /// When the next one begins.
    pub next_on: String,
    /// How they were told, or why they could not be.
    pub told: Option<String>,
    /// The day on which staff told them.
    pub told_on: Option<String>,
    /// When staff stopped it for them.
    pub stopped_at: Option<i64>,
    /// Why.
    pub stop_reason: Option<String>,
}

const COLUMNS: &str = "s.patron_id, p.public_id AS patron, p.cardnumber, p.firstname, p.surname, s.stage, s.expired_on, \
                       s.entered_on, s.next_on, s.told, s.told_on, s.stopped_at, s.stop_reason \
                       FROM patron_stage s JOIN patron p ON p.id = s.patron_id";

impl Staged {
    /// Whether nobody could tell them, and nobody has since.
    pub fn is_untold(&self) -> bool {
        self.stage == Stage::Told.name()
            && self.stopped_at.is_none()
            && !self.told.as_deref().is_none_or(|told| [BY_MAIL, BY_LETTER].contains(&told))
    }
}

/// They were told by mail.
pub const BY_MAIL: &str = "mail";
/// Staff told them: by letter, by telephone, or at the desk.
pub const BY_LETTER: &str = "letter";

/// That somebody in a stage `s` was told.
pub(super) const IS_TOLD: &str = "COALESCE(s.told, 'mail') IN ('mail', 'letter')";

/// That whoever must be told first was told; true of everybody where nobody waits.
fn may_go(untold: Untold) -> String {
    match untold {
        Untold::Wait => format!("(s.stage <> 'told' OR {IS_TOLD})"),
        Untold::Go => String::from("1 = 1"),
    }
}

/// Somebody enters the first stage; `false` if they are in one.
pub async fn enter(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    patron: PatronId,
    today: Date,
    next_on: Date,
    told: &str,
) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO patron_stage (patron_id, organization_id, stage, expired_on, entered_on, next_on, told) \
                       SELECT id, organization_id, $1, expires_on, $2, $3, $4 FROM patron \
                       WHERE id = $5 AND organization_id = $6 AND expires_on IS NOT NULL \
                       ON CONFLICT (patron_id) DO NOTHING";
    let values: [Value; 6] = [
        Stage::Told.name().into(),
        today.to_string().into(),
        next_on.to_string().into(),
        told.into(),
        patron.0.into(),
        organization.0.into(),
    ];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Somebody goes on to the next stage, if they are still in this one, nobody stopped it, the day has come, and they were
/// told or need not be.
pub async fn advance(
    db: &impl ConnectionTrait,
    patron: PatronId,
    from: Stage,
    untold: Untold,
    today: Date,
    next_on: Option<Date>,
) -> Result<bool, StoreError> {
    let sql = format!(
        "UPDATE patron_stage AS s SET stage = $1, entered_on = $2, next_on = $3 \
         WHERE s.patron_id = $4 AND s.stage = $5 AND s.next_on <= $2 AND s.stopped_at IS NULL AND {}",
        may_go(untold)
    );
    let Some(to) = from.next() else { return Ok(false) };
    let values: [Value; 5] = [
        to.name().into(),
        today.to_string().into(),
        next_on.unwrap_or(today).to_string().into(),
        patron.0.into(),
        from.name().into(),
    ];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Whether somebody's time in a stage is over, and nobody stopped it.
pub async fn is_due(
    db: &impl ConnectionTrait,
    patron: PatronId,
    stage: Stage,
    today: Date,
) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM patron_stage WHERE patron_id = $1 AND stage = $2 AND next_on <= $3 \
                       AND stopped_at IS NULL";
    let values: [Value; 3] = [patron.0.into(), stage.name().into(), today.to_string().into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// Patrons whose time in a stage is over, from one on.
pub async fn due(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    (stage, untold): (Stage, Untold),
    today: Date,
    after: i64,
    limit: u32,
) -> Result<Vec<PatronId>, StoreError> {
    let sql = format!(
        "SELECT s.patron_id FROM patron_stage s WHERE s.organization_id = $1 AND s.stage = $2 AND s.next_on <= $3 \
         AND s.patron_id > $4 AND s.stopped_at IS NULL AND {} ORDER BY s.patron_id LIMIT {limit}",
        may_go(untold)
    );
    let values: [Value; 4] = [organization.0.into(), stage.name().into(), today.to_string().into(), after.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok(PatronId(row.try_get_by_index(0)?))).collect()
}

/// Patrons in a stage that can be taken back, from one on.
pub async fn reversible(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    after: i64,
    limit: u32,
) -> Result<Vec<PatronId>, StoreError> {
    let sql = format!(
        "SELECT patron_id FROM patron_stage WHERE organization_id = $1 AND stage IN ('told', 'locked') \
         AND patron_id > $2 ORDER BY patron_id LIMIT {limit}"
    );
    let values: [Value; 2] = [organization.0.into(), after.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok(PatronId(row.try_get_by_index(0)?))).collect()
}

/// Whether a rule is still about somebody in a stage, and what keeps them in it: they may have renewed, the rule may have
/// changed, or they may have borrowed something before they were locked.
pub async fn standing(
    db: &impl ConnectionTrait,
    question: &Question<'_>,
    patron: PatronId,
) -> Result<Standing, StoreError> {
    let Some(selection) = question.selection() else { return Ok(Standing::Over) };
    let stops: Vec<String> =
        selection.stops.iter().enumerate().map(|(at, (_, sql))| format!("WHEN {sql} THEN {at}")).collect();
    let place = selection.values.len() + 1;
    // They are in a stage: that alone is not asked.
    let conditions = selection.conditions.replace(NO_STAGE, "1 = 1");
    let sql =
        format!("SELECT CASE {} ELSE -1 END FROM patron p WHERE p.id = ${place} AND {conditions}", stops.join(" "));
    let mut values = selection.values;
    values.push(patron.0.into());
    let found = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let Some(row) = found else { return Ok(Standing::Over) };
    let reason: i32 = row.try_get_by_index(0)?;
    let stop = usize::try_from(reason).ok().and_then(|at| selection.stops.get(at));
    Ok(stop.map_or(Standing::Goes, |(stop, _)| Standing::Waits(*stop)))
}

/// Keeps others from placing a hold or recording a request for somebody until the transaction ends: PostgreSQL lets them come
/// between looking and acting, and what they wrote would go with the rest. SQLite has one writer.
pub async fn lock(transaction: &DatabaseTransaction, patron: PatronId) -> Result<(), StoreError> {
    const SQL: &str = "SELECT id FROM patron WHERE id = $1 FOR UPDATE";
    let backend = transaction.get_database_backend();
    if backend == DbBackend::Postgres {
        transaction.query_all_raw(Statement::from_sql_and_values(backend, SQL, [patron.0.into()])).await?;
    }
    Ok(())
}

/// A mail that told somebody did not arrive: nobody has told them, and staff are shown so. Not if they are locked already.
pub async fn untell(db: &impl ConnectionTrait, patron: PatronId, why: &str) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE patron_stage SET told = $2 WHERE patron_id = $1 AND stage = 'told' AND told = 'mail'";
    let values: [Value; 2] = [patron.0.into(), why.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// How many people a rule is about whose time in a stage is over and whom nothing keeps there: the next run moves them on.
pub async fn count_due(
    db: &impl ConnectionTrait,
    question: &Question<'_>,
    (stage, untold): (Stage, Untold),
) -> Result<i64, StoreError> {
    let Some(selection) = question.selection() else { return Ok(0) };
    let place = selection.values.len() + 1;
    let sql = format!(
        "SELECT COUNT(*) FROM patron p JOIN patron_stage s ON s.patron_id = p.id WHERE {} {} AND s.stage = ${place} \
         AND s.next_on <= $2 AND s.stopped_at IS NULL AND {}",
        selection.conditions.replace(NO_STAGE, "1 = 1"),
        selection.unstopped(),
        may_go(untold)
    );
    let mut values = selection.values;
    values.push(stage.name().into());
    count(db, sql, values).await
}

/// How many anonymized people are removed by the next run.
pub async fn count_removable(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    today: Date,
) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM patron_stage s WHERE s.organization_id = $1 AND s.stage = 'anonymized' \
                       AND s.next_on <= $2 AND s.stopped_at IS NULL AND NOT EXISTS (SELECT 1 FROM retention_hold h \
                       WHERE h.patron_id = s.patron_id AND h.lifted_at IS NULL AND (h.ends_on IS NULL OR h.ends_on >= $2))";
    count(db, SQL.to_owned(), vec![organization.0.into(), today.to_string().into()]).await
}

async fn count(db: &impl ConnectionTrait, sql: String, values: Vec<Value>) -> Result<i64, StoreError> {
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
}

/// What is true of somebody in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The rule is about them, and nothing keeps them.
    Goes,
    /// They stay where they are for this reason.
    Waits(Stop),
    /// The rule is not about them any more.
    Over,
}

/// Ends what began for somebody, as long as it can be taken back.
pub async fn end(db: &impl ConnectionTrait, patron: PatronId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM patron_stage WHERE patron_id = $1 AND stage IN ('told', 'locked')";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [patron.0.into()]);
    Ok(db.execute_raw(statement).await?.rows_affected() > 0)
}

/// Staff stop it for somebody, with a reason; whoever was locked gets in again. `false` if it cannot be stopped.
pub async fn stop(
    db: &impl ConnectionTrait,
    patron: PatronId,
    by: PatronId,
    reason: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE patron_stage SET stage = 'told', stopped_by = $1, stopped_at = $2, stop_reason = $3 \
                       WHERE patron_id = $4 AND stage IN ('told', 'locked') AND stopped_at IS NULL";
    let values: [Value; 4] = [by.0.into(), now.0.into(), reason.into(), patron.0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Staff let it begin anew: the person is told once more. `false` if it was not stopped.
pub async fn resume(db: &impl ConnectionTrait, patron: PatronId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM patron_stage WHERE patron_id = $1 AND stopped_at IS NOT NULL";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [patron.0.into()]);
    Ok(db.execute_raw(statement).await?.rows_affected() > 0)
}

/// Where somebody stands, if anywhere.
pub async fn find(db: &impl ConnectionTrait, patron: PatronId) -> Result<Option<Staged>, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE s.patron_id = $1");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [patron.0.into()]);
    Ok(Staged::find_by_statement(statement).one(db).await?)
}

/// People in stages, at most `limit`: whom nobody told yet, and then those whose next one comes first.
pub async fn list(db: &impl ConnectionTrait, staff: &StaffScope, limit: u32) -> Result<Vec<Staged>, StoreError> {
    let mut values: Vec<Value> = vec![staff.organization().0.into()];
    let within = within(staff, "p.library", &mut values);
    let sql = format!(
        "SELECT {COLUMNS} WHERE s.organization_id = $1{within} \
         ORDER BY CASE WHEN s.stopped_at IS NOT NULL THEN 2 WHEN s.stage = 'told' AND NOT ({IS_TOLD}) THEN 0 ELSE 1 END, \
         s.next_on, s.patron_id LIMIT {limit}"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(Staged::find_by_statement(statement).all(db).await?)
}

/// How many people are in each stage; those whom nobody told yet as `untold`.
pub async fn counts(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = format!(
        "SELECT CASE WHEN s.stage = 'told' AND s.stopped_at IS NULL AND NOT ({IS_TOLD}) THEN 'untold' ELSE s.stage END, \
         COUNT(*) FROM patron_stage s WHERE s.organization_id = $1 GROUP BY 1 ORDER BY 1"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [organization.0.into()]);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Whether somebody is locked out because they did not renew.
pub async fn is_locked(db: &impl ConnectionTrait, patron: PatronId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM patron_stage WHERE patron_id = $1 AND stage <> 'told'";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [patron.0.into()]);
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// When somebody's membership ends or ended.
pub async fn expired_on(db: &impl ConnectionTrait, patron: PatronId) -> Result<Option<Date>, StoreError> {
    const SQL: &str = "SELECT expires_on FROM patron WHERE id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [patron.0.into()]);
    let Some(row) = db.query_one_raw(statement).await? else { return Ok(None) };
    let day: Option<String> = row.try_get_by_index(0)?;
    Ok(day.and_then(|day| Date::parse(&day).ok()))
}
