//! Whose loan history is kept for how long: decisions of staff, and choices of patrons. Each is a row; nothing is overwritten.

mod concerned;

use carrel_domain::{
    Date, OrganizationId, PatronId, PatronScope, Timestamp,
    consent::{Answer, LOAN_HISTORY},
    loan_history::{Choice, Policy},
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

pub use self::concerned::{Concerned, Whom, concerned, small_groups};
use crate::{
    StoreError, consent_choice,
    lists::{in_numbers, number_list},
};

/// Whose policy a decision is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    /// Everybody's of the organization.
    Organization,
    /// Everybody's in a patron category, by its code.
    Category(String),
    /// One patron's.
    Patron(PatronId),
}

impl Whose {
    const fn parts(&self) -> (&'static str, Option<&String>, Option<i64>) {
        match self {
            Self::Organization => ("organization", None, None),
            Self::Category(code) => ("category", Some(code), None),
            Self::Patron(patron) => ("patron", None, Some(patron.0)),
        }
    }
}

/// A decision, taken or yet to take effect.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Decision {
    /// Opaque id.
    pub public_id: String,
    /// `organization`, `category` or `patron`.
    pub level: String,
    /// Code of the category.
    pub patron_category: Option<String>,
    /// Key of the patron.
    pub patron_id: Option<i64>,
    /// The policy; empty for “as the level above”.
    pub policy: String,
    /// When it was decided.
    pub decided_at: i64,
    /// From when it holds.
    pub takes_effect_at: i64,
}

impl Decision {
    /// The policy; `None` for “as the level above”.
    pub fn policy(&self) -> Option<Policy> {
        Policy::parse(&self.policy)
    }
}

const COLUMNS: &str = "public_id, level, patron_category, patron_id, policy, decided_at, takes_effect_at";

/// Decisions for the organization and its categories that hold, held or will hold, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn list(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<Vec<Decision>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM history_policy WHERE organization_id = $1 AND level <> 'patron' AND revoked_at IS NULL \
         ORDER BY id"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [organization.0.into()]);
    Ok(Decision::find_by_statement(statement).all(db).await?)
}

/// Decisions for one patron, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_patron(db: &impl ConnectionTrait, patron: PatronId) -> Result<Vec<Decision>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM history_policy WHERE patron_id = $1 AND revoked_at IS NULL ORDER BY id");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [patron.0.into()]);
    Ok(Decision::find_by_statement(statement).all(db).await?)
}

/// Decisions for single patrons, oldest first; each with the category that the patron is in.
///
/// # Errors
/// Those of the database.
pub async fn of_patrons(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<Vec<Decision>, StoreError> {
    const SQL: &str = "SELECT h.public_id, h.level, p.patron_category, h.patron_id, h.policy, h.decided_at, \
                       h.takes_effect_at FROM history_policy h JOIN patron p ON p.id = h.patron_id \
                       WHERE h.organization_id = $1 AND h.level = 'patron' AND h.revoked_at IS NULL ORDER BY h.id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [organization.0.into()]);
    Ok(Decision::find_by_statement(statement).all(db).await?)
}

/// The policy that holds now among decisions about the same: the newest one that has taken effect.
pub fn in_force<'a>(decisions: impl Iterator<Item = &'a Decision>, now: Timestamp) -> Option<Policy> {
    decisions.filter(|decision| decision.takes_effect_at <= now.0).last()?.policy()
}

