//! Some patrons and all their rows as lines.

use mysql::Row;

use super::{
    connection::{Connection, number},
    json::RowWriter,
    schema::{Question, Schema},
    tables::Titles,
    titles::{KnownTitles, TitleQuestions},
};
use crate::SourceError;

/// How a line begins.
pub(super) const BEGINNING: &str = "{\"personal\":";

/// What is asked of each patron.
pub(super) struct Questions {
    patrons: Question,
    lists: Vec<Question>,
    titles: Option<TitleQuestions>,
}

impl Questions {
    pub fn new(schema: &Schema) -> Self {
        Self { patrons: schema.patrons(), lists: schema.lists(), titles: schema.titles() }
    }
}

/// Reads over one connection.
pub(super) struct PageReader<'a> {
    connection: Connection,
    questions: &'a Questions,
    titles: Option<KnownTitles>,
    patrons: RowWriter,
    lists: Vec<RowWriter>,
}

/// A row that waits for its title: whose it is on the page, where its text ends, and which item and record it names.
struct Waiting {
    at: usize,
    end: usize,
    named: (u64, u64),
}

impl<'a> PageReader<'a> {
    pub fn new(connection: Connection, questions: &'a Questions) -> Self {
        Self {
            connection,
            questions,
            titles: questions.titles.as_ref().map(KnownTitles::new),
            patrons: RowWriter::default(),
            lists: questions.lists.iter().map(|_| RowWriter::default()).collect(),
        }
    }

    /// Reads patrons and all their rows: lines without their last brace; of one who is gone since, without a beginning.
    pub fn read(&mut self, page: &[u64], is_everybody: bool) -> Result<Vec<String>, SourceError> {
        let whose = match (page.first(), page.last()) {
            (Some(first), Some(last)) if is_everybody => format!("BETWEEN {first} AND {last}"),
            _ => {
                let numbers: Vec<String> = page.iter().map(u64::to_string).collect();
                format!("IN ({})", numbers.join(","))
            }
        };
        let mut lines: Vec<String> = vec![String::new(); page.len()];
        let writer = &mut self.patrons;
        self.connection.for_each(&self.questions.patrons.about(&whose), |row| {
            if let Ok(at) = page.binary_search(&row.as_ref(0).map_or(0, number)) {
                lines[at].push_str(BEGINNING);
                writer.push(row, &mut lines[at]);
            }
        })?;
        for (question, writer) in self.questions.lists.iter().zip(&mut self.lists) {
            for line in &mut lines {
                line.push_str(",\"");
                line.push_str(question.key);
                line.push_str("\":[");
            }
            let statement = question.about(&whose);
            match &mut self.titles {
                Some(titles) if question.titles != Titles::None => {
                    let (rows, waiting) = read_waiting(&mut self.connection, &statement, page, writer)?;
                    let named = waiting.iter().map(|row| row.named);
                    titles.learn(&mut self.connection, question.titles, named)?;
                    let mut start = 0;
                    for row in waiting {
                        let line = &mut lines[row.at];
                        line.push_str(if line.ends_with('[') { "{" } else { ",{" });
                        line.push_str(&rows[start..row.end]);
                        titles.push(question.titles, row.named, line);
                        line.push('}');
                        start = row.end;
                    }
                }
                _ => for_each_of(&mut self.connection, &statement, page, |at, row| {
                    let line = &mut lines[at];
                    if !line.ends_with('[') {
                        line.push(',');
                    }
                    writer.push(row, line);
                })?,
            }
            for line in &mut lines {
                line.push(']');
            }
        }
        Ok(lines)
    }
}

/// Reads rows that name items or records.
fn read_waiting(
    connection: &mut Connection,
    statement: &str,
    page: &[u64],
    writer: &mut RowWriter,
) -> Result<(String, Vec<Waiting>), SourceError> {
    let mut rows = String::new();
    let mut waiting = Vec::new();
    let mut places: Option<[Option<usize>; 2]> = None;
    for_each_of(connection, statement, page, |at, row| {
        let places = places.get_or_insert_with(|| {
            ["itemnumber", "biblionumber"]
                .map(|name| row.columns_ref().iter().position(|column| column.name_str() == name))
        });
        let [item, record] = places.map(|place| place.and_then(|place| row.as_ref(place)).map_or(0, number));
        writer.push_fields(row, &mut rows);
        waiting.push(Waiting { at, end: rows.len(), named: (item, record) });
    })?;
    Ok((rows, waiting))
}

/// Hands over each row of somebody on the page, and where on the page they are: rows come in the order of patrons.
fn for_each_of(
    connection: &mut Connection,
    statement: &str,
    page: &[u64],
    mut each: impl FnMut(usize, Row),
) -> Result<(), SourceError> {
    let mut at = 0;
    connection.for_each(statement, |row| {
        let owner = row.as_ref(0).map_or(0, number);
        while page.get(at).is_some_and(|number| *number < owner) {
            at += 1;
        }
        if page.get(at) == Some(&owner) {
            each(at, row);
        }
    })
}
