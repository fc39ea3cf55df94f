//! The categories of data a library holds about a patron.

use serde::{Deserialize, Serialize};

/// A category of data, as a patron sees it and as the register of processing describes it (GDPR Art. 30).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Who the patron is: names, date of birth, card, membership.
    Identity,
    /// Addresses, telephone numbers, e-mail.
    Contact,
    /// Guardians and wards.
    Guardians,
    /// What is on loan now.
    Checkouts,
    /// What was returned.
    CheckoutHistory,
    /// What is reserved now.
    Holds,
    /// Holds that were filled or cancelled.
    HoldHistory,
    /// Fees and payments.
    Fees,
    /// Notices the library sent.
    Notices,
    /// Messages and notes.
    Messages,
    /// Restrictions on borrowing.
    Restrictions,
    /// Purchase suggestions.
    Suggestions,
    /// Interlibrary loans.
    InterlibraryLoans,
    /// Extended attributes.
    Attributes,
    /// Consents given and refused.
    Consents,
    /// Which messages the patron wants, and how.
    Preferences,
    /// Who looked at or changed the data, and why.
    Log,
}

impl Category {
    /// Every category, in the order it is shown.
    pub const ALL: [Self; 17] = [
        Self::Identity,
        Self::Contact,
        Self::Guardians,
        Self::Checkouts,
        Self::CheckoutHistory,
        Self::Holds,
        Self::HoldHistory,
        Self::Fees,
        Self::Notices,
        Self::Messages,
        Self::Restrictions,
        Self::Suggestions,
        Self::InterlibraryLoans,
        Self::Attributes,
        Self::Consents,
        Self::Preferences,
        Self::Log,
    ];

    /// The category's name in addresses (`/my-data/checkout-history`), files and catalogue keys.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Contact => "contact",
            Self::Guardians => "guardians",
            Self::Checkouts => "checkouts",
            Self::CheckoutHistory => "checkout-history",
            Self::Holds => "holds",
            Self::HoldHistory => "hold-history",
            Self::Fees => "fees",
            Self::Notices => "notices",
            Self::Messages => "messages",
            Self::Restrictions => "restrictions",
            Self::Suggestions => "suggestions",
            Self::InterlibraryLoans => "interlibrary-loans",
            Self::Attributes => "attributes",
            Self::Consents => "consents",
            Self::Preferences => "preferences",
            Self::Log => "log",
        }
    }

    /// The category with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.slug() == slug)
    }
}
