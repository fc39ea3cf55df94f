//! Dropping a month whose time is over. What was there stays provable: the chain before and after it, and its place in the
//! hash tree, are kept under the key.
//!
//! A killed one goes on: the month stands in `audit_archive` until its entries no longer count for anybody and its file is
//! gone.

use carrel_archive::Month;
use carrel_domain::{OrganizationId, Timestamp};
use sea_orm::{ConnectionTrait as _, Statement};

use super::{moving::done, state, stretch};
use crate::{
    Store, StoreError,
    audit::{append::append_in, entry::Entry},
};

/// Patrons whose entries are counted off in one transaction.
const PATRONS: u32 = 1_000;

/// A month that was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Which.
    pub month: Month,
    /// How many entries it had.
    pub entries: i64,
}

/// Drops the oldest month up to `until`, or goes on with one; `None` if there is none. Only what a checkpoint covers
/// (`proven`) is dropped. That it was is logged, in the transaction that decides it.
///
/// # Errors
/// Those of the databases; [`StoreError::Unreadable`] if the month's proof is not authentic: then it stays.
pub async fn drop_month(
    store: &Store,
    organization: OrganizationId,
    until: Month,
    proven: i64,
    now: Timestamp,
) -> Result<Option<Dropped>, StoreError> {
    let Some((archive, position)) = state::filled(store).await? else { return Ok(None) };
    let sql = "SELECT drop_month, drop_after FROM audit_archive WHERE id = 1";
    let row = store.writer().query_one_raw(Statement::from_string(store.backend(), sql)).await?;
    let (begun, after): (Option<i64>, Option<i64>) = match row {
        Some(row) => (row.try_get_by_index(0)?, row.try_get_by_index(1)?),
        None => (None, None),
    };
    let begun = begun.and_then(|month| Month::from_number(i32::try_from(month).ok()?));
    let (month, entries) = match begun {
        Some(month) => (month, 0),
        None => {
            let sql = "SELECT MIN(month) FROM audit_archive_stretch WHERE dropped_at IS NULL AND month <= $1";
            let values = [i64::from(until.number()).into()];
            let row =
                store.writer().query_one_raw(Statement::from_sql_and_values(store.backend(), sql, values)).await?;
            let month: Option<i64> = row.map_or(Ok(None), |row| row.try_get_by_index(0))?;
            let Some(month) = month.and_then(|month| Month::from_number(i32::try_from(month).ok()?)) else {
                return Ok(None);
            };
            match decide(store, organization, month, proven, now).await? {
                Some(entries) => (month, entries),
                None => return Ok(None),
            }
        }
    };
    let mut after = after.unwrap_or(0);
    loop {
        let counts = archive.counts(month, after, position, PATRONS).await?;
        let Some((last, _)) = counts.last() else { break };
        count_off(store, &counts, after, *last).await?;
        after = *last;
    }
    archive.drop_month(month).await?;
    let sql = "UPDATE audit_archive SET drop_month = NULL, drop_after = NULL WHERE id = 1 AND drop_month = $1";
    let values = [i64::from(month.number()).into()];
    store.writer().execute_raw(Statement::from_sql_and_values(store.backend(), sql, values)).await?;
    Ok(Some(Dropped { month, entries }))
}

/// Keeps that the month is dropped, with its proof. From here on it goes, whoever is killed.
async fn decide(
    store: &Store,
    organization: OrganizationId,
    month: Month,
    proven: i64,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let keys = store.audit_keys()?;
    let transaction = store.begin().await?;
    let mut entries = 0;
    for found in stretch::of_month(&transaction, keys, month.number()).await? {
        let Ok(mut record) = found else {
            return Err(StoreError::Unreadable { table: "audit_archive_stretch", what: "row" });
        };
        if record.last > proven {
            transaction.rollback().await?;
            return Ok(None);
        }
        entries += record.last - record.first + 1;
        record.set_dropped(&transaction, keys, now.0).await?;
    }
    if entries == 0 {
        transaction.rollback().await?;
        return Ok(None);
    }
    let sql = "UPDATE audit_archive SET drop_month = $1, drop_after = 0 WHERE id = 1";
    let values = [i64::from(month.number()).into()];
    transaction.execute_raw(Statement::from_sql_and_values(store.backend(), sql, values)).await?;
    let entry = Entry {
        object: Some(format!("log_month:{month}")),
        old_value: Some(entries.to_string()),
        ..Entry::of_system(now, organization, "log-month-dropped", "retention")
    };
    append_in(&transaction, keys, &[entry]).await?;
    transaction.commit().await?;
    Ok(Some(entries))
}

/// Takes off what patrons have in the month, once: the mark moves with it.
async fn count_off(store: &Store, counts: &[(i64, i64)], after: i64, last: i64) -> Result<(), StoreError> {
    let transaction = store.begin().await?;
    let mark = "UPDATE audit_archive SET drop_after = $1 WHERE id = 1 AND drop_after = $2";
    if done(&transaction, mark, vec![last.into(), after.into()]).await? != 1 {
        // Another node does it.
        return Ok(transaction.rollback().await?);
    }
    for (patron, count) in counts {
        let sql = "UPDATE log_size SET entries = entries - $2 WHERE patron_id = $1";
        done(&transaction, sql, vec![(*patron).into(), (*count).into()]).await?;
    }
    let sql = "DELETE FROM log_size WHERE entries <= 0 AND patron_id > $1 AND patron_id <= $2";
    done(&transaction, sql, vec![after.into(), last.into()]).await?;
    Ok(transaction.commit().await?)
}
