//! A patron's rows with the numbers of the library system they came from: for those who read its own form.

use std::{collections::HashMap, fmt};

use carrel_domain::{Column, OrganizationId, PatronId, PatronScope, Row, Section};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::de::{DeserializeSeed, Error as _, SeqAccess, Visitor};
use serde_json::Deserializer;

use crate::{
    StoreError,
    lists::{in_texts, text_list},
    rows::{Cell, as_text, value},
};

/// A row, and what links it to others in the library system.
#[derive(Clone, Debug)]
pub struct KohaRow {
    /// The library system's own number of it; `None` where the content stands for it.
    pub number: Option<i64>,
    /// Its values.
    pub row: Row,
    /// Numbers of other things, by the source's name for the column.
    pub links: Vec<(&'static str, i64)>,
    /// Where a walk goes on after it.
    pub place: i64,
}

/// Somebody in the organization, by the library system's number: staff are found wherever they work.
pub async fn find_by_number(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    number: i64,
) -> Result<Option<PatronId>, StoreError> {
    const SQL: &str = "SELECT id FROM patron WHERE organization_id = $1 AND source_id = $2";
    let values = [organization.0.into(), number.to_string().into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.map(PatronId))
}

/// The library system's numbers of people, by their opaque ids.
pub async fn numbers_of(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    public_ids: &[&str],
) -> Result<HashMap<String, i64>, StoreError> {
    let backend = db.get_database_backend();
    let which = in_texts(backend, 2);
    let sql = format!("SELECT public_id, source_id FROM patron WHERE organization_id = $1 AND public_id {which}");
    let values = [organization.0.into(), text_list(public_ids).into()];
    let found = db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let mut numbers = HashMap::with_capacity(found.len());
    for row in found {
        let (id, number): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if let Ok(number) = number.parse() {
            numbers.insert(id, number);
        }
    }
    Ok(numbers)
}

/// The next rows of a section, in the order in which they came, at most `limit`.
pub async fn walk(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    section: &'static Section,
    after: i64,
    limit: u32,
) -> Result<Vec<KohaRow>, StoreError> {
    let text = format!("SELECT {}", rows_as_text(db.get_database_backend(), section, "$1", Some("$2"), limit));
    let values = [scope.patron().0.into(), after.into()];
    let answer = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), text, values)).await?;
    let text: Option<String> = answer.map_or(Ok(None), |answer| answer.try_get_by_index(0))?;
    read_rows(section, text.as_deref())
}

/// Columns of a section that link its rows to others.
fn links_of(section: &'static Section) -> impl Iterator<Item = &'static Column> {
    section.table.columns.iter().filter(|column| !column.shown)
}

/// SQL for the rows of a patron, after a key or from the first on, as one JSON text.
pub(crate) fn rows_as_text(
    backend: DbBackend,
    section: &'static Section,
    patron: &str,
    after: Option<&str>,
    limit: u32,
) -> String {
    let columns: Vec<&str> = ["id", "source_id", "other"]
        .into_iter()
        .chain(section.shown().map(|column| column.name))
        .chain(links_of(section).map(|column| column.name))
        .collect();
    let state = match section.open {
        None => "",
        Some(true) => " AND is_open = 1",
        Some(false) => " AND is_open = 0",
    };
    let (columns, table) = (columns.join(", "), section.table.name);
    let after = after.map(|after| format!(" AND id > {after}")).unwrap_or_default();
    let first = format!("FROM {table} WHERE patron_id = {patron}{state}{after} ORDER BY id LIMIT {limit}");
    let query = match backend {
        // It would sort whole rows, which takes as long as reading them.
        DbBackend::Sqlite => {
            format!(
                "SELECT {columns} FROM (SELECT id AS key {first}) AS wanted CROSS JOIN {table} WHERE id = wanted.key"
            )
        }
        _ => format!("SELECT {columns} {first}"),
    };
    format!("({})", as_text(backend, &columns, &query))
}

/// Reads what [`rows_as_text`] answered.
pub(crate) fn read_rows(section: &'static Section, text: Option<&str>) -> Result<Vec<KohaRow>, StoreError> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let mut rows = RowsOf(section)
        .deserialize(&mut Deserializer::from_str(text))
        .map_err(|_| StoreError::Unreadable { table: section.table.name, what: "row" })?;
    // They are in order, but the database did not promise it.
    rows.sort_by_key(|row| row.place);
    Ok(rows)
}

/// Reads the rows of a section without anything in between: there are a hundred in an answer, with twenty values each.
struct RowsOf(&'static Section);

impl<'de> DeserializeSeed<'de> for RowsOf {
    type Value = Vec<KohaRow>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Vec<KohaRow>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RowsOf {
    type Value = Vec<KohaRow>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<KohaRow>, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = list.next_element_seed(RowOf(self.0))? {
            rows.push(row);
        }
        Ok(rows)
    }
}

/// Reads a row of a section.
struct RowOf(&'static Section);

impl<'de> DeserializeSeed<'de> for RowOf {
    type Value = KohaRow;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<KohaRow, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RowOf {
    type Value = KohaRow;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row in the order of its columns")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut cells: A) -> Result<KohaRow, A::Error> {
        let mut next = || cells.next_element::<Cell>()?.ok_or_else(|| A::Error::custom("a column is missing"));
        let Cell::Number(place) = next()? else { return Err(A::Error::custom("a row without a key")) };
        let number = match next()? {
            Cell::Text(text) => text.parse().ok(),
            Cell::Number(number) => Some(number),
            Cell::Empty => None,
        };
        let other = match next()? {
            Cell::Text(text) => crate::patron::read_other(Some(&text)),
            _ => Vec::new(),
        };
        let mut values = Vec::with_capacity(self.0.table.columns.len());
        for column in self.0.shown() {
            values.push(value(column.kind, next()?));
        }
        let mut links = Vec::new();
        for column in links_of(self.0) {
            if let Cell::Number(number) = next()? {
                links.push((column.source, number));
            }
        }
        Ok(KohaRow { number, row: Row { values, other }, links, place })
    }
}
