//! Mail addresses that their owners confirmed, and those they were asked to confirm.

use carrel_domain::{OrganizationId, PatronId, PatronScope, StaffScope, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::{StoreError, scoped::within};

/// Stored instead of a time by whoever does not want to be asked for an address.
const NEVER: i64 = -1;

/// When the portal may ask a patron for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// At any sign-in.
    Whenever,
    /// At sign-ins from then on.
    From(Timestamp),
    /// Never again.
    Never,
}

impl Asking {
    /// As it is stored.
    pub const fn stored(self) -> Option<i64> {
        match self {
            Self::Whenever => None,
            Self::From(at) => Some(at.0),
            Self::Never => Some(NEVER),
        }
    }

    /// As it was stored.
    pub const fn of_stored(stored: Option<i64>) -> Self {
        match stored {
            None => Self::Whenever,
            Some(NEVER) => Self::Never,
            Some(at) => Self::From(Timestamp(at)),
        }
    }
}

/// A patron's address, as the library system has it and as they confirmed it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Address {
    /// Code of its owner's patron category.
    pub patron_category: Option<String>,
    /// As the library system has it.
    pub email: Option<String>,
    /// As its owner confirmed it.
    pub confirmed_email: Option<String>,
    /// When.
    pub email_confirmed_at: Option<i64>,
    /// See [`Asking::of_stored`].
    pub email_ask_after: Option<i64>,
}

/// An address that waits to be confirmed.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Waiting {
    /// Whose.
    pub patron_id: i64,
    /// The address.
    pub address: String,
    /// Good until then.
    pub expires_at: i64,
    /// When the link was used, if it was.
    pub used_at: Option<i64>,
}

/// How many patrons of a library can be reached by mail.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Reached {
    /// Code of the library; none for patrons without one.
    pub library: Option<String>,
    /// Open accounts.
    pub patrons: i64,
    /// With an address that nobody confirmed.
    pub unconfirmed: i64,
    /// With a confirmed one.
    pub confirmed: i64,
}

/// The addresses of the patron in scope.
pub async fn find(db: &impl ConnectionTrait, of: PatronScope) -> Result<Option<Address>, StoreError> {
    const SQL: &str = "SELECT patron_category, email, confirmed_email, email_confirmed_at, email_ask_after FROM patron \
                       WHERE id = $1 AND organization_id = $2";
    let values = [of.patron().0.into(), of.organization().0.into()];
    Ok(Address::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), SQL, values))
        .one(db)
        .await?)
}

/// The open accounts that mails to this address reach, however it is written; the confirmed address of an account counts
/// instead of the registered one. At most `limit`.
pub async fn owners(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    address: &str,
    limit: u32,
) -> Result<Vec<PatronId>, StoreError> {
    let sql = format!(
        "SELECT id FROM patron WHERE SUBSTR(LOWER(COALESCE(confirmed_email, email)), 1, 200) = SUBSTR($2, 1, 200) \
         AND LOWER(COALESCE(confirmed_email, email)) = $2 AND organization_id = $1 AND disabled = 0 \
         ORDER BY id LIMIT {limit}"
    );
    let values = [organization.0.into(), folded(address).into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok(PatronId(row.try_get_by_index(0)?))).collect()
}

/// Asks for an address to be confirmed; one asked for before no longer waits.
pub async fn ask(
    db: &impl ConnectionTrait,
    of: PatronScope,
    address: &str,
    token_hash: &str,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    const OLD: &str = "UPDATE email_confirmation SET used_at = $1 WHERE patron_id = $2 AND used_at IS NULL";
    const NEW: &str = "INSERT INTO email_confirmation (organization_id, patron_id, token_hash, address, created_at, expires_at) \
                       VALUES ($1, $2, $3, $4, $5, $6)";
    let backend = db.get_database_backend();
    let old = [now.0.into(), of.patron().0.into()];
    db.execute_raw(Statement::from_sql_and_values(backend, OLD, old)).await?;
    let new = [
        of.organization().0.into(),
        of.patron().0.into(),
        token_hash.into(),
        address.into(),
        now.0.into(),
        expires_at.0.into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(backend, NEW, new)).await?;
    Ok(())
}

