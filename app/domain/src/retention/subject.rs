//! What rules are about.

use crate::category::Category;

/// Data that a rule says how long to keep. Each has an event that its period begins with, and what can be done with it
/// when the period is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// People who did not renew their membership.
    Patrons,
    /// Loans, from their return.
    CheckoutHistory,
    /// Holds, from when they were filled or cancelled.
    HoldHistory,
    /// Fees under private law, such as loan fees and compensation, from when they were paid.
    PrivateFees,
    /// Fees under public law, from when they were paid; and everything that is not known to be under private law.
    PublicFees,
    /// Bills for items not returned, from when they were sent.
    Bills,
    /// All other notices, from when they were sent.
    Notices,
    /// Messages and notes, from when they were written.
    Messages,
    /// Restrictions on borrowing, from when they ended.
    Restrictions,
    /// Purchase suggestions, from when they were made.
    Suggestions,
    /// Loans from other libraries, from the date they were due once they are over.
    InterlibraryLoans,
    /// The log. Nothing removes entries by a rule: they are proof, and go with a lawful erasure only.
    Log,
}

/// What is done when a period is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// The link to the person goes; what happened and what was paid still adds up.
    Anonymize,
    /// The rows go.
    Delete,
    /// The person is told, then locked out, anonymized and removed, with time to think in between.
    Stages,
    /// Nothing by itself: the rule tells people what to expect.
    Tell,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::Anonymize, Self::Delete, Self::Stages, Self::Tell];

    /// Name in forms, the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anonymize => "anonymize",
            Self::Delete => "delete",
            Self::Stages => "stages",
            Self::Tell => "tell",
        }
    }

    /// The action with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

impl Subject {
    /// Every subject, in the order it is shown.
    pub const ALL: [Self; 12] = [
        Self::Patrons,
        Self::CheckoutHistory,
        Self::HoldHistory,
        Self::PrivateFees,
        Self::PublicFees,
        Self::Bills,
        Self::Notices,
        Self::Messages,
        Self::Restrictions,
        Self::Suggestions,
        Self::InterlibraryLoans,
        Self::Log,
    ];

    /// Name in addresses, the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Patrons => "patrons",
            Self::CheckoutHistory => "checkout-history",
            Self::HoldHistory => "hold-history",
            Self::PrivateFees => "private-fees",
            Self::PublicFees => "public-fees",
            Self::Bills => "bills",
            Self::Notices => "notices",
            Self::Messages => "messages",
            Self::Restrictions => "restrictions",
            Self::Suggestions => "suggestions",
            Self::InterlibraryLoans => "interlibrary-loans",
            Self::Log => "log",
        }
    }

    /// The subject with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.name() == name)
    }

    /// What can be done with it, the usual first.
    pub const fn actions(self) -> &'static [Action] {
        match self {
            Self::Patrons => &[Action::Stages],
            Self::CheckoutHistory
            | Self::HoldHistory
            | Self::PrivateFees
            | Self::PublicFees
            | Self::Suggestions
            | Self::InterlibraryLoans => &[Action::Anonymize, Action::Delete],
            Self::Bills | Self::Notices | Self::Messages | Self::Restrictions => &[Action::Delete],
            Self::Log => &[Action::Tell],
        }
    }

    /// Whether runs do something about it.
    pub fn is_run(self) -> bool {
        !self.actions().contains(&Action::Tell)
    }

    /// The category of the register that it belongs to.
    pub const fn category(self) -> Category {
        match self {
            Self::Patrons => Category::Identity,
            Self::CheckoutHistory => Category::CheckoutHistory,
            Self::HoldHistory => Category::HoldHistory,
            Self::PrivateFees | Self::PublicFees => Category::Fees,
            Self::Bills | Self::Notices => Category::Notices,
            Self::Messages => Category::Messages,
            Self::Restrictions => Category::Restrictions,
            Self::Suggestions => Category::Suggestions,
            Self::InterlibraryLoans => Category::InterlibraryLoans,
            Self::Log => Category::Log,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_and_action_is_found_by_its_name() {
        for subject in Subject::ALL {
            assert_eq!(Subject::from_name(subject.name()), Some(subject));
            assert!(!subject.actions().is_empty(), "{subject:?}");
        }
        for action in Action::ALL {
            assert_eq!(Action::from_name(action.name()), Some(action));
        }
    }

    #[test]
    fn no_rule_removes_entries_of_the_log() {
        assert_eq!(Subject::Log.actions(), [Action::Tell]);
        assert_eq!(Subject::ALL.into_iter().filter(|subject| !subject.is_run()).count(), 1);
    }
}
