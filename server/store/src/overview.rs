//! Everything about a patron at a glance: how much there is in each category, and how new it is.
//!
//! One expression, which answers one JSON text: handing sixteen rows over takes longer than counting. It can be asked along
//! with the session (see [`crate::session::find_with_counts`]): on a home page, each trip to the database costs as much as
//! counting does.

use std::sync::LazyLock;

use carrel_domain::{Category, Column, Kind, PatronScope, Section, Timestamp, Value, sections::section};
use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::{Deserialize, de::DeserializeOwned};

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

/// A table with rows to count, and its categories: the open and the closed rows of some are two.
struct Counted {
    table: &'static str,
    sections: Vec<&'static Section>,
}

/// Tables in the order of their first categories.
static COUNTED: LazyLock<Vec<Counted>> = LazyLock::new(|| {
    let mut all: Vec<Counted> = Vec::new();
    // A patron's record is one, and the log's size is kept.
    let is_counted = |section: &&Section| section.table.name != "patron" && section.category != Category::Log;
    for section in Category::ALL.map(section).into_iter().filter(is_counted) {
        match all.iter_mut().find(|counted| counted.table == section.table.name) {
            Some(counted) => counted.sections.push(section),
            None => all.push(Counted { table: section.table.name, sections: vec![section] }),
        }
    }
    all
});

/// What [`counts_sql`] answers of a category: its place in [`Category::ALL`], how many rows, and the newest one's time or
/// day. A category without rows may be missing.
type Counts = (usize, i64, Option<i64>, Option<String>);

/// What [`counts_sql`] answers.
#[derive(Deserialize)]
struct Answer {
    /// When the record changed, as the library system wrote it.
    changed_at: Option<String>,
    /// Entries of the log, and when the newest was written.
    log: (Option<i64>, Option<i64>),
    /// By table, on some databases.
    counts: Vec<Option<Vec<Counts>>>,
}

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
    let Some(counts) = text(db, statement).await? else { return Ok(None) };
    summaries(db, scope, zone, &counts).await.map(Some)
}

/// Reads what [`counts_sql`] answered about this patron.
///
/// # Errors
/// [`StoreError::Unreadable`], and as the database does: whoever is somebody's ward or guardian costs another query.
pub async fn summaries(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    zone: &TimeZone,
    counts: &str,
) -> Result<Vec<Summary>, StoreError> {
    let answer: Answer = read(counts)?;
    let mut summaries: Vec<Summary> = Category::ALL
        .map(|category| match category {
            Category::Identity | Category::Contact => {
                // The record is kept as the library system wrote it, with its local times.
                let changed_at = answer.changed_at.as_deref().map_or(Plain::Null, Plain::Text);
                let newest = read_plain(Kind::Time, changed_at, zone).unwrap_or_default();
                Summary { category, count: 1, newest }
            }
            Category::Log => {
                let (entries, newest_at) = answer.log;
                let newest = newest_at.map_or(Value::Empty, |at| Value::Time(Timestamp(at)));
                Summary { category, count: entries.unwrap_or(0), newest }
            }
            _ => Summary { category, count: 0, newest: Value::Empty },
        })
        .into();
    for counts in answer.counts.into_iter().flatten().flatten() {
        fill(&mut summaries, counts)?;
    }
    if let Some(mentioned) = summaries.iter_mut().find(|summary| summary.category == Category::Guardians)
        && mentioned.count > 0
    {
        let counts = count_guardianships(db, scope).await?;
        fill(&mut summaries, counts)?;
    }
    Ok(summaries)
}

fn fill(summaries: &mut [Summary], (at, count, time, day): Counts) -> Result<(), StoreError> {
    let summary = summaries.get_mut(at).ok_or_else(unreadable)?;
    summary.count = count;
    summary.newest = match (time, day) {
        (Some(time), _) => Value::Time(Timestamp(time)),
        (None, Some(day)) => value(Kind::Date, Cell::Text(day)),
        (None, None) => Value::Empty,
    };
    Ok(())
}

fn overview_sql(backend: DbBackend) -> String {
    let counts = counts_sql(backend);
    format!("SELECT {counts} FROM patron p {LOG_SIZE} WHERE p.id = $1 AND p.organization_id = $2")
}

/// Joins what [`counts_sql`] needs beside the patron `p`: the log grows with every view, and the database keeps its size.
pub(crate) const LOG_SIZE: &str = "LEFT JOIN log_size l ON l.patron_id = p.id";

