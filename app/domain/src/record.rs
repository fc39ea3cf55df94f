//! The description of a record: which columns a category has, where they come from, how they are shown.
//!
//! One description drives the import, the pages, the PDF, the JSON and its schema, CSV and ODS: a column that is
//! stored is shown and exported everywhere, by construction (GDPR Art. 15: the patron sees *all* data).

use crate::category::Category;

/// What a column holds, and so how it is read, stored, shown and sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// Text of any length, with line breaks.
    LongText,
    /// A calendar date, stored as `YYYY-MM-DD`.
    Date,
    /// A point in time, stored as seconds since 1970 UTC. The source sends local time of the library.
    Time,
    /// Money, stored as minor units. The source sends a decimal number.
    Money,
    /// A whole number.
    Count,
    /// Yes or no, stored as 1 or 0.
    Flag,
    /// A code of the source, shown in words where the catalogue has `code-SET-value`; the set's name is given.
    Code(&'static str),
    /// The code of a library, shown by its name.
    Library,
    /// The code of a patron category, shown by its name.
    PatronCategory,
}

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Our name: the database column, the JSON property (snake case), and the catalogue key `field-NAME` (with hyphens).
    pub name: &'static str,
    /// The source's name for it (Koha's column).
    pub source: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether people see it. What is not shown is an internal number that only links records.
    pub shown: bool,
}

/// A column that people see.
pub const fn column(name: &'static str, source: &'static str, kind: Kind) -> Column {
    Column { name, source, kind, shown: true }
}

/// An internal number of the source: kept to link records, never shown or exported.
pub const fn link(name: &'static str, source: &'static str) -> Column {
    Column { name, source, kind: Kind::Count, shown: false }
}

/// A table that holds rows of patrons: besides these columns it has `id`, `patron_id`, `source_id`, `digest` and
/// `other` (JSON object of what the source sent beyond the columns), and `is_open` where `has_state`.
#[derive(Debug)]
pub struct Table {
    /// Name in the database.
    pub name: &'static str,
    /// The source's column that identifies a row; empty where the content does.
    pub source_id: &'static str,
    /// Whether rows are open (on loan, waiting) or closed, told by the column `is_open`.
    pub has_state: bool,
    /// The columns, in the order they are shown.
    pub columns: &'static [Column],
}

/// One category's view of a table.
#[derive(Debug)]
pub struct Section {
    /// The category it shows.
    pub category: Category,
    /// The table (or view) it reads.
    pub table: &'static Table,
    /// Of a table with states: the open rows, or the closed ones.
    pub open: Option<bool>,
    /// Names of the columns that make the list; the rest are details of a row.
    pub main: &'static [&'static str],
    /// Name of the column that dates a row: rows are listed newest first by it.
    pub newest: &'static str,
    /// Whether it may be taken away as CSV and ODS on its own.
    pub spreadsheet: bool,
}

impl Section {
    /// The columns people see, in order.
    pub fn shown(&self) -> impl Iterator<Item = &'static Column> + use<> {
        self.table.columns.iter().filter(|column| column.shown)
    }

    /// Whether a column belongs to the list and not to the details.
    pub fn is_main(&self, column: &Column) -> bool {
        self.main.contains(&column.name)
    }
}
