//! One patron as the library system holds them.

use std::sync::Arc;

use super::{Cell, Layout, TABLES};

/// One patron as the library system holds them now.
#[derive(Clone, Debug)]
pub struct Document {
    /// The library system's number.
    pub source_id: String,
    /// Card number.
    pub cardnumber: Option<String>,
    /// User name.
    pub userid: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// First name.
    pub firstname: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Code of the home library.
    pub library: Option<String>,
    /// Code of the patron category.
    pub patron_category: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// The day on which the membership ends, as `YYYY-MM-DD`.
    pub expires_on: Option<String>,
    /// Whether the library system lets nobody sign in to this account.
    pub is_locked: bool,
    /// The row as JSON, without secrets.
    pub record: String,
    /// Unknown columns as JSON.
    pub other: Option<String>,
    /// Hash of the password. `None`: not said; `Some(None)`: there is none.
    pub password: Option<Option<String>>,
    /// Digest of all of the above.
    pub digest: i64,
    /// Digest of the whole document: what is equal has no need to be compared further.
    pub document_digest: i64,
    /// Codes of all libraries that the document names; some more than once.
    pub libraries: Vec<Arc<str>>,
    /// Codes of all patron categories that it names.
    pub categories: Vec<Arc<str>>,
    /// Rows, in the order of [`TABLES`].
    pub rows: [Rows; TABLES.len()],
}

/// Which of a table's rows a document speaks of: those it does not have are gone; others it says nothing about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    Whole,
    /// Those that are open (`true`), or closed; of fees, those that are still owed, or settled.
    State(bool),
    /// Those whose `source_id` begins so.
    Prefix(String),
}

/// A patron's rows of one table.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// What the document speaks of.
    pub parts: Vec<Part>,
    /// The cells of all rows, one after the other, as [`Layout`] orders them.
    pub cells: Vec<Cell>,
}

impl Rows {
    /// How many rows.
    pub const fn len(&self, layout: Layout) -> usize {
        self.cells.len() / layout.width()
    }

    /// Whether a row that is stored but not in the document is gone.
    pub(super) fn is_gone(&self, source_id: &str, is_open: bool) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Whole => true,
            Part::State(open) => *open == is_open,
            Part::Prefix(prefix) => source_id.starts_with(prefix.as_str()),
        })
    }
}

/// The text of a `source_id` cell.
pub(super) fn source_id(row: &[Cell]) -> Option<&Arc<str>> {
    match row.first() {
        Some(Cell::Text(text)) => text.as_ref(),
        _ => None,
    }
}

/// The number of a `digest` cell.
pub(super) fn row_digest(row: &[Cell]) -> Option<i64> {
    match row.last() {
        Some(Cell::Number(number)) => *number,
        _ => None,
    }
}
