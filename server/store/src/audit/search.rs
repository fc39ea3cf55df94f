//! Searching the log, by the fields of a library system's log viewer.
//!
//! A page is found by walking one index from its newest end; which one is said here for SQLite, which knows too little
//! about its tables to choose. A group of actions is as many walks, put together.

use std::fmt::Write as _;

use carrel_domain::{PatronId, StaffScope, Timestamp};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};

use super::Interface;
use crate::StoreError;

/// More are not counted.
pub const MOST_COUNTED: i64 = 10_000;

/// What is looked for; what is `None` or empty matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Whose data.
    pub patron: Option<PatronId>,
    /// What this member of staff did as staff.
    pub actor: Option<PatronId>,
    /// One of these actions.
    pub actions: Vec<&'static str>,
    /// About this thing, as kind and public id: `request:…`.
    pub object: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// By this way.
    pub interface: Option<Interface>,
    /// With this outcome.
    pub outcome: Option<&'static str>,
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Time of its last entry.
    pub at: Timestamp,
    /// Position of that.
    pub position: i64,
}

/// An entry as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct LogLine {
    /// Position in the log.
    pub id: i64,
    /// When.
    pub at: i64,
    /// Opaque id of the patron whose data it was.
    pub patron_public_id: Option<String>,
    /// Their card number.
    pub patron_cardnumber: Option<String>,
    /// Opaque id of whoever did it.
    pub actor_public_id: Option<String>,
    /// Their first name.
    pub actor_firstname: Option<String>,
    /// Their surname.
    pub actor_surname: Option<String>,
    /// Their role.
    pub actor_role: String,
    /// What.
    pub action: String,
    /// Category of data.
    pub data_category: Option<String>,
    /// Why.
    pub purpose: String,
    /// How it ended.
    pub outcome: String,
    /// Library of the actor.
    pub library: Option<String>,
    /// Where from.
    pub network: Option<String>,
    /// The request's number.
    pub request_id: String,
    /// About what.
    pub object: Option<String>,
    /// What it was.
    pub old_value: Option<String>,
    /// What it became.
    pub new_value: Option<String>,
    /// What else there is.
    pub other: Option<String>,
    /// By which way.
    pub interface: Option<String>,
    /// When its personal part was erased.
    pub erased_at: Option<i64>,
}

impl LogLine {
    /// Where a page goes on after this entry.
    pub const fn place(&self) -> Place {
        Place { at: Timestamp(self.at), position: self.id }
    }

    /// Name of whoever did it.
    pub fn actor_name(&self) -> String {
        let parts = [self.actor_firstname.as_deref(), self.actor_surname.as_deref()];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

struct Query {
    sql: String,
    values: Vec<Value>,
    backend: DbBackend,
}

impl Query {
    const fn new(backend: DbBackend) -> Self {
        Self { sql: String::new(), values: Vec::new(), backend }
    }

    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// One walk: the conditions of a search with at most one action.
    fn walk(&mut self, staff: &StaffScope, search: &Search, action: Option<&str>, after: Option<Place>) {
        let index = if self.backend == DbBackend::Sqlite {
            format!(" INDEXED BY {}", index(search, action))
        } else {
            String::new()
        };
        let organization = self.bind(staff.organization().0);
        let _ = write!(self.sql, " FROM audit_entry AS e{index} WHERE e.organization_id = {organization}");
        if let Some(patron) = search.patron {
            let place = self.bind(patron.0);
            let _ = write!(self.sql, " AND e.patron_id = {place}");
        }
        if let Some(actor) = search.actor {
            let place = self.bind(actor.0);
            let _ = write!(self.sql, " AND e.actor_id = {place} AND e.actor_role <> 'patron'");
        }
        if let Some(object) = &search.object {
            let place = self.bind(object.as_str());
            let _ = write!(self.sql, " AND e.object = {place} AND e.object IS NOT NULL");
        }
        // Codes of ours, as the partial indexes have them: the database compares texts, not values.
        if let Some(outcome) = search.outcome {
            let _ = write!(self.sql, " AND e.outcome = '{outcome}'");
            if outcome != "done" {
                self.sql.push_str(" AND e.outcome <> 'done'");
            }
        }
        if let Some(interface) = search.interface {
            let name = interface.name();
            let _ = write!(self.sql, " AND e.interface = '{name}'");
            if interface != Interface::Web {
                self.sql.push_str(" AND e.interface <> 'web'");
            }
        }
        if let Some(action) = action {
            let _ = write!(self.sql, " AND e.action = '{action}'");
        }
        if let Some(from) = search.from {
            let place = self.bind(from.0);
            let _ = write!(self.sql, " AND e.at >= {place}");
        }
        if let Some(until) = search.until {
            let place = self.bind(until.0);
            let _ = write!(self.sql, " AND e.at < {place}");
        }
        if let Some(after) = after {
            let (at, id) = (self.bind(after.at.0), self.bind(after.position));
            let _ = write!(self.sql, " AND (e.at, e.id) < ({at}, {id})");
        }
        if let Some(libraries) = staff.libraries() {
            let places: Vec<String> = libraries.iter().map(|library| self.bind(library.as_str())).collect();
            let places = places.join(", ");
            let _ = write!(
                self.sql,
                " AND (e.patron_id IS NULL AND e.library IN ({places}) OR EXISTS (SELECT 1 FROM patron WHERE \
                 patron.id = e.patron_id AND patron.library IN ({places})))"
            );
        }
    }

    /// A walk for each action, or one for all.
    fn walks(
        &mut self,
        staff: &StaffScope,
        search: &Search,
        after: Option<Place>,
        select: &str,
        end: impl Fn(&mut Self),
    ) {
        // With a patron or a thing there is little to walk through: one walk that looks at each action is enough.
        let is_narrow = search.patron.is_some() || search.object.is_some();
        if search.actions.is_empty() || is_narrow {
            self.sql.push_str(select);
            self.walk(staff, search, None, after);
            if !search.actions.is_empty() {
                let _ = write!(self.sql, " AND e.action IN ('{}')", search.actions.join("', '"));
            }
            end(self);
            return;
        }
        for (number, action) in search.actions.iter().enumerate() {
            self.sql.push_str(if number == 0 { "" } else { " UNION ALL " });
            let _ = write!(self.sql, "SELECT * FROM ({select}");
            self.walk(staff, search, Some(action), after);
            end(self);
            let _ = write!(self.sql, ") AS walk{number}");
        }
    }

    fn into_statement(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.sql, self.values)
    }
}

/// The index to walk: the narrowest.
const fn index(search: &Search, action: Option<&str>) -> &'static str {
    if search.patron.is_some() {
        return "audit_entry_patron";
    }
    if search.object.is_some() {
        return "audit_entry_object";
    }
    if search.actor.is_some() {
        return "audit_entry_actor";
    }
    match (search.outcome, search.interface, action) {
        (Some(outcome), ..) if !matches!(outcome.as_bytes(), b"done") => "audit_entry_outcome",
        (_, Some(Interface::Api | Interface::Job), _) => "audit_entry_interface",
        (_, _, Some(_)) => "audit_entry_action",
        (_, Some(Interface::Cli | Interface::LibrarySystem), None) => "audit_entry_interface",
        _ => "audit_entry_at",
    }
}

