//! Acting on what a rule selects, some rows at a time.

use carrel_domain::PatronId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

use super::source::{Question, Source, in_numbers};
use crate::StoreError;

/// Rows to act on next, in the order of their patrons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Keys of the rows.
    pub rows: Vec<i64>,
    /// The patron of the last one: the next batch begins with their rows.
    pub patron: i64,
}

/// Looks for the next rows, from those of a patron on. Nothing is locked meanwhile: [`verified`] looks once more.
pub async fn next(
    db: &impl ConnectionTrait,
    question: &Question<'_>,
    from_patron: i64,
    limit: u32,
) -> Result<Batch, StoreError> {
    let Some(selection) = question.selection() else { return Ok(Batch::default()) };
    let place = selection.values.len() + 1;
    let sql = format!(
        "SELECT {}, p.id FROM {} WHERE {} AND p.id >= ${place} AND {} {} ORDER BY p.id LIMIT {limit}",
        selection.key(),
        selection.from(),
        selection.joined(),
        selection.conditions,
        selection.unstopped()
    );
    let mut values = selection.values;
    values.push(from_patron.into());
    let found = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let mut batch = Batch::default();
    for row in found {
        batch.rows.push(row.try_get_by_index(0)?);
        batch.patron = row.try_get_by_index(1)?;
    }
    Ok(batch)
}

/// Those of the rows that the rule still selects, with whose they are; locked where others could change them meanwhile.
pub async fn verified(
    transaction: &DatabaseTransaction,
    question: &Question<'_>,
    rows: &[i64],
) -> Result<Vec<(i64, PatronId)>, StoreError> {
    let Some(selection) = question.selection() else { return Ok(Vec::new()) };
    let backend = transaction.get_database_backend();
    let place = selection.values.len() + 1;
    let (from, locked) = match selection.source.table {
        "patron" => (String::from("patron p"), "p"),
        table => (format!("{table} t JOIN patron p ON t.patron_id = p.id"), "t"),
    };
    let lock = if backend == DbBackend::Sqlite { String::new() } else { format!(" FOR UPDATE OF {locked}") };
    let sql = format!(
        "SELECT {}, p.id FROM {from} WHERE {} {} AND {} {} ORDER BY p.id{lock}",
        selection.key(),
        selection.key(),
        in_numbers(backend, place),
        selection.conditions,
        selection.unstopped()
    );
    let mut values = selection.values;
    values.push(list(rows).into());
    let found = transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    found.iter().map(|row| Ok((row.try_get_by_index(0)?, PatronId(row.try_get_by_index(1)?)))).collect()
}

/// Deletes those of the rows that the rule still selects. Answers of whom how many.
pub async fn delete(
    transaction: &DatabaseTransaction,
    question: &Question<'_>,
    rows: &[i64],
) -> Result<Vec<(PatronId, u64)>, StoreError> {
    let Some(source) = Source::of(question.rule.subject()).filter(|source| source.table != "patron") else {
        return Ok(Vec::new());
    };
    let found = verified(transaction, question, rows).await?;
    let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
    let backend = transaction.get_database_backend();
    let sql = format!("DELETE FROM {} WHERE id {}", source.table, in_numbers(backend, 1));
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql, [list(&ids).into()])).await?;
    let mut of_whom: Vec<(PatronId, u64)> = Vec::new();
    for (_, patron) in found {
        match of_whom.last_mut() {
            Some((last, count)) if *last == patron => *count += 1,
            _ => of_whom.push((patron, 1)),
        }
    }
    Ok(of_whom)
}

fn list(rows: &[i64]) -> String {
    serde_json::to_string(rows).unwrap_or_default()
}