/// Takes a decision. One about the same that has not taken effect is called off by it, and answered.
///
/// # Errors
/// Those of the database.
#[allow(clippy::too_many_arguments, reason = "a row's columns, each of another type")]
pub async fn decide(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_id: &str,
    whose: &Whose,
    policy: Option<Policy>,
    by: PatronId,
    now: Timestamp,
    takes_effect_at: Timestamp,
) -> Result<Vec<Decision>, StoreError> {
    let backend = db.get_database_backend();
    let (level, category, patron) = whose.parts();
    let call_off = format!(
        "UPDATE history_policy SET revoked_at = $1 WHERE organization_id = $2 AND level = $3 \
         AND COALESCE(patron_category, '') = $4 AND COALESCE(patron_id, 0) = $5 \
         AND takes_effect_at > $1 AND revoked_at IS NULL RETURNING {COLUMNS}"
    );
    let values = [
        now.0.into(),
        organization.0.into(),
        level.into(),
        category.cloned().unwrap_or_default().into(),
        patron.unwrap_or_default().into(),
    ];
    let statement = Statement::from_sql_and_values(backend, call_off, values);
    let called_off = Decision::find_by_statement(statement).all(db).await?;
    const ADD: &str = "INSERT INTO history_policy (public_id, organization_id, level, patron_category, patron_id, policy, \
                       decided_by, decided_at, takes_effect_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = [
        public_id.into(),
        organization.0.into(),
        level.into(),
        category.cloned().into(),
        patron.into(),
        policy.map_or_else(String::new, |policy| policy.to_string()).into(),
        by.0.into(),
        now.0.into(),
        takes_effect_at.0.into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(backend, ADD, values)).await?;
    Ok(called_off)
}

/// Whether some policy that has taken effect lets rows go by themselves: perhaps only where a patron wishes it.
///
/// # Errors
/// Those of the database.
pub async fn any_by_itself(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM history_policy WHERE organization_id = $1 AND revoked_at IS NULL \
                       AND takes_effect_at <= $2 AND (policy LIKE 'with-consent:%' OR policy LIKE 'until-switched:%') \
                       AND policy NOT LIKE '%:never' LIMIT 1";
    let values = [organization.0.into(), now.0.into()];
    Ok(db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?.is_some())
}

/// A choice that patrons have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wish {
    /// Keep the history longer (policy A).
    Keep,
    /// Anonymize what is old, from now on (policy C).
    Rolling,
}

impl Wish {
    /// Name in the database and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Rolling => "rolling",
        }
    }

    /// The wish with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Keep, Self::Rolling].into_iter().find(|wish| wish.name() == name)
    }
}

/// Notes what the patron in scope chose; a consent to keep is a consent like others, and not kept here.
///
/// # Errors
/// Those of the database.
pub async fn choose(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    wish: Wish,
    is_on: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO history_choice (patron_id, choice, is_on, chosen_at) VALUES ($1, $2, $3, $4)";
    let values = [scope.patron().0.into(), wish.name().into(), i64::from(is_on).into(), now.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// What the patron in scope chose, and when they chose last.
///
/// # Errors
/// Those of the database.
pub async fn choice(db: &impl ConnectionTrait, scope: PatronScope) -> Result<(Choice, Option<Timestamp>), StoreError> {
    const SQL: &str = "SELECT choice, is_on, chosen_at FROM history_choice WHERE patron_id = $1 ORDER BY id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [scope.patron().0.into()]);
    let (mut choice, mut last) = (Choice::default(), None);
    for row in db.query_all_raw(statement).await? {
        let (name, is_on, at): (String, i64, i64) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        if Wish::from_name(&name) == Some(Wish::Rolling) {
            choice.wants_rolling = is_on != 0;
            last = Some(Timestamp(at));
        }
    }
    if let Some(consent) = consent_choice::current(db, scope, LOAN_HISTORY).await? {
        choice.consents_to_keeping = consent.is_given();
        last = last.max(Some(consent.at));
    }
    Ok((choice, last))
}

/// A patron as the daily run looks at them.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Subject {
    /// Key.
    pub id: i64,
    /// Category.
    pub patron_category: Option<String>,
    /// Their own policy in force; empty for none.
    pub policy: Option<String>,
    /// Keeps longer.
    pub keeps: i64,
    /// Anonymizes from now on.
    pub rolls: i64,
    /// When they came into their category, if they were here before.
    pub category_since: Option<i64>,
    /// A request other than for erasure is open, or there is a legal hold.
    pub is_held: i64,
}

impl Subject {
    /// What they chose.
    pub const fn choice(&self) -> Choice {
        Choice { consents_to_keeping: self.keeps != 0, wants_rolling: self.rolls != 0 }
    }
}

/// The answer of a patron `p` to being kept longer that counts, as `consent_choice` reads it; `NULL` without one.
fn answer() -> String {
    format!(
        "(SELECT c.answer FROM consent_of_patron c WHERE c.patron_id = p.id AND c.answer IS NOT NULL \
         AND REPLACE(LOWER(TRIM(c.purpose)), '_', '-') = '{LOAN_HISTORY}' \
         ORDER BY c.answered_at DESC, CASE WHEN c.how = 'import' THEN 1 ELSE 0 END, c.id DESC LIMIT 1)"
    )
}

/// Whether a patron `p` keeps longer: 1 or 0.
pub(crate) fn keeps() -> String {
    format!("CAST(CASE WHEN COALESCE({}, '') = '{}' THEN 1 ELSE 0 END AS BIGINT)", answer(), Answer::Given.name())
}

/// That a request `r` stops it: what is to be handed over, put right or left alone must still be there. Who asks for erasure
/// asks for nothing else than what happens.
const STOPS: &str = "r.state = 'open' AND r.kind <> 'erasure'";

/// That nothing of a patron `p` may go: a request of theirs is open, or there is a legal hold. `today` is the place of the day.
fn held(today: &str) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM data_request r WHERE r.patron_id = p.id AND {STOPS}) OR EXISTS (SELECT 1 FROM retention_hold l WHERE l.patron_id = p.id \
         AND l.lifted_at IS NULL AND (l.ends_on IS NULL OR l.ends_on >= {today})))"
    )
}

