//! A patron's rows with the numbers of the library system they came from: for those who read its own form.

use std::collections::HashMap;

use carrel_domain::{OrganizationId, PatronId, PatronScope, Row, Section};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{
    StoreError,
    rows::{Cell, fetch_cells, value},
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
    let list =
        serde_json::to_string(public_ids).map_err(|_| StoreError::Unreadable { table: "patron", what: "ids" })?;
    let backend = db.get_database_backend();
    let which = match backend {
        DbBackend::Sqlite => "IN (SELECT value FROM json_each($2))",
        _ => "IN (SELECT value FROM json_array_elements_text(CAST($2 AS JSON)))",
    };
    let sql = format!("SELECT public_id, source_id FROM patron WHERE organization_id = $1 AND public_id {which}");
    let found =
        db.query_all_raw(Statement::from_sql_and_values(backend, sql, [organization.0.into(), list.into()])).await?;
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
    section: &Section,
    after: i64,
    limit: u32,
) -> Result<Vec<KohaRow>, StoreError> {
    let links: Vec<_> = section.table.columns.iter().filter(|column| !column.shown).collect();
    let columns: Vec<&str> = ["id", "source_id", "other"]
        .into_iter()
        .chain(section.shown().map(|column| column.name))
        .chain(links.iter().map(|column| column.name))
        .collect();
    let columns = columns.join(", ");
    let state = match section.open {
        None => "",
        Some(true) => " AND is_open = 1",
        Some(false) => " AND is_open = 0",
    };
    let table = section.table.name;
    let query =
        format!("SELECT {columns} FROM {table} WHERE patron_id = $1{state} AND id > $2 ORDER BY id LIMIT {limit}");
    let cells = fetch_cells(db, table, &columns, &query, vec![scope.patron().0.into(), after.into()]).await?;
    let unreadable = || StoreError::Unreadable { table, what: "row" };
    cells.into_iter().map(|cells| read(section, &links, cells).ok_or_else(unreadable)).collect()
}

fn read(section: &Section, links: &[&'static carrel_domain::Column], cells: Vec<Cell>) -> Option<KohaRow> {
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
