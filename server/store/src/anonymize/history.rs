//! The tables whose closed rows can be anonymized: when a row is closed and when it ended, and what of it is kept.

use carrel_domain::{
    Table,
    sections::{ACCOUNT_LINE, CHECKOUT, HOLD, INTERLIBRARY_LOAN, SUGGESTION},
};

/// States of suggestions that nobody has decided, or that are on their way.
macro_rules! undecided {
    () => {
        "'ASKED', 'CHECKED', 'ACCEPTED', 'ORDERED', 'PENDING'"
    };
}
/// States of interlibrary loans that are over.
macro_rules! over {
    () => {
        "'COMP', 'RET', 'CANCELLED', 'KILL', 'COMPLETED', 'RETURNED'"
    };
}
const UNDECIDED: &str = undecided!();
const OVER: &str = over!();

/// A table whose closed rows can be anonymized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum History {
    /// Returned loans.
    Checkouts,
    /// Holds that were filled or cancelled.
    Holds,
    /// Fees that are paid, and payments.
    AccountLines,
    /// Purchase suggestions that were decided.
    Suggestions,
    /// Interlibrary loans that are over.
    InterlibraryLoans,
}

/// How it is known when a row ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// A time: SQL over `c`, a number; missing ones count as 0.
    At(&'static str),
    /// A day: SQL over `c`, a text; missing ones count as empty.
    On(&'static str),
}

/// How a column looks under the anonymous patron.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// As it was.
    Whole,
    /// As exact as the library chose.
    Time,
}

impl History {
    /// Every one.
    pub const ALL: [Self; 5] =
        [Self::Checkouts, Self::Holds, Self::AccountLines, Self::Suggestions, Self::InterlibraryLoans];
    /// What a loan history is made of.
    pub const LOANS: [Self; 3] = [Self::Checkouts, Self::Holds, Self::InterlibraryLoans];

    /// The table.
    pub const fn table(self) -> &'static Table {
        match self {
            Self::Checkouts => &CHECKOUT,
            Self::Holds => &HOLD,
            Self::AccountLines => &ACCOUNT_LINE,
            Self::Suggestions => &SUGGESTION,
            Self::InterlibraryLoans => &INTERLIBRARY_LOAN,
        }
    }

    /// The one with a table of this name.
    pub fn of_table(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|history| history.table().name == name)
    }

    /// SQL over `c`: the row is closed. The same words decide when an import asks.
    pub const fn closed(self) -> &'static str {
        match self {
            Self::Checkouts | Self::Holds => "c.is_open = 0",
            Self::AccountLines => "COALESCE(c.outstanding, 0) = 0",
            Self::Suggestions => concat!("UPPER(COALESCE(c.status, '')) NOT IN (", undecided!(), ")"),
            Self::InterlibraryLoans => concat!("UPPER(COALESCE(c.status, '')) IN (", over!(), ")"),
        }
    }

    /// The same of a row's status, for tables that have no other sign.
    pub(crate) fn is_closed_status(self, status: Option<&str>) -> bool {
        let status = status.unwrap_or_default().to_uppercase();
        let has = |list: &str| list.split(", ").any(|one| one.trim_matches('\'') == status);
        match self {
            Self::Suggestions => !has(UNDECIDED),
            Self::InterlibraryLoans => has(OVER),
            Self::Checkouts | Self::Holds | Self::AccountLines => true,
        }
    }

    /// When it ended.
    pub const fn ends(self) -> Ends {
        match self {
            Self::Checkouts => Ends::At("COALESCE(c.returned_at, c.due_at, c.checked_out_at, 0)"),
            Self::Holds => Ends::On("COALESCE(c.cancelled_on, c.waiting_since, c.placed_on, '')"),
            Self::AccountLines => Ends::At("COALESCE(c.recorded_at, 0)"),
            Self::Suggestions => Ends::On("COALESCE(c.suggested_on, '')"),
            Self::InterlibraryLoans => Ends::On("COALESCE(c.due_on, '')"),
        }
    }

    /// SQL over `c`: it says when it ended. [`History::ends`] takes what does not for the oldest of all.
    pub const fn is_dated(self) -> &'static str {
        match self {
            Self::Checkouts => "COALESCE(c.returned_at, c.due_at, c.checked_out_at) IS NOT NULL",
            Self::Holds => "COALESCE(c.cancelled_on, c.waiting_since, c.placed_on) IS NOT NULL",
            Self::AccountLines => "c.recorded_at IS NOT NULL",
            Self::Suggestions => "c.suggested_on IS NOT NULL",
            Self::InterlibraryLoans => "c.due_on IS NOT NULL",
        }
    }

    /// Columns that say when it ended, the first one that is there counts: as [`History::ends`] says it in SQL.
    pub const fn end_columns(self) -> &'static [&'static str] {
        match self {
            Self::Checkouts => &["returned_at", "due_at", "checked_out_at"],
            Self::Holds => &["cancelled_on", "waiting_since", "placed_on"],
            Self::AccountLines => &["recorded_at"],
            Self::Suggestions => &["suggested_on"],
            Self::InterlibraryLoans => &["due_on"],
        }
    }

    /// SQL over `c`: a fee for it is not paid. Only loans have any; a fee that says no loan belongs to the item's.
    pub const fn unpaid(self) -> Option<&'static str> {
        match self {
            Self::Checkouts => Some(
                "EXISTS (SELECT 1 FROM account_line f WHERE f.patron_id = c.patron_id AND f.outstanding <> 0 \
                 AND (CAST(f.checkout_number AS TEXT) = c.source_id \
                 OR (f.checkout_number IS NULL AND f.item_number = c.item_number)))",
            ),
            _ => None,
        }
    }

    /// Whether its rows name titles, whose traces must go with them.
    pub const fn names_titles(self) -> bool {
        !matches!(self, Self::AccountLines)
    }

    /// What the anonymous patron's row keeps: no free text, nothing that points at another row of the person's.
    pub(super) const fn kept(self) -> &'static [(&'static str, Kept)] {
        use Kept::{Time, Whole};
        match self {
            Self::Checkouts => &[
                ("title", Whole),
                ("author", Whole),
                ("library", Whole),
                ("barcode", Whole),
                ("item_number", Whole),
                ("checked_out_at", Time),
                ("due_at", Time),
                ("returned_at", Time),
                ("renewals", Whole),
                ("auto_renew", Whole),
                ("onsite", Whole),
            ],
            Self::Holds => &[
                ("title", Whole),
                ("author", Whole),
                ("library", Whole),
                ("placed_on", Whole),
                ("cancelled_on", Whole),
                ("found", Whole),
                ("item_type", Whole),
                ("item_level", Whole),
                ("biblio_number", Whole),
            ],
            Self::AccountLines => &[
                ("recorded_at", Time),
                ("amount", Whole),
                ("outstanding", Whole),
                ("debit_type", Whole),
                ("credit_type", Whole),
                ("payment_type", Whole),
                ("status", Whole),
                ("library", Whole),
                ("interface", Whole),
            ],
            Self::Suggestions => &[
                ("title", Whole),
                ("author", Whole),
                ("suggested_on", Whole),
                ("status", Whole),
                ("publication_year", Whole),
            ],
            Self::InterlibraryLoans => {
                &[("title", Whole), ("author", Whole), ("status", Whole), ("lender", Whole), ("due_on", Whole)]
            }
        }
    }

    /// A column of it, or `NULL` where it has none.
    pub(super) fn column(self, name: &'static str) -> &'static str {
        if self.table().columns.iter().any(|column| column.name == name) { name } else { "NULL" }
    }
}
