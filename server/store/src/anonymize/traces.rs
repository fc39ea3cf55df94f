//! Cleaning what else of a person names the titles of rows that went.
//!
//! Most notices from before the cutoff lose their texts as a whole (`old_notices`). In everything else the names are cut out,
//! unless a row that stays — an open loan, one with an unpaid fee, a recent one — names them too.

use std::collections::{BTreeMap, HashMap};

use carrel_domain::{
    Kind, OrganizationId, PatronId, PatronScope, Timestamp,
    sections::{CONTACT, IDENTITY},
};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement};

use super::{
    History, Person, cutoff,
    found::{self, Changes, Found},
    in_list, list,
    log::{self, Logged},
    names::Names,
    old_notices,
    rows::{Gone, gone_line},
    together::{execute_all, json_array, lines_in, read_all_lines},
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
    let (mut count, in_doubt) = old_notices::blank(transaction, people).await?;
    let ids = list(people.iter().map(|person| person.patron.0));
    let ended = [
        format!("DELETE FROM kept_form WHERE patron_id {}", in_list(backend)),
        // What is left of their notes is looked at anew.
        format!("DELETE FROM note_scan WHERE patron_id {}", in_list(backend)),
        // A file goes with the next clearing away; until then nobody opens it. Whoever writes one now has read too much
        // already: it is begun anew.
        format!(
            "UPDATE export_job SET expires_at = CASE WHEN state = 'ready' THEN 0 ELSE expires_at END, \
             claimed_by = CASE WHEN state = 'running' THEN NULL ELSE claimed_by END, \
             state = CASE WHEN state = 'running' THEN 'queued' ELSE state END \
             WHERE state IN ('ready', 'running') AND patron_id {}",
            in_list(backend)
        ),
    ];
    execute_all(transaction, &ended, &ids).await?;
    cutoff::set_texts(transaction, people, now).await?;
    let mut names: BTreeMap<PatronId, Names> = BTreeMap::new();
    for row in gone {
        names.entry(row.patron).or_default().add(row);
    }
    let mut rows: HashMap<PatronId, Vec<Found>> = HashMap::new();
    let own = [STAYING.map(|history| staying_query(backend, history)).to_vec(), vec![records_query(backend)]].concat();
    let queries: Vec<String> = own.into_iter().chain(found::queries(backend)).collect();
    let mut answers = read_all_lines(transaction, &queries, ids.as_str()).await?.into_iter();
    let mut staying = staying(answers.by_ref().take(STAYING.len()))?;
    let records = records(&answers.next().unwrap_or_default())?;
    for found in found::read(answers)? {
        rows.entry(found.patron).or_default().push(found);
    }
    count += old_notices::blank_unless_staying(transaction, &in_doubt, &staying, &mut rows).await?;
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

/// SQL for the records of the people `$1`.
fn records_query(backend: DbBackend) -> String {
    let columns = ["c.id", "c.record", "c.other", "c.firstname", "c.surname"].map(String::from);
    format!("SELECT {} AS line FROM patron c WHERE c.id {}", json_array(backend, &columns), in_list(backend))
}

fn records(answer: &str) -> Result<HashMap<PatronId, Record>, StoreError> {
    type Line = (i64, String, Option<String>, Option<String>, Option<String>);
    let lines: Vec<Line> = lines_in("patron", answer)?;
    let records = lines.into_iter().map(|(id, record, other, first, surname)| {
        let (first, surname) = (first.unwrap_or_default(), surname.unwrap_or_default());
        let name = [format!("{first} {surname}"), format!("{surname} {first}")];
        (PatronId(id), Record { record, other, name })
    });
    Ok(records.collect())
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

/// Tables with rows that people still have and that name titles.
const STAYING: [History; 4] = [History::Checkouts, History::Holds, History::InterlibraryLoans, History::Suggestions];

/// SQL for what one of them has of the people `$1`: of suggestions, those that are not decided.
fn staying_query(backend: DbBackend, history: History) -> String {
    let only = if history == History::Suggestions { format!(" AND NOT ({})", history.closed()) } else { String::new() };
    let (table, line) = (history.table().name, gone_line(backend, history));
    format!("SELECT {line} AS line FROM {table} c WHERE c.patron_id {}{only}", in_list(backend))
}

/// What the rows that people still have name.
fn staying(answers: impl Iterator<Item = String>) -> Result<HashMap<PatronId, Names>, StoreError> {
    let mut all: HashMap<PatronId, Names> = HashMap::new();
    for (history, answer) in STAYING.into_iter().zip(answers) {
        let rows: Vec<Gone> = lines_in(history.table().name, &answer)?;
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
