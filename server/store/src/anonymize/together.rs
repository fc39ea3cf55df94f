//! Many rows as one text: on SQLite each row that is handed over wakes another thread, which takes longer than reading it.

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement, Value};
use serde::de::DeserializeOwned;

use crate::StoreError;

/// A JSON array of SQL expressions.
pub(super) fn json_array(backend: DbBackend, expressions: &[String]) -> String {
    let function = if backend == DbBackend::Sqlite { "json_array" } else { "json_build_array" };
    format!("{function}({})", expressions.join(", "))
}

/// Reads what `rows`, a query of one column `line` with JSON, answers.
///
/// # Errors
/// Those of the database, and [`StoreError::Unreadable`] for lines that are no `T`.
pub(super) async fn read_lines<T: DeserializeOwned>(
    transaction: &DatabaseTransaction,
    table: &'static str,
    rows: &str,
    value: impl Into<Value>,
) -> Result<Vec<T>, StoreError> {
    let queries = [(table, rows.to_owned())];
    Ok(read_all_lines(transaction, &queries, value).await?.pop().unwrap_or_default())
}

/// The same for several queries of the same value in one trip to the database: whoever waits for the transaction waits for
/// each. A query comes with the table it is about.
///
/// # Errors
/// As [`read_lines`].
pub(super) async fn read_all_lines<T: DeserializeOwned>(
    transaction: &DatabaseTransaction,
    queries: &[(&'static str, String)],
    value: impl Into<Value>,
) -> Result<Vec<Vec<T>>, StoreError> {
    let backend = transaction.get_database_backend();
    let lines = match backend {
        DbBackend::Sqlite => "GROUP_CONCAT(line, ',')",
        _ => "STRING_AGG(CAST(line AS TEXT), ',')",
    };
    let texts = queries
        .iter()
        .map(|(_, rows)| format!("(SELECT '[' || COALESCE({lines}, '') || ']' FROM ({rows}) AS together)"))
        .collect::<Vec<_>>();
    let sql = format!("SELECT {}", texts.join(", "));
    let statement = Statement::from_sql_and_values(backend, sql, [value.into()]);
    let unreadable = |table| StoreError::Unreadable { table, what: "row" };
    let first = queries.first().map_or("", |(table, _)| table);
    let answer = transaction.query_one_raw(statement).await?.ok_or_else(|| unreadable(first))?;
    let read = |(at, (table, _)): (usize, &(&'static str, String))| {
        let text: String = answer.try_get_by_index(at)?;
        serde_json::from_str(&text).map_err(|_| unreadable(table))
    };
    queries.iter().enumerate().map(read).collect()
}
