//! Cells with their types (OpenDocument 1.3, part 3, 19.385).

use carrel_domain::{Column, Kind, Value};
use carrel_texts::{Format, Names};

use super::xml::{escape, paragraphs};
use crate::csv::decimal;

/// The largest whole number a spreadsheet's floating-point cell holds exactly.
const EXACT: u64 = 1 << 53;

/// Writes a value as a cell of its type.
pub(super) fn cell(buffer: &mut String, column: &Column, value: &Value, format: &Format, names: &Names) {
    match value {
        Value::Empty => buffer.push_str("<table:table-cell/>"),
        Value::Date(date) => typed(buffer, "date", "date", &format!("office:date-value=\"{date}\""), &date.to_string()),
        Value::Time(time) => {
            let written = format.rfc3339(*time);
            match written.get(..19) {
                Some(local) if written.as_bytes().get(10) == Some(&b'T') => {
                    let shown = local[..16].replace('T', " ");
                    typed(buffer, "time", "date", &format!("office:date-value=\"{local}\""), &shown);
                }
                _ => text_cell(buffer, "text", &written),
            }
        }
        Value::Money(minor) if minor.unsigned_abs() < EXACT => {
            let amount = decimal(*minor);
            let mut value = String::from("office:currency=\"");
            escape(&mut value, format.currency());
            value.push_str(&format!("\" office:value=\"{amount}\""));
            typed(buffer, "money", "currency", &value, &amount);
        }
        Value::Count(number) if !matches!(column.kind, Kind::Code(_)) && number.unsigned_abs() < EXACT => {
            typed(buffer, "text", "float", &format!("office:value=\"{number}\""), &number.to_string());
        }
        _ => text_cell(buffer, "text", &format.value(column, value, names)),
    }
}

fn typed(buffer: &mut String, style: &str, kind: &str, value: &str, shown: &str) {
    buffer.push_str("<table:table-cell table:style-name=\"");
    buffer.push_str(style);
    buffer.push_str("\" office:value-type=\"");
    buffer.push_str(kind);
    buffer.push_str("\" ");
    buffer.push_str(value);
    buffer.push_str("><text:p>");
    buffer.push_str(shown);
    buffer.push_str("</text:p></table:table-cell>");
}

/// Writes a text as a cell that can never be a formula.
pub(super) fn text_cell(buffer: &mut String, style: &str, text: &str) {
    buffer.push_str("<table:table-cell table:style-name=\"");
    buffer.push_str(style);
    buffer.push_str("\" office:value-type=\"string\">");
    paragraphs(buffer, text);
    buffer.push_str("</table:table-cell>");
}
