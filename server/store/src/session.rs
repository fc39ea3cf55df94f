//! Sessions and known devices.

use std::sync::LazyLock;

use carrel_domain::{Grant, PatronId, Proof, SessionId, Timestamp};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, Statement,
    sea_query::{Expr, ExprTrait as _},
};

use crate::{StoreError, entity::session, lists::in_texts, overview, role_grant};

/// A session with what every page needs of the patron.
#[derive(Clone, Debug, FromQueryResult)]
pub struct SignedIn {
    /// Key of the session.
    pub id: i64,
    /// Hash of its token.
    pub token_hash: String,
    /// Whose.
    pub patron_id: i64,
    /// When it was opened.
    pub created_at: i64,
    /// Last use, within a minute.
    pub last_used_at: i64,
    /// When PIN or password was last given.
    pub verified_at: i64,
    /// Ends after so many seconds without use.
    pub idle_seconds: i64,
    /// Ends then in any case.
    pub expires_at: i64,
    /// 1 on a shared computer.
    pub is_shared_computer: i64,
    /// What it was opened with, by name.
    pub methods: String,
    /// 1 if that was two factors.
    pub is_strong: i64,
    /// The patron's organization.
    pub organization_id: i64,
    /// The roles the patron holds, see [`crate::role_grant`].
    pub held: Option<String>,
    /// First name.
    pub firstname: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// Card number.
    pub cardnumber: Option<String>,
    /// Home library's code.
    pub library: Option<String>,
    /// 1 if the patron confirmed a mail address.
    pub has_confirmed_email: i64,
    /// When the portal may ask for one, see [`crate::email::Asking`].
    pub email_ask_after: Option<i64>,
    /// What the library holds about the patron, for [`overview::summaries`], if it was asked for.
    pub counts: Option<String>,
}

impl SignedIn {
    /// What it was opened with.
    pub fn proof(&self) -> Proof {
        Proof::from_stored(&self.methods, self.is_strong != 0)
    }

    /// The roles the patron holds, and since when the first of them.
    pub fn grants(&self) -> Result<(Vec<Grant>, Option<Timestamp>), StoreError> {
        role_grant::read_held(self.held.as_deref())
    }
}

/// The session with this token, if it is still good at `now` and the account is open. Every page asks this: the text is
/// not built anew each time, and has no `LIMIT ?`, for which SQLite would plan it anew each time.
pub async fn find(db: &impl ConnectionTrait, token_hash: &str, now: Timestamp) -> Result<Option<SignedIn>, StoreError> {
    static SQLITE: LazyLock<String> = LazyLock::new(|| find_sql(DbBackend::Sqlite, "= $1", "CAST(NULL AS TEXT)", ""));
    static POSTGRES: LazyLock<String> =
        LazyLock::new(|| find_sql(DbBackend::Postgres, "= $1", "CAST(NULL AS TEXT)", ""));
    let statement = statement(db, [&SQLITE, &POSTGRES], token_hash, now);
    Ok(SignedIn::find_by_statement(statement).one(db).await?)
}

/// Those of these tokens' sessions that [`find`] would find, in no order, with how much the library holds about each of their
/// patrons: one trip to the database for some home pages.
pub async fn find_with_counts(
    db: &impl ConnectionTrait,
    token_hashes: &[&str],
    now: Timestamp,
) -> Result<Vec<SignedIn>, StoreError> {
    static SQLITE: LazyLock<String> = LazyLock::new(|| with_counts_sql(DbBackend::Sqlite));
    static POSTGRES: LazyLock<String> = LazyLock::new(|| with_counts_sql(DbBackend::Postgres));
    let unwritable = |_| StoreError::Unreadable { table: "session", what: "hashes of tokens" };
    let list = serde_json::to_string(token_hashes).map_err(unwritable)?;
    let statement = statement(db, [&SQLITE, &POSTGRES], &list, now);
    Ok(SignedIn::find_by_statement(statement).all(db).await?)
}

fn statement(db: &impl ConnectionTrait, [sqlite, postgres]: [&str; 2], tokens: &str, now: Timestamp) -> Statement {
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Sqlite { sqlite } else { postgres };
    Statement::from_sql_and_values(backend, sql, [tokens.into(), now.0.into()])
}

