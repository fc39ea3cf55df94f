//! Everything about a patron at a glance: how much there is in each category, and how new it is.
//!
//! One statement, which answers one JSON text: handing sixteen rows over takes longer than counting. Of what the database
//! does for it, preparing to run takes longer than running, so each table is asked once, whatever it has for categories.

use std::{fmt::Write as _, sync::LazyLock};

use carrel_domain::{Category, Column, Kind, PatronScope, Section, Value, sections::section};
use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::de::DeserializeOwned;

use crate::{
    StoreError,
    reading::{Plain, read_plain},
    rows::{Cell, value},
};

/// How much there is in a category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The category.
    pub category: Category,
    /// Rows.
    pub count: i64,
    /// Date or time of the newest one.
    pub newest: Value,
}

/// A table and its categories: the open and the closed rows of some are two.
struct Counted {
    table: &'static str,
    sections: Vec<&'static Section>,
}

/// Tables in the order of their first categories.
static COUNTED: LazyLock<Vec<Counted>> = LazyLock::new(|| {
    let mut all: Vec<Counted> = Vec::new();
    for section in Category::ALL.map(section) {
        match all.iter_mut().find(|counted| counted.table == section.table.name) {
            Some(counted) => counted.sections.push(section),
            None => all.push(Counted { table: section.table.name, sections: vec![section] }),
        }
    }
    all
});

/// Counts every category. `None` if there is no such patron.
pub async fn overview(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    zone: &TimeZone,
) -> Result<Option<Vec<Summary>>, StoreError> {
    static SQLITE: LazyLock<String> = LazyLock::new(|| overview_sql(DbBackend::Sqlite));
    static POSTGRES: LazyLock<String> = LazyLock::new(|| overview_sql(DbBackend::Postgres));
    let backend = db.get_database_backend();
    let sql: &str = if backend == DbBackend::Sqlite { &SQLITE } else { &POSTGRES };
    let values = [scope.patron().0.into(), scope.organization().0.into()];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let Some(tables) = answer::<Vec<Vec<Cell>>>(db, statement).await? else { return Ok(None) };
    if tables.len() != COUNTED.len() {
        return Err(unreadable());
    }
    let mut summaries = Vec::with_capacity(Category::ALL.len());
    for (counted, mut cells) in COUNTED.iter().zip(tables) {
        if is_guardianship(counted) && matches!(cells.first(), Some(Cell::Number(mentions)) if *mentions != 0) {
            cells = count_guardianships(db, scope).await?;
        }
        if is_record(counted.sections[0]) {
            // Identity and contact are the same one.
            cells.extend_from_within(..);
        }
        let mut cells = cells.into_iter();
        for section in &counted.sections {
            let (Some(Cell::Number(count)), Some(newest)) = (cells.next(), cells.next()) else {
                return Err(unreadable());
            };
            summaries.push(Summary { category: section.category, count, newest: newest_value(section, newest, zone) });
        }
    }
    summaries.sort_by_key(|summary| Category::ALL.iter().position(|category| *category == summary.category));
    Ok(Some(summaries))
}

/// For each table an array: count and newest date or time of each of its categories; the patron's record is one row. In
/// place of the guardianships' count it says whether anybody's line names the patron at all: most are nobody's ward or
/// guardian, and the view of guardianships, which joins five tables, is a fifth of the work.
fn overview_sql(backend: DbBackend) -> String {
    let array = array_function(backend);
    let arrays: Vec<String> = COUNTED
        .iter()
        .map(|counted| {
            if is_record(counted.sections[0]) {
                let changed_at = record_changed_at().source;
                let record = match backend {
                    DbBackend::Sqlite => format!("json_extract(patron.record, '$.{changed_at}')"),
                    _ => format!("CAST(patron.record AS json)->'{changed_at}'"),
                };
                return format!("{array}(1, {record})");
            }
            if is_guardianship(counted) {
                let names = |column: &str| {
                    format!("EXISTS (SELECT 1 FROM guardianship AS g WHERE g.{column} = patron.source_id)")
                };
                let (ward, guardian) = (names("ward_number"), names("guardian_number"));
                return format!("{array}(CASE WHEN {ward} OR {guardian} THEN 1 ELSE 0 END, NULL)");
            }
            if counted.sections[0].category == Category::Log {
                // It grows with every view: the database keeps its size.
                let size = "COALESCE(MAX(entries), 0), MAX(newest_at)";
                return format!("(SELECT {array}({size}) FROM log_size WHERE patron_id = $1)");
            }
            format!("(SELECT {array}({}) FROM {} WHERE patron_id = $1)", counts(counted), counted.table)
        })
        .collect();
    let answer = as_text(backend, &format!("{array}({})", arrays.join(", ")));
    format!("SELECT {answer} FROM patron WHERE id = $1 AND organization_id = $2")
}