const NEWEST_FIRST: &str = "ORDER BY at DESC, id DESC";

/// A page of what is found in scope, newest first.
pub async fn find(
    db: &impl ConnectionTrait,
    staff: &StaffScope,
    search: &Search,
    after: Option<Place>,
    limit: u32,
) -> Result<Vec<LogLine>, StoreError> {
    let mut query = Query::new(db.get_database_backend());
    query.sql.push_str(
        "SELECT e.id, e.at, p.public_id AS patron_public_id, p.cardnumber AS patron_cardnumber, \
         a.public_id AS actor_public_id, a.firstname AS actor_firstname, a.surname AS actor_surname, e.actor_role, \
         e.action, e.data_category, e.purpose, e.outcome, e.library, e.network, e.request_id, e.object, e.old_value, \
         e.new_value, e.other, e.interface, x.at AS erased_at FROM (SELECT id, at FROM (",
    );
    query.walks(staff, search, after, "SELECT e.id, e.at", |query| {
        let _ = write!(query.sql, " ORDER BY e.at DESC, e.id DESC LIMIT {limit}");
    });
    let _ = write!(
        query.sql,
        ") AS walks {NEWEST_FIRST} LIMIT {limit}) AS found JOIN audit_entry AS e ON e.id = found.id \
         LEFT JOIN patron AS p ON p.id = e.patron_id LEFT JOIN patron AS a ON a.id = e.actor_id \
         LEFT JOIN audit_erasure AS x ON x.entry_id = e.id ORDER BY e.at DESC, e.id DESC"
    );
    Ok(LogLine::find_by_statement(query.into_statement()).all(db).await?)
}

/// How many there are, up to [`MOST_COUNTED`] and one more.
pub async fn count(db: &impl ConnectionTrait, staff: &StaffScope, search: &Search) -> Result<i64, StoreError> {
    let mut query = Query::new(db.get_database_backend());
    let most = MOST_COUNTED + 1;
    query.sql.push_str("SELECT COUNT(*) FROM (SELECT 1 FROM (");
    query.walks(staff, search, None, "SELECT 1 AS one", |query| {
        let _ = write!(query.sql, " LIMIT {most}");
    });
    let _ = write!(query.sql, ") AS walks LIMIT {most}) AS found");
    let row = db.query_one_raw(query.into_statement()).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
}

/// When the log was last proven, and whether it was whole: about the whole log, whichever part of it staff may read.
pub async fn last_verified(
    db: &impl ConnectionTrait,
    staff: &StaffScope,
) -> Result<Option<(Timestamp, bool)>, StoreError> {
    let sql = "SELECT at, outcome FROM audit_entry WHERE organization_id = $1 AND action = 'audit-verified' \
               ORDER BY at DESC, id DESC LIMIT 1";
    let values = [staff.organization().0.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    row.map(|row| {
        let outcome: String = row.try_get_by_index(1)?;
        Ok((Timestamp(row.try_get_by_index(0)?), outcome == "done"))
    })
    .transpose()
}

/// Key and card number of somebody in the organization, by opaque id: staff are found wherever they work.
pub async fn find_person(
    db: &impl ConnectionTrait,
    staff: &StaffScope,
    public_id: &str,
) -> Result<Option<(PatronId, Option<String>)>, StoreError> {
    let sql = "SELECT id, cardnumber FROM patron WHERE public_id = $1 AND organization_id = $2";
    let values = [public_id.into(), staff.organization().0.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    row.map(|row| Ok((PatronId(row.try_get_by_index(0)?), row.try_get_by_index(1)?))).transpose()
}