fn with_counts_sql(backend: DbBackend) -> String {
    find_sql(backend, &in_texts(backend, 1), &overview::counts_sql(backend), overview::LOG_SIZE)
}

fn find_sql(backend: DbBackend, which: &str, counts: &str, joined: &str) -> String {
    let held = role_grant::held_sql(backend, "p.id", "$2");
    format!(
        "SELECT s.id, s.token_hash, s.patron_id, s.created_at, s.last_used_at, s.verified_at, s.idle_seconds, s.expires_at, \
                s.is_shared_computer, \
                s.methods, s.is_strong, p.organization_id, p.firstname, p.surname, p.cardnumber, p.library, \
                CAST(CASE WHEN p.confirmed_email IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_confirmed_email, \
                p.email_ask_after, {held} AS held, {counts} AS counts \
         FROM session s JOIN patron p ON p.id = s.patron_id {joined} \
         WHERE s.token_hash {which} AND s.expires_at > $2 AND s.last_used_at + s.idle_seconds > $2 AND p.disabled = 0"
    )
}

/// Whose a session was that is over since at most `seconds`; one that was ended is not found.
pub async fn owner_of_late(
    db: &impl ConnectionTrait,
    token_hash: &str,
    now: Timestamp,
    seconds: i64,
) -> Result<Option<PatronId>, StoreError> {
    const SQL: &str = "SELECT s.patron_id FROM session s JOIN patron p ON p.id = s.patron_id \
                       WHERE s.token_hash = $1 AND p.disabled = 0 \
                       AND s.expires_at > $2 AND s.last_used_at + s.idle_seconds > $2";
    let values = [token_hash.into(), (now.0 - seconds).into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.map(PatronId))
}

/// Opens a session.
pub async fn add(db: &impl ConnectionTrait, row: session::Model) -> Result<SessionId, StoreError> {
    let row = session::ActiveModel {
        id: sea_orm::ActiveValue::NotSet,
        token_hash: Set(row.token_hash),
        patron_id: Set(row.patron_id),
        created_at: Set(row.created_at),
        last_used_at: Set(row.last_used_at),
        verified_at: Set(row.verified_at),
        idle_seconds: Set(row.idle_seconds),
        expires_at: Set(row.expires_at),
        is_shared_computer: Set(row.is_shared_computer),
        network: Set(row.network),
        device: Set(row.device),
        methods: Set(row.methods),
        is_strong: Set(row.is_strong),
    };
    Ok(SessionId(session::Entity::insert(row).exec(db).await?.last_insert_id))
}

/// Notes that a session was used.
pub async fn touch(db: &impl ConnectionTrait, session: SessionId, now: Timestamp) -> Result<(), StoreError> {
    session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(now.0))
        .filter(session::Column::Id.eq(session.0))
        .exec(db)
        .await?;
    Ok(())
}

/// Notes that PIN or password was given again, and gives the session a new token (ASVS 7.2.4).
pub async fn verify(
    db: &impl ConnectionTrait,
    session: SessionId,
    token_hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    session::Entity::update_many()
        .col_expr(session::Column::VerifiedAt, Expr::value(now.0))
        .col_expr(session::Column::LastUsedAt, Expr::value(now.0))
        .col_expr(session::Column::TokenHash, Expr::value(token_hash))
        .filter(session::Column::Id.eq(session.0))
        .exec(db)
        .await?;
    Ok(())
}

/// Notes what a session was opened with, now that more was given.
pub async fn strengthen(db: &impl ConnectionTrait, session: SessionId, proof: &Proof) -> Result<(), StoreError> {
    session::Entity::update_many()
        .col_expr(session::Column::Methods, Expr::value(proof.names()))
        .col_expr(session::Column::IsStrong, Expr::value(i64::from(proof.is_strong())))
        .filter(session::Column::Id.eq(session.0))
        .exec(db)
        .await?;
    Ok(())
}

