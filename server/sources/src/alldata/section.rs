//! Which key of a line goes where.

use carrel_domain::{Table, sections};
use carrel_store::import::{Part, RELATIONSHIP, TABLES};

/// Bytes of a library's or category's code, or of a section's name; Koha's have 10 to 20.
pub(super) const LONGEST_CODE: usize = 40;

/// Where the rows of a key go.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// Which of [`TABLES`].
    pub at: usize,
    /// The table.
    pub table: &'static Table,
    /// Open or closed rows, in tables that tell them apart.
    pub is_open: Option<bool>,
}

impl Target {
    fn new(table: &'static Table, is_open: Option<bool>) -> Option<Self> {
        let at = TABLES.iter().position(|other| std::ptr::eq(*other, table))?;
        Some(Self { at, table, is_open })
    }

    /// What a line that has this key speaks of.
    pub const fn part(self) -> Part {
        match self.is_open {
            None => Part::Whole,
            Some(is_open) => Part::State(is_open),
        }
    }

    /// Interlibrary loans: every key that is not one of Koha's own.
    pub fn interlibrary_loan() -> Option<Self> {
        Self::new(&sections::INTERLIBRARY_LOAN, None)
    }
}

/// The target of a key that Carrel knows.
pub(super) fn target(key: &str) -> Option<Target> {
    match key {
        "checkouts" => Target::new(&sections::CHECKOUT, Some(true)),
        "oldcheckouts" => Target::new(&sections::CHECKOUT, Some(false)),
        "holds" => Target::new(&sections::HOLD, Some(true)),
        "oldholds" => Target::new(&sections::HOLD, Some(false)),
        "accountlines" => Target::new(&sections::ACCOUNT_LINE, None),
        "notices" => Target::new(&sections::NOTICE, None),
        "messages" => Target::new(&sections::PATRON_MESSAGE, None),
        "debarments" => Target::new(&sections::DEBARMENT, None),
        "suggestions" => Target::new(&sections::SUGGESTION, None),
        "borrower_attributes" | "attributes" | "extended_attributes" => {
            Target::new(&sections::EXTENDED_ATTRIBUTE, None)
        }
        "patron_consent" | "consents" => Target::new(&sections::CONSENT, None),
        "borrower_message_preferences" | "message_preferences" => Target::new(&sections::MESSAGE_PREFERENCE, None),
        "borrower_relationships" | "relationships" => Target::new(&RELATIONSHIP, None),
        _ => None,
    }
}

/// The keys that a whole answer always has. A line with all of them that has no key of interlibrary loans says that there
/// are none; a line of one section only says nothing about them.
pub(super) const WHOLE: [&str; 10] = [
    "personal",
    "checkouts",
    "oldcheckouts",
    "holds",
    "oldholds",
    "accountlines",
    "notices",
    "messages",
    "debarments",
    "suggestions",
];
