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
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Statement};

use super::{
    History, Person, cutoff,
    found::{self, Changes, Found},
    in_list, list,
    log::{self, Logged},
    names::Names,
    rows::{Gone, gone_line, people_list, people_table},
    together::read_all_lines,
};
use crate::{Store, StoreError, audit};

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
        // A file goes with the next clearing away; until then nobody opens it. Whoever writes one now has read too much
        // already: it is begun anew.
        format!(
            "UPDATE export_job SET expires_at = CASE WHEN state = 'ready' THEN 0 ELSE expires_at END, \
             claimed_by = CASE WHEN state = 'running' THEN NULL ELSE claimed_by END, \
             state = CASE WHEN state = 'running' THEN 'queued' ELSE state END \
             WHERE state IN ('ready', 'running') AND patron_id {}",
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
    for found in found::read(transaction, &ids).await? {
        rows.entry(found.patron).or_default().push(found);
    }
    let records = read_records(transaction, &ids).await?;
    let mut logged = log::read(transaction, organization, &ids).await?;
    let archive = audit::archive::filled_as_seen(transaction, store).await?;
    let mut traces: Vec<Traces> = Vec::new();
    for (patron, mut names) in names {
        let Some(record) = records.get(&patron) else { continue };
        let scope = PatronScope::of_background_work(patron, organization);
        let mut entries = logged.remove(&patron).unwrap_or_default();
        if let Some(archive) = archive {
            entries.extend(log::read_archived(transaction, archive, scope).await?);
        }
        for word in [&record.name[0], &record.name[1]] {
            names = names.without_word(word);
        }
        let rows = rows.remove(&patron).unwrap_or_default();
        let all = names.clone().ready();
        let is_named = rows.iter().any(|row| row.names(&all))
            || !record.changes(&all).is_empty()
            || entries.iter().any(|entry| entry.names(&all));
        if is_named {
            traces.push(Traces { scope, names, record, rows, entries });
        }
    }
    let mut staying = staying(transaction, traces.iter().map(|traces| traces.scope.patron())).await?;
    let mut changes = Changes::default();
    for Traces { scope, names, record, rows, entries } in traces {
        let names = names.without(&staying.remove(&scope.patron()).unwrap_or_default()).ready();
        rows.iter().for_each(|row| changes.add(row, &names));
        count += u64::from(record.write(transaction, scope.patron(), &names, now).await?);
        let entries: Vec<_> = entries.iter().filter(|entry| entry.names(&names)).collect();
        count += log::erase(transaction, store, scope, &entries, now).await?;
    }
    count += changes.write(transaction).await?;
    Ok(count)
}

/// What a person has that names what went.
struct Traces<'a> {
    scope: PatronScope,
    names: Names,
    record: &'a Record,
    rows: Vec<Found>,
    entries: Vec<Logged>,
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

/// What the rows that people still have name: loans, holds, and suggestions that are not decided.
async fn staying(
    transaction: &DatabaseTransaction,
    people: impl Iterator<Item = PatronId>,
) -> Result<HashMap<PatronId, Names>, StoreError> {
    let backend = transaction.get_database_backend();
    let mut all: HashMap<PatronId, Names> = HashMap::new();
    let ids = list(people.map(|patron| patron.0));
    if ids == "[]" {
        return Ok(all);
    }
    let tables = [History::Checkouts, History::Holds, History::InterlibraryLoans, History::Suggestions];
    let queries = tables.map(|history| {
        let only =
            if history == History::Suggestions { format!(" AND NOT ({})", history.closed()) } else { String::new() };
        let (table, line) = (history.table().name, gone_line(backend, history));
        (table, format!("SELECT {line} AS line FROM {table} c WHERE c.patron_id {}{only}", in_list(backend)))
    });
    let found: Vec<Vec<Gone>> = read_all_lines(transaction, &queries, ids.as_str()).await?;
    for (history, rows) in tables.into_iter().zip(found) {
        for mut row in rows {
            // Numbers of other things are none of loans.
            if history != History::Checkouts {
                row.source_id = String::new();
            }
            all.entry(row.patron).or_default().add(&row);
        }
    }
    Ok(all)
}
