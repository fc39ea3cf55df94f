//! Rows as the database wrote them, read without copies: there are a hundred in an answer, with twenty values each.

use std::{borrow::Cow, fmt};

use carrel_domain::{Column, Row, Section, Value};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};

use crate::{
    StoreError,
    patron::read_other,
    rows::{Cell, value},
};

/// Rows of a section as one JSON text.
#[derive(Debug)]
pub struct KohaRows {
    section: &'static Section,
    text: Option<String>,
}

/// A row, and what links it to others in the library system.
#[derive(Clone, Debug)]
pub struct KohaRow<'t> {
    /// The library system's own number of it; `None` where the content stands for it.
    pub number: Option<i64>,
    /// Its values, in the order of the section's columns.
    pub values: Vec<Written<'t>>,
    /// What the source sent beyond the columns.
    pub other: Vec<(String, String)>,
    /// Numbers of other things, by the source's name for the column.
    pub links: Vec<(&'static str, i64)>,
    /// Where a walk goes on after it.
    pub place: i64,
}

/// A value as the database wrote it; its column says what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written<'t> {
    /// Nothing.
    Empty,
    /// A whole number, a time, minor units of money, or 1 and 0.
    Number(i64),
    /// Text, or a date.
    Text(Cow<'t, str>),
}

impl KohaRows {
    pub(crate) const fn new(section: &'static Section, text: Option<String>) -> Self {
        Self { section, text }
    }

    /// Reads them.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`]
    pub fn read(&self) -> Result<Vec<KohaRow<'_>>, StoreError> {
        let Some(text) = &self.text else { return Ok(Vec::new()) };
        let mut rows = RowsOf(self.section)
            .deserialize(&mut serde_json::Deserializer::from_str(text))
            .map_err(|_| StoreError::Unreadable { table: self.section.table.name, what: "row" })?;
        // They are in order, but the database did not promise it.
        rows.sort_by_key(|row| row.place);
        Ok(rows)
    }
}

impl KohaRow<'_> {
    /// The row as it is shown.
    pub fn into_row(self, section: &Section) -> Row {
        let cell = |written| match written {
            Written::Empty => Cell::Empty,
            Written::Number(number) => Cell::Number(number),
            Written::Text(text) => Cell::Text(text.into_owned()),
        };
        let values = section.shown().zip(self.values).map(|(column, written)| value(column.kind, cell(written)));
        Row { values: values.collect(), other: self.other }
    }
}

impl<'t> From<&'t Value> for Written<'t> {
    fn from(value: &'t Value) -> Self {
        match value {
            Value::Empty => Self::Empty,
            Value::Text(text) => Self::Text(Cow::Borrowed(text)),
            Value::Date(date) => Self::Text(Cow::Owned(date.to_string())),
            Value::Time(at) => Self::Number(at.0),
            Value::Money(number) | Value::Count(number) => Self::Number(*number),
            Value::Flag(flag) => Self::Number((*flag).into()),
        }
    }
}

impl<'de> Deserialize<'de> for Written<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WrittenVisitor;
        impl<'de> Visitor<'de> for WrittenVisitor {
            type Value = Written<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("null, a whole number or a text")
            }
            fn visit_unit<E: Error>(self) -> Result<Written<'de>, E> {
                Ok(Written::Empty)
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Written<'de>, E> {
                Ok(Written::Number(number))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Written<'de>, E> {
                i64::try_from(number).map(Written::Number).map_err(E::custom)
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Written<'de>, E> {
                Ok(Written::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Written<'de>, E> {
                Ok(Written::Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_any(WrittenVisitor)
    }
}

/// Columns of a section that link its rows to others.
pub(crate) fn links_of(section: &'static Section) -> impl Iterator<Item = &'static Column> {
    section.table.columns.iter().filter(|column| !column.shown)
}

/// Reads the rows of a section.
struct RowsOf(&'static Section);

impl<'de> DeserializeSeed<'de> for RowsOf {
    type Value = Vec<KohaRow<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RowsOf {
    type Value = Vec<KohaRow<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = list.next_element_seed(RowOf(self.0))? {
            rows.push(row);
        }
        Ok(rows)
    }
}

/// Reads a row of a section.
struct RowOf(&'static Section);

impl<'de> DeserializeSeed<'de> for RowOf {
    type Value = KohaRow<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RowOf {
    type Value = KohaRow<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row in the order of its columns")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut cells: A) -> Result<Self::Value, A::Error> {
        let mut next = || cells.next_element::<Written>()?.ok_or_else(|| A::Error::custom("a column is missing"));
        let Written::Number(place) = next()? else { return Err(A::Error::custom("a row without a key")) };
        let number = match next()? {
            Written::Text(text) => text.parse().ok(),
            Written::Number(number) => Some(number),
            Written::Empty => None,
        };
        let other = match next()? {
            Written::Text(text) => read_other(Some(&text)),
            _ => Vec::new(),
        };
        let mut values = Vec::with_capacity(self.0.table.columns.len());
        for _ in self.0.shown() {
            values.push(next()?);
        }
        let mut links = Vec::new();
        for column in links_of(self.0) {
            if let Written::Number(number) = next()? {
                links.push((column.source, number));
            }
        }
        Ok(KohaRow { number, values, other, links, place })
    }
}
