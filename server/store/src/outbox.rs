//! Mails on their way: rows written together with what they tell of, that any node may claim, and that survive a killed
//! one.

use carrel_domain::{OrganizationId, PatronId, PatronScope, StaffScope, Timestamp};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, PaginatorTrait as _, QueryFilter,
    QueryOrder, QuerySelect as _, QueryTrait as _, Statement,
    sea_query::{Condition, Expr, ExprTrait as _},
};

use crate::{
    StoreError,
    entity::{outbox, patron},
};

pub use crate::entity::outbox::Model as Mail;

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waiting for its first or next attempt, or being handed over right now.
    Waiting,
    /// A mail server has it.
    Sent,
    /// Given up, or it came back.
    Failed,
    /// Called off before it went.
    Cancelled,
}

impl State {
    /// Name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Failed, Self::Cancelled].into_iter().find(|state| state.name() == name)
    }
}

/// A mail to send.
pub struct NewMail {
    /// Opaque id for addresses.
    pub public_id: String,
    /// Whose mail.
    pub organization: OrganizationId,
    /// To which patron, if to one.
    pub patron: Option<PatronId>,
    /// Code of the template.
    pub template: String,
    /// Language code.
    pub language: String,
    /// Address.
    pub recipient: String,
    /// Subject and text, encrypted.
    pub payload: String,
    /// `Message-ID` without brackets.
    pub message_id: String,
    /// Of which mailing of news, if of one.
    pub mailing: Option<i64>,
}

/// Whom a mail goes to, and what it may call them.
#[derive(Clone, FromQueryResult)]
pub struct Addressee {
    /// First name.
    pub firstname: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// The address they confirmed, or else the registered one.
    pub email: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// Name of the organization.
    pub organization: String,
    /// Name of the home library, if there is one and it has one.
    pub library: Option<String>,
    /// Of the organization's libraries.
    pub time_zone: String,
    /// What is wrong with the address, if anything.
    pub problem: Option<String>,
}

