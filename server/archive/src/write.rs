//! Writing entries of a month, all or none.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, TransactionTrait as _, Value};

use crate::{
    Archive, ArchiveError, Archived, Month,
    place::Part,
    row::{self, NOBODY, WIDTH},
};

/// Rows in one statement.
const ROWS: usize = 256;

impl Archive {
    /// Writes entries of one month in one transaction, on the disk when this returns. `generation` counts who writes: each
    /// writer's is greater than those before.
    ///
    /// # Errors
    /// Those of the database, among them that an entry is already there.
    pub async fn write(&self, month: Month, entries: &[Archived], generation: i64) -> Result<(), ArchiveError> {
        let positions = entries.iter().map(|entry| entry.position);
        let times = entries.iter().map(|entry| entry.at);
        let (Some(first), Some(last)) = (positions.clone().min(), positions.max()) else { return Ok(()) };
        let (from, until) = (times.clone().min().unwrap_or(0), times.max().unwrap_or(0));
        let part = self.part_to_write(month).await?;
        let mut rows = Vec::with_capacity(entries.len());
        for some in entries.chunks(ROWS) {
            for entry in some {
                rows.push((
                    entry.patron().unwrap_or(NOBODY),
                    entry.at,
                    entry.position,
                    row::values(&part, entry).await?,
                ));
            }
            // That is work for the processor, and whoever asks for a page meanwhile waits for the same threads.
            tokio::task::yield_now().await;
        }
        // In the key's order, neighbours go onto the same page.
        rows.sort_unstable_by_key(|(patron, at, position, _)| (*patron, *at, *position));
        let transaction = part.db.begin().await?;
        let batch = format!(
            "INSERT INTO {} (month, first, last, from_at, until_at, generation) VALUES ($1, $2, $3, $4, $5, $6)",
            part.batches
        );
        let values: [Value; 6] =
            [month.number().into(), first.into(), last.into(), from.into(), until.into(), generation.into()];
        transaction.execute_raw(Statement::from_sql_and_values(part.db.get_database_backend(), batch, values)).await?;
        insert(&transaction, &part, rows.into_iter().map(|(.., values)| values).collect()).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Removes what is behind a position: what a move that was killed half-way left. What a later `generation` wrote stays:
    /// whoever slept meanwhile knows a position that is no longer true. Answers how many entries.
    pub async fn remove_after(&self, position: i64, generation: i64) -> Result<u64, ArchiveError> {
        let mut removed = 0;
        for (month, part) in self.parts(|_| true).await? {
            let backend = part.db.get_database_backend();
            let sql = format!(
                "SELECT from_at, until_at FROM {} WHERE month = $1 AND last > $2 AND generation <= $3",
                part.batches
            );
            let values = [month.number().into(), position.into(), generation.into()];
            let batches = part.db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
            if batches.is_empty() {
                continue;
            }
            let transaction = part.db.begin().await?;
            for batch in batches {
                let (from, until): (i64, i64) = (batch.try_get_by_index(0)?, batch.try_get_by_index(1)?);
                let sql = format!("DELETE FROM {} WHERE at >= $1 AND at <= $2 AND position > $3", part.table);
                let values = [from.into(), until.into(), position.into()];
                let done = transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
                removed += done.rows_affected();
            }
            for sql in [
                format!("DELETE FROM {} WHERE month = $1 AND first > $2 AND generation <= $3", part.batches),
                format!("UPDATE {} SET last = $2 WHERE month = $1 AND last > $2 AND generation <= $3", part.batches),
            ] {
                let values = [month.number().into(), position.into(), generation.into()];
                transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
            }
            transaction.commit().await?;
        }
        Ok(removed)
    }
}

/// Inserts rows in a transaction of the caller's.
pub(crate) async fn insert(
    transaction: &DatabaseTransaction,
    part: &Part,
    rows: Vec<[Value; WIDTH]>,
) -> Result<(), ArchiveError> {
    let backend = part.db.get_database_backend();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let values: Vec<Value> = rows.by_ref().take(ROWS).flatten().collect();
        let sql = insert_statement(backend, &part.table, values.len() / WIDTH);
        transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    }
    Ok(())
}

/// SQLite looks every name of a parameter up among all of them: there, they have none.
fn insert_statement(backend: DbBackend, table: &str, rows: usize) -> String {
    let mut sql = format!("INSERT INTO {table} (patron, at, position, shape, actor, object, body) VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for place in 1..=WIDTH {
            sql.push_str(if place == 1 { "" } else { ", " });
            let _ = match backend {
                DbBackend::Sqlite => sql.write_char('?'),
                _ => write!(sql, "${}", row * WIDTH + place),
            };
        }
        sql.push(')');
    }
    sql
}
