//! A patron's rows with the numbers of the library system they came from: for those who read its own form.

use std::collections::HashMap;

use carrel_domain::{Column, OrganizationId, PatronId, PatronScope, Row, Section};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{
    StoreError,
    lists::{in_texts, text_list},
    rows::{Cell, as_text, value},
};

/// A row, and what links it to others in the library system.
#[derive(Clone, Debug)]
pub struct KohaRow {
    /// The library system's own number of it.
    pub source_id: String,
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
    let text = format!("SELECT {}", rows_as_text(db.get_database_backend(), section, limit));
    let values = [scope.patron().0.into(), after.into()];
    let answer = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), text, values)).await?;
    answer.map_or_else(|| Ok(Vec::new()), |answer| read_rows(section, answer.try_get_by_index(0)?))
}

/// The first rows of several sections, at most `limit` of each, as [`walk`] has them: in one trip to the database.
pub async fn first(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    sections: &[&'static Section],
    limit: u32,
) -> Result<Vec<Vec<KohaRow>>, StoreError> {
    let backend = db.get_database_backend();
    let lists: Vec<String> = sections.iter().map(|section| rows_as_text(backend, section, limit)).collect();
    let sql = format!("SELECT {}", lists.join(", "));
    let values = [scope.patron().0.into(), i64::MIN.into()];
    let Some(answer) = db.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await? else {
        return Ok(vec![Vec::new(); sections.len()]);
    };
    sections.iter().enumerate().map(|(at, section)| read_rows(section, answer.try_get_by_index(at)?)).collect()
}

/// Columns of a section that link its rows to others.
fn links(section: &'static Section) -> impl Iterator<Item = &'static Column> {
    section.table.columns.iter().filter(|column| !column.shown)
}

/// SQL for the rows of the patron `$1` after the key `$2` as one JSON text.
fn rows_as_text(backend: DbBackend, section: &'static Section, limit: u32) -> String {
    let columns: Vec<&str> = ["id", "source_id", "other"]
        .into_iter()
        .chain(section.shown().map(|column| column.name))
        .chain(links(section).map(|column| column.name))
        .collect();
    let state = match section.open {
        None => "",
        Some(true) => " AND is_open = 1",
        Some(false) => " AND is_open = 0",
    };
    let (columns, table) = (columns.join(", "), section.table.name);
    let query =
        format!("SELECT {columns} FROM {table} WHERE patron_id = $1{state} AND id > $2 ORDER BY id LIMIT {limit}");
    format!("({})", as_text(backend, &columns, &query))
}

fn read_rows(section: &'static Section, text: Option<String>) -> Result<Vec<KohaRow>, StoreError> {
    let unreadable = || StoreError::Unreadable { table: section.table.name, what: "row" };
    let links: Vec<_> = links(section).collect();
    let Some(text) = text else { return Ok(Vec::new()) };
    let cells: Vec<Vec<Cell>> = serde_json::from_str(&text).map_err(|_| unreadable())?;
    cells.into_iter().map(|cells| read(section, &links, cells).ok_or_else(unreadable)).collect()
}

fn read(section: &Section, links: &[&'static Column], cells: Vec<Cell>) -> Option<KohaRow> {
    let mut cells = cells.into_iter();
    let Cell::Number(place) = cells.next()? else { return None };
    let source_id = match cells.next()? {
        Cell::Text(text) => text,
        Cell::Number(number) => number.to_string(),
        Cell::Empty => String::new(),
    };
    let other = match cells.next()? {
        Cell::Text(text) => crate::patron::read_other(Some(&text)),
        _ => Vec::new(),
    };
    let mut values = Vec::with_capacity(section.table.columns.len());
    for column in section.shown() {
        values.push(value(column.kind, cells.next()?));
    }
    let numbers = links.iter().zip(cells).filter_map(|(column, cell)| match cell {
        Cell::Number(number) => Some((column.source, number)),
        _ => None,
    });
    let links = numbers.collect();
    Some(KohaRow { source_id, row: Row { values, other }, links, place })
}
