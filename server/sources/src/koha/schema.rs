//! What columns this Koha has, and how each part of a line is asked for.

use std::collections::HashMap;

use super::{
    connection::Connection,
    tables::{
        DELETED_ITEMS, GUARDIANS, ITEMS, Noticed, OWNER, PARTS, PATRON_CHANGED, PATRONS, PREFERENCES, Part, RENAMED,
        Titles,
    },
    titles::TitleQuestions,
};
use crate::{SourceError, alldata::is_secret};

/// The tables and columns that this user may read.
pub(super) struct Schema {
    tables: HashMap<String, Vec<String>>,
}

/// How one part of lines is asked for: first the patron, then the columns.
pub(super) struct Question {
    /// Name in the line.
    pub key: &'static str,
    /// `SELECT … FROM … WHERE` before the patrons that are asked about, once for each of them.
    before: Vec<String>,
    after: String,
    /// Which titles are asked for in addition.
    pub titles: Titles,
}

impl Question {
    /// The statement about some patrons.
    pub fn about(&self, patrons: &str) -> String {
        let parts: Vec<String> = self.before.iter().map(|before| format!("{before} {patrons}")).collect();
        format!("{}{}", parts.join(" UNION ALL "), self.after)
    }
}

impl Schema {
    /// Looks the columns up.
    pub fn read(connection: &mut Connection) -> Result<Self, SourceError> {
        const SQL: &str = "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS \
                           WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION";
        let mut tables: HashMap<String, Vec<String>> = HashMap::new();
        for row in connection.texts(SQL)? {
            if let Ok([table, column]) = <[String; 2]>::try_from(row) {
                tables.entry(table).or_default().push(column);
            }
        }
        let schema = Self { tables };
        if !schema.has(PATRONS, OWNER) {
            return Err(SourceError::Koha(String::from(
                "there is no table `borrowers` with a column `borrowernumber` that this user may read: is it Koha's?",
            )));
        }
        Ok(schema)
    }

    fn has(&self, table: &str, column: &str) -> bool {
        self.columns(table).iter().any(|name| name == column)
    }

    fn has_all(&self, tables: &[&str]) -> bool {
        tables.iter().all(|table| self.tables.contains_key(*table))
    }