/// The address that waits under this hash, used or not.
pub async fn find_waiting(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    token_hash: &str,
) -> Result<Option<Waiting>, StoreError> {
    const SQL: &str = "SELECT c.patron_id, c.address, c.expires_at, c.used_at FROM email_confirmation c \
                       JOIN patron p ON p.id = c.patron_id AND p.disabled = 0 \
                       WHERE c.token_hash = $1 AND c.organization_id = $2";
    let values = [token_hash.into(), organization.0.into()];
    Ok(Waiting::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), SQL, values))
        .one(db)
        .await?)
}

/// The address that the patron in scope was asked to confirm, if its link is still good.
pub async fn waiting_of(
    db: &impl ConnectionTrait,
    of: PatronScope,
    now: Timestamp,
) -> Result<Option<Waiting>, StoreError> {
    const SQL: &str = "SELECT patron_id, address, expires_at, used_at FROM email_confirmation \
                       WHERE patron_id = $1 AND organization_id = $2 AND used_at IS NULL AND expires_at > $3 ORDER BY id DESC";
    let values = [of.patron().0.into(), of.organization().0.into(), now.0.into()];
    Ok(Waiting::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), SQL, values))
        .one(db)
        .await?)
}

/// Uses a link up, if it is still good: of two at once one succeeds (ASVS 15.4.2).
pub async fn consume(
    db: &impl ConnectionTrait,
    of: PatronScope,
    token_hash: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE email_confirmation SET used_at = $1 WHERE token_hash = $2 AND patron_id = $3 \
                       AND organization_id = $4 AND used_at IS NULL AND expires_at > $1";
    let values = [now.0.into(), token_hash.into(), of.patron().0.into(), of.organization().0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// The address is the patron's from now on, unless somebody else confirmed it meanwhile.
pub async fn confirm(
    db: &impl ConnectionTrait,
    of: PatronScope,
    address: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE patron SET confirmed_email = $1, email_confirmed_at = $2, email_ask_after = NULL \
                       WHERE id = $3 AND organization_id = $4 AND disabled = 0 AND NOT EXISTS (SELECT 1 FROM patron o \
                       WHERE SUBSTR(LOWER(COALESCE(o.confirmed_email, o.email)), 1, 200) = SUBSTR($5, 1, 200) \
                       AND LOWER(o.confirmed_email) = $5 AND o.organization_id = $4 AND o.id <> $3)";
    let values =
        [address.into(), now.0.into(), of.patron().0.into(), of.organization().0.into(), folded(address).into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Remembers when the patron in scope may be asked for an address.
pub async fn set_asking(db: &impl ConnectionTrait, of: PatronScope, asking: Asking) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE patron SET email_ask_after = $1 WHERE id = $2 AND organization_id = $3";
    let values = [asking.stored().into(), of.patron().0.into(), of.organization().0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// How many patrons in scope can be reached by mail, by library.
pub async fn reached(db: &impl ConnectionTrait, staff: &StaffScope) -> Result<Vec<Reached>, StoreError> {
    let mut values: Vec<Value> = vec![staff.organization().0.into()];
    let condition = within(staff, "library", &mut values);
    let sql = format!(
        "SELECT library, CAST(COUNT(*) AS BIGINT) AS patrons, \
                CAST(COUNT(CASE WHEN confirmed_email IS NULL AND email <> '' THEN 1 END) AS BIGINT) AS unconfirmed, \
                CAST(COUNT(confirmed_email) AS BIGINT) AS confirmed \
         FROM patron WHERE organization_id = $1 AND disabled = 0{condition} GROUP BY library ORDER BY library"
    );
    Ok(Reached::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), sql, values))
        .all(db)
        .await?)
}

/// Whether the last mail that was tried went through. Mails that a mail server refused for their address alone say nothing
/// about the way out; neither does an empty outbox.
pub async fn is_way_out_open(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT state FROM outbox WHERE organization_id = $1 AND attempts > 0 AND state <> 'cancelled' \
                       AND (state = 'sent' OR (last_error IS NOT NULL AND last_error NOT LIKE 'rejected%' \
                       AND last_error NOT IN ('bounced', 'address'))) ORDER BY id DESC LIMIT 1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [organization.0.into()]);
    let Some(row) = db.query_one_raw(statement).await? else { return Ok(true) };
    Ok(row.try_get_by_index::<String>(0)? == "sent")
}

/// Addresses are compared in small letters.
fn folded(address: &str) -> String {
    address.to_ascii_lowercase()
}
