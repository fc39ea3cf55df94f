//! Fetching many rows of a section at once.
//!
//! The database hands a whole page over as one JSON text: fetching it value by value through the driver takes two to
//! three times as long, and an export reads a million rows.

use std::fmt;

use carrel_domain::{Date, Kind, Row, Section, Timestamp, Value};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value as Bind};
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::{StoreError, patron::read_other};

/// One value as the database holds it.
#[derive(Clone)]
pub(crate) enum Cell {
    /// Nothing.
    Empty,
    /// A whole number.
    Number(i64),
    /// Text.
    Text(String),
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CellVisitor;
        impl Visitor<'_> for CellVisitor {
            type Value = Cell;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("null, a whole number or a text")
            }
            fn visit_unit<E: Error>(self) -> Result<Cell, E> {
                Ok(Cell::Empty)
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Cell, E> {
                Ok(Cell::Number(number))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Cell, E> {
                i64::try_from(number).map(Cell::Number).map_err(E::custom)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Cell, E> {
                Ok(Cell::Text(text.to_owned()))
            }
            fn visit_string<E: Error>(self, text: String) -> Result<Cell, E> {
                Ok(Cell::Text(text))
            }
        }
        deserializer.deserialize_any(CellVisitor)
    }
}

/// A row with what a walk through the section needs to go on after it.
pub(crate) struct Fetched {
    /// Its key.
    pub id: i64,
    /// The value it is listed by; `None` if it has none.
    pub newest: Option<Bind>,
    /// The row as it is shown.
    pub row: Row,
}

/// What [`fetch`] needs selected: `id`, the shown columns in order, `other`, and the numbers that stand for an unknown
/// title.
pub(crate) fn selected(section: &Section) -> Vec<&'static str> {
    let numbers = section.table.columns.iter().filter(|column| !column.shown && column.name.ends_with("_number"));
    ["id"]
        .into_iter()
        .chain(section.shown().map(|column| column.name))
        .chain(["other"])
        .chain(numbers.map(|column| column.name))
        .collect()
}

/// Runs a query that selects [`selected`], in its order.
pub(crate) async fn fetch(
    db: &impl ConnectionTrait,
    section: &Section,
    query: &str,
    values: Vec<Bind>,
) -> Result<Vec<Fetched>, StoreError> {
    let columns = selected(section).join(", ");
    let cells = fetch_cells(db, section.table.name, &columns, query, values).await?;
    let unreadable = || StoreError::Unreadable { table: section.table.name, what: "row" };
    cells.into_iter().map(|cells| read(section, cells).ok_or_else(unreadable)).collect()
}

/// Runs a query that selects these columns.
pub(crate) async fn fetch_cells(
    db: &impl ConnectionTrait,
    table: &'static str,
    columns: &str,
    query: &str,
    values: Vec<Bind>,
) -> Result<Vec<Vec<Cell>>, StoreError> {
    let backend = db.get_database_backend();
    let sql = as_text(backend, columns, query);
    let Some(answer) = db.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await? else {
        return Ok(Vec::new());
    };
    let json: Option<String> = answer.try_get_by_index(0)?;
    let unreadable = || StoreError::Unreadable { table, what: "row" };
    json.map_or_else(|| Ok(Vec::new()), |json| serde_json::from_str(&json)).map_err(|_| unreadable())
}

/// SQL that answers the rows of a query as one JSON text; `NULL` or an empty list if there are none.
pub(crate) fn as_text(backend: DbBackend, columns: &str, query: &str) -> String {
    match backend {
        DbBackend::Sqlite => format!("SELECT json_group_array(json_array({columns})) FROM ({query})"),
        _ => format!("SELECT CAST(json_agg(json_build_array({columns})) AS TEXT) FROM ({query}) AS page"),
    }
}

fn read(section: &Section, cells: Vec<Cell>) -> Option<Fetched> {
    let mut cells = cells.into_iter();
    let Cell::Number(id) = cells.next()? else { return None };
    let mut newest = None;
    let mut values = Vec::with_capacity(section.table.columns.len());
    for column in section.shown() {
        let cell = cells.next()?;
        if column.name == section.newest {
            newest = match &cell {
                Cell::Empty => None,
                Cell::Number(number) => Some((*number).into()),
                Cell::Text(text) => Some(text.clone().into()),
            };
        }
        values.push(value(column.kind, cell));
    }
    let other = match cells.next()? {
        Cell::Text(other) => read_other(Some(&other)),
        _ => Vec::new(),
    };
    // The number stands for the title until it is known.
    if section.shown().next()?.name == "title"
        && values.first().is_some_and(Value::is_empty)
        && let Some(number) = cells.find_map(|cell| if let Cell::Number(number) = cell { Some(number) } else { None })
    {
        values[0] = Value::Text(format!("№ {number}"));
    }
    Some(Fetched { id, newest, row: Row { values, other } })
}

/// What a column of this kind shows of it.
pub(crate) fn value(kind: Kind, cell: Cell) -> Value {
    match (cell, kind) {
        (Cell::Empty, _) => Value::Empty,
        (Cell::Number(seconds), Kind::Time) => Value::Time(Timestamp(seconds)),
        (Cell::Number(minor), Kind::Money) => Value::Money(minor),
        (Cell::Number(flag), Kind::Flag) => Value::Flag(flag != 0),
        (Cell::Number(number), _) => Value::Count(number),
        (Cell::Text(text), Kind::Date) => Date::parse(&text).map_or(Value::Text(text), Value::Date),
        (Cell::Text(text), _) => Value::Text(text),
    }
}
