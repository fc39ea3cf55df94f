//! Many rows as one text, and many statements as one: on SQLite each row and each statement that is handed over wakes another
//! thread, which takes longer than what it is about; and whoever has something to log waits for all of them.

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
    lines_in(table, &read_all_lines(transaction, &[rows.to_owned()], value).await?.pop().unwrap_or_default())
}

/// The same for several queries of the same value in one trip to the database: texts for [`lines_in`].
///
/// # Errors
/// Those of the database.
pub(super) async fn read_all_lines(
    transaction: &DatabaseTransaction,
    queries: &[String],
    value: impl Into<Value>,
) -> Result<Vec<String>, StoreError> {
    let backend = transaction.get_database_backend();
    let lines = match backend {
        DbBackend::Sqlite => "GROUP_CONCAT(line, ',')",
        _ => "STRING_AGG(CAST(line AS TEXT), ',')",
    };
    let texts = queries
        .iter()
        .map(|rows| format!("(SELECT '[' || COALESCE({lines}, '') || ']' FROM ({rows}) AS together)"))
        .collect::<Vec<_>>();
    let statement = Statement::from_sql_and_values(backend, format!("SELECT {}", texts.join(", ")), [value.into()]);
    let nothing = StoreError::Unreadable { table: "patron", what: "rows" };
    let answer = transaction.query_one_raw(statement).await?.ok_or(nothing)?;
    (0..queries.len()).map(|at| Ok(answer.try_get_by_index(at)?)).collect()
}

/// The rows in a text of [`read_all_lines`].
pub(super) fn lines_in<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<Vec<T>, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { table, what: "row" })
}

/// Runs statements of the same value one after the other; answers how many rows they changed, all together.
///
/// # Errors
/// Those of the database.
pub(super) async fn execute_all(
    transaction: &DatabaseTransaction,
    statements: &[String],
    value: &str,
) -> Result<u64, StoreError> {
    let backend = transaction.get_database_backend();
    let joined = [statements.join("; ")];
    let mut count = 0;
    for sql in if backend == DbBackend::Sqlite { &joined } else { statements } {
        let statement = Statement::from_sql_and_values(backend, sql, [value.into()]);
        count += transaction.execute_raw(statement).await?.rows_affected();
    }
    Ok(count)
}