/// When a patron came into their category, if they were here before.
///
/// # Errors
/// Those of the database.
pub async fn category_since(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Option<i64>, StoreError> {
    const SQL: &str = "SELECT category_since FROM patron WHERE id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [scope.patron().0.into()]);
    db.query_one_raw(statement).await?.map_or(Ok(None), |row| Ok(row.try_get_by_index(0)?))
}

/// The next patrons after a key, by key.
///
/// # Errors
/// Those of the database.
pub async fn subjects(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    after: i64,
    (now, today): (Timestamp, Date),
    most: u32,
) -> Result<Vec<Subject>, StoreError> {
    let sql = subjects_where(&format!("p.id > $1 AND p.is_anonymous = 0 ORDER BY p.id LIMIT {most}"));
    let values = [after.into(), organization.0.into(), now.0.into(), today.to_string().into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(Subject::find_by_statement(statement).all(db).await?)
}

/// These patrons as they are now: whoever is about to act asks in the transaction that acts, for somebody may have chosen
/// otherwise, or be held, since they were looked at.
///
/// # Errors
/// Those of the database.
pub async fn subjects_among(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    patrons: impl IntoIterator<Item = PatronId>,
    (now, today): (Timestamp, Date),
) -> Result<Vec<Subject>, StoreError> {
    let backend = db.get_database_backend();
    let sql = subjects_where(&format!("p.id {}", in_numbers(backend, 1)));
    let patrons = number_list(patrons.into_iter().map(|patron| patron.0));
    let values = [patrons.into(), organization.0.into(), now.0.into(), today.to_string().into()];
    Ok(Subject::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).all(db).await?)
}

/// Subjects of the organization `$2` that fit, at the time `$3` and on the day `$4`.
fn subjects_where(condition: &str) -> String {
    let rolls = format!(
        "CAST(COALESCE((SELECT h.is_on FROM history_choice h WHERE h.patron_id = p.id AND h.choice = '{}' \
         ORDER BY h.id DESC LIMIT 1), 0) AS BIGINT)",
        Wish::Rolling.name()
    );
    let keeps = keeps();
    format!(
        "SELECT p.id, p.patron_category, p.category_since, (SELECT o.policy FROM history_policy o WHERE o.patron_id = p.id \
         AND o.revoked_at IS NULL AND o.takes_effect_at <= $3 ORDER BY o.id DESC LIMIT 1) AS policy, {keeps} AS keeps, \
         {rolls} AS rolls, CAST(CASE WHEN {} THEN 1 ELSE 0 END AS BIGINT) AS is_held \
         FROM patron p WHERE p.organization_id = $2 AND {condition}",
        held("$4")
    )
}

/// Whether a request of the patron's is open that stops it.
///
/// # Errors
/// Those of the database.
pub async fn has_request(db: &impl ConnectionTrait, scope: PatronScope) -> Result<bool, StoreError> {
    let sql = format!("SELECT 1 FROM data_request r WHERE r.patron_id = $1 AND {STOPS} LIMIT 1");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [scope.patron().0.into()]);
    Ok(db.query_one_raw(statement).await?.is_some())
}
