//! A library's rules.

use carrel_domain::{
    OrganizationId, PatronId, Timestamp,
    retention::{Action, Keep, Rule, Rules, Subject, USUAL_PRIVATE_DEBITS},
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::StoreError;

#[derive(FromQueryResult)]
struct Stored {
    subject: String,
    patron_category: String,
    keep_unit: String,
    keep_number: Option<i64>,
    action: String,
}

impl Stored {
    /// What this version does not know is no rule: nothing is removed by mistake.
    fn rule(self) -> Option<Rule> {
        let category = (!self.patron_category.is_empty()).then_some(self.patron_category);
        let keep = Keep::read(&self.keep_unit, self.keep_number)?;
        Rule::new(Subject::from_name(&self.subject)?, category, keep, Action::from_name(&self.action)?)
    }
}

/// The rules of an organization.
pub async fn list(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<Rules, StoreError> {
    const SQL: &str = "SELECT subject, patron_category, keep_unit, keep_number, action FROM retention_rule \
                       WHERE organization_id = $1 ORDER BY id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [organization.0.into()]);
    let stored = Stored::find_by_statement(statement).all(db).await?;
    Ok(Rules::new(stored.into_iter().filter_map(Stored::rule)))
}

/// Sets a rule; the one about the same is replaced.
pub async fn set(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    rule: &Rule,
    by: Option<PatronId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO retention_rule (organization_id, subject, patron_category, keep_unit, keep_number, \
                       action, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                       ON CONFLICT (organization_id, subject, patron_category) DO UPDATE SET \
                       keep_unit = excluded.keep_unit, keep_number = excluded.keep_number, action = excluded.action, \
                       changed_by = excluded.changed_by, changed_at = excluded.changed_at";
    let (unit, number) = rule.keep().stored();
    let values: [Value; 8] = [
        organization.0.into(),
        rule.subject().name().into(),
        rule.patron_category().unwrap_or_default().into(),
        unit.into(),
        number.map(i64::from).into(),
        rule.action().name().into(),
        by.map(|by| by.0).into(),
        now.0.into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Takes back the rule of one patron category: everybody's holds for it then. `false` if there was none.
pub async fn remove(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    subject: Subject,
    patron_category: &str,
) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM retention_rule WHERE organization_id = $1 AND subject = $2 AND patron_category = $3 \
                       AND patron_category <> ''";
    let values: [Value; 3] = [organization.0.into(), subject.name().into(), patron_category.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// The setting with the codes of the fees under private law.
pub const PRIVATE_DEBITS: &str = "retention_private_debits";

/// The codes of the fees under private law: the library's own, or the usual ones.
pub async fn private_debits(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<String>, StoreError> {
    let set = crate::setting::list(db, organization).await?.remove(PRIVATE_DEBITS);
    Ok(match set {
        Some(codes) => codes.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        None => USUAL_PRIVATE_DEBITS.map(str::to_owned).into(),
    })
}