/// Count and newest of each category of a table.
fn counts(counted: &Counted) -> String {
    let mut counts = String::new();
    for section in &counted.sections {
        let filter = match section.open {
            None => "",
            Some(true) => " FILTER (WHERE is_open = 1)",
            Some(false) => " FILTER (WHERE is_open = 0)",
        };
        let comma = if counts.is_empty() { "" } else { ", " };
        let _ = write!(counts, "{comma}COUNT(*){filter}, MAX({}){filter}", section.newest);
    }
    counts
}

/// Guardianships that both are known of, as the view has them.
async fn count_guardianships(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Vec<Cell>, StoreError> {
    let backend = db.get_database_backend();
    let Some(counted) = COUNTED.iter().find(|counted| is_guardianship(counted)) else { return Err(unreadable()) };
    let answered = as_text(backend, &format!("{}({})", array_function(backend), counts(counted)));
    let sql = format!("SELECT {answered} FROM {} WHERE patron_id = $1", counted.table);
    let statement = Statement::from_sql_and_values(backend, sql, [scope.patron().0.into()]);
    answer(db, statement).await?.ok_or_else(unreadable)
}

/// Reads the JSON text that a statement answers; `None` if it answers no row.
async fn answer<T: DeserializeOwned>(db: &impl ConnectionTrait, statement: Statement) -> Result<Option<T>, StoreError> {
    let Some(row) = db.query_one_raw(statement).await? else { return Ok(None) };
    let json: String = row.try_get_by_index(0)?;
    serde_json::from_str(&json).map(Some).map_err(|_| unreadable())
}

const fn array_function(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Sqlite => "json_array",
        _ => "json_build_array",
    }
}

fn as_text(backend: DbBackend, json: &str) -> String {
    match backend {
        DbBackend::Sqlite => json.to_owned(),
        _ => format!("CAST({json} AS TEXT)"),
    }
}

const fn unreadable() -> StoreError {
    StoreError::Unreadable { table: "overview", what: "count" }
}

fn is_record(section: &Section) -> bool {
    section.table.name == "patron"
}

fn is_guardianship(counted: &Counted) -> bool {
    counted.sections.iter().any(|section| section.category == Category::Guardians)
}

/// The column that tells when the record changed last.
fn record_changed_at() -> &'static Column {
    let identity = section(Category::Identity);
    identity.shown().find(|column| column.name == identity.newest).unwrap_or(&identity.table.columns[0])
}

fn newest_value(section: &Section, cell: Cell, zone: &TimeZone) -> Value {
    match cell {
        // The record is kept as the library system wrote it, with its local times.
        Cell::Text(text) if is_record(section) => read_plain(Kind::Time, Plain::Text(&text), zone).unwrap_or_default(),
        cell => match section.table.columns.iter().find(|column| column.name == section.newest) {
            Some(column) if matches!(column.kind, Kind::Time | Kind::Date) => match value(column.kind, cell) {
                newest @ (Value::Time(_) | Value::Date(_)) => newest,
                _ => Value::Empty,
            },
            _ => Value::Empty,
        },
    }
}
