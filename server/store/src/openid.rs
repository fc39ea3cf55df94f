//! Who somebody is at other organizations' identity providers, and who is on the way there or back.

use carrel_domain::{OrganizationId, PatronId, PatronScope, SessionId, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::{
    StoreError,
    attribute_seal::{MARK, SEALED},
};

/// Somebody who left for a provider.
#[derive(Clone, Debug)]
pub struct Flow<'a> {
    /// SHA-256 of the state that comes back.
    pub state_hash: &'a str,
    /// SHA-256 of the browser's cookie.
    pub browser_hash: &'a str,
    /// Which provider.
    pub provider: &'a str,
    /// The flow's secrets, encrypted.
    pub sealed: &'a str,
    /// Whose session is to be confirmed; nobody's at sign-in.
    pub session: Option<SessionId>,
    /// No way back after this.
    pub expires_at: Timestamp,
}

/// What [`take_flow`] answers.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Taken {
    /// The flow's secrets, encrypted.
    pub sealed: String,
    /// Whose session is to be confirmed.
    pub session_id: Option<i64>,
}

fn statement<const N: usize>(db: &impl ConnectionTrait, sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}

/// Notes that somebody left.
pub async fn add_flow(db: &impl ConnectionTrait, flow: Flow<'_>) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO openid_flow (state_hash, browser_hash, provider, sealed, session_id, expires_at) \
                       VALUES ($1, $2, $3, $4, $5, $6)";
    let values = [
        flow.state_hash.into(),
        flow.browser_hash.into(),
        flow.provider.into(),
        flow.sealed.into(),
        flow.session.map(|session| session.0).into(),
        flow.expires_at.0.into(),
    ];
    db.execute_raw(statement(db, SQL, values)).await?;
    Ok(())
}

/// Takes a flow out, once: only for the browser that began it, at the provider it went to, in time. One statement, so
/// that of two answers with the same state one finds nothing (ASVS 15.4.2).
pub async fn take_flow(
    db: &impl ConnectionTrait,
    state_hash: &str,
    browser_hash: &str,
    provider: &str,
    now: Timestamp,
) -> Result<Option<Taken>, StoreError> {
    const SQL: &str = "DELETE FROM openid_flow WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3 \
                       AND expires_at > $4 RETURNING sealed, session_id";
    let values = [state_hash.into(), browser_hash.into(), provider.into(), now.0.into()];
    let row = db.query_one_raw(statement(db, SQL, values)).await?;
    Ok(row.map(|row| Taken::from_query_result(&row, "")).transpose()?)
}

/// Deletes what was waited for too long.
pub async fn sweep(db: &impl ConnectionTrait, now: Timestamp) -> Result<(), StoreError> {
    for sql in ["DELETE FROM openid_flow WHERE expires_at <= $1", "DELETE FROM identity_pending WHERE expires_at <= $1"]
    {
        db.execute_raw(statement(db, sql, [now.0.into()])).await?;
    }
    Ok(())
}

/// A patron's identity elsewhere.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Link {
    /// Opaque id.
    pub public_id: String,
    /// Short name of the provider when it was linked.
    pub provider: String,
    /// Issuer.
    pub issuer: String,
    /// When it was linked.
    pub created_at: i64,
    /// Last sign-in with it.
    pub last_used_at: i64,
}

/// Who somebody is elsewhere.
#[derive(Clone, Copy)]
pub struct Identity<'a> {
    /// Short name of the provider.
    pub provider: &'a str,
    /// Issuer.
    pub issuer: &'a str,
    /// The issuer's name for the person.
    pub subject: &'a str,
}

/// Whose identity this is, if it is linked; notes that it was used.
pub async fn use_link(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    identity: Identity<'_>,
    now: Timestamp,
) -> Result<Option<PatronId>, StoreError> {
    const SQL: &str = "UPDATE identity_link SET last_used_at = $4 \
                       WHERE organization_id = $1 AND issuer = $2 AND subject = $3 RETURNING patron_id";
    let values = [organization.0.into(), identity.issuer.into(), identity.subject.into(), now.0.into()];
    let row = db.query_one_raw(statement(db, SQL, values)).await?;
    Ok(row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.map(PatronId))
}

/// Links an identity to a patron, unless it is somebody's already; tells whether it did.
pub async fn add_link(
    db: &impl ConnectionTrait,
    public_id: &str,
    to: PatronScope,
    identity: Identity<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO identity_link \
                       (public_id, organization_id, patron_id, provider, issuer, subject, created_at, last_used_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING";
    let values = [
        public_id.into(),
        to.organization().0.into(),
        to.patron().0.into(),
        identity.provider.into(),
        identity.issuer.into(),
        identity.subject.into(),
        now.0.into(),
    ];
    Ok(db.execute_raw(statement(db, SQL, values)).await?.rows_affected() > 0)
}

/// A patron's identities, the oldest first.
pub async fn list_links(db: &impl ConnectionTrait, of: PatronScope) -> Result<Vec<Link>, StoreError> {
    const SQL: &str = "SELECT public_id, provider, issuer, created_at, last_used_at FROM identity_link \
                       WHERE organization_id = $1 AND patron_id = $2 ORDER BY id";
    let values = [of.organization().0.into(), of.patron().0.into()];
    Ok(Link::find_by_statement(statement(db, SQL, values)).all(db).await?)
}

/// Ends a link of a patron's; tells whether there was one.
pub async fn remove_link(db: &impl ConnectionTrait, of: PatronScope, public_id: &str) -> Result<bool, StoreError> {
    // PostgreSQL has no NUL in texts.
    if public_id.contains('\0') {
        return Ok(false);
    }
    const SQL: &str = "DELETE FROM identity_link WHERE organization_id = $1 AND patron_id = $2 AND public_id = $3";
    let values = [of.organization().0.into(), of.patron().0.into(), public_id.into()];
    Ok(db.execute_raw(statement(db, SQL, values)).await?.rows_affected() > 0)
}

/// What of a patron a claim may be compared with.
#[derive(Clone, Copy, Debug)]
pub enum Field<'a> {
    /// Card number.
    Cardnumber,
    /// User name.
    Userid,
    /// The extended attribute with this code; and the marks of its value where it is kept sealed, see
    /// [`crate::attribute_seal`].
    Attribute(&'a str, &'a [String]),
}

