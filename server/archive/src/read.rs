//! Reading a stretch of the log, in its order.

use sea_orm::{ConnectionTrait as _, Statement};

use crate::{
    Archive, ArchiveError, Archived, Month,
    row::{self, COLUMNS},
};

impl Archive {
    /// The entries of a month from one position to another, which were made in this time; by position.
    pub async fn stretch(
        &self,
        month: Month,
        (first, last): (i64, i64),
        (from, until): (i64, i64),
    ) -> Result<Vec<Archived>, ArchiveError> {
        let Some(part) = self.part(month).await? else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {COLUMNS} FROM {table} AS k JOIN {table} AS e ON e.patron = k.patron AND e.at = k.at AND \
             e.position = k.position WHERE k.at >= $1 AND k.at <= $2 AND k.position >= $3 AND k.position <= $4",
            table = part.table
        );
        let values = [from.into(), until.into(), first.into(), last.into()];
        let statement = Statement::from_sql_and_values(part.db.get_database_backend(), sql, values);
        let rows = part.db.query_all_raw(statement).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in &rows {
            entries.push(row::read(&part, row).await?);
        }
        entries.sort_unstable_by_key(|entry| entry.position);
        Ok(entries)
    }

    /// How many entries of a month each patron has, up to a position: at most `limit` patrons after one.
    pub async fn counts(
        &self,
        month: Month,
        after: i64,
        position: i64,
        limit: u32,
    ) -> Result<Vec<(i64, i64)>, ArchiveError> {
        let Some(part) = self.part(month).await? else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT patron, COUNT(*) FROM {} WHERE patron > $1 AND position <= $2 GROUP BY patron ORDER BY patron \
             LIMIT {limit}",
            part.table
        );
        let values = [after.into(), position.into()];
        let statement = Statement::from_sql_and_values(part.db.get_database_backend(), sql, values);
        let rows = part.db.query_all_raw(statement).await?;
        rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
    }
}
