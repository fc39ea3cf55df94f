//! Cleaning what else of a person names the titles of rows that went.
//!
//! Notices from before the cutoff lose their texts as a whole: what the library wrote about loans so long ago names them in
//! words that no comparison would find for sure. In everything else the names are cut out, unless a row that stays — an
//! open loan, one with an unpaid fee, a recent one — names them too.

use std::collections::{BTreeMap, HashMap};

use carrel_domain::{
    Kind, OrganizationId, PatronId, PatronScope, Timestamp,
    sections::{CONTACT, IDENTITY},
};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Statement, Value};

use super::{
    History, Person, cutoff, in_list, list, log,
    names::Names,
    rows::{Gone, people_list, people_table},
    texts::{TEXTS, Texts},
    together::{json_array, read_lines},
};
use crate::{Store, StoreError};

/// A row with texts.
struct Found {
    texts: &'static Texts,
    id: i64,
    patron: PatronId,
    words: Vec<Option<String>>,
    other: Option<String>,
    numbers: Vec<Option<i64>>,
}

/// A person's own record.
struct Record {
    record: String,
    other: Option<String>,
    name: [String; 2],
}

/// Cleans the texts of these people of what these rows named. Answers how many rows it changed.
pub(super) async fn clean(
    transaction: &DatabaseTransaction,
    store: &Store,
    organization: OrganizationId,
    people: &[Person],
    gone: &[Gone],
    now: Timestamp,
) -> Result<u64, StoreError> {
    let backend = transaction.get_database_backend();
    let mut count = blank_old_notices(transaction, people).await?;
    let ids = list(people.iter().map(|person| person.patron.0));
    for sql in [
        format!("DELETE FROM kept_form WHERE patron_id {}", in_list(backend)),
        // The file goes with the next clearing away; until then nobody opens it.
        format!("UPDATE export_job SET expires_at = 0 WHERE state = 'ready' AND patron_id {}", in_list(backend)),
        // Whoever writes one now has read too much already: it is begun anew.
        format!(
            "UPDATE export_job SET state = 'queued', claimed_by = NULL WHERE state = 'running' AND patron_id {}",
            in_list(backend)
        ),
    ] {
        transaction.execute_raw(Statement::from_sql_and_values(backend, sql, [ids.as_str().into()])).await?;
    }
    cutoff::set_texts(transaction, people, now).await?;
    let mut names: BTreeMap<PatronId, Names> = BTreeMap::new();
    for row in gone {
        names.entry(row.patron).or_default().add(row);
    }
    let mut rows: HashMap<PatronId, Vec<Found>> = HashMap::new();
    for texts in &TEXTS {
        for found in read(transaction, texts, &ids).await? {
            rows.entry(found.patron).or_default().push(found);
        }
    }
    let records = read_records(transaction, &ids).await?;
    let mut logged = log::read(transaction, organization, &ids).await?;
    for (patron, names) in names {
        let rows = rows.remove(&patron).unwrap_or_default();
        let Some(record) = records.get(&patron) else { continue };
        let scope = PatronScope::of_background_work(patron, organization);
        let mut entries = logged.remove(&patron).unwrap_or_default();
        entries.extend(log::read_archived(transaction, store, scope).await?);
        let mut names = names;
        for word in [&record.name[0], &record.name[1]] {
            names = names.without_word(word);
        }
        let all = names.clone().ready();
        let is_named = rows.iter().any(|row| !row.changes(&all).is_empty())
            || !record.changes(&all).is_empty()
            || entries.iter().any(|entry| entry.names(&all));
        if !is_named {
            continue;
        }
        let names = names.without(&staying(transaction, patron).await?).ready();
        for row in &rows {
            count += u64::from(row.write(transaction, &names).await?);
        }
        count += u64::from(record.write(transaction, patron, &names, now).await?);
        let entries: Vec<_> = entries.iter().filter(|entry| entry.names(&names)).collect();
        count += log::erase(transaction, store, scope, &entries, now).await?;
    }
    Ok(count)
}

