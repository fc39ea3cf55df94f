//! Deliveries of all of a patron's data, on paper or by a link that opens once.

use carrel_domain::{PatronId, PatronScope, SessionId, Timestamp};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement};

use crate::{StoreError, entity::disclosure};

pub use crate::entity::disclosure::Model as Disclosure;

/// A delivery to record.
#[derive(Clone, Debug)]
pub struct NewDisclosure {
    /// Opaque id.
    pub public_id: String,
    /// The request it answers.
    pub request: i64,
    /// Who delivers.
    pub by: PatronId,
    /// Of a link: the hash of its token, and when it ends.
    pub link: Option<(String, Timestamp)>,
}

/// Records a delivery, if its request still allows one: open, for a copy of all data, identity checked (requirement D1).
/// The statement itself looks, so that nothing can come between. `false` if it does not.
pub async fn add(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    new: NewDisclosure,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO disclosure (public_id, organization_id, patron_id, request_id, way, state, token_hash, \
                              created_by, created_at, expires_at) \
                       SELECT $1, r.organization_id, r.patron_id, r.id, $2, $3, $4, $5, $6, $7 FROM data_request r \
                       WHERE r.id = $8 AND r.patron_id = $9 AND r.organization_id = $10 AND r.state = 'open' \
                       AND r.kind IN ('access', 'portability') AND r.identity_checked_at IS NOT NULL";
    let (way, state) = if new.link.is_some() { ("link", "sent") } else { ("print", "delivered") };
    let (hash, expires_at) = new.link.unzip();
    let values = [
        new.public_id.into(),
        way.into(),
        state.into(),
        hash.into(),
        new.by.0.into(),
        now.0.into(),
        expires_at.map(|at| at.0).into(),
        new.request.into(),
        scope.patron().0.into(),
        scope.organization().0.into(),
    ];
    let result = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(result.rows_affected() > 0)
}

/// Revokes a patron's links that nobody opened yet: all of them, or one. Answers how many.
pub async fn revoke(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    only: Option<&str>,
    by: PatronId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    const SQL: &str = "UPDATE disclosure SET state = 'revoked', revoked_by = $1, revoked_at = $2 \
                       WHERE patron_id = $3 AND organization_id = $4 AND state = 'sent' \
                       AND (CAST($5 AS TEXT) IS NULL OR public_id = $5)";
    let values = [by.0.into(), now.0.into(), scope.patron().0.into(), scope.organization().0.into(), only.into()];
    let result = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(result.rows_affected())
}

/// Revokes the links of a request that nobody opened yet.
pub async fn revoke_of_request(
    db: &impl ConnectionTrait,
    request: i64,
    by: PatronId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    const SQL: &str = "UPDATE disclosure SET state = 'revoked', revoked_by = $1, revoked_at = $2 \
                       WHERE request_id = $3 AND state = 'sent'";
    let values = [by.0.into(), now.0.into(), request.into()];
    let result = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(result.rows_affected())
}

/// Ends the window of a link that was opened; answers whether there was one.
pub async fn close_window(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    public_id: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE disclosure SET closes_at = $1 WHERE patron_id = $2 AND organization_id = $3 \
                       AND public_id = $4 AND state = 'opened' AND closes_at > $1";
    let values = [now.0.into(), scope.patron().0.into(), scope.organization().0.into(), public_id.into()];
    let result = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(result.rows_affected() > 0)
}

/// Opens a link for its patron, once: of many tries at the same time, on many nodes, one succeeds (ASVS 15.4.2).
pub async fn open(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    token_hash: &str,
    session: SessionId,
    closes_at: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE disclosure SET state = 'opened', opened_at = $1, opened_session_id = $2, closes_at = $3 \
                       WHERE token_hash = $4 AND patron_id = $5 AND organization_id = $6 AND state = 'sent' \
                       AND expires_at > $1";
    let values = [
        now.0.into(),
        session.0.into(),
        closes_at.0.into(),
        token_hash.into(),
        scope.patron().0.into(),
        scope.organization().0.into(),
    ];
    let result = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(result.rows_affected() == 1)
}

/// The link with this token, if it is this patron's.
pub async fn find_link(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    token_hash: &str,
) -> Result<Option<Disclosure>, StoreError> {
    Ok(disclosure::Entity::find()
        .filter(disclosure::Column::TokenHash.eq(token_hash))
        .filter(disclosure::Column::PatronId.eq(scope.patron().0))
        .filter(disclosure::Column::OrganizationId.eq(scope.organization().0))
        .one(db)
        .await?)
}

/// Until when this session may look at what a link opened.
pub async fn window(
    db: &impl ConnectionTrait,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = "SELECT MAX(closes_at) FROM disclosure WHERE opened_session_id = $1 AND closes_at > $2";
    let values = [session.0.into(), now.0.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    let closes_at: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
    Ok(closes_at.map(Timestamp))
}

/// A link whose time is over.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Expired {
    /// Opaque id.
    pub public_id: String,
    /// The request it answered.
    pub request_id: i64,
    /// Whose data.
    pub patron_id: i64,
    /// Organization.
    pub organization_id: i64,
}

/// Marks links whose time is over and answers them; each is answered on one node only.
pub async fn expire(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<Expired>, StoreError> {
    const SQL: &str = "UPDATE disclosure SET state = 'expired' WHERE state = 'sent' AND expires_at <= $1 \
                       RETURNING public_id, request_id, patron_id, organization_id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [now.0.into()]);
    Ok(Expired::find_by_statement(statement).all(db).await?)
}

/// A patron's deliveries, the last first.
pub async fn list(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Vec<Disclosure>, StoreError> {
    Ok(disclosure::Entity::find()
        .filter(disclosure::Column::PatronId.eq(scope.patron().0))
        .filter(disclosure::Column::OrganizationId.eq(scope.organization().0))
        .order_by_desc(disclosure::Column::Id)
        .all(db)
        .await?)
}
