//! Roles: who holds which, where, until when.

use carrel_domain::{Grant, OrganizationId, PatronId, Role, Timestamp};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, FromQueryResult, Statement,
};

use crate::{StoreError, entity::role_grant, organization};

pub use crate::entity::role_grant::Model as RoleGrant;

/// A role to give somebody.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// Opaque id.
    pub public_id: String,
    /// In which organization.
    pub organization: OrganizationId,
    /// To whom.
    pub patron: PatronId,
    /// The role, and the library it is limited to.
    pub grant: Grant,
    /// Why.
    pub reason: String,
    /// By whom; nobody on the command line.
    pub by: Option<PatronId>,
    /// Until when.
    pub expires_at: Option<Timestamp>,
}

/// Gives a role.
pub async fn add(db: &impl ConnectionTrait, new: NewGrant, now: Timestamp) -> Result<(), StoreError> {
    let row = role_grant::ActiveModel {
        public_id: Set(new.public_id),
        organization_id: Set(new.organization.0),
        patron_id: Set(new.patron.0),
        role: Set(new.grant.role.name().to_owned()),
        library: Set(new.grant.library),
        reason: Set(new.reason),
        granted_by: Set(new.by.map(|by| by.0)),
        granted_at: Set(now.0),
        expires_at: Set(new.expires_at.map(|at| at.0)),
        ..Default::default()
    };
    role_grant::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The roles somebody holds at `now`.
pub async fn held(db: &impl ConnectionTrait, patron: PatronId, now: Timestamp) -> Result<Vec<Grant>, StoreError> {
    let backend = db.get_database_backend();
    let sql = format!("SELECT {}", held_sql(backend, "$1", "$2"));
    let row = db.query_one_raw(Statement::from_sql_and_values(backend, sql, [patron.0.into(), now.0.into()])).await?;
    let json: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
    Ok(read_held(json.as_deref())?.0)
}

/// An expression for the roles that somebody holds, as JSON for [`read_held`].
pub(crate) fn held_sql(backend: DbBackend, patron: &str, now: &str) -> String {
    let array = match backend {
        DbBackend::Sqlite => "json_group_array(json_array(g.role, g.library, g.granted_at))",
        _ => "CAST(json_agg(json_build_array(g.role, g.library, g.granted_at)) AS TEXT)",
    };
    format!(
        "(SELECT {array} FROM role_grant g WHERE g.patron_id = {patron} AND g.revoked_at IS NULL \
         AND (g.expires_at IS NULL OR g.expires_at > {now}))"
    )
}

/// Reads what [`held_sql`] answers: the roles, and since when the first of them is held. A role of a newer Carrel gives no
/// rights in this one.
pub(crate) fn read_held(json: Option<&str>) -> Result<(Vec<Grant>, Option<Timestamp>), StoreError> {
    let Some(json) = json.filter(|json| *json != "[]") else { return Ok((Vec::new(), None)) };
    let held: Vec<(String, Option<String>, i64)> =
        serde_json::from_str(json).map_err(|_| StoreError::Unreadable { table: "role_grant", what: "roles" })?;
    let staff = held.into_iter().filter_map(|(role, library, granted_at)| {
        let role = Role::from_name(&role).filter(|role| role.is_staff())?;
        Some((Grant { role, library }, Timestamp(granted_at)))
    });
    let (grants, since): (Vec<_>, Vec<_>) = staff.unzip();
    Ok((grants, since.into_iter().min()))
}

/// Takes all of somebody's roles away, on the command line.
pub async fn revoke_all(
    db: &impl ConnectionTrait,
    patron: PatronId,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE role_grant SET revoked_at = $2, revoke_reason = $3 WHERE patron_id = $1 AND revoked_at IS NULL";
    let values = [patron.0.into(), now.0.into(), reason.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// A role in force, as staff see it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Holding {
    /// Opaque id of the grant.
    pub public_id: String,
    /// The holder's key.
    pub patron_id: i64,
    /// The holder's name.
    pub holder_name: String,
    /// The holder's card number.
    pub cardnumber: Option<String>,
    /// 1 if the holder's account is closed.
    pub disabled: i64,
    /// Role.
    pub role: String,
    /// Code of the library it is limited to.
    pub library: Option<String>,
    /// Why it was given.
    pub reason: String,
    /// Name of who gave it; nobody on the command line.
    pub giver_name: Option<String>,
    /// When it was given.
    pub granted_at: i64,
    /// When it ends by itself.
    pub expires_at: Option<i64>,
}

const HOLDING: &str = "SELECT g.public_id, g.patron_id, p.cardnumber, p.disabled, g.role, g.library, g.reason, \
                              g.granted_at, g.expires_at, \
                              TRIM(COALESCE(p.firstname, '') || ' ' || COALESCE(p.surname, '')) AS holder_name, \
                              TRIM(COALESCE(o.firstname, '') || ' ' || COALESCE(o.surname, '')) AS giver_name \
                       FROM role_grant g JOIN patron p ON p.id = g.patron_id LEFT JOIN patron o ON o.id = g.granted_by \
                       WHERE g.organization_id = $1 AND g.revoked_at IS NULL \
                       AND (g.expires_at IS NULL OR g.expires_at > $2)";

/// The roles in force in an organization, by holder's name.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    now: Timestamp,
) -> Result<Vec<Holding>, StoreError> {
    let sql = format!("{HOLDING} ORDER BY p.surname, p.firstname, g.id");
    let values = [organization.0.into(), now.0.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(Holding::find_by_statement(statement).all(db).await?)
}

/// The role in force with this opaque id in an organization.
pub async fn find(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_id: &str,
    now: Timestamp,
) -> Result<Option<Holding>, StoreError> {
    // PostgreSQL has no NUL in texts.
    if public_id.contains('\0') {
        return Ok(None);
    }
    let sql = format!("{HOLDING} AND g.public_id = $3");
    let values = [organization.0.into(), now.0.into(), public_id.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(Holding::find_by_statement(statement).one(db).await?)
}

/// Gives a role, unless its holder has an equal one; tells whether it did. Within a transaction: of two nodes that give
/// it at once, one finds it given.
pub async fn add_once(db: &DatabaseTransaction, new: NewGrant, now: Timestamp) -> Result<bool, StoreError> {
    organization::lock(db, new.organization).await?;
    if held(db, new.patron, now).await?.contains(&new.grant) {
        return Ok(false);
    }
    add(db, new, now).await?;
    Ok(true)
}

/// What became of a grant that was to be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    /// It is.
    Done,
    /// Nobody holds it any more.
    Gone,
    /// It stays: nobody else is administrator of the whole organization.
    LastAdministrator,
}

/// Who takes a role away, and why.
#[derive(Clone, Debug)]
pub struct Revocation<'a> {
    /// In which organization.
    pub organization: OrganizationId,
    /// Opaque id of the grant.
    pub public_id: &'a str,
    /// By whom.
    pub by: PatronId,
    /// Why.
    pub reason: &'a str,
}

/// Takes a role away, but not the last administrator's. Within a transaction: administrators who take each other's role
/// away at once, on two nodes, leave one.
pub async fn revoke(
    db: &DatabaseTransaction,
    revocation: Revocation<'_>,
    now: Timestamp,
) -> Result<Revoked, StoreError> {
    const SQL: &str = "UPDATE role_grant SET revoked_at = $3, revoked_by = $4, revoke_reason = $5 \
                       WHERE organization_id = $1 AND public_id = $2 AND revoked_at IS NULL \
                       AND (expires_at IS NULL OR expires_at > $3) \
                       AND (role <> 'administrator' OR library IS NOT NULL OR EXISTS \
                            (SELECT 1 FROM role_grant other JOIN patron p ON p.id = other.patron_id \
                             WHERE other.organization_id = $1 AND other.role = 'administrator' \
                             AND other.library IS NULL AND other.revoked_at IS NULL AND p.disabled = 0 \
                             AND (other.expires_at IS NULL OR other.expires_at > $3) \
                             AND other.public_id <> $2))";
    let Revocation { organization, public_id, by, reason } = revocation;
    organization::lock(db, organization).await?;
    let values = [organization.0.into(), public_id.into(), now.0.into(), by.0.into(), reason.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    if done.rows_affected() > 0 {
        return Ok(Revoked::Done);
    }
    let is_there = find(db, organization, public_id, now).await?.is_some();
    Ok(if is_there { Revoked::LastAdministrator } else { Revoked::Gone })
}
