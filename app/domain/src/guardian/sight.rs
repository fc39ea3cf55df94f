//! What may be opened to guardians.

use crate::{
    category::Category,
    record::Section,
    sections::ward::{CHECKOUTS, FEES, HOLDS, RESTRICTIONS, TITLED_CHECKOUTS, TITLED_FEES, TITLED_HOLDS},
};

/// Something that a library may let guardians see. Everything else is never theirs: histories, messages, notes, addresses,
/// the log. What is no use to somebody who answers for fees and for what is on loan has no place here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sight {
    /// Fees and payments: what, how much, when.
    Fees,
    /// Restrictions on borrowing: kind and dates, without what staff wrote.
    Restrictions,
    /// What is on loan now: when it is due, and where it was lent.
    Checkouts,
    /// What is reserved now: since when, and where it waits.
    Holds,
    /// Which titles these are about, wherever one of the others is shown: what somebody reads may be sensitive.
    Titles,
}

impl Sight {
    /// Every one, in the order people see them.
    pub const ALL: [Self; 5] = [Self::Fees, Self::Restrictions, Self::Checkouts, Self::Holds, Self::Titles];

    /// Name in the database, forms and catalogue keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fees => "fees",
            Self::Restrictions => "restrictions",
            Self::Checkouts => "checkouts",
            Self::Holds => "holds",
            Self::Titles => "titles",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sight| sight.name() == name)
    }

    /// The category of data it opens; titles open none by themselves.
    pub const fn category(self) -> Option<Category> {
        match self {
            Self::Fees => Some(Category::Fees),
            Self::Restrictions => Some(Category::Restrictions),
            Self::Checkouts => Some(Category::Checkouts),
            Self::Holds => Some(Category::Holds),
            Self::Titles => None,
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sights(u8);

impl Sights {
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// What is suggested to a library that has not decided yet: what somebody needs who answers for fees and returns.
    pub const SUGGESTED: Self = Self(Sight::Fees.bit() | Sight::Restrictions.bit() | Sight::Checkouts.bit());

    /// Whether one is among them.
    pub const fn contains(self, sight: Sight) -> bool {
        self.0 & sight.bit() != 0
    }

    /// The same without one.
    #[must_use]
    pub const fn without(self, sight: Sight) -> Self {
        Self(self.0 & !sight.bit())
    }

    /// Whether no category is opened. Titles alone open none.
    pub const fn is_empty(self) -> bool {
        self.without(Sight::Titles).0 == 0
    }

    /// Whether something is here that is not there.
    pub const fn has_more_than(self, other: Self) -> bool {
        self.0 & !other.0 != 0
    }

    /// One by one, in the order people see them.
    pub fn iter(self) -> impl Iterator<Item = Sight> {
        Sight::ALL.into_iter().filter(move |sight| self.contains(*sight))
    }

    /// What is shown of a category: fewer columns than its owner sees. `None` if the category is not among them.
    pub fn section(self, category: Category) -> Option<&'static Section> {
        let sight = self.iter().find(|sight| sight.category() == Some(category))?;
        Some(match (sight, self.contains(Sight::Titles)) {
            (Sight::Fees, false) => &FEES,
            (Sight::Fees, true) => &TITLED_FEES,
            (Sight::Restrictions, _) => &RESTRICTIONS,
            (Sight::Checkouts, false) => &CHECKOUTS,
            (Sight::Checkouts, true) => &TITLED_CHECKOUTS,
            (Sight::Holds, false) => &HOLDS,
            (Sight::Holds, true) => &TITLED_HOLDS,
            (Sight::Titles, _) => return None,
        })
    }
}

impl FromIterator<Sight> for Sights {
    fn from_iter<I: IntoIterator<Item = Sight>>(sights: I) -> Self {
        Self(sights.into_iter().fold(0, |set, sight| set | sight.bit()))
    }
}
