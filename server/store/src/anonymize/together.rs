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
    let backend = transaction.get_database_backend();
    let lines = match backend {
        DbBackend::Sqlite => "GROUP_CONCAT(line, ',')",
        _ => "STRING_AGG(CAST(line AS TEXT), ',')",
    };
    let sql = format!("SELECT '[' || COALESCE({lines}, '') || ']' FROM ({rows}) AS together");
    let unreadable = || StoreError::Unreadable { table, what: "row" };
    let statement = Statement::from_sql_and_values(backend, sql, [value.into()]);
    let row = transaction.query_one_raw(statement).await?.ok_or_else(unreadable)?;
    let text: String = row.try_get_by_index(0)?;
    serde_json::from_str(&text).map_err(|_| unreadable())
}
