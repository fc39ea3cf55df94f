//! Patrons: their own record, and finding them.

use carrel_domain::{Category, Kind, OrganizationId, PatronId, PatronScope, Row, Section, Value};
use jiff::tz::TimeZone;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait as _, QueryFilter, QuerySelect,
    Statement,
};
use serde_json::{Map, Value as Json};

use crate::{
    StoreError,
    contact::{self, Correction},
    entity::patron,
    reading::{as_text, read_value},
};

/// The library system's name for the home library of a patron.
const HOME_LIBRARY: &str = "branchcode";
/// What the patron's record calls the address that the patron confirmed here; no library system has it.
const CONFIRMED_EMAIL: &str = "carrel_confirmed_email";

/// The library system's row of one patron, without secrets.
#[derive(Clone, Debug)]
pub struct PatronRecord {
    record: Map<String, Json>,
    other: Vec<(String, String)>,
    /// What the patron corrected here, as far as it holds.
    corrections: Vec<Correction>,
}

/// A record as it is stored.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Stored {
    record: String,
    other: Option<String>,
    library: Option<String>,
    confirmed_email: Option<String>,
}

/// The scope of the patron with this opaque id, for whoever proved by a link of ours that it is theirs.
pub async fn find_by_public_id(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_id: &str,
) -> Result<Option<PatronScope>, StoreError> {
    const SQL: &str = "SELECT id FROM patron WHERE public_id = $1 AND organization_id = $2";
    let values = [public_id.into(), organization.0.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    let id = row.map(|row| row.try_get_by_index(0)).transpose()?.map(PatronId);
    Ok(id.map(|id| PatronScope::of_background_work(id, organization)))
}

/// The record of the patron in scope.
pub async fn find_record(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Option<PatronRecord>, StoreError> {
    const SQL: &str =
        "SELECT record, other, library, confirmed_email FROM patron WHERE id = $1 AND organization_id = $2";
    let values = [scope.patron().0.into(), scope.organization().0.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    let stored = Stored::find_by_statement(statement).one(db).await?;
    let Some(stored) = stored else { return Ok(None) };
    stored.record(contact::list(db, scope).await?).map(Some)
}

impl Stored {
    /// The record, with what the patron corrected.
    pub(crate) fn record(&self, corrections: Vec<Correction>) -> Result<PatronRecord, StoreError> {
        let mut record: Map<String, Json> = serde_json::from_str(&self.record)
            .map_err(|_| StoreError::Unreadable { table: "patron", what: "record" })?;
        // The library system may still call the home library by the code of one that became part of another.
        if let (Some(Json::String(said)), Some(library)) = (record.get_mut(HOME_LIBRARY), &self.library) {
            said.clone_from(library);
        }
        record.remove(CONFIRMED_EMAIL);
        if let Some(address) = &self.confirmed_email {
            record.insert(CONFIRMED_EMAIL.to_owned(), Json::String(address.clone()));
        }
        let corrections = contact::correct(&mut record, corrections);
        Ok(PatronRecord { record, other: read_other(self.other.as_deref()), corrections })
    }
}

/// How many patrons there are, in one organization or in all.
pub async fn count(db: &impl ConnectionTrait, organization: Option<OrganizationId>) -> Result<u64, StoreError> {
    let mut query = patron::Entity::find();
    if let Some(organization) = organization {
        query = query.filter(patron::Column::OrganizationId.eq(organization.0));
    }
    Ok(query.count(db).await?)
}

/// The patron with this card number.
pub async fn find_by_cardnumber(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    cardnumber: &str,
) -> Result<Option<PatronId>, StoreError> {
    let id: Option<i64> = patron::Entity::find()
        .select_only()
        .column(patron::Column::Id)
        .filter(patron::Column::OrganizationId.eq(organization.0))
        .filter(patron::Column::Cardnumber.eq(cardnumber))
        .into_tuple()
        .one(db)
        .await?;
    Ok(id.map(PatronId))
}

impl PatronRecord {
    /// One of the two sections that show this record, as its single row. What a column cannot hold is shown among the
    /// unknown columns, which belong to identity.
    pub fn row(&self, section: &Section, zone: &TimeZone) -> Row {
        let mut row = Row::default();
        for column in section.shown() {
            let json = self.record.get(column.source).unwrap_or(&Json::Null);
            row.values.push(read_value(column.kind, json, zone).unwrap_or_else(|_| {
                row.other.push((column.source.to_owned(), as_text(json)));
                Value::Empty
            }));
        }
        if section.category == Category::Identity {
            row.other.extend(self.other.iter().cloned());
        }
        row
    }

    /// A text of the record by the source's name; empty if there is none.
    pub fn text(&self, source: &str) -> &str {
        self.record.get(source).and_then(Json::as_str).unwrap_or_default()
    }
}

impl PatronRecord {
    /// What the record says of a field, as text.
    pub fn said(&self, source: &str) -> String {
        contact::said(&self.record, source)
    }

    /// What the library system says of a field, whatever the patron corrected.
    pub fn source_said(&self, source: &str) -> String {
        let corrected = self.corrections.iter().find(|one| one.field == source);
        corrected.map_or_else(|| self.said(source), |one| one.source_value.clone())
    }

    /// What the patron corrected here and the library system does not have yet.
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }

    /// Whether a flag of the record is set, however the source writes it.
    pub fn is_set(&self, source: &str) -> bool {
        let json = self.record.get(source).unwrap_or(&Json::Null);
        matches!(read_value(Kind::Flag, json, &TimeZone::UTC), Ok(Value::Flag(true)))
    }
}

/// Unknown columns, stored as a JSON object.
pub(crate) fn read_other(other: Option<&str>) -> Vec<(String, String)> {
    let Some(other) = other else { return Vec::new() };
    match serde_json::from_str::<Map<String, Json>>(other) {
        Ok(map) => map.iter().map(|(name, value)| (name.clone(), as_text(value))).collect(),
        // Shown as it is rather than not at all.
        Err(_) => vec![(String::from("?"), other.to_owned())],
    }
}