async fn blank_old_notices(transaction: &DatabaseTransaction, people: &[Person]) -> Result<u64, StoreError> {
    let backend = transaction.get_database_backend();
    let sql = format!(
        "UPDATE notice SET subject = NULL, content = NULL, failure = NULL, other = NULL, digest = 0 WHERE id IN (SELECT \
         c.id FROM {} CROSS JOIN notice c WHERE c.patron_id = w.p AND COALESCE(c.queued_at, 0) < w.t \
         AND (c.subject IS NOT NULL OR c.content IS NOT NULL OR c.failure IS NOT NULL OR c.other IS NOT NULL))",
        people_table(backend)
    );
    let done =
        transaction.execute_raw(Statement::from_sql_and_values(backend, sql, [people_list(people).into()])).await?;
    Ok(done.rows_affected())
}

async fn read(transaction: &DatabaseTransaction, texts: &'static Texts, ids: &str) -> Result<Vec<Found>, StoreError> {
    let backend = transaction.get_database_backend();
    let columns =
        |names: &[&str]| json_array(backend, &names.iter().map(|name| format!("c.{name}")).collect::<Vec<_>>());
    let line = [
        String::from("c.id"),
        texts.person.to_owned(),
        columns(texts.texts),
        String::from(if texts.is_imported { "c.other" } else { "NULL" }),
        columns(texts.numbers),
    ];
    let sql = format!(
        "SELECT {line} AS line FROM {table} c {join} WHERE {person} {in_list}{only}",
        line = json_array(backend, &line),
        person = texts.person,
        table = texts.table,
        join = texts.join,
        in_list = in_list(backend),
        only = texts.only,
    );
    type Line = (i64, i64, Vec<Option<String>>, Option<String>, Vec<Option<i64>>);
    let lines: Vec<Line> = read_lines(transaction, texts.table, &sql, ids).await?;
    let found = lines.into_iter().map(|(id, patron, words, other, numbers)| {
        let patron = PatronId(patron);
        Found { texts, id, patron, words, other, numbers }
    });
    Ok(found.collect())
}

impl Found {
    /// The columns that change, with their new values.
    fn changes(&self, names: &Names) -> Vec<(&'static str, Value)> {
        let mut changes: Vec<(&'static str, Value)> = Vec::new();
        let mut is_of_loan = false;
        for (name, number) in self.texts.numbers.iter().zip(&self.numbers) {
            let Some(number) = number else { continue };
            let is_gone = match *name {
                "checkout_number" => names.loans.contains(&number.to_string()),
                _ => names.items.contains(number),
            };
            if is_gone {
                changes.push((name, Value::BigInt(None)));
                is_of_loan |= *name == "checkout_number";
            }
        }
        for (name, text) in self.texts.texts.iter().zip(&self.words) {
            let Some(text) = text else { continue };
            if is_of_loan {
                // Whatever it says is about the loan.
                changes.push((name, Value::String(None)));
            } else if let Some(cut) = names.cut(text) {
                changes.push((name, cut.into()));
            }
        }
        if let Some(other) = &self.other {
            if is_of_loan {
                changes.push(("other", Value::String(None)));
            } else if let Some((cut, _)) = names.cut_json(other, |_| false) {
                changes.push(("other", cut.into()));
            }
        }
        changes
    }

    async fn write(&self, transaction: &DatabaseTransaction, names: &Names) -> Result<bool, StoreError> {
        let changes = self.changes(names);
        if changes.is_empty() {
            return Ok(false);
        }
        let mut sets: Vec<String> = Vec::new();
        let mut values: Vec<Value> = vec![self.id.into()];
        for (name, value) in changes {
            values.push(value);
            sets.push(format!("{name} = ${}", values.len()));
        }
        if self.texts.is_imported {
            sets.push(String::from("digest = 0"));
        }
        let sql = format!("UPDATE {} SET {} WHERE id = $1", self.texts.table, sets.join(", "));
        let backend = transaction.get_database_backend();
        transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(true)
    }
}

async fn read_records(transaction: &DatabaseTransaction, ids: &str) -> Result<HashMap<PatronId, Record>, StoreError> {
    let backend = transaction.get_database_backend();
    let sql = format!("SELECT id, record, other, firstname, surname FROM patron WHERE id {}", in_list(backend));
    let rows = transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, [ids.into()])).await?;
    rows.iter()
        .map(|row| {
            let name = |at: usize| row.try_get_by_index::<Option<String>>(at).map(Option::unwrap_or_default);
            let (first, surname) = (name(3)?, name(4)?);
            let record = Record {
                record: row.try_get_by_index(1)?,
                other: row.try_get_by_index(2)?,
                name: [format!("{first} {surname}"), format!("{surname} {first}")],
            };
            Ok((PatronId(row.try_get_by_index(0)?), record))
        })
        .collect()
}

