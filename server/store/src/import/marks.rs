//! What was anonymized stays away: marks that [`crate::anonymize`] left, as an import reads them.

use std::collections::HashMap;

use carrel_domain::retention::{BILL_LETTER, Subject};
use serde_json::{Map, Value as Json};

use super::{
    Cell, Document, Layout,
    connection::{Connection, list},
};
use crate::{
    StoreError,
    anonymize::{Ends, History, Mark, cleaned_columns},
    retention::batch::mark,
};

/// The digest of a row whose texts were cleaned: no row of a file has it, so that each import looks at it anew.
pub(super) const CLEANED: i64 = 0;

/// The marks of one patron, by table.
pub(super) type PatronMarks = HashMap<String, Mark>;

/// How a row that is not there may come back.
pub(super) enum Return {
    /// As it is.
    Whole,
    /// Without texts that may name what went.
    WithoutTexts(Vec<Cell>),
    /// Not at all.
    Never,
}

/// Reads the marks of these patrons.
pub(super) async fn read(
    connection: &mut Connection,
    patrons: &[i64],
) -> Result<HashMap<i64, PatronMarks>, StoreError> {
    let sql = format!(
        "SELECT patron_id, table_name, closed_before, closed_day, texts_before FROM history_cutoff WHERE patron_id {}",
        connection.in_numbers()
    );
    type Stored = (i64, String, Option<i64>, Option<String>, Option<i64>);
    let rows: Vec<Stored> = connection.fetch(sql.into(), vec![list(patrons)]).await?;
    let mut marks: HashMap<i64, PatronMarks> = HashMap::new();
    for (patron, table, closed_before, closed_day, texts_before) in rows {
        marks.entry(patron).or_default().insert(table, Mark { closed_before, closed_day, texts_before });
    }
    Ok(marks)
}

/// What an import asks of a patron's marks.
pub(super) trait Marks {
    /// How a new row may come in.
    fn of_row(&self, layout: Layout, row: &[Cell], private_debits: &[String]) -> Return;
}

impl Marks for PatronMarks {
    fn of_row(&self, layout: Layout, row: &[Cell], private_debits: &[String]) -> Return {
        let table = layout.table();
        let value = |name: &str| {
            let at = table.columns.iter().position(|column| column.name == name)?;
            row.get(layout.first_column() + at)
        };
        let number = |name: &str| match value(name) {
            Some(Cell::Number(number)) => *number,
            _ => None,
        };
        let text = |name: &str| match value(name) {
            Some(Cell::Text(text)) => text.as_deref(),
            _ => None,
        };
        if let (Some(history), Some(mark)) = (History::of_table(table.name), self.get(table.name)) {
            let is_open = table.has_state && matches!(row.get(Layout::OPEN), Some(Cell::Number(Some(1))));
            let is_closed = !is_open
                && match history {
                    History::AccountLines => number("outstanding").unwrap_or_default() == 0,
                    history => history.is_closed_status(text("status")),
                };
            let is_old = match history.ends() {
                Ends::At(_) => mark.closed_before.is_some_and(|before| {
                    history.end_columns().iter().find_map(|name| number(name)).unwrap_or_default() < before
                }),
                Ends::On(_) => mark.closed_day.as_deref().is_some_and(|before| {
                    history.end_columns().iter().find_map(|name| text(name)).unwrap_or_default() < before
                }),
            };
            if is_closed && is_old {
                return Return::Never;
            }
        }
        let went_by_rule = rule_mark(table.name, &text, &number, private_debits)
            .and_then(|(name, end)| Some((self.get(name)?, end)))
            .is_some_and(|(mark, end)| match end {
                End::At(at) => mark.closed_before.is_some_and(|before| at < before),
                End::On(day) => mark.closed_day.as_deref().is_some_and(|before| day < before),
            });
        if went_by_rule {
            return Return::Never;
        }
        let Some(before) = self.get("texts").and_then(|mark| mark.texts_before) else { return Return::Whole };
        let columns = cleaned_columns(table.name);
        let dated = ["queued_at", "recorded_at", "written_at", "created_at"].into_iter().find_map(number);
        if columns.is_empty() || table.has_state || dated.is_none_or(|time| time >= before) {
            return Return::Whole;
        }
        let mut row = row.to_vec();
        for (at, column) in table.columns.iter().enumerate() {
            if columns.contains(&column.name)
                && let Some(cell) = row.get_mut(layout.first_column() + at)
            {
                *cell = match cell {
                    Cell::Number(_) => Cell::Number(None),
                    Cell::Text(_) => Cell::Text(None),
                };
            }
        }
        row[layout.other()] = Cell::Text(None);
        row[layout.digest()] = CLEANED.into();
        Return::WithoutTexts(row)
    }
}

