//! Acting on what a rule selects, some rows at a time.

use std::collections::BTreeSet;

use carrel_domain::{PatronId, Timestamp, retention::Subject};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

use super::source::{Question, Source};
use crate::{
    Store, StoreError,
    anonymize::{self, History, Person, cutoff::set_closed},
    lists::{in_numbers, number_list},
    note_finding,
};

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

/// Keeps others from placing a hold or recording a request for whoever these rows of a table are of (or for these people, of
/// the table `patron`), until the transaction ends; and waits for those who are at it. That takes a statement of its own: one that waits for a lock goes on with what it saw
/// before, and would not see the hold that it waited for. SQLite has one writer.
pub async fn lock_patrons(
    transaction: &DatabaseTransaction,
    table: &'static str,
    rows: impl IntoIterator<Item = i64>,
) -> Result<(), StoreError> {
    let backend = transaction.get_database_backend();
    if backend == DbBackend::Sqlite {
        return Ok(());
    }
    let which = match table {
        "patron" => format!("id {}", in_numbers(backend, 1)),
        table => format!("id IN (SELECT patron_id FROM {table} WHERE id {})", in_numbers(backend, 1)),
    };
    let sql = format!("SELECT id FROM patron WHERE {which} ORDER BY id FOR UPDATE");
    let list = number_list(rows);
    transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, [list.into()])).await?;
    Ok(())
}

/// Those of the rows that the rule still selects, with whose they are; locked where others could change them meanwhile. The
/// patrons are locked first: a hold or a request that comes meanwhile waits, and finds what is left.
pub async fn verified(
    transaction: &DatabaseTransaction,
    question: &Question<'_>,
    rows: &[i64],
) -> Result<Vec<(i64, PatronId)>, StoreError> {
    let Some(selection) = question.selection() else { return Ok(Vec::new()) };
    lock_patrons(transaction, selection.source.table, rows.iter().copied()).await?;
    let backend = transaction.get_database_backend();
    let place = selection.values.len() + 1;
    let (from, locked) = match selection.source.table {
        "patron" => (String::from("patron p"), "p"),
        table => (format!("{table} t JOIN patron p ON t.patron_id = p.id"), "t, p"),
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
    values.push(number_list(rows.iter().copied()).into());
    let found = transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    found.iter().map(|row| Ok((row.try_get_by_index(0)?, PatronId(row.try_get_by_index(1)?)))).collect()
}

/// Deletes those of the rows that the rule still selects, and cleans what else of their people names them. Answers of whom how
/// many.
pub async fn delete(
    store: &Store,
    batch: &anonymize::Batch,
    question: &Question<'_>,
    rows: &[i64],
    now: Timestamp,
) -> Result<Vec<(PatronId, u64)>, StoreError> {
    let transaction = batch.transaction();
    let Some(source) = Source::of(question.rule.subject()).filter(|source| source.table != "patron") else {
        return Ok(Vec::new());
    };
    let found = verified(transaction, question, rows).await?;
    let ids = number_list(found.iter().map(|(id, _)| *id));
    let backend = transaction.get_database_backend();
    let named = match history(question.rule.subject()) {
        Some(history) => {
            let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
            Some(batch.find_named(history, &ids).await?)
        }
        None => None,
    };
    let sql = format!("DELETE FROM {} WHERE id {}", source.table, in_numbers(backend, 1));
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql, [ids.into()])).await?;
    if let (Some(named), Some(cutoff)) = (named, question.cutoff()) {
        batch.clean(store, &named, cutoff, now).await?;
    }
    let mut of_whom: Vec<(PatronId, u64)> = Vec::new();
    let people: BTreeSet<PatronId> = found.iter().map(|(_, patron)| *patron).collect();
    note_finding::forget_gone(transaction, source.table, people.iter().copied()).await?;
    keep_away(transaction, question, people).await?;
    for (_, patron) in found {
        match of_whom.last_mut() {
            Some((last, count)) if *last == patron => *count += 1,
            _ => of_whom.push((patron, 1)),
        }
    }
    Ok(of_whom)
}

/// The engine's table of a subject that it anonymizes.
pub const fn history(subject: Subject) -> Option<History> {
    match subject {
        Subject::CheckoutHistory => Some(History::Checkouts),
        Subject::HoldHistory => Some(History::Holds),
        Subject::PrivateFees | Subject::PublicFees => Some(History::AccountLines),
        Subject::Suggestions => Some(History::Suggestions),
        Subject::InterlibraryLoans => Some(History::InterlibraryLoans),
        Subject::Patrons
        | Subject::Bills
        | Subject::Notices
        | Subject::Messages
        | Subject::Restrictions
        | Subject::Log => None,
    }
}

/// Under which name an import is told that what went of a subject stays away: the engine's tables have their own.
pub(crate) const fn mark(subject: Subject) -> Option<&'static str> {
    Some(match subject {
        Subject::CheckoutHistory => "checkout",
        Subject::HoldHistory => "hold",
        Subject::Suggestions => "suggestion",
        Subject::InterlibraryLoans => "interlibrary_loan",
        Subject::PrivateFees => "rule:private-fees",
        Subject::PublicFees => "rule:public-fees",
        Subject::Bills => "rule:bills",
        Subject::Notices => "rule:notices",
        Subject::Messages => "rule:messages",
        Subject::Restrictions => "rule:restrictions",
        Subject::Patrons | Subject::Log => return None,
    })
}

/// Notes that what went of these people by a rule stays away, whatever a source still sends.
pub async fn keep_away(
    transaction: &DatabaseTransaction,
    question: &Question<'_>,
    people: impl IntoIterator<Item = PatronId>,
) -> Result<(), StoreError> {
    let (Some(name), Some(cutoff)) = (mark(question.rule.subject()), question.cutoff()) else { return Ok(()) };
    let people: Vec<Person> = people.into_iter().map(|patron| Person { patron, cutoff }).collect();
    set_closed(transaction, name, &people).await
}