/// What the person is called, and where they live and are reached: stays, whatever a book is called.
fn is_own(key: &str) -> bool {
    let columns = IDENTITY.columns.iter().chain(CONTACT.columns);
    columns.filter(|column| column.kind != Kind::LongText).any(|column| column.source == key)
}

impl Record {
    fn changes(&self, names: &Names) -> Vec<(&'static str, String, Vec<String>)> {
        let record = names.cut_json(&self.record, is_own).map(|(json, keys)| ("record", json, keys));
        let other = self.other.as_deref().and_then(|other| names.cut_json(other, is_own));
        record.into_iter().chain(other.map(|(json, keys)| ("other", json, keys))).collect()
    }

    async fn write(
        &self,
        transaction: &DatabaseTransaction,
        patron: PatronId,
        names: &Names,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let changes = self.changes(names);
        let backend = transaction.get_database_backend();
        for (column, json, keys) in &changes {
            let sql = format!("UPDATE patron SET {column} = $2 WHERE id = $1");
            let values = [patron.0.into(), json.as_str().into()];
            transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
            for key in keys {
                cutoff::set_field(transaction, patron, column, key, now).await?;
            }
        }
        Ok(!changes.is_empty())
    }
}

/// What the rows that a person still has name: loans, holds, and suggestions that are not decided.
async fn staying(transaction: &DatabaseTransaction, patron: PatronId) -> Result<Names, StoreError> {
    let backend = transaction.get_database_backend();
    let mut names = Names::default();
    for history in [History::Checkouts, History::Holds, History::InterlibraryLoans, History::Suggestions] {
        let column = |name: &'static str, kind: &str| match history.column(name) {
            "NULL" => format!("CAST(NULL AS {kind})"),
            name => format!("c.{name}"),
        };
        let only =
            if history == History::Suggestions { format!(" AND NOT ({})", history.closed()) } else { String::new() };
        let sql = format!(
            "SELECT c.id, c.source_id, {}, {}, {}, {}, {} FROM {} c WHERE c.patron_id = $1{only}",
            column("title", "TEXT"),
            column("author", "TEXT"),
            column("barcode", "TEXT"),
            column("item_number", "BIGINT"),
            column("biblio_number", "BIGINT"),
            history.table().name,
        );
        let values = [patron.0.into()];
        for row in transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await? {
            names.add(&Gone {
                id: row.try_get_by_index(0)?,
                patron,
                source_id: if history == History::Checkouts { row.try_get_by_index(1)? } else { String::new() },
                title: row.try_get_by_index(2)?,
                author: row.try_get_by_index(3)?,
                barcode: row.try_get_by_index(4)?,
                item_number: row.try_get_by_index(5)?,
                biblio_number: row.try_get_by_index(6)?,
            });
        }
    }
    Ok(names)
}
