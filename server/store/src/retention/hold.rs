//! Legal holds: whatever the rules say, nothing about this patron is removed (GDPR Art. 17(3)).

use carrel_domain::{Date, OrganizationId, PatronId, PatronScope, StaffScope, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::{StoreError, scoped::within};

/// A hold, with whose it is.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Hold {
    /// Opaque id for addresses.
    pub public_id: String,
    /// Whose data.
    pub patron_id: i64,
    /// Opaque id of the patron.
    pub patron: String,
    /// First name.
    pub firstname: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// Why.
    pub reason: String,
    /// Name of whoever placed it.
    pub placed_by: Option<String>,
    /// When.
    pub placed_at: i64,
    /// The last day on which it holds; until it is lifted if `None`.
    pub ends_on: Option<String>,
}

const COLUMNS: &str = "h.public_id, h.patron_id, p.public_id AS patron, p.firstname, p.surname, h.reason, \
                       TRIM(COALESCE(s.firstname, '') || ' ' || COALESCE(s.surname, '')) AS placed_by, h.placed_at, \
                       h.ends_on FROM retention_hold h JOIN patron p ON p.id = h.patron_id \
                       LEFT JOIN patron s ON s.id = h.placed_by";

/// Places a hold on the patron in scope.
pub async fn place(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    public_id: &str,
    reason: &str,
    ends_on: Option<Date>,
    by: PatronId,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO retention_hold (public_id, organization_id, patron_id, reason, placed_by, placed_at, \
                       ends_on) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values: [Value; 7] = [
        public_id.into(),
        scope.organization().0.into(),
        scope.patron().0.into(),
        reason.into(),
        by.0.into(),
        now.0.into(),
        ends_on.map(|day| day.to_string()).into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Lifts a hold of the patron in scope, once; `false` if there is none that is in force.
pub async fn lift(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    public_id: &str,
    by: PatronId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE retention_hold SET lifted_by = $1, lifted_at = $2 \
                       WHERE public_id = $3 AND patron_id = $4 AND lifted_at IS NULL";
    let values: [Value; 4] = [by.0.into(), now.0.into(), public_id.into(), scope.patron().0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// The holds on the patron in scope that were not lifted.
pub async fn list_of_patron(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Vec<Hold>, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE h.patron_id = $1 AND h.lifted_at IS NULL ORDER BY h.id");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [scope.patron().0.into()]);
    Ok(Hold::find_by_statement(statement).all(db).await?)
}

/// The holds in force in an organization, the newest first, at most `limit`.
pub async fn list(db: &impl ConnectionTrait, staff: &StaffScope, limit: u32) -> Result<Vec<Hold>, StoreError> {
    let mut values: Vec<Value> = vec![staff.organization().0.into()];
    let within = within(staff, "p.library", &mut values);
    let sql = format!(
        "SELECT {COLUMNS} WHERE h.organization_id = $1 AND h.lifted_at IS NULL{within} ORDER BY h.id DESC LIMIT {limit}"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(Hold::find_by_statement(statement).all(db).await?)
}

/// Whether a hold on the patron is in force today.
pub async fn is_held(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    patron: PatronId,
    today: Date,
) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM retention_hold WHERE patron_id = $1 AND organization_id = $2 \
                       AND lifted_at IS NULL AND (ends_on IS NULL OR ends_on >= $3)";
    let values: [Value; 3] = [patron.0.into(), organization.0.into(), today.to_string().into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(db.query_one_raw(statement).await?.is_some())
}
