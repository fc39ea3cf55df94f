//! Roles: who holds which, where, until when.

use carrel_domain::{Grant, OrganizationId, PatronId, Role, Timestamp};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, Statement};

use crate::{StoreError, entity::role_grant};

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
    read_held(json.as_deref())
}

/// An expression for the roles that somebody holds, as JSON for [`read_held`].
pub(crate) fn held_sql(backend: DbBackend, patron: &str, now: &str) -> String {
    let array = match backend {
        DbBackend::Sqlite => "json_group_array(json_array(g.role, g.library))",
        _ => "CAST(json_agg(json_build_array(g.role, g.library)) AS TEXT)",
    };
    format!(
        "(SELECT {array} FROM role_grant g WHERE g.patron_id = {patron} AND g.revoked_at IS NULL \
         AND (g.expires_at IS NULL OR g.expires_at > {now}))"
    )
}

/// Reads what [`held_sql`] answers. A role of a newer Carrel gives no rights in this one.
pub(crate) fn read_held(json: Option<&str>) -> Result<Vec<Grant>, StoreError> {
    let Some(json) = json.filter(|json| *json != "[]") else { return Ok(Vec::new()) };
    let pairs: Vec<(String, Option<String>)> =
        serde_json::from_str(json).map_err(|_| StoreError::Unreadable { table: "role_grant", what: "roles" })?;
    Ok(pairs
        .into_iter()
        .filter_map(|(role, library)| Some(Grant { role: Role::from_name(&role)?, library }))
        .filter(|grant| grant.role.is_staff())
        .collect())
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