    fn columns(&self, table: &str) -> &[String] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }

    /// The parts that this Koha has and this user may read.
    pub fn parts(&self) -> impl Iterator<Item = &'static Part> {
        PARTS.iter().filter(|part| self.has(part.table, part.owner))
    }

    /// Tables that a Koha has and that cannot be read.
    pub fn missing(&self) -> Vec<&'static str> {
        let others = [&[GUARDIANS][..], &PREFERENCES, &ITEMS].concat();
        let parts = PARTS.iter().map(|part| part.table);
        parts.chain(others).filter(|table| !self.tables.contains_key(*table)).collect()
    }

    /// Patrons' own rows.
    pub fn patrons(&self) -> Question {
        // Of secrets only this one, for signing in.
        let columns: Vec<String> = self.columns(PATRONS).iter().filter(|name| is_wanted(name)).cloned().collect();
        let columns = columns
            .iter()
            .map(|name| quoted("t", name, name))
            .chain(self.has(PATRONS, "password").then(|| quoted("t", "password", "password")));
        let columns: Vec<String> = columns.collect();
        let select =
            format!("SELECT t.{OWNER} AS carrel_owner, {} FROM {PATRONS} t WHERE t.{OWNER}", columns.join(", "));
        Question { key: "personal", before: vec![select], after: format!(" ORDER BY t.{OWNER}"), titles: Titles::None }
    }

    /// Every list of a line.
    pub fn lists(&self) -> Vec<Question> {
        let mut questions: Vec<Question> = self.parts().map(|part| self.list(part)).collect();
        if self.has_all(&PREFERENCES) {
            questions.push(preferences());
        }
        if self.has(GUARDIANS, "guarantor_id") {
            questions.push(self.guardians());
        }
        questions
    }

    fn list(&self, part: &Part) -> Question {
        let columns: Vec<String> = self
            .columns(part.table)
            .iter()
            .filter(|name| is_wanted(name))
            .map(|name| quoted("t", name, self.name_of(part.table, name)))
            .collect();
        let select = format!(
            "SELECT t.{} AS carrel_owner, {} FROM {} t WHERE t.{}",
            part.owner,
            columns.join(", "),
            part.table,
            part.owner
        );
        let id = if self.has(part.table, part.id) { format!(", t.{}", part.id) } else { String::new() };
        Question {
            key: part.key,
            before: vec![select],
            after: format!(" ORDER BY t.{}{id}", part.owner),
            titles: part.titles,
        }
    }

    /// What a column is called here, unless the table has one of that name as well.
    fn name_of<'a>(&self, table: &str, column: &'a str) -> &'a str {
        RENAMED
            .iter()
            .find(|(of, old, new)| *of == table && *old == column && !self.has(table, new))
            .map_or(column, |(_, _, new)| new)
    }

    /// How titles are asked for, where they can be read. What the library no longer has comes after what it has.
    pub fn titles(&self) -> Option<TitleQuestions> {
        const COPY: &str = "i.barcode, i.itemcallnumber";
        if !self.has_all(&ITEMS) {
            return None;
        }
        let [items, records] = ITEMS;
        let mut questions = TitleQuestions {
            of_item: vec![format!(
                "SELECT i.itemnumber, b.title, b.author, {COPY} FROM {items} i LEFT JOIN {records} b USING (biblionumber) \
                 WHERE i.itemnumber"
            )],
            of_record: vec![format!("SELECT b.biblionumber, b.title, b.author FROM {records} b WHERE b.biblionumber")],
            of_copy: vec![format!("SELECT i.itemnumber, {COPY} FROM {items} i WHERE i.itemnumber")],
        };
        if self.has_all(&DELETED_ITEMS) {
            let [gone_items, gone_records] = DELETED_ITEMS;
            questions.of_item.push(format!(
                "SELECT i.itemnumber, COALESCE(b.title, d.title) AS title, COALESCE(b.author, d.author) AS author, {COPY} \
                 FROM {gone_items} i LEFT JOIN {records} b ON b.biblionumber = i.biblionumber \
                 LEFT JOIN {gone_records} d ON b.biblionumber IS NULL AND d.biblionumber = i.biblionumber \
                 WHERE i.itemnumber"
            ));
            questions
                .of_record
                .push(format!("SELECT b.biblionumber, b.title, b.author FROM {gone_records} b WHERE b.biblionumber"));
            questions.of_copy.push(format!("SELECT i.itemnumber, {COPY} FROM {gone_items} i WHERE i.itemnumber"));
        }
        Some(questions)
    }

    /// Told to both.
    fn guardians(&self) -> Question {
        let columns: Vec<String> = self.columns(GUARDIANS).iter().map(|name| quoted("t", name, name)).collect();
        let of = |end: &str| {
            format!("SELECT t.{end} AS carrel_owner, {} FROM {GUARDIANS} t WHERE t.{end}", columns.join(", "))
        };
        let before = vec![of("guarantor_id"), of("guarantee_id")];
        Question { key: GUARDIANS, before, after: String::from(" ORDER BY carrel_owner, id"), titles: Titles::None }
    }

    /// What notices that something changed in a table since a time, if it says so: whose row it is.
    pub fn changed(&self, since: i64) -> Vec<String> {
        let parts = self.parts().filter_map(|part| match part.noticed {
            Noticed::By(column) => Some((part.table, part.owner, column)),
            Noticed::ByContent => None,
        });
        parts
            .chain([(PATRONS, OWNER, PATRON_CHANGED)])
            .filter(|(table, _, column)| self.has(table, column))
            .map(|(table, owner, column)| {
                format!(
                    "SELECT DISTINCT {owner} FROM {table} WHERE `{column}` >= FROM_UNIXTIME({since}) \
                     AND {owner} IS NOT NULL"
                )
            })
            .collect()
    }

    /// What counts the rows of each patron in order: patron, and numbers that change when rows come or go, and, where no
    /// column says when a row changed, when it says something else.
    pub fn counted(&self) -> Vec<String> {
        let mut all: Vec<String> = self.parts().map(|part| self.count(part)).collect();
        if !self.has(PATRONS, PATRON_CHANGED) {
            all.push(self.count_content(PATRONS, OWNER));
        }
        if self.has_all(&PREFERENCES) {
            let [preferences, transports, _] = PREFERENCES;
            all.push(format!(
                "SELECT p.{OWNER}, COUNT(*), SUM(CRC32(CONCAT_WS('|', p.borrower_message_preference_id, \
                 COALESCE(p.days_in_advance, ''), COALESCE(p.wants_digest, ''), COALESCE(t.message_transport_type, '')))) \
                 FROM {preferences} p LEFT JOIN {transports} t USING (borrower_message_preference_id) \
                 WHERE p.{OWNER} IS NOT NULL GROUP BY p.{OWNER} ORDER BY p.{OWNER}"
            ));
        }
        if self.has(GUARDIANS, "guarantor_id") {
            all.extend(["guarantor_id", "guarantee_id"].map(|end| self.count_content(GUARDIANS, end)));
        }
        all
    }

    fn count(&self, part: &Part) -> String {
        let is_dated = matches!(part.noticed, Noticed::By(column) if self.has(part.table, column));
        if is_dated && self.has(part.table, part.id) {
            // Both are in the index of patrons: no row is looked at.
            let Part { table, owner, id, .. } = part;
            return format!(
                "SELECT {owner}, COUNT(*), SUM({id}) FROM {table} WHERE {owner} IS NOT NULL \
                 GROUP BY {owner} ORDER BY {owner}"
            );
        }
        self.count_content(part.table, part.owner)
    }

    fn count_content(&self, table: &str, owner: &str) -> String {
        let columns: Vec<String> = self
            .columns(table)
            .iter()
            .filter(|name| is_wanted(name) || name.as_str() == "password")
            .map(|name| format!("COALESCE(CAST(`{name}` AS BINARY), '~')"))
            .collect();
        format!(
            "SELECT {owner}, COUNT(*), SUM(CRC32(CONCAT_WS('|', {}))) FROM {table} WHERE {owner} IS NOT NULL \
             GROUP BY {owner} ORDER BY {owner}",
            columns.join(", ")
        )
    }

    /// The patron that stands for nobody, if the preferences can be read and name one.
    pub fn anonymous(&self, connection: &mut Connection) -> Result<Option<u64>, SourceError> {
        if !self.has("systempreferences", "variable") {
            return Ok(None);
        }
        let mut found = None;
        const SQL: &str = "SELECT value FROM systempreferences WHERE variable = 'AnonymousPatron'";
        connection.for_each_numbers(SQL, |row| found = row.first().copied().filter(|number| *number > 0))?;
        Ok(found)
    }
}

fn preferences() -> Question {
    let [preferences, transports, attributes] = PREFERENCES;
    let select = format!(
        "SELECT p.{OWNER} AS carrel_owner, p.borrower_message_preference_id, a.message_name, p.days_in_advance, \
         p.wants_digest, (SELECT GROUP_CONCAT(t.message_transport_type ORDER BY t.message_transport_type SEPARATOR ', ') \
         FROM {transports} t WHERE t.borrower_message_preference_id = p.borrower_message_preference_id) AS transports \
         FROM {preferences} p JOIN {attributes} a ON a.message_attribute_id = p.message_attribute_id WHERE p.{OWNER}"
    );
    let after = format!(" ORDER BY p.{OWNER}, p.borrower_message_preference_id");
    Question { key: "borrower_message_preferences", before: vec![select], after, titles: Titles::None }
}

/// Whether a column is read at all: secrets are not, not even from the server.
fn is_wanted(name: &str) -> bool {
    !is_secret(name) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn quoted(table: &str, column: &str, name: &str) -> String {
    if column == name { format!("{table}.`{column}`") } else { format!("{table}.`{column}` AS `{name}`") }
}
