//! Who looks after whom: guardianships that both are known of, with what the rule needs (requirement M9).

use std::collections::HashSet;

use carrel_domain::{Bond, Date, Kind, OrganizationId, PatronId, PatronScope, Value, guardian::WardChoice};
use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value as Bind};
use serde_json::{Map, Value as Json};

use crate::{StoreError, patron::read_other, reading::read_value};

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Opaque id.
    pub public_id: String,
    /// First name and surname.
    pub name: String,
    /// Home library's code.
    pub library: Option<String>,
}

/// A guardianship with its people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardianship {
    /// Key.
    pub id: i64,
    /// What the rule looks at.
    pub bond: Bond,
    /// Who looks after the other.
    pub guardian: Party,
    /// Who is looked after.
    pub ward: Party,
    /// Patron category of the ward.
    pub category: Option<String>,
    /// What one is to the other, in the library's words.
    pub relationship: Option<String>,
}

#[derive(FromQueryResult)]
struct Stored {
    id: i64,
    organization_id: i64,
    relationship: Option<String>,
    guardian_id: i64,
    guardian_public_id: String,
    guardian_firstname: Option<String>,
    guardian_surname: Option<String>,
    guardian_library: Option<String>,
    ward_id: i64,
    ward_public_id: String,
    ward_firstname: Option<String>,
    ward_surname: Option<String>,
    ward_library: Option<String>,
    patron_category: Option<String>,
    record: String,
    other: Option<String>,
    both_open: i64,
}

/// A person has this many guardians or wards at most here: whoever has more is an institution, for whom this is not made.
const MOST: u32 = 200;

/// Neither closed, nor locked by its owner, nor on its way out.
fn is_open(patron: &str) -> String {
    format!(
        "{patron}.disabled = 0 AND NOT EXISTS (SELECT 1 FROM account_lock AS l WHERE l.patron_id = {patron}.id) \
         AND NOT EXISTS (SELECT 1 FROM patron_stage AS s WHERE s.patron_id = {patron}.id AND s.stopped_at IS NULL)"
    )
}

/// What a guardianship is read by. Only the line of one of the two says that there is one.
fn select(condition: &str, limit: u32) -> String {
    let party = |party: &str, name: &str| {
        format!(
            "{party}.id AS {name}_id, {party}.public_id AS {name}_public_id, {party}.firstname AS {name}_firstname, \
             {party}.surname AS {name}_surname, {party}.library AS {name}_library"
        )
    };
    format!(
        "SELECT g.id, a.organization_id, g.relationship, {}, {}, w.patron_category, w.record, w.other, \
                CAST(CASE WHEN {} AND {} THEN 1 ELSE 0 END AS BIGINT) AS both_open \
         FROM guardianship AS g JOIN patron AS said ON said.id = g.patron_id \
         JOIN patron AS a ON a.organization_id = said.organization_id AND a.source_id = g.guardian_number \
         JOIN patron AS w ON w.organization_id = said.organization_id AND w.source_id = g.ward_number \
         WHERE said.id IN (a.id, w.id) AND a.id <> w.id AND a.is_anonymous = 0 AND w.is_anonymous = 0 AND {condition} \
         ORDER BY g.id LIMIT {limit}",
        party("a", "guardian"),
        party("w", "ward"),
        is_open("a"),
        is_open("w"),
    )
}

/// Who is in somebody's care, each once.
pub async fn wards(db: &impl ConnectionTrait, guardian: PatronScope) -> Result<Vec<Guardianship>, StoreError> {
    // By the number on the lines, for which there is an index.
    let of =
        "g.guardian_number = (SELECT source_id FROM patron WHERE id = $1) AND a.id = $1 AND a.organization_id = $2";
    Ok(each_once(read(db, &select(of, MOST), people(guardian)).await?, |bond| bond.ward))
}

/// Somebody's guardians, each once.
pub async fn guardians(db: &impl ConnectionTrait, ward: PatronScope) -> Result<Vec<Guardianship>, StoreError> {
    let of = "g.ward_number = (SELECT source_id FROM patron WHERE id = $1) AND w.id = $1 AND w.organization_id = $2";
    Ok(each_once(read(db, &select(of, MOST), people(ward)).await?, |bond| bond.guardian))
}

/// Said on both lines, the first one counts.
fn each_once(found: Vec<Guardianship>, person: fn(Bond) -> PatronId) -> Vec<Guardianship> {
    let mut people = HashSet::new();
    found.into_iter().filter(|one| people.insert(person(one.bond))).collect()
}

/// The next guardianships of an organization after a key; both lines may say the same one.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    after: i64,
    limit: u32,
) -> Result<Vec<Guardianship>, StoreError> {
    let of = "a.organization_id = $1 AND g.id > $2";
    read(db, &select(of, limit), vec![organization.0.into(), after.into()]).await
}

fn people(scope: PatronScope) -> Vec<Bind> {
    vec![scope.patron().0.into(), scope.organization().0.into()]
}

async fn read(db: &impl ConnectionTrait, sql: &str, values: Vec<Bind>) -> Result<Vec<Guardianship>, StoreError> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Stored::find_by_statement(statement).all(db).await?.into_iter().map(Stored::into_guardianship).collect()
}

impl Stored {
    fn into_guardianship(self) -> Result<Guardianship, StoreError> {
        let record: Map<String, Json> = serde_json::from_str(&self.record)
            .map_err(|_| StoreError::Unreadable { table: "patron", what: "record" })?;
        let other = read_other(self.other.as_deref());
        let bond = Bond {
            guardian: PatronId(self.guardian_id),
            ward: PatronId(self.ward_id),
            organization: OrganizationId(self.organization_id),
            both_open: self.both_open != 0,
            born: born(&record),
            choice: WardChoice {
                checkouts: flag(&record, &other, "privacy_guarantor_checkouts"),
                fees: flag(&record, &other, "privacy_guarantor_fines"),
            },
        };
        let party = |public_id, firstname: Option<String>, surname: Option<String>, library| Party {
            public_id,
            name: [firstname, surname]
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
            library,
        };
        Ok(Guardianship {
            id: self.id,
            bond,
            guardian: party(
                self.guardian_public_id,
                self.guardian_firstname,
                self.guardian_surname,
                self.guardian_library,
            ),
            ward: party(self.ward_public_id, self.ward_firstname, self.ward_surname, self.ward_library),
            category: self.patron_category,
            relationship: self.relationship.filter(|words| !words.is_empty()),
        })
    }
}

fn born(record: &Map<String, Json>) -> Option<Date> {
    match read_value(Kind::Date, record.get("dateofbirth")?, &TimeZone::UTC) {
        Ok(Value::Date(date)) => Some(date),
        _ => None,
    }
}

/// What the library system says; something that is neither yes nor no, which the import keeps with what it does not know,
/// is a no: it is not for us to guess.
fn flag(record: &Map<String, Json>, other: &[(String, String)], source: &str) -> Option<bool> {
    if other.iter().any(|(name, _)| name == source) {
        return Some(false);
    }
    match read_value(Kind::Flag, record.get(source)?, &TimeZone::UTC) {
        Ok(Value::Flag(flag)) => Some(flag),
        Ok(Value::Empty) => None,
        _ => Some(false),
    }
}
