//! Titles, authors and barcodes of what rows name: asked for once, and kept for a while, for many borrow the same.

use std::collections::{HashMap, HashSet};

use super::{
    connection::{Connection, number},
    json::RowWriter,
    tables::Titles,
};
use crate::SourceError;

/// Bytes of answers that are kept at most by one reader, about: what keeps memory flat.
const MOST: usize = 4 << 20;
/// Numbers that are asked for in one statement.
const AT_ONCE: usize = 2_000;

/// How titles are asked for, one statement after the other until something is found: `SELECT number, … WHERE number`.
pub(super) struct TitleQuestions {
    /// Title, author, barcode and call number by `itemnumber`.
    pub of_item: Vec<String>,
    /// Title and author by `biblionumber`.
    pub of_record: Vec<String>,
    /// Barcode and call number by `itemnumber`.
    pub of_copy: Vec<String>,
}

/// What one reader knows of titles.
pub(super) struct KnownTitles {
    of_item: Known,
    of_record: Known,
    of_copy: Known,
}

impl KnownTitles {
    pub fn new(questions: &TitleQuestions) -> Self {
        const TITLE: &str = r#""title":null,"author":null"#;
        const COPY: &str = r#""barcode":null,"itemcallnumber":null"#;
        Self {
            of_item: Known::new(&questions.of_item, format!("{TITLE},{COPY}")),
            of_record: Known::new(&questions.of_record, TITLE.to_owned()),
            of_copy: Known::new(&questions.of_copy, COPY.to_owned()),
        }
    }

    /// Asks for what is not known of these: items and records.
    pub fn learn(
        &mut self,
        connection: &mut Connection,
        titles: Titles,
        named: impl Iterator<Item = (u64, u64)> + Clone,
    ) -> Result<(), SourceError> {
        match titles {
            Titles::None => Ok(()),
            Titles::OfItem => self.of_item.learn(connection, named.map(|(item, _)| item)),
            Titles::OfRecord => {
                self.of_copy.learn(connection, named.clone().map(|(item, _)| item))?;
                self.of_record.learn(connection, named.map(|(_, record)| record))
            }
        }
    }

    /// Appends the fields of a row that names these.
    pub fn push(&self, titles: Titles, (item, record): (u64, u64), json: &mut String) {
        let parts = match titles {
            Titles::None => return,
            Titles::OfItem => [Some(self.of_item.get(item)), None],
            Titles::OfRecord => [Some(self.of_record.get(record)), Some(self.of_copy.get(item))],
        };
        for part in parts.into_iter().flatten() {
            json.push(',');
            json.push_str(part);
        }
    }
}

/// Answers by number, as they stand in a row.
struct Known {
    questions: Vec<String>,
    /// What is said of a number that is nowhere.
    unknown: String,
    answers: HashMap<u64, Box<str>>,
    bytes: usize,
}

impl Known {
    fn new(questions: &[String], unknown: String) -> Self {
        Self { questions: questions.to_vec(), unknown, answers: HashMap::new(), bytes: 0 }
    }

    fn learn(&mut self, connection: &mut Connection, numbers: impl Iterator<Item = u64>) -> Result<(), SourceError> {
        let asked: HashSet<u64> = numbers.filter(|number| *number != 0).collect();
        if self.bytes > MOST {
            self.answers.clear();
            self.bytes = 0;
        }
        let mut missing: Vec<u64> = asked.into_iter().filter(|number| !self.answers.contains_key(number)).collect();
        missing.sort_unstable();
        for missing in missing.chunks(AT_ONCE) {
            self.ask(connection, missing.to_vec())?;
        }
        Ok(())
    }

    fn ask(&mut self, connection: &mut Connection, mut missing: Vec<u64>) -> Result<(), SourceError> {
        let Self { questions, unknown, answers, bytes } = self;
        let mut keep = |answers: &mut HashMap<u64, Box<str>>, number, answer: &str| {
            // About what a place in the table takes, too.
            *bytes += answer.len() + 64;
            answers.insert(number, Box::from(answer));
        };
        let mut json = String::new();
        for question in questions {
            if missing.is_empty() {
                return Ok(());
            }
            let numbers: Vec<String> = missing.iter().map(u64::to_string).collect();
            let mut writer = RowWriter::default();
            connection.for_each(&format!("{question} IN ({})", numbers.join(",")), |row| {
                let found = row.as_ref(0).map_or(0, number);
                json.clear();
                writer.push_fields(row, &mut json);
                keep(answers, found, &json);
            })?;
            missing.retain(|number| !answers.contains_key(number));
        }
        for number in missing {
            keep(answers, number, unknown);
        }
        Ok(())
    }

    fn get(&self, number: u64) -> &str {
        self.answers.get(&number).map_or(self.unknown.as_str(), AsRef::as_ref)
    }
}
