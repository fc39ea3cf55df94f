//! Data requests and their time lines.

use carrel_domain::{
    Date, OrganizationId, PatronId, PatronScope, StaffScope, Timestamp,
    data_request::{IdentityMethod, RequestChannel, RequestKind, RequestState, due_on},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait as _, QueryFilter,
    QueryOrder, Statement, Value,
};
use serde::Deserialize;

use crate::{StoreError, entity::data_request, scoped::within};

pub use crate::entity::data_request::Model as DataRequest;

/// A request to record.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// Opaque id.
    pub public_id: String,
    /// What is asked for.
    pub kind: RequestKind,
    /// How it came.
    pub channel: RequestChannel,
    /// Reference of the document.
    pub document: Option<String>,
    /// The patron's words.
    pub wish: Option<String>,
    /// When it was received.
    pub received_on: Date,
    /// Who records it.
    pub by: PatronId,
}

/// Records a request and answers its key.
pub async fn add(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    new: NewRequest,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let row = data_request::ActiveModel {
        public_id: Set(new.public_id),
        organization_id: Set(scope.organization().0),
        patron_id: Set(scope.patron().0),
        kind: Set(new.kind.name().to_owned()),
        channel: Set(new.channel.name().to_owned()),
        document: Set(new.document),
        wish: Set(new.wish),
        received_on: Set(new.received_on.to_string()),
        due_on: Set(due_on(new.received_on).to_string()),
        state: Set(RequestState::Open.name().to_owned()),
        created_by: Set(Some(new.by.0)),
        created_at: Set(now.0),
        ..Default::default()
    };
    Ok(data_request::Entity::insert(row).exec(db).await?.last_insert_id)
}

/// A request as a line of the work list.
#[derive(Clone, Debug, FromQueryResult)]
pub struct RequestLine {
    /// Key.
    pub id: i64,
    /// Opaque id for addresses.
    pub public_id: String,
    /// Kind.
    pub kind: String,
    /// State.
    pub state: String,
    /// Day it was received.
    pub received_on: String,
    /// Day by which it must be answered.
    pub due_on: String,
    /// When identity was checked.
    pub identity_checked_at: Option<i64>,
    /// Whose data: key.
    pub patron_id: i64,
    /// Whose data: name.
    pub patron_name: String,
    /// Card number.
    pub cardnumber: Option<String>,
    /// Who answers it.
    pub owner_id: Option<i64>,
    /// Their name.
    pub owner_name: Option<String>,
}

/// Which requests of the work list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Open ones, the most urgent first.
    Open,
    /// Open ones that this person answers.
    Mine,
    /// Closed ones, the last first.
    Closed,
}

/// The work list, at most 200 lines.
pub async fn list(db: &impl ConnectionTrait, staff: &StaffScope, which: Which) -> Result<Vec<RequestLine>, StoreError> {
    let mut values: Vec<Value> = vec![staff.organization().0.into()];
    let mut sql = String::from(
        "SELECT r.id, r.public_id, r.kind, r.state, r.received_on, r.due_on, r.identity_checked_at, r.patron_id, \
                TRIM(COALESCE(p.firstname, '') || ' ' || COALESCE(p.surname, '')) AS patron_name, p.cardnumber, r.owner_id, \
                TRIM(COALESCE(o.firstname, '') || ' ' || COALESCE(o.surname, '')) AS owner_name \
         FROM data_request r JOIN patron p ON p.id = r.patron_id LEFT JOIN patron o ON o.id = r.owner_id \
         WHERE r.organization_id = $1 AND p.organization_id = $1",
    );
    sql += match which {
        Which::Open | Which::Mine => " AND r.state = 'open'",
        Which::Closed => " AND r.state <> 'open'",
    };
    if which == Which::Mine {
        values.push(staff.actor().map(|actor| actor.0).into());
        sql += &format!(" AND r.owner_id = ${}", values.len());
    }
    sql += &within(staff, "p.library", &mut values);
    sql += if which == Which::Closed {
        " ORDER BY r.closed_at DESC, r.id DESC LIMIT 200"
    } else {
        " ORDER BY r.due_on, r.id LIMIT 200"
    };
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(RequestLine::find_by_statement(statement).all(db).await?)
}

