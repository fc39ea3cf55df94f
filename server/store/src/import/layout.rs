//! How the rows of a table stand side by side in an insert.

use carrel_domain::{
    Kind, Table,
    record::column,
    sections::{
        ACCOUNT_LINE, CHECKOUT, CONSENT, DEBARMENT, EXTENDED_ATTRIBUTE, HOLD, INTERLIBRARY_LOAN, MESSAGE_PREFERENCE,
        NOTICE, PATRON_MESSAGE, SUGGESTION,
    },
};

use super::Cell;

/// Who is whose guardian, as one of the two's line says it (`borrower_relationships`). People see it through the view
/// `guardianship_of_patron`, once both are known.
pub static RELATIONSHIP: Table = Table {
    name: "guardianship",
    source_id: "id",
    has_state: false,
    columns: &[
        column("guardian_number", "guarantor_id", Kind::Code("")),
        column("ward_number", "guarantee_id", Kind::Code("")),
        column("relationship", "relationship", Kind::Text),
    ],
};

/// Every table that belongs to a patron, in the order it is written.
pub static TABLES: [&Table; 12] = [
    &CHECKOUT,
    &HOLD,
    &ACCOUNT_LINE,
    &NOTICE,
    &PATRON_MESSAGE,
    &DEBARMENT,
    &SUGGESTION,
    &INTERLIBRARY_LOAN,
    &EXTENDED_ATTRIBUTE,
    &CONSENT,
    &MESSAGE_PREFERENCE,
    &RELATIONSHIP,
];

/// The cells of one row: `source_id`, `is_open` where the table has it, its columns, `other`, `digest`.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    table: &'static Table,
}

impl Layout {
    /// The layout of a table's rows.
    pub const fn of(table: &'static Table) -> Self {
        Self { table }
    }

    /// The table.
    pub(super) const fn table(self) -> &'static Table {
        self.table
    }

    /// Where the first column stands.
    pub const fn first_column(self) -> usize {
        if self.table.has_state { 2 } else { 1 }
    }

    /// Where `is_open` stands, in tables that have it.
    pub const OPEN: usize = 1;

    /// Where `other` stands.
    pub const fn other(self) -> usize {
        self.first_column() + self.table.columns.len()
    }

    /// Where `digest` stands, the last one.
    pub const fn digest(self) -> usize {
        self.other() + 1
    }

    /// Cells of a row.
    pub const fn width(self) -> usize {
        self.digest() + 1
    }

    /// A row of missing values.
    pub fn empty_row(self) -> Vec<Cell> {
        let mut row = vec![Cell::Text(None)];
        if self.table.has_state {
            row.push(Cell::Number(None));
        }
        row.extend(
            self.table.columns.iter().map(
                |column| {
                    if is_number(column.kind) { Cell::Number(None) } else { Cell::Text(None) }
                },
            ),
        );
        row.extend([Cell::Text(None), Cell::Number(None)]);
        row
    }

    /// Database names of the cells, after `patron_id`.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        let state: &[&str] = if self.table.has_state { &["is_open"] } else { &[] };
        std::iter::once("source_id")
            .chain(state.iter().copied())
            .chain(self.table.columns.iter().map(|column| column.name))
            .chain(["other", "digest"])
    }
}

/// Bytes of a text that stands in an index: PostgreSQL takes about 2,700, and nothing that somebody looks for is as long.
pub const LONGEST_INDEXED: usize = 500;

/// Whether a kind is stored as a number.
pub const fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Time | Kind::Money | Kind::Count | Kind::Flag)
}
