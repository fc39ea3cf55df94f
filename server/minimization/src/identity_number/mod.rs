//! Personal identity numbers in free text: found by form, date and check digits, and masked.
//!
//! Ten and eleven digits in a row may be a card, a telephone or a book as well. How sure a finding is:
//!
//! | | what it takes |
//! |---|---|
//! | [`Confidence::Certain`] | a separator in its place, a date that exists, and a check digit that is right |
//! | [`Confidence::Likely`] | a form that is hardly anything else, without one of those: a Danish number with its hyphen (its check digit is no longer given since 2007), nine Czech digits with a slash (there was none before 1954), a Polish number or twelve Swedish digits with date and check digit; or what is only possible, after a word that says what follows (“hetu”, “personnummer”, “rodné číslo”, “PESEL”, “CPR”, …) |
//! | [`Confidence::Possible`] | ten digits in a row, or six and four with a space, with a date that exists |
//!
//! [`mask`] covers what is certain or likely. A possible number alone is left as it is: one in twenty card numbers of ten
//! digits would be covered.

mod calendar;
mod candidate;
mod czech;
mod danish;
mod finnish;
mod hint;
mod polish;
mod scan;
mod swedish;

pub use scan::{find, mask, mask_from, may_hold_one};

use std::ops::Range;

/// Whose number it is by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Finnish henkilötunnus.
    Henkilotunnus,
    /// Swedish personnummer or samordningsnummer.
    Personnummer,
    /// Danish CPR-nummer.
    Cpr,
    /// Czech or Slovak rodné číslo.
    RodneCislo,
    /// Polish PESEL.
    Pesel,
}

impl Kind {
    /// Its name in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Henkilotunnus => "henkilotunnus",
            Self::Personnummer => "personnummer",
            Self::Cpr => "cpr",
            Self::RodneCislo => "rodne_cislo",
            Self::Pesel => "pesel",
        }
    }
}

/// How sure it is that a number is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// It has the digits and a date, and may be something else.
    Possible,
    /// It is hardly anything else.
    Likely,
    /// Separator, date and check digit are right.
    Certain,
}

/// A number that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Whose number it looks like; the surest of several.
    pub kind: Kind,
    /// How sure that is.
    pub confidence: Confidence,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}
