//! Rows as JSON.

use encoding_rs::mem::decode_latin1;
use mysql::{Column, Row, Value, consts::ColumnType};

use crate::alldata::push_string;

/// How the rows of one answer are written: each column's name, ready with quotes and colon, and whether it is a number.
#[derive(Default)]
pub(super) struct RowWriter {
    columns: Vec<(String, bool)>,
}

impl RowWriter {
    /// Appends a row as an object, without its first column, which says whose it is.
    pub fn push(&mut self, row: Row, json: &mut String) {
        json.push('{');
        self.push_fields(row, json);
        json.push('}');
    }

    /// [`RowWriter::push`] without the braces.
    pub fn push_fields(&mut self, row: Row, json: &mut String) {
        if self.columns.is_empty() {
            self.columns = row.columns_ref().iter().skip(1).map(name).collect();
        }
        let values = row.unwrap();
        for (at, (value, (name, is_number))) in values.iter().skip(1).zip(&self.columns).enumerate() {
            if at > 0 {
                json.push(',');
            }
            json.push_str(name);
            push_value(value, *is_number, json);
        }
    }
}

fn name(column: &Column) -> (String, bool) {
    let mut name = String::new();
    push_string(&mut name, &column.name_str());
    name.push(':');
    let is_number = matches!(
        column.column_type(),
        ColumnType::MYSQL_TYPE_TINY
            | ColumnType::MYSQL_TYPE_SHORT
            | ColumnType::MYSQL_TYPE_INT24
            | ColumnType::MYSQL_TYPE_LONG
            | ColumnType::MYSQL_TYPE_LONGLONG
            | ColumnType::MYSQL_TYPE_YEAR
    );
    (name, is_number)
}

fn push_value(value: &Value, is_number: bool, json: &mut String) {
    let Value::Bytes(bytes) = value else {
        json.push_str("null");
        return;
    };
    match std::str::from_utf8(bytes) {
        Ok(text) if is_number && is_json_number(text) => json.push_str(text),
        Ok(text) => push_string(json, text),
        Err(_) => push_string(json, &mended(bytes)),
    }
}

/// A whole number as JSON writes it: with zeros in front, it stays a text.
fn is_json_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    matches!(digits, [b'0'] | [b'1'..=b'9', ..]) && digits.iter().all(u8::is_ascii_digit)
}

/// A text that is not UTF-8: what is wrong in it is most likely Latin-1 of an old migration, and read as that.
fn mended(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&decode_latin1(chunk.invalid()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf_8_is_read_as_latin_1_and_the_rest_stays() {
        assert_eq!(mended(b"M\xe4kinen \xc3\xa4 \xf0\x9f\x98\x80"), "Mäkinen ä 😀");
    }

    #[test]
    fn only_numbers_of_json_are_written_without_quotes() {
        for (text, expected) in [("0", true), ("-5", true), ("007", false), ("", false), ("1.5", false), ("-", false)] {
            assert_eq!(is_json_number(text), expected, "{text}");
        }
        let mut json = String::new();
        push_value(&Value::Bytes(b"a\"\0b".to_vec()), true, &mut json);
        assert_eq!(json, r#""a\"\u0000b""#);
    }
}
