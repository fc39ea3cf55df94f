//! The rules a library begins with: those that Koha-Suomi's libraries agreed on.

use super::{
    keep::Keep,
    rule::{Rule, Rules},
    subject::Subject,
};

/// Rules to begin with. None runs before staff have looked at a preview and switched runs on.
pub fn usual_rules() -> Rules {
    Rules::new(Subject::ALL.into_iter().filter_map(|subject| {
        let keep = match subject {
            Subject::Patrons | Subject::CheckoutHistory | Subject::HoldHistory | Subject::PrivateFees => Keep::years(3),
            Subject::PublicFees => Keep::years(5),
            Subject::Bills => Keep::years(10),
            Subject::Notices => Keep::calendar_years(3),
            Subject::Log => Keep::months(12),
            Subject::Messages | Subject::Restrictions | Subject::Suggestions | Subject::InterlibraryLoans => {
                Keep::Forever
            }
        };
        Rule::new(subject, None, keep, *subject.actions().first()?)
    }))
}

/// Fees under private law as library systems call them, unless the library says otherwise: what is paid for a service or as
/// compensation. Fees for being late are fixed by authority, and under public law.
pub const USUAL_PRIVATE_DEBITS: [&str; 6] =
    ["RENT", "RENT_DAILY", "RENT_RENEW", "RENT_DAILY_RENEW", "LOST", "PROCESSING"];

/// The letter that bills for items not returned are, as library systems call it.
pub const BILL_LETTER: &str = "ODUECLAIM";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_has_a_rule_to_begin_with() {
        let rules = usual_rules();
        for subject in Subject::ALL {
            assert!(rules.for_patron(subject, None).is_some(), "{subject:?}");
        }
        assert_eq!(rules.all().len(), Subject::ALL.len());
    }
}
