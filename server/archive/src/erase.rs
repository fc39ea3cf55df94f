//! Erasing what tells who a patron is, in place.

use sea_orm::{ConnectionTrait as _, Statement, TransactionTrait as _};

use crate::{
    Archive, ArchiveError, Archived, Erasure, Month,
    place::Part,
    row::{self, COLUMNS},
    write::insert,
};

impl Archive {
    /// Erases the entries about a patron in one month, all or none: `erased` says what is left of each, and why. Answers
    /// how many there were.
    pub async fn erase(
        &self,
        month: Month,
        patron: i64,
        position: i64,
        mut erased: impl FnMut(&Archived) -> Option<Erasure>,
    ) -> Result<u64, ArchiveError> {
        let Some(part) = self.part(month).await? else { return Ok(0) };
        loop {
            if let Some(count) = self.try_to_erase(&part, patron, position, &mut erased).await? {
                return Ok(count);
            }
        }
    }

    /// [`Self::erase`] once; `None` if another node was at the same entries, and nothing of this one's was done.
    async fn try_to_erase(
        &self,
        part: &Part,
        patron: i64,
        position: i64,
        erased: &mut impl FnMut(&Archived) -> Option<Erasure>,
    ) -> Result<Option<u64>, ArchiveError> {
        let backend = part.db.get_database_backend();
        let sql = format!("SELECT {COLUMNS} FROM {} AS e WHERE e.patron = $1 AND e.position <= $2", part.table);
        let values = [patron.into(), position.into()];
        let rows = part.db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        let mut old = Vec::with_capacity(rows.len());
        let mut new = Vec::with_capacity(rows.len());
        for row in &rows {
            let entry = row::read(part, row).await?;
            let Some(erasure) = erased(&entry) else { continue };
            // Staff answer for what they did; the patron is no longer named.
            let actor = entry.actor.filter(|actor| Some(*actor) != entry.patron());
            let rest = Archived { actor, content: Err(erasure), ..entry };
            old.push((rest.at, rest.position));
            new.push(row::values(part, &rest).await?);
        }
        if old.is_empty() {
            return Ok(Some(0));
        }
        let transaction = part.db.begin().await?;
        let sql = format!("DELETE FROM {} WHERE patron = $1 AND at = $2 AND position = $3", part.table);
        for (at, position) in &old {
            let values = [patron.into(), (*at).into(), (*position).into()];
            let done = transaction.execute_raw(Statement::from_sql_and_values(backend, sql.as_str(), values)).await?;
            if done.rows_affected() != 1 {
                transaction.rollback().await?;
                return Ok(None);
            }
        }
        insert(&transaction, part, new).await?;
        transaction.commit().await?;
        if self.folder().is_some() {
            // The write-ahead log still has it.
            part.db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(Some(u64::try_from(old.len()).unwrap_or(u64::MAX)))
    }
}
