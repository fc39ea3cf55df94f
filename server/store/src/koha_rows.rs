//! A patron's rows with the numbers of the library system they came from: for those who read its own form.

use std::collections::HashMap;

use carrel_domain::{OrganizationId, PatronId, PatronScope, Section};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{
    StoreError,
    koha_row::{KohaRows, links_of},
    lists::{in_texts, text_list},
    rows::as_text,
};

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
) -> Result<KohaRows, StoreError> {
    let text = format!("SELECT {}", rows_as_text(db.get_database_backend(), section, "$1", Some("$2"), limit));
    let values = [scope.patron().0.into(), after.into()];
    let answer = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), text, values)).await?;
    let text: Option<String> = answer.map_or(Ok(None), |answer| answer.try_get_by_index(0))?;
    Ok(KohaRows::new(section, text))
}

/// SQL for the rows of a patron, after a key or from the first on, as one JSON text for [`KohaRows`].
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