/// The open patrons of whom this is said exactly: two at most, for with two nobody is meant.
pub async fn find_patrons(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    field: Field<'_>,
    value: &str,
) -> Result<Vec<PatronId>, StoreError> {
    const OPEN: &str = "SELECT p.id FROM patron p WHERE p.organization_id = $1 AND p.disabled = 0";
    let mut values: Vec<Value> = vec![organization.0.into(), value.into()];
    let sql = match field {
        Field::Cardnumber => format!("{OPEN} AND p.cardnumber = $2 LIMIT 2"),
        Field::Userid => format!("{OPEN} AND p.userid = $2 LIMIT 2"),
        Field::Attribute(code, marks) => {
            // The index `extended_attribute_value` has the beginnings of values: some are longer than a page.
            let length = SEALED.len() + MARK;
            values.push(code.into());
            let mut beginnings = vec![format!("SUBSTR($2, 1, {length})")];
            for mark in marks {
                values.push(format!("{SEALED}{mark}").into());
                beginnings.push(format!("${}", values.len()));
            }
            format!(
                "{OPEN} AND p.id IN (SELECT a.patron_id FROM extended_attribute a WHERE a.code = $3 \
                 AND SUBSTR(TRIM(a.attribute), 1, {length}) IN ({}) \
                 AND (TRIM(a.attribute) = $2 OR a.attribute LIKE '{SEALED}%')) LIMIT 2",
                beginnings.join(", ")
            )
        }
    };
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0).map(PatronId)).collect::<Result<_, _>>()?)
}

/// An identity that waits for its owner to sign in.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Pending {
    /// Short name of the provider.
    pub provider: String,
    /// Issuer.
    pub issuer: String,
    /// The subject, encrypted.
    pub sealed: String,
}

/// Keeps an identity until its owner has signed in; a browser has one at a time.
pub async fn keep_pending(
    db: &impl ConnectionTrait,
    browser_hash: &str,
    pending: &Pending,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO identity_pending (browser_hash, provider, issuer, sealed, expires_at) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (browser_hash) DO UPDATE SET \
                       provider = excluded.provider, issuer = excluded.issuer, sealed = excluded.sealed, \
                       expires_at = excluded.expires_at";
    let values = [
        browser_hash.into(),
        pending.provider.as_str().into(),
        pending.issuer.as_str().into(),
        pending.sealed.as_str().into(),
        expires_at.0.into(),
    ];
    db.execute_raw(statement(db, SQL, values)).await?;
    Ok(())
}

/// What waits in a browser.
pub async fn find_pending(
    db: &impl ConnectionTrait,
    browser_hash: &str,
    now: Timestamp,
) -> Result<Option<Pending>, StoreError> {
    const SQL: &str =
        "SELECT provider, issuer, sealed FROM identity_pending WHERE browser_hash = $1 AND expires_at > $2";
    let statement = statement(db, SQL, [browser_hash.into(), now.0.into()]);
    Ok(Pending::find_by_statement(statement).one(db).await?)
}

/// Takes out what waits in a browser, once.
pub async fn take_pending(
    db: &impl ConnectionTrait,
    browser_hash: &str,
    now: Timestamp,
) -> Result<Option<Pending>, StoreError> {
    const SQL: &str = "DELETE FROM identity_pending WHERE browser_hash = $1 AND expires_at > $2 \
                       RETURNING provider, issuer, sealed";
    let row = db.query_one_raw(statement(db, SQL, [browser_hash.into(), now.0.into()])).await?;
    Ok(row.map(|row| Pending::from_query_result(&row, "")).transpose()?)
}

/// Keeps a provider's token with the session that was opened with it.
pub async fn keep_token(
    db: &impl ConnectionTrait,
    session_token_hash: &str,
    provider: &str,
    sealed: &str,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO openid_session (session_id, provider, sealed) \
                       SELECT id, $2, $3 FROM session WHERE token_hash = $1";
    db.execute_raw(statement(db, SQL, [session_token_hash.into(), provider.into(), sealed.into()])).await?;
    Ok(())
}

/// Provider and encrypted token of a session, if it was opened with one.
pub async fn find_token(db: &impl ConnectionTrait, session: SessionId) -> Result<Option<(String, String)>, StoreError> {
    const SQL: &str = "SELECT provider, sealed FROM openid_session WHERE session_id = $1";
    let row = db.query_one_raw(statement(db, SQL, [session.0.into()])).await?;
    row.map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).transpose()
}

/// What is kept for a session under this token and name. Looking at it changes nothing.
pub async fn find_flow(
    db: &impl ConnectionTrait,
    state_hash: &str,
    provider: &str,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT sealed FROM openid_flow \
                       WHERE state_hash = $1 AND provider = $2 AND session_id = $3 AND expires_at > $4";
    let values = [state_hash.into(), provider.into(), session.0.into(), now.0.into()];
    let row = db.query_one_raw(statement(db, SQL, values)).await?;
    row.map(|row| Ok(row.try_get_by_index(0)?)).transpose()
}