/// A patron's own requests, newest first.
pub async fn list_of_patron(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Vec<DataRequest>, StoreError> {
    Ok(data_request::Entity::find()
        .filter(data_request::Column::PatronId.eq(scope.patron().0))
        .filter(data_request::Column::OrganizationId.eq(scope.organization().0))
        .order_by_desc(data_request::Column::Id)
        .all(db)
        .await?)
}

/// What decides whether data may be read in answer to a request.
#[derive(Clone, Debug, Deserialize, FromQueryResult)]
pub struct Reason {
    /// Key.
    pub id: i64,
    /// Opaque id.
    pub public_id: String,
    /// What is asked for.
    pub kind: String,
    /// Where it stands.
    pub state: String,
    /// When staff made sure who asks.
    pub identity_checked_at: Option<i64>,
    /// Whether its time line said lately that this reader read.
    pub is_told: i64,
}

/// A patron's requests as reasons for reading, newest first. `told` says what the time line calls a reading, by whom, and
/// since when it is lately.
pub async fn reasons_of_patron(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    told: (&str, &str, Timestamp),
) -> Result<Vec<Reason>, StoreError> {
    let sql = reasons_sql(["$1", "$2"], ["$3", "$4", "$5"]);
    let (action, note, since) = told;
    let values = [scope.patron().0.into(), scope.organization().0.into(), action.into(), note.into(), since.0.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(Reason::find_by_statement(statement).all(db).await?)
}

/// SQL for the [`Reason`]s of this patron of this organization, as [`reasons_of_patron`] has them.
pub(crate) fn reasons_sql([patron, organization]: [&str; 2], [action, note, since]: [&str; 3]) -> String {
    format!(
        "SELECT r.id, r.public_id, r.kind, r.state, r.identity_checked_at, \
                CAST(CASE WHEN EXISTS (SELECT 1 FROM data_request_event AS e WHERE e.request_id = r.id \
                AND e.action = {action} AND e.note = {note} AND e.at > {since}) THEN 1 ELSE 0 END AS BIGINT) AS is_told \
         FROM data_request AS r WHERE r.patron_id = {patron} AND r.organization_id = {organization} ORDER BY r.id DESC"
    )
}

/// The request with this opaque id in an organization.
pub async fn find(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_id: &str,
) -> Result<Option<DataRequest>, StoreError> {
    Ok(data_request::Entity::find()
        .filter(data_request::Column::PublicId.eq(public_id))
        .filter(data_request::Column::OrganizationId.eq(organization.0))
        .one(db)
        .await?)
}

/// The request with this key.
pub async fn get(db: &impl ConnectionTrait, id: i64) -> Result<Option<DataRequest>, StoreError> {
    Ok(data_request::Entity::find_by_id(id).one(db).await?)
}

/// How many requests an organization has, open and closed.
pub async fn count(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<u64, StoreError> {
    let all = data_request::Entity::find().filter(data_request::Column::OrganizationId.eq(organization.0));
    Ok(all.count(db).await?)
}

/// One change of an open request. Each happens in one statement, and only while the request is open.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    /// Somebody answers it from now on.
    Assign(PatronId),
    /// It was made sure that the request is the patron's own.
    CheckIdentity(IdentityMethod, PatronId, Timestamp),
    /// More time is taken.
    Extend(Date, &'a str),
    /// It is over.
    Close(RequestState, &'a str, Timestamp),
    /// It goes on as another.
    Merge(i64, Timestamp),
    /// Its due date moves forward to that of one merged into it.
    Hasten(&'a str),
    /// Its owner is reminded, unless that was done on another node just now.
    Remind {
        /// Now.
        at: Timestamp,
        /// Not if it was done later than this.
        unless_since: Timestamp,
    },
}

/// Makes a change; `false` if the request is not open any more, or the change has been made already.
pub async fn change(db: &impl ConnectionTrait, id: i64, change: Change<'_>) -> Result<bool, StoreError> {
    let (set, values): (&str, Vec<Value>) = match change {
        Change::Assign(owner) => ("owner_id = $2", vec![owner.0.into()]),
        Change::CheckIdentity(method, by, at) => (
            "identity_method = $2, identity_checked_by = $3, identity_checked_at = $4",
            vec![method.name().into(), by.0.into(), at.0.into()],
        ),
        Change::Extend(to, reason) => {
            ("due_on = $2, extension_reason = $3", vec![to.to_string().into(), reason.into()])
        }
        Change::Close(state, outcome, at) => {
            ("state = $2, outcome = $3, closed_at = $4", vec![state.name().into(), outcome.into(), at.0.into()])
        }
        Change::Merge(into, at) => {
            ("state = 'merged', merged_into = $2, closed_at = $3", vec![into.into(), at.0.into()])
        }
        Change::Hasten(due_on) => ("due_on = CASE WHEN due_on > $2 THEN $2 ELSE due_on END", vec![due_on.into()]),
        Change::Remind { at, unless_since } => ("reminded_at = $2", vec![at.0.into(), unless_since.0.into()]),
    };
    let only_once = match change {
        Change::CheckIdentity(..) => " AND identity_checked_at IS NULL",
        Change::Extend(..) => " AND extension_reason IS NULL",
        Change::Remind { .. } => " AND (reminded_at IS NULL OR reminded_at < $3)",
        _ => "",
    };
    let sql = format!("UPDATE data_request SET {set} WHERE id = $1 AND state = 'open'{only_once}");
    let values = [Value::from(id)].into_iter().chain(values);
    let result = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(result.rows_affected() > 0)
}

/// Open requests with an owner that fall due by `until` and whose owner was not reminded since `since`.
pub async fn list_to_remind(
    db: &impl ConnectionTrait,
    until: Date,
    since: Timestamp,
) -> Result<Vec<DataRequest>, StoreError> {
    use sea_orm::sea_query::Condition;
    Ok(data_request::Entity::find()
        .filter(data_request::Column::State.eq(RequestState::Open.name()))
        .filter(data_request::Column::OwnerId.is_not_null())
        .filter(data_request::Column::DueOn.lte(until.to_string()))
        .filter(
            Condition::any()
                .add(data_request::Column::RemindedAt.is_null())
                .add(data_request::Column::RemindedAt.lt(since.0)),
        )
        .order_by_asc(data_request::Column::Id)
        .all(db)
        .await?)
}

/// Something that happened to a request.
#[derive(Clone, Debug, FromQueryResult)]
pub struct RequestEvent {
    /// When.
    pub at: i64,
    /// Who; nobody if it happened by itself.
    pub actor_name: Option<String>,
    /// What, as a catalogue code.
    pub action: String,
    /// More about it.
    pub note: Option<String>,
}

/// Adds to a request's time line.
pub async fn add_event(
    db: &impl ConnectionTrait,
    request: i64,
    actor: Option<PatronId>,
    action: &str,
    note: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str =
        "INSERT INTO data_request_event (request_id, at, actor_id, action, note) VALUES ($1, $2, $3, $4, $5)";
    let values = [request.into(), now.0.into(), actor.map(|actor| actor.0).into(), action.into(), note.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// A request's time line, first things first.
pub async fn list_events(db: &impl ConnectionTrait, request: i64) -> Result<Vec<RequestEvent>, StoreError> {
    const SQL: &str = "SELECT e.at, NULLIF(TRIM(COALESCE(p.firstname, '') || ' ' || COALESCE(p.surname, '')), '') \
                              AS actor_name, e.action, e.note \
                       FROM data_request_event e LEFT JOIN patron p ON p.id = e.actor_id \
                       WHERE e.request_id = $1 ORDER BY e.id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [request.into()]);
    Ok(RequestEvent::find_by_statement(statement).all(db).await?)
}