/// An expression for the counts of the patron `p`, with [`LOG_SIZE`], as JSON for [`summaries`]. In place of the
/// guardianships' count it says how often somebody's line names the patron at all: most are nobody's ward or guardian, and
/// the view of guardianships, which joins five tables, is a fifth of the work.
pub(crate) fn counts_sql(backend: DbBackend) -> String {
    let changed_at = record_changed_at().source;
    match backend {
        // Each table is asked once, whatever it has for categories: preparing to run takes longer than running.
        DbBackend::Sqlite => {
            let tables: Vec<String> = COUNTED.iter().map(count_table).collect();
            format!(
                "json_object('changed_at', CAST(json_extract(p.record, '$.{changed_at}') AS TEXT), \
                 'log', json_array(l.entries, l.newest_at), 'counts', json_array({}))",
                tables.join(", ")
            )
        }
        // The rows of all tables together: an aggregate of its own for each takes half as long again.
        _ => {
            let tables: Vec<String> = COUNTED.iter().map(rows_of_table).collect();
            format!(
                "CAST(json_build_object('changed_at', CAST(p.record AS json)->>'{changed_at}', \
                 'log', json_build_array(l.entries, l.newest_at), 'counts', json_build_array((\
                 SELECT json_agg(json_build_array(place, count, at, day)) FROM (\
                 SELECT place, COUNT(*) AS count, MAX(at) AS at, MAX(day) AS day FROM ({}) AS one \
                 GROUP BY place) AS counted))) AS TEXT)",
                tables.join(" UNION ALL ")
            )
        }
    }
}

/// `json_array` of [`Counts`] of a table's categories, on SQLite.
fn count_table(counted: &Counted) -> String {
    if is_guardianship(counted) {
        let place = place(counted.sections[0]);
        let [ward, guardian] = ["ward_number", "guardian_number"]
            .map(|column| format!("EXISTS (SELECT 1 FROM guardianship AS g WHERE g.{column} = p.source_id)"));
        return format!("json_array(json_array({place}, {ward} OR {guardian}, NULL, NULL))");
    }
    let counts: Vec<String> = counted.sections.iter().map(|section| counts(section)).collect();
    format!("(SELECT json_array({}) FROM {} WHERE patron_id = p.id)", counts.join(", "), counted.table)
}

/// [`Counts`] of a category, on SQLite.
fn counts(section: &Section) -> String {
    let filter = match section.open {
        None => "",
        Some(true) => " FILTER (WHERE is_open = 1)",
        Some(false) => " FILTER (WHERE is_open = 0)",
    };
    let newest = |wanted| match newest_of(section, wanted) {
        Some(name) => format!("MAX({name}){filter}"),
        None => String::from("NULL"),
    };
    format!("json_array({}, COUNT(*){filter}, {}, {})", place(section), newest(Kind::Time), newest(Kind::Date))
}

/// Place, time and day of each row of a table, on PostgreSQL.
fn rows_of_table(counted: &Counted) -> String {
    let first = counted.sections[0];
    if is_guardianship(counted) {
        let place = place(first);
        let [ward, guardian] = ["ward_number", "guardian_number"].map(|column| {
            format!(
                "SELECT {place} AS place, CAST(NULL AS BIGINT) AS at, CAST(NULL AS TEXT) AS day FROM guardianship \
                 WHERE {column} = p.source_id"
            )
        });
        return format!("{ward} UNION ALL {guardian}");
    }
    let mut places = place(first).to_string();
    for section in &counted.sections[1..] {
        // Two categories of one table are its open and its closed rows.
        let is_open = i64::from(section.open == Some(true));
        places = format!("CASE is_open WHEN {is_open} THEN {} ELSE {places} END", place(section));
    }
    let newest = |wanted, kind| match newest_of(first, wanted) {
        Some(name) => name.to_owned(),
        None => format!("CAST(NULL AS {kind})"),
    };
    let (time, day) = (newest(Kind::Time, "BIGINT"), newest(Kind::Date, "TEXT"));
    format!("SELECT {places} AS place, {time} AS at, {day} AS day FROM {} WHERE patron_id = p.id", counted.table)
}

/// Where a category stands among all.
fn place(section: &Section) -> usize {
    Category::ALL.iter().position(|category| *category == section.category).unwrap_or(Category::ALL.len())
}

/// The column that dates a row, if it is of this kind.
fn newest_of(section: &Section, wanted: Kind) -> Option<&'static str> {
    let newest = section.table.columns.iter().find(|column| column.name == section.newest);
    newest.filter(|column| column.kind == wanted).map(|column| column.name)
}

/// Guardianships that both are known of, as the view has them.
async fn count_guardianships(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Counts, StoreError> {
    let (backend, guardianships) = (db.get_database_backend(), section(Category::Guardians));
    let sql = format!(
        "SELECT COUNT(*), MAX({}) FROM {} WHERE patron_id = $1",
        guardianships.newest, guardianships.table.name
    );
    let statement = Statement::from_sql_and_values(backend, sql, [scope.patron().0.into()]);
    let row = db.query_one_raw(statement).await?.ok_or_else(unreadable)?;
    Ok((place(guardianships), row.try_get_by_index(0)?, row.try_get_by_index(1)?, None))
}

/// The text that a statement answers; `None` if it answers no row.
async fn text(db: &impl ConnectionTrait, statement: Statement) -> Result<Option<String>, StoreError> {
    db.query_one_raw(statement).await?.map(|row| Ok(row.try_get_by_index(0)?)).transpose()
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| unreadable())
}

const fn unreadable() -> StoreError {
    StoreError::Unreadable { table: "overview", what: "count" }
}

fn is_guardianship(counted: &Counted) -> bool {
    counted.sections.iter().any(|section| section.category == Category::Guardians)
}

/// The column that tells when the record changed last.
fn record_changed_at() -> &'static Column {
    let identity = section(Category::Identity);
    identity.shown().find(|column| column.name == identity.newest).unwrap_or(&identity.table.columns[0])
}
