//! Notices from before the cutoff: what the library wrote about loans so long ago names them in words that no comparison would
//! find for sure, so their texts go as a whole.
//!
//! Not those of bills, which have a period of their own (GDPR Art. 17(3)(b), bookkeeping), and not those that name a row that
//! stays: somebody who has a loan since long ago, or has not paid for one, still needs what the library wrote about it. In
//! them, as in everything else, the names of what went are cut out.

use std::collections::{HashMap, HashSet};

use carrel_domain::{PatronId, retention::BILL_LETTER};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement};

use super::{
    Person,
    found::Found,
    in_list, list,
    names::Names,
    rows::{people_list, people_table},
};
use crate::StoreError;

const BLANK: &str =
    "UPDATE notice SET subject = NULL, content = NULL, failure = NULL, other = NULL, digest = 0 WHERE id";

/// SQL for the keys of old notices with texts of the people `$1`.
fn old(backend: DbBackend) -> String {
    format!(
        "SELECT c.id FROM {} CROSS JOIN notice c WHERE c.patron_id = w.p AND COALESCE(c.queued_at, 0) < w.t \
         AND COALESCE(c.letter, '') <> '{BILL_LETTER}' \
         AND (c.subject IS NOT NULL OR c.content IS NOT NULL OR c.failure IS NOT NULL OR c.other IS NOT NULL)",
        people_table(backend)
    )
}

/// SQL for those of the people `$1` who still have a row from before their cutoff.
fn with_old_rows(backend: DbBackend) -> String {
    format!(
        "SELECT w.p FROM {} WHERE EXISTS (SELECT 1 FROM checkout s WHERE s.patron_id = w.p \
         AND COALESCE(s.checked_out_at, 0) < w.t) OR EXISTS (SELECT 1 FROM hold s WHERE s.patron_id = w.p \
         AND COALESCE(s.placed_on, '') < w.d) OR EXISTS (SELECT 1 FROM interlibrary_loan s WHERE s.patron_id = w.p)",
        people_table(backend)
    )
}

/// Empties the old notices of people of whom no row stays that one of them could be about. Answers how many, and the keys of
/// the others' old notices, each of which must be looked at: see [`blank_unless_staying`].
pub(super) async fn blank(
    transaction: &DatabaseTransaction,
    people: &[Person],
) -> Result<(u64, HashSet<i64>), StoreError> {
    let backend = transaction.get_database_backend();
    let numbers = async |sql: String, people: &[Person]| -> Result<HashSet<i64>, StoreError> {
        let statement = Statement::from_sql_and_values(backend, sql, [people_list(people).into()]);
        let rows = transaction.query_all_raw(statement).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    };
    let doubtful = numbers(with_old_rows(backend), people).await?;
    let (others, clear): (Vec<Person>, Vec<Person>) =
        people.iter().copied().partition(|person| doubtful.contains(&person.patron.0));
    let mut count = 0;
    if !clear.is_empty() {
        let sql = format!("{BLANK} IN ({})", old(backend));
        let statement = Statement::from_sql_and_values(backend, sql, [people_list(&clear).into()]);
        count = transaction.execute_raw(statement).await?.rows_affected();
    }
    let in_doubt = if others.is_empty() { HashSet::new() } else { numbers(old(backend), &others).await? };
    Ok((count, in_doubt))
}

/// Empties of those notices the ones that name nothing that stays, and takes them out of `rows`. Answers how many.
pub(super) async fn blank_unless_staying(
    transaction: &DatabaseTransaction,
    in_doubt: &HashSet<i64>,
    staying: &HashMap<PatronId, Names>,
    rows: &mut HashMap<PatronId, Vec<Found>>,
) -> Result<u64, StoreError> {
    if in_doubt.is_empty() {
        return Ok(0);
    }
    let mut blanked = Vec::new();
    for (patron, rows) in rows {
        let names = staying.get(patron).cloned().unwrap_or_default().ready();
        rows.retain(|row| {
            let goes = row.notice().is_some_and(|id| in_doubt.contains(&id)) && !row.names(&names);
            blanked.extend(row.notice().filter(|_| goes));
            !goes
        });
    }
    let backend = transaction.get_database_backend();
    let sql = format!("{BLANK} {}", in_list(backend));
    let values = [list(blanked).into()];
    Ok(transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?.rows_affected())
}
