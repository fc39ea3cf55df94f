//! Clients of the interface: programs of others that may read.

use carrel_domain::{ApiClientId, OrganizationId, PatronId, StaffScope, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::{StoreError, scoped::within};

/// A client to add.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// The client id of OAuth.
    pub public_id: String,
    /// Whose.
    pub organization: OrganizationId,
    /// What people call it.
    pub name: String,
    /// What the data is needed for.
    pub purpose: String,
    /// Hash of its secret.
    pub secret_hash: String,
    /// What it may read, as scopes with spaces.
    pub scopes: String,
    /// Networks it may come from, with commas.
    pub networks: String,
    /// Code of the library it is limited to.
    pub library: Option<String>,
    /// How many calls it may make a minute.
    pub requests_per_minute: i64,
    /// Who added it.
    pub by: PatronId,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A client as it is kept; without its secret.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Client {
    /// Key.
    pub id: i64,
    /// The client id of OAuth.
    pub public_id: String,
    /// Whose.
    pub organization_id: i64,
    /// What people call it.
    pub name: String,
    /// What the data is needed for.
    pub purpose: String,
    /// What it may read.
    pub scopes: String,
    /// Networks it may come from.
    pub networks: String,
    /// Code of the library it is limited to.
    pub library: Option<String>,
    /// How many calls it may make a minute.
    pub requests_per_minute: i64,
    /// When it was added.
    pub created_at: i64,
    /// Name of who added it.
    pub creator_name: Option<String>,
    /// When it ends.
    pub expires_at: i64,
    /// When it got its present secret, if that is not the first one.
    pub rotated_at: Option<i64>,
    /// When it was taken away.
    pub revoked_at: Option<i64>,
    /// When it last called, to the minute.
    pub last_used_at: Option<i64>,
}

pub(crate) const COLUMNS: &str = "c.id, c.public_id, c.organization_id, c.name, c.purpose, c.scopes, c.networks, c.library, \
                                  c.requests_per_minute, c.created_at, c.expires_at, c.rotated_at, c.revoked_at, \
                                  c.last_used_at";
const CREATOR: &str = "(SELECT NULLIF(TRIM(COALESCE(p.firstname, '') || ' ' || COALESCE(p.surname, '')), '') \
                       FROM patron AS p WHERE p.id = c.created_by) AS creator_name";

fn statement(db: &impl ConnectionTrait, sql: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}

/// Adds a client, with all the calls of its first minute.
pub async fn add(db: &impl ConnectionTrait, new: NewClient, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO api_client (public_id, organization_id, name, purpose, secret_hash, scopes, networks, \
                       library, requests_per_minute, created_at, created_by, expires_at, allowance, allowance_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $9 * 60, $10)";
    let values: [Value; 12] = [
        new.public_id.into(),
        new.organization.0.into(),
        new.name.into(),
        new.purpose.into(),
        new.secret_hash.into(),
        new.scopes.into(),
        new.networks.into(),
        new.library.into(),
        new.requests_per_minute.into(),
        now.0.into(),
        new.by.0.into(),
        new.expires_at.0.into(),
    ];
    db.execute_raw(statement(db, SQL, values)).await?;
    Ok(())
}

/// The clients in scope, those that work first; at most 500.
pub async fn list(db: &impl ConnectionTrait, staff: &StaffScope) -> Result<Vec<Client>, StoreError> {
    let mut values: Vec<Value> = vec![staff.organization().0.into()];
    let reach = within(staff, "c.library", &mut values);
    let sql = format!(
        "SELECT {COLUMNS}, {CREATOR} FROM api_client AS c WHERE c.organization_id = $1{reach} \
         ORDER BY CASE WHEN c.revoked_at IS NULL THEN 0 ELSE 1 END, c.name, c.id LIMIT 500"
    );
    Ok(Client::find_by_statement(statement(db, sql, values)).all(db).await?)
}

/// The client in scope with this id, taken away or not.
pub async fn find(
    db: &impl ConnectionTrait,
    staff: &StaffScope,
    public_id: &str,
) -> Result<Option<Client>, StoreError> {
    let mut values: Vec<Value> = vec![staff.organization().0.into(), public_id.into()];
    let reach = within(staff, "c.library", &mut values);
    let sql = format!(
        "SELECT {COLUMNS}, {CREATOR} FROM api_client AS c WHERE c.organization_id = $1 AND c.public_id = $2{reach}"
    );
    Ok(Client::find_by_statement(statement(db, sql, values)).one(db).await?)
}

/// The client of an organization with this id, and the hash of its secret: for whoever says to be it.
pub async fn find_with_secret(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_id: &str,
) -> Result<Option<(Client, String)>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, NULL AS creator_name, c.secret_hash FROM api_client AS c \
         WHERE c.organization_id = $1 AND c.public_id = $2"
    );
    let row = db.query_one_raw(statement(db, sql, [organization.0.into(), public_id.into()])).await?;
    row.map(|row| Ok((Client::from_query_result(&row, "")?, row.try_get("", "secret_hash")?))).transpose()
}

