//! Marks that keep an import from bringing back what went: a date for a person and a table, and not what the rows were.

use carrel_domain::{PatronId, Timestamp};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Statement};

use super::{
    Person,
    rows::{people_list, people_table},
};
use crate::StoreError;

/// What an import must not bring back into one table of one patron.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Closed rows that ended before this time.
    pub closed_before: Option<i64>,
    /// Closed rows that ended before this day.
    pub closed_day: Option<String>,
    /// Texts of rows from before this time.
    pub texts_before: Option<i64>,
}

/// The name under which texts of all tables are marked.
const TEXTS: &str = "texts";

/// Notes that closed rows of these people that are old stay away. A mark only moves forward.
pub(crate) async fn set_closed(
    transaction: &DatabaseTransaction,
    table: &'static str,
    people: &[Person],
) -> Result<(), StoreError> {
    let backend = transaction.get_database_backend();
    let sql = format!(
        "INSERT INTO history_cutoff (patron_id, table_name, closed_before, closed_day) SELECT w.p, '{table}', w.t, w.d \
         FROM {} WHERE 1 = 1 ON CONFLICT (patron_id, table_name) DO UPDATE SET closed_before = CASE WHEN \
         COALESCE(history_cutoff.closed_before, 0) > excluded.closed_before THEN history_cutoff.closed_before \
         ELSE excluded.closed_before END, closed_day = CASE WHEN \
         COALESCE(history_cutoff.closed_day, '') > excluded.closed_day THEN history_cutoff.closed_day \
         ELSE excluded.closed_day END",
        people_table(backend)
    );
    let values = [people_list(people).into()];
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// Notes that texts of rows from before now stay away.
pub(super) async fn set_texts(
    transaction: &DatabaseTransaction,
    people: &[Person],
    now: Timestamp,
) -> Result<(), StoreError> {
    let backend = transaction.get_database_backend();
    let sql = format!(
        "INSERT INTO history_cutoff (patron_id, table_name, texts_before) SELECT w.p, '{TEXTS}', {} FROM {} WHERE 1 = 1 \
         ON CONFLICT (patron_id, table_name) DO UPDATE SET texts_before = excluded.texts_before",
        now.0,
        people_table(backend)
    );
    let values = [people_list(people).into()];
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// Notes that a field of a patron's record was cleaned: from now on it is ours, whatever an import says.
pub(super) async fn set_field(
    transaction: &DatabaseTransaction,
    patron: PatronId,
    column: &str,
    key: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO history_cutoff (patron_id, table_name, texts_before) VALUES ($1, $2, $3) \
                       ON CONFLICT (patron_id, table_name) DO UPDATE SET texts_before = excluded.texts_before";
    let values = [patron.0.into(), format!("patron.{column}:{key}").into(), now.0.into()];
    let backend = transaction.get_database_backend();
    transaction.execute_raw(Statement::from_sql_and_values(backend, SQL, values)).await?;
    Ok(())
}