/// A patron's sessions that are still good, newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    patron: PatronId,
    now: Timestamp,
) -> Result<Vec<session::Model>, StoreError> {
    use sea_orm::QueryOrder;
    Ok(session::Entity::find()
        .filter(session::Column::PatronId.eq(patron.0))
        .filter(session::Column::ExpiresAt.gt(now.0))
        .filter(Expr::col(session::Column::LastUsedAt).add(Expr::col(session::Column::IdleSeconds)).gt(now.0))
        .order_by_desc(session::Column::LastUsedAt)
        .all(db)
        .await?)
}

/// Ends one session of a patron; tells whether there was one.
pub async fn end(db: &impl ConnectionTrait, patron: PatronId, session: SessionId) -> Result<bool, StoreError> {
    let ended = session::Entity::delete_many()
        .filter(session::Column::Id.eq(session.0))
        .filter(session::Column::PatronId.eq(patron.0))
        .exec(db)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Ends every session of a patron but one.
pub async fn end_others(db: &impl ConnectionTrait, patron: PatronId, keep: SessionId) -> Result<u64, StoreError> {
    let ended = session::Entity::delete_many()
        .filter(session::Column::PatronId.eq(patron.0))
        .filter(session::Column::Id.ne(keep.0))
        .exec(db)
        .await?;
    Ok(ended.rows_affected)
}

/// Ends every session of a patron and forgets the browsers they signed in with.
pub async fn end_all(db: &impl ConnectionTrait, patron: PatronId) -> Result<(), StoreError> {
    for sql in ["DELETE FROM session WHERE patron_id = $1", "DELETE FROM known_device WHERE patron_id = $1"] {
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [patron.0.into()])).await?;
    }
    Ok(())
}

/// Whether this account was ever signed in to with a browser that is remembered.
pub async fn has_devices(db: &impl ConnectionTrait, patron: PatronId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM known_device WHERE patron_id = $1 AND expires_at > $2";
    let values = [patron.0.into(), now.0.into()];
    Ok(db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?.is_some())
}

/// A session that is over stays so long, in seconds, for a form that comes late.
pub const LATE_SECONDS: i64 = 30 * 60;

/// Deletes sessions, devices, counters and links whose time is over.
pub async fn sweep(db: &impl ConnectionTrait, now: Timestamp) -> Result<(), StoreError> {
    let backend = db.get_database_backend();
    let place = if backend == sea_orm::DbBackend::Sqlite { "?1" } else { "$1" };
    for sql in [
        format!(
            "DELETE FROM session WHERE expires_at + {LATE_SECONDS} <= {place} \
             OR last_used_at + idle_seconds + {LATE_SECONDS} <= {place}"
        ),
        format!("DELETE FROM known_device WHERE expires_at <= {place}"),
        format!("DELETE FROM throttle WHERE window_ends_at <= {place}"),
        format!("DELETE FROM owner_notice WHERE expires_at <= {place}"),
        format!("DELETE FROM kept_form WHERE expires_at <= {place}"),
    ] {
        db.execute_raw(Statement::from_sql_and_values(backend, sql, [now.0.into()])).await?;
    }
    Ok(())
}

/// Remembers a browser that signed in to this account.
pub async fn remember_device(
    db: &impl ConnectionTrait,
    patron: PatronId,
    token_hash: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO known_device (token_hash, patron_id, expires_at) VALUES ($1, $2, $3) \
                       ON CONFLICT (token_hash) DO UPDATE SET expires_at = excluded.expires_at";
    let values = [token_hash.into(), patron.0.into(), expires_at.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Whether this browser signed in to this account before.
pub async fn knows_device(
    db: &impl ConnectionTrait,
    patron: PatronId,
    token_hash: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let backend = db.get_database_backend();
    let sql = if backend == sea_orm::DbBackend::Sqlite {
        "SELECT 1 FROM known_device WHERE token_hash = ?1 AND patron_id = ?2 AND expires_at > ?3"
    } else {
        "SELECT 1 FROM known_device WHERE token_hash = $1 AND patron_id = $2 AND expires_at > $3"
    };
    let values = [token_hash.into(), patron.0.into(), now.0.into()];
    Ok(db.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?.is_some())
}
