//! Rows with texts about people, and writing what is left of those texts: many rows in one statement, for each statement
//! takes longer than what it does to a row.

use std::collections::BTreeMap;

use carrel_domain::PatronId;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement};
use serde_json::{Value as Json, json};

use super::{
    in_list,
    names::Names,
    texts::{TEXTS, Texts},
    together::{json_array, lines_in},
};
use crate::StoreError;

/// A row with texts.
pub(super) struct Found {
    texts: &'static Texts,
    id: i64,
    pub patron: PatronId,
    words: Vec<Option<String>>,
    other: Option<String>,
    numbers: Vec<Option<i64>>,
}

/// Queries for all rows with texts that are about the people `$1`.
pub(super) fn queries(backend: DbBackend) -> impl Iterator<Item = String> {
    TEXTS.iter().map(move |texts| lines(backend, texts))
}

/// What they answered.
pub(super) fn read(answers: impl Iterator<Item = String>) -> Result<Vec<Found>, StoreError> {
    type Line = (i64, i64, Vec<Option<String>>, Option<String>, Vec<Option<i64>>);
    let mut all = Vec::new();
    for (texts, answer) in TEXTS.iter().zip(answers) {
        let lines: Vec<Line> = lines_in(texts.table, &answer)?;
        all.extend(lines.into_iter().map(|(id, patron, words, other, numbers)| {
            let patron = PatronId(patron);
            Found { texts, id, patron, words, other, numbers }
        }));
    }
    Ok(all)
}

/// SQL for the rows of one table that are about the people `$1`.
fn lines(backend: DbBackend, texts: &Texts) -> String {
    let columns =
        |names: &[&str]| json_array(backend, &names.iter().map(|name| format!("c.{name}")).collect::<Vec<_>>());
    let line = [
        String::from("c.id"),
        texts.person.to_owned(),
        columns(texts.texts),
        String::from(if texts.is_imported { "c.other" } else { "NULL" }),
        columns(texts.numbers),
    ];
    format!(
        "SELECT {line} AS line FROM {table} c {join} WHERE {person} {in_list}{only}",
        line = json_array(backend, &line),
        person = texts.person,
        table = texts.table,
        join = texts.join,
        in_list = in_list(backend),
        only = texts.only,
    )
}

impl Found {
    /// Its key, if it is a notice.
    pub fn notice(&self) -> Option<i64> {
        (self.texts.table == "notice").then_some(self.id)
    }

    /// Whether it names one of them.
    pub fn names(&self, names: &Names) -> bool {
        !self.changes(names).is_empty()
    }

    /// The columns that change, with what is left in them.
    fn changes(&self, names: &Names) -> Vec<(&'static str, Option<String>)> {
        let mut changes = Vec::new();
        let mut is_of_loan = false;
        for (name, number) in self.texts.numbers.iter().zip(&self.numbers) {
            let Some(number) = number else { continue };
            let is_gone = match *name {
                "checkout_number" => names.loans.contains(&number.to_string()),
                _ => names.items.contains(number),
            };
            if is_gone {
                changes.push((*name, None));
                is_of_loan |= *name == "checkout_number";
            }
        }
        for (name, text) in self.texts.texts.iter().zip(&self.words) {
            let Some(text) = text else { continue };
            if is_of_loan {
                // Whatever it says is about the loan.
                changes.push((name, None));
            } else if let Some(cut) = names.cut(text) {
                changes.push((name, Some(cut)));
            }
        }
        if let Some(other) = &self.other {
            if is_of_loan {
                changes.push(("other", None));
            } else if let Some((cut, _)) = names.cut_json(other, |_| false) {
                changes.push(("other", Some(cut)));
            }
        }
        changes
    }
}

/// What changes alike: columns that are emptied, and columns with what is left in them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    table: &'static str,
    is_imported: bool,
    emptied: Vec<&'static str>,
    cut: Vec<&'static str>,
}

/// Changes of many rows.
#[derive(Default)]
pub(super) struct Changes(BTreeMap<Alike, Vec<Json>>);

impl Changes {
    /// Adds what of a row changes, if anything does.
    pub fn add(&mut self, row: &Found, names: &Names) {
        let changes = row.changes(names);
        if changes.is_empty() {
            return;
        }
        let Texts { table, is_imported, .. } = *row.texts;
        let mut alike = Alike { table, is_imported, emptied: Vec::new(), cut: Vec::new() };
        let mut values = vec![json!(row.id)];
        for (name, rest) in changes {
            match rest {
                None => alike.emptied.push(name),
                Some(rest) => {
                    alike.cut.push(name);
                    // SQLite's JSON would end there.
                    values.push(json!(rest.replace('\0', "\u{2400}")));
                }
            }
        }
        self.0.entry(alike).or_default().push(Json::Array(values));
    }

    /// Writes them. Answers how many rows it were.
    pub async fn write(self, transaction: &DatabaseTransaction) -> Result<u64, StoreError> {
        let backend = transaction.get_database_backend();
        let mut count = 0;
        for (alike, rows) in self.0 {
            let rows = Json::Array(rows).to_string();
            let statement = Statement::from_sql_and_values(backend, alike.update(backend), [rows.into()]);
            count += transaction.execute_raw(statement).await?.rows_affected();
        }
        Ok(count)
    }
}

impl Alike {
    /// Takes rows as JSON: the key, then what is left in each column.
    fn update(&self, backend: DbBackend) -> String {
        let (each, key) = match backend {
            DbBackend::Sqlite => ("json_each($1)", "value->>0"),
            _ => ("json_array_elements($1::json)", "CAST(value->>0 AS bigint)"),
        };
        let mut taken = vec![format!("{key} AS key")];
        let mut sets: Vec<String> = self.emptied.iter().map(|name| format!("{name} = NULL")).collect();
        for (at, name) in (1..).zip(&self.cut) {
            taken.push(format!("value->>{at} AS rest_{at}"));
            sets.push(format!("{name} = m.rest_{at}"));
        }
        if self.is_imported {
            sets.push(String::from("digest = 0"));
        }
        format!(
            "UPDATE {table} SET {sets} FROM (SELECT {taken} FROM {each}) AS m WHERE {table}.id = m.key",
            table = self.table,
            sets = sets.join(", "),
            taken = taken.join(", "),
        )
    }
}