/// Whom a mail to the patron in scope goes to.
pub async fn addressee(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Option<Addressee>, StoreError> {
    const SQL: &str = "SELECT p.firstname, p.surname, COALESCE(p.confirmed_email, p.email) AS email, p.language, o.name AS organization, NULLIF(l.name, l.code) AS library, \
                       o.time_zone, (SELECT MAX(a.code) FROM address_problem a WHERE a.patron_id = p.id \
                       AND a.cleared_at IS NULL AND LOWER(a.address) = LOWER(COALESCE(p.confirmed_email, p.email))) AS problem \
                       FROM patron p JOIN organization o ON o.id = p.organization_id \
                       LEFT JOIN library l ON l.organization_id = p.organization_id AND l.code = p.library \
                       WHERE p.id = $1 AND p.organization_id = $2";
    let values = [scope.patron().0.into(), scope.organization().0.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(Addressee::find_by_statement(statement).one(db).await?)
}

/// Puts a mail into the outbox; in a transaction, it goes only if that is committed.
pub async fn add(db: &impl ConnectionTrait, mail: NewMail, now: Timestamp) -> Result<(), StoreError> {
    let row = outbox::ActiveModel {
        public_id: Set(mail.public_id),
        organization_id: Set(mail.organization.0),
        patron_id: Set(mail.patron.map(|patron| patron.0)),
        template: Set(mail.template),
        language: Set(mail.language),
        recipient: Set(mail.recipient),
        payload: Set(mail.payload),
        state: Set(State::Waiting.name().to_owned()),
        attempts: Set(0),
        run_after: Set(now.0),
        created_at: Set(now.0),
        message_id: Set(mail.message_id),
        mailing_id: Set(mail.mailing),
        ..Default::default()
    };
    outbox::Entity::insert(row).exec(db).await?;
    Ok(())
}

/// Claims the next mail, in one statement, so that no two nodes take the same: one whose time has come, or one whose node
/// was not heard of since its claim ran out.
pub async fn claim(
    db: &impl ConnectionTrait,
    node: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Mail>, StoreError> {
    let sql = "UPDATE outbox SET attempts = attempts + 1, claimed_by = $1, claimed_until = $2 WHERE id = (SELECT id FROM \
               outbox WHERE state = 'waiting' AND run_after <= $3 AND (claimed_until IS NULL OR claimed_until <= $3) \
               ORDER BY run_after, id LIMIT 1 {LOCK}) RETURNING *";
    let backend = db.get_database_backend();
    let lock = if backend == DbBackend::Sqlite { "" } else { "FOR UPDATE SKIP LOCKED" };
    let values = [node.into(), until.0.into(), now.0.into()];
    let statement = Statement::from_sql_and_values(backend, sql.replace("{LOCK}", lock), values);
    Ok(outbox::Entity::find().from_raw_sql(statement).one(db).await?)
}

/// A mail server has it: what stood in it is forgotten. Whoever has the claim by now: it is sent. `false` if it was marked
/// before.
pub async fn mark_sent(db: &impl ConnectionTrait, id: i64, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE outbox SET state = 'sent', payload = '', sent_at = $1, last_error = NULL, \
                       claimed_by = NULL, claimed_until = NULL WHERE id = $2 AND state = 'waiting'";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [now.0.into(), id.into()]);
    Ok(db.execute_raw(statement).await?.rows_affected() > 0)
}

/// The attempt failed: again after `run_after`, or never (`None`). `false` if the mail is no longer this node's.
pub async fn give_back(
    db: &impl ConnectionTrait,
    id: i64,
    node: &str,
    error: &str,
    run_after: Option<Timestamp>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let state = if run_after.is_some() { State::Waiting } else { State::Failed };
    let updated = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(state.name()))
        .col_expr(outbox::Column::RunAfter, Expr::value(run_after.unwrap_or(now).0))
        .col_expr(outbox::Column::EndedAt, Expr::value(run_after.is_none().then_some(now.0)))
        .col_expr(outbox::Column::LastError, Expr::value(error))
        .col_expr(outbox::Column::ClaimedBy, Expr::value(None::<String>))
        .col_expr(outbox::Column::ClaimedUntil, Expr::value(None::<i64>))
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::ClaimedBy.eq(node))
        .filter(outbox::Column::State.eq(State::Waiting.name()))
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// It came back: a mail server could not deliver what it had taken. `false` if that was known.
pub async fn mark_bounced(db: &impl ConnectionTrait, id: i64, error: &str, now: Timestamp) -> Result<bool, StoreError> {
    let open = [State::Sent.name(), State::Waiting.name()];
    let updated = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(State::Failed.name()))
        .col_expr(outbox::Column::Payload, Expr::value(""))
        .col_expr(outbox::Column::EndedAt, Expr::value(Some(now.0)))
        .col_expr(outbox::Column::LastError, Expr::value(error))
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::State.is_in(open))
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Calls off a mail that waits or failed, and forgets what stands in it. `false` if it went, is being handed over right
/// now, or is none of the organization's.
pub async fn cancel(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_id: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let updated = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(State::Cancelled.name()))
        .col_expr(outbox::Column::Payload, Expr::value(""))
        .col_expr(outbox::Column::EndedAt, Expr::value(Some(now.0)))
        .filter(outbox::Column::OrganizationId.eq(organization.0))
        .filter(outbox::Column::PublicId.eq(public_id))
        .filter(outbox::Column::State.is_in([State::Waiting.name(), State::Failed.name()]))
        .filter(unclaimed(now))
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Calls off a mail that this node was about to hand over. `false` if it is no longer this node's.
pub async fn cancel_claimed(
    db: &impl ConnectionTrait,
    id: i64,
    node: &str,
    error: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE outbox SET state = 'cancelled', payload = '', ended_at = $3, last_error = $4, \
                       claimed_by = NULL, claimed_until = NULL WHERE id = $1 AND claimed_by = $2 AND state = 'waiting'";
    let values = [id.into(), node.into(), now.0.into(), error.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// Tries a mail again at once: one that waits for its next attempt, or one that failed and still has its text. `false` if
/// there is no such mail.
pub async fn retry(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_id: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let updated = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(State::Waiting.name()))
        .col_expr(outbox::Column::RunAfter, Expr::value(now.0))
        .col_expr(outbox::Column::EndedAt, Expr::value(None::<i64>))
        // Its three days begin anew.
        .col_expr(outbox::Column::Attempts, Expr::value(0))
        .filter(outbox::Column::OrganizationId.eq(organization.0))
        .filter(outbox::Column::PublicId.eq(public_id))
        .filter(outbox::Column::Payload.ne(""))
        .filter(outbox::Column::State.is_in([State::Waiting.name(), State::Failed.name()]))
        .filter(unclaimed(now))
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

fn unclaimed(now: Timestamp) -> Condition {
    Condition::any().add(outbox::Column::ClaimedUntil.is_null()).add(outbox::Column::ClaimedUntil.lte(now.0))
}

/// The mails in scope in a state, newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &StaffScope,
    state: State,
    limit: u64,
) -> Result<Vec<Mail>, StoreError> {
    Ok(outbox::Entity::find()
        .filter(in_scope(scope))
        .filter(outbox::Column::State.eq(state.name()))
        .order_by_desc(outbox::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// The organization's mails in a state, newest first, for whoever runs the installation.
pub async fn newest(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    state: State,
    limit: u64,
) -> Result<Vec<Mail>, StoreError> {
    Ok(outbox::Entity::find()
        .filter(outbox::Column::OrganizationId.eq(organization.0))
        .filter(outbox::Column::State.eq(state.name()))
        .order_by_desc(outbox::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// The organization's mails, or those to patrons of the libraries that the scope is limited to.
fn in_scope(scope: &StaffScope) -> Condition {
    let own = Condition::all().add(outbox::Column::OrganizationId.eq(scope.organization().0));
    match scope.libraries() {
        None => own,
        Some(libraries) => own.add(
            outbox::Column::PatronId.in_subquery(
                patron::Entity::find()
                    .select_only()
                    .column(patron::Column::Id)
                    .filter(patron::Column::OrganizationId.eq(scope.organization().0))
                    .filter(patron::Column::Library.is_in(libraries.iter().map(String::as_str)))
                    .into_query(),
            ),
        ),
    }
}

/// How many of the organization's mails are in a state.
pub async fn count(db: &impl ConnectionTrait, organization: OrganizationId, state: State) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM outbox WHERE organization_id = $1 AND state = $2";
    let values = [organization.0.into(), state.name().into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(db.query_one_raw(statement).await?.map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

/// The mail in scope with this opaque id.
pub async fn find(db: &impl ConnectionTrait, scope: &StaffScope, public_id: &str) -> Result<Option<Mail>, StoreError> {
    Ok(outbox::Entity::find().filter(in_scope(scope)).filter(outbox::Column::PublicId.eq(public_id)).one(db).await?)
}

/// The mail with this `Message-ID`, which stands in what mail servers send back.
pub async fn find_by_message_id(db: &impl ConnectionTrait, message_id: &str) -> Result<Option<Mail>, StoreError> {
    Ok(outbox::Entity::find().filter(outbox::Column::MessageId.eq(message_id)).one(db).await?)
}

/// Forgets what stands in mails that failed before then: a link in them is over, and they cannot be tried again.
pub async fn forget_failed(db: &impl ConnectionTrait, before: Timestamp) -> Result<(), StoreError> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::Payload, Expr::value(""))
        .filter(outbox::Column::State.eq(State::Failed.name()))
        .filter(outbox::Column::EndedAt.lte(before.0))
        .filter(Expr::col(outbox::Column::Payload).ne(""))
        .exec(db)
        .await?;
    Ok(())
}

/// So many mails are deleted in one statement.
const SWEPT: u32 = 500;

/// Deletes mails that were over before then, some at a time: to whom, when and in which language is nobody's business for
/// ever. What waits stays. How many went; if they are [`SWEPT`], there may be more.
pub async fn sweep(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64, StoreError> {
    // `run_after` is never long after the end (the wait of a mail that was called off), and there is an index of it.
    let sql = format!(
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state IN ('sent', 'failed', 'cancelled') \
         AND run_after <= $1 AND COALESCE(ended_at, sent_at, created_at) <= $1 LIMIT {SWEPT})"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [before.0.into()]);
    Ok(db.execute_raw(statement).await?.rows_affected())
}

/// How many mails in scope were given up.
pub async fn count_failed(db: &impl ConnectionTrait, staff: &StaffScope) -> Result<u64, StoreError> {
    let failed = outbox::Entity::find().filter(in_scope(staff)).filter(outbox::Column::State.eq(State::Failed.name()));
    Ok(failed.count(db).await?)
}
