//! Addresses that mails do not reach: staff are told, and nothing goes there until the address changes.

use carrel_domain::{OrganizationId, PatronId, PatronScope, StaffScope, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::{StoreError, patron_search::PatronLine, scoped::within};

pub use crate::entity::address_problem::Model as AddressProblem;

/// Mails to the address come back.
pub const UNDELIVERABLE: &str = "undeliverable";

/// Notes that an address does not work, unless that is known.
pub async fn report(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    patron: PatronId,
    address: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO address_problem (organization_id, patron_id, address, code, reported_at) \
                       SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM address_problem WHERE patron_id = $2 \
                       AND address = $3 AND cleared_at IS NULL)";
    let values = [organization.0.into(), patron.0.into(), address.into(), UNDELIVERABLE.into(), now.0.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(db.execute_raw(statement).await?.rows_affected() > 0)
}

/// What is wrong with the address that the patron in scope has now, if anything.
pub async fn find(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Option<AddressProblem>, StoreError> {
    const SQL: &str = "SELECT a.* FROM address_problem a JOIN patron p ON p.id = a.patron_id \
                       WHERE a.patron_id = $1 AND a.organization_id = $2 AND a.cleared_at IS NULL \
                       AND LOWER(a.address) = LOWER(COALESCE(p.confirmed_email, p.email)) ORDER BY a.id DESC";
    let values = [scope.patron().0.into(), scope.organization().0.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(AddressProblem::find_by_statement(statement).one(db).await?)
}

/// The address of the patron in scope works after all. `false` if nothing was wrong with it.
pub async fn clear(db: &impl ConnectionTrait, scope: PatronScope, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE address_problem SET cleared_at = $1 \
                       WHERE patron_id = $2 AND organization_id = $3 AND cleared_at IS NULL";
    let values = [now.0.into(), scope.patron().0.into(), scope.organization().0.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(db.execute_raw(statement).await?.rows_affected() > 0)
}

/// Clears the problems of addresses that their patrons no longer have, whichever way these were changed.
pub async fn clear_changed(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "UPDATE address_problem SET cleared_at = $1 WHERE cleared_at IS NULL AND NOT EXISTS \
                       (SELECT 1 FROM patron p WHERE p.id = address_problem.patron_id \
                       AND LOWER(COALESCE(p.confirmed_email, p.email)) = LOWER(address_problem.address))";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [now.0.into()]);
    Ok(db.execute_raw(statement).await?.rows_affected())
}

/// Patrons in scope whose present address does not work, the last reported first.
pub async fn list(db: &impl ConnectionTrait, staff: &StaffScope, limit: usize) -> Result<Vec<PatronLine>, StoreError> {
    let mut values = vec![staff.organization().0.into()];
    let condition = within(staff, "p.library", &mut values);
    let sql = format!(
        "SELECT p.id, p.public_id, p.organization_id, p.cardnumber, p.firstname, p.surname, COALESCE(p.confirmed_email, p.email) AS email, p.library, \
                p.patron_category, p.language \
         FROM address_problem a JOIN patron p ON p.id = a.patron_id \
         WHERE a.organization_id = $1 AND a.cleared_at IS NULL AND LOWER(a.address) = LOWER(COALESCE(p.confirmed_email, p.email)){condition} \
         ORDER BY a.id DESC LIMIT {limit}"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(PatronLine::find_by_statement(statement).all(db).await?)
}
