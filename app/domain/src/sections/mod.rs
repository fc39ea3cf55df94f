//! The sections of a patron's record: one description for each category that is a list.

mod circulation;
mod messages;
mod money;
mod person;
pub mod ward;
mod wishes;

pub use circulation::{CHECKOUT, HOLD, INTERLIBRARY_LOAN};
pub use messages::{NOTICE, PATRON_MESSAGE};
pub use money::{ACCOUNT_LINE, DEBARMENT};
pub use person::{CONTACT, EXTENDED_ATTRIBUTE, GUARDIANSHIP, IDENTITY};
pub use wishes::{AUDIT_ENTRY, CONSENT, CONSENT_ANSWER, MESSAGE_CHOICE, MESSAGE_PREFERENCE, SUGGESTION};

use crate::{
    category::Category,
    record::{Section, Table},
};

/// The tables whose rows the source sends, in the order they are written.
pub static SOURCE_TABLES: [&Table; 11] = [
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
];

/// The description of a category.
pub fn section(category: Category) -> &'static Section {
    match category {
        Category::Identity => &person::IDENTITY_SECTION,
        Category::Contact => &person::CONTACT_SECTION,
        Category::Guardians => &person::GUARDIANS,
        Category::Checkouts => &circulation::CHECKOUTS,
        Category::CheckoutHistory => &circulation::CHECKOUT_HISTORY,
        Category::Holds => &circulation::HOLDS,
        Category::HoldHistory => &circulation::HOLD_HISTORY,
        Category::Fees => &money::FEES,
        Category::Notices => &messages::NOTICES,
        Category::Messages => &messages::MESSAGES,
        Category::Restrictions => &money::RESTRICTIONS,
        Category::Suggestions => &wishes::SUGGESTIONS,
        Category::InterlibraryLoans => &circulation::INTERLIBRARY_LOANS,
        Category::Attributes => &person::ATTRIBUTES,
        Category::Consents => &wishes::CONSENTS,
        Category::Preferences => &wishes::PREFERENCES,
        Category::Log => &wishes::LOG,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_names_columns_its_table_has() {
        for category in Category::ALL {
            let section = section(category);
            assert_eq!(section.category, category);
            let has = |name: &str| section.table.columns.iter().any(|column| column.name == name);
            assert!(has(section.newest), "{} has no column {}", section.table.name, section.newest);
            for name in section.main {
                assert!(has(name), "{} has no column {name}", section.table.name);
            }
            assert_eq!(section.open.is_some(), section.table.has_state, "{category:?}");
        }
    }

    #[test]
    fn no_section_shows_a_secret() {
        for category in Category::ALL {
            for column in section(category).table.columns {
                assert_ne!(column.source, "password");
            }
        }
    }
}