/// When a row's period began.
enum End<'a> {
    At(i64),
    On(&'a str),
}

/// The mark that a retention rule leaves about rows such as this one, and when its period began; what
/// [`crate::retention`] says of it in SQL.
fn rule_mark<'a>(
    table: &str,
    text: &impl Fn(&str) -> Option<&'a str>,
    number: &impl Fn(&str) -> Option<i64>,
    private_debits: &[String],
) -> Option<(&'static str, End<'a>)> {
    let subject = match table {
        "notice" if text("status") == Some("pending") => return None,
        "notice" if text("letter") == Some(BILL_LETTER) => Subject::Bills,
        "notice" => Subject::Notices,
        "patron_message" => Subject::Messages,
        "debarment" => Subject::Restrictions,
        "account_line" if number("outstanding").unwrap_or_default() != 0 => return None,
        "account_line" => match text("debit_type") {
            Some(code) if private_debits.iter().any(|private| private == code) => Subject::PrivateFees,
            _ => Subject::PublicFees,
        },
        _ => return None,
    };
    let end = match subject {
        Subject::Restrictions => End::On(text("ends_on")?),
        Subject::Messages => End::At(number("written_at")?),
        Subject::PrivateFees | Subject::PublicFees => End::At(number("recorded_at")?),
        _ => End::At(number("queued_at")?),
    };
    Some((mark(subject)?, end))
}

/// Records and unknown columns of patrons of which fields were cleaned here: what the file says, but for those fields.
pub(super) async fn cleaned_records(
    connection: &mut Connection,
    documents: &[(i64, &Document)],
    marks: &HashMap<i64, PatronMarks>,
) -> Result<HashMap<String, (String, Option<String>)>, StoreError> {
    let mut records = HashMap::new();
    for (patron, document) in documents {
        let Some(marks) = marks.get(patron) else { continue };
        let cleaned: Vec<(&str, &str)> = marks
            .keys()
            .filter_map(|name| name.strip_prefix("patron."))
            .filter_map(|name| name.split_once(':'))
            .collect();
        if cleaned.is_empty() {
            continue;
        }
        let stored: Vec<(String, Option<String>)> =
            connection.fetch("SELECT record, other FROM patron WHERE id = ?".into(), vec![(*patron).into()]).await?;
        let Some((record, other)) = stored.into_iter().next() else { continue };
        let record = merged("record", &cleaned, &document.record, Some(&record));
        let other = document.other.as_deref().map(|new| merged("other", &cleaned, new, other.as_deref()));
        records.insert(document.source_id.clone(), (record, other));
    }
    Ok(records)
}

/// The new JSON with the old values of cleaned fields.
fn merged(column: &str, cleaned: &[(&str, &str)], new: &str, old: Option<&str>) -> String {
    let read = |text: &str| serde_json::from_str::<Map<String, Json>>(text).ok();
    let (Some(mut map), old) = (read(new), old.and_then(read).unwrap_or_default()) else { return new.to_owned() };
    for (_, key) in cleaned.iter().filter(|(of, _)| *of == column) {
        match old.get(*key) {
            Some(value) if map.contains_key(*key) => {
                map.insert((*key).to_owned(), value.clone());
            }
            _ => {
                map.shift_remove(*key);
            }
        }
    }
    Json::Object(map).to_string()
}
