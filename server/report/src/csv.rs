//! One section as CSV (RFC 4180), for spreadsheets and scripts.

use std::io::Write;

use carrel_domain::{Column, Kind, Row, Section, Value};
use carrel_texts::{Format, Names, key};

use crate::{
    event::{ReportError, check_shape},
    neutral::{GUARD, is_dangerous},
};

/// Bytes gathered before they are handed on.
const BUFFER: usize = 64 * 1024;

/// Writes the rows of one section: UTF-8 with a byte order mark (or Excel guesses a wrong encoding), a header in the
/// reader's language, dates and times in ISO 8601, amounts as decimal numbers, codes in words. Texts that a spreadsheet
/// would run as a formula begin with an apostrophe. The last column holds what the source sent beyond the others.
///
/// # Errors
/// Those of [`ReportError`].
pub fn write_csv<E>(
    section: &Section,
    format: &Format,
    names: &Names,
    rows: impl IntoIterator<Item = Result<Vec<Row>, E>>,
    mut out: impl Write,
) -> Result<(), ReportError<E>> {
    let columns: Vec<&Column> = section.shown().collect();
    let mut buffer = String::with_capacity(BUFFER + BUFFER / 4);
    buffer.push('\u{feff}');
    for column in &columns {
        push_csv_cell(&mut buffer, &heading(column, format));
        buffer.push(',');
    }
    push_csv_cell(&mut buffer, format.texts().say(key::OTHER));
    buffer.push_str("\r\n");
    for page in rows {
        let page = page.map_err(ReportError::Source)?;
        check_shape(section.category, columns.len(), &page)?;
        for row in &page {
            for (column, value) in columns.iter().zip(&row.values) {
                push_value(&mut buffer, column, value, format, names);
                buffer.push(',');
            }
            push_csv_cell(&mut buffer, &other(&row.other));
            buffer.push_str("\r\n");
            if buffer.len() >= BUFFER {
                out.write_all(buffer.as_bytes())?;
                buffer.clear();
            }
        }
    }
    out.write_all(buffer.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// What a column is called in a spreadsheet: amounts say their currency there, the cells are bare numbers.
pub(crate) fn heading(column: &Column, format: &Format) -> String {
    let name = format.texts().field(column);
    match column.kind {
        Kind::Money => format!("{name} ({})", format.currency()),
        _ => name.into_owned(),
    }
}

/// An amount as a decimal number: `-2.50`.
pub(crate) fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}

/// What the source sent beyond the columns, a line for each.
pub(crate) fn other(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
}

fn push_value(buffer: &mut String, column: &Column, value: &Value, format: &Format, names: &Names) {
    match value {
        Value::Empty => {}
        Value::Date(date) => buffer.push_str(&date.to_string()),
        Value::Time(time) => buffer.push_str(&format.rfc3339(*time)),
        Value::Money(minor) => buffer.push_str(&decimal(*minor)),
        Value::Count(number) if !matches!(column.kind, Kind::Code(_)) => buffer.push_str(&number.to_string()),
        Value::Text(text) if matches!(column.kind, Kind::Text | Kind::LongText) => push_csv_cell(buffer, text),
        _ => push_csv_cell(buffer, &format.value(column, value, names)),
    }
}

/// Writes a text as one cell, quoted where RFC 4180 asks for it (2.6, 2.7), and as text where a spreadsheet would run it.
pub fn push_csv_cell(buffer: &mut String, text: &str) {
    let dangerous = is_dangerous(text);
    if !dangerous && !text.contains(['"', ',', '\r', '\n', ';', '\t']) {
        buffer.push_str(text);
        return;
    }
    buffer.push('"');
    if dangerous {
        buffer.push(GUARD);
    }
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            buffer.push_str("\"\"");
        }
        buffer.push_str(part);
    }
    buffer.push('"');
}