/// The clients that are limited to a library and not taken away.
pub async fn list_of_library(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    library: &str,
) -> Result<Vec<Client>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, {CREATOR} FROM api_client AS c \
         WHERE c.organization_id = $1 AND c.library = $2 AND c.revoked_at IS NULL ORDER BY c.name, c.id"
    );
    Ok(Client::find_by_statement(statement(db, sql, [organization.0.into(), library.into()])).all(db).await?)
}

/// Limits a client to another library.
pub async fn move_to_library(db: &impl ConnectionTrait, client: ApiClientId, library: &str) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE api_client SET library = $1 WHERE id = $2";
    db.execute_raw(statement(db, SQL, [library.into(), client.0.into()])).await?;
    Ok(())
}

/// Takes a client away, with its tokens; `false` if that was done already.
pub async fn revoke(
    db: &impl ConnectionTrait,
    client: ApiClientId,
    by: PatronId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE api_client SET revoked_at = $1, revoked_by = $2 WHERE id = $3 AND revoked_at IS NULL";
    let done = db.execute_raw(statement(db, SQL, [now.0.into(), by.0.into(), client.0.into()])).await?;
    crate::api_token::end_all(db, client).await?;
    Ok(done.rows_affected() > 0)
}

/// Gives a client another secret; its tokens end. `false` if it was taken away.
pub async fn rotate(
    db: &impl ConnectionTrait,
    client: ApiClientId,
    secret_hash: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE api_client SET secret_hash = $1, rotated_at = $2 WHERE id = $3 AND revoked_at IS NULL";
    let done = db.execute_raw(statement(db, SQL, [secret_hash.into(), now.0.into(), client.0.into()])).await?;
    crate::api_token::end_all(db, client).await?;
    Ok(done.rows_affected() > 0)
}

/// Remembers that a client called.
pub async fn touch(db: &impl ConnectionTrait, client: ApiClientId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE api_client SET last_used_at = $1 WHERE id = $2";
    db.execute_raw(statement(db, SQL, [now.0.into(), client.0.into()])).await?;
    Ok(())
}

/// What is left of a client's calls, in sixtieths of a call: so many a second come back as it may make a minute, up to a
/// minute's. `$1` is now.
const LEFT: &str = "(CASE WHEN allowance + CASE WHEN $1 > allowance_at THEN ($1 - allowance_at) * requests_per_minute \
                    ELSE 0 END > requests_per_minute * 60 THEN requests_per_minute * 60 \
                    ELSE allowance + CASE WHEN $1 > allowance_at THEN ($1 - allowance_at) * requests_per_minute \
                    ELSE 0 END END)";

/// Takes so many calls of a client's, all or none, in one statement: all nodes count together (a token bucket).
pub async fn take_calls(
    db: &impl ConnectionTrait,
    client: ApiClientId,
    calls: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = format!(
        "UPDATE api_client SET allowance = {LEFT} - $2, \
         allowance_at = CASE WHEN $1 > allowance_at THEN $1 ELSE allowance_at END WHERE id = $3 AND {LEFT} >= $2"
    );
    let done = db.execute_raw(statement(db, sql, [now.0.into(), (calls * 60).into(), client.0.into()])).await?;
    Ok(done.rows_affected() > 0)
}

/// Seconds until a client may make one more call.
pub async fn seconds_to_wait(
    db: &impl ConnectionTrait,
    client: ApiClientId,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let sql = format!("SELECT {LEFT}, requests_per_minute FROM api_client WHERE id = $2");
    let Some(row) = db.query_one_raw(statement(db, sql, [now.0.into(), client.0.into()])).await? else { return Ok(60) };
    let (left, per_minute): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let missing = (60 - left).max(0);
    Ok(((missing + per_minute - 1) / per_minute.max(1)).max(1))
}
