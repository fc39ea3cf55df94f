//! Reading the patron's own row.

use std::sync::Arc;

use carrel_domain::{
    Date, Kind, Value,
    sections::{CONTACT, IDENTITY},
};
use carrel_store::reading::{Plain, read_plain};
use jiff::tz::TimeZone;

use super::{
    line::{Fields, Read},
    other::{Other, push_string},
};

/// The patron's own row.
#[derive(Default)]
pub(super) struct Personal {
    pub record: String,
    pub other: Option<Arc<str>>,
    pub password: Option<Option<String>>,
    pub is_locked: bool,
    pub expires_on: Option<Date>,
    texts: Vec<(&'static str, String)>,
}

impl Personal {
    /// Reads the row: known columns into the record, anything else into `other`, which may hold something already.
    pub fn read(fields: &Fields<'_>, mut other: Other, zone: &TimeZone) -> Self {
        let mut personal = Self::default();
        for column in IDENTITY.columns.iter().chain(CONTACT.columns) {
            let Some(value) = fields.get(column.source) else {
                continue;
            };
            let read = Read::new(value);
            match read_plain(column.kind, read.plain(), zone) {
                Ok(Value::Empty) => {}
                Ok(value) => {
                    if column.source == "login_attempts" && value == Value::Count(-1) {
                        personal.is_locked = true;
                    }
                    if let ("dateexpiry", Value::Date(date)) = (column.source, &value) {
                        personal.expires_on = Some(*date);
                    }
                    personal.keep(column.source, column.kind, &read, value);
                }
                Err(_) => {
                    if let Some(text) = read.as_other() {
                        other.push_beside(column.source, text, matches!(read, Read::Nested(_)));
                    }
                }
            }
        }
        personal.record.push_str(if personal.record.is_empty() { "{}" } else { "}" });
        for (name, value) in &fields.0 {
            let read = Read::new(value);
            if name == "password" {
                personal.password = Some(hash(&read));
            } else if !is_known(name)
                && let Some(text) = read.as_other()
            {
                other.push_beside(name, text, matches!(read, Read::Nested(_)));
            }
        }
        personal.other = other.finish();
        personal
    }

    /// The text of a column, if there is one.
    pub fn text(&self, source: &str) -> Option<String> {
        self.texts.iter().find(|(name, _)| *name == source).map(|(_, text)| text.clone())
    }

    /// Writes the value as the source did; a number only where any reader gives back the same digits.
    fn keep(&mut self, name: &'static str, kind: Kind, read: &Read<'_>, value: Value) {
        self.record.push(if self.record.is_empty() { '{' } else { ',' });
        push_string(&mut self.record, name);
        self.record.push(':');
        match read.plain() {
            Plain::Flag(flag) => self.record.push_str(if flag { "true" } else { "false" }),
            Plain::Number(digits) if digits.parse::<i64>().is_ok_and(|number| number.to_string() == digits) => {
                self.record.push_str(digits);
            }
            Plain::Number(text) | Plain::Text(text) => push_string(&mut self.record, text),
            Plain::Null | Plain::Nested => self.record.push_str("null"),
        }
        if let (Kind::Text | Kind::Library | Kind::PatronCategory, Value::Text(text)) = (kind, value) {
            self.texts.push((name, text));
        }
    }
}

fn is_known(name: &str) -> bool {
    name == "borrowernumber" || IDENTITY.columns.iter().chain(CONTACT.columns).any(|column| column.source == name)
}

/// The hash, if it is one that Carrel can check. Anything else must not be kept: it might be the password itself.
fn hash(read: &Read<'_>) -> Option<String> {
    match read {
        Read::Text(text) if text.starts_with("$2") || text.starts_with("$argon2") => Some(text.clone().into_owned()),
        _ => None,
    }
}
