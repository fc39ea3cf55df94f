//! What guardians see of the data of who is in their care, and until when (requirement M9).
//!
//! The library decides, by patron category of the ward, and nothing is open until it does (GDPR Art. 25(2)). What the ward
//! chose in the library system can only narrow it. The written rule is [`seen`]: pure, and the only one there is.

mod choice;
mod rule;
mod sight;

pub use choice::WardChoice;
pub use rule::{GuardianRule, GuardianRules, WardAge};
pub use sight::{Sight, Sights};

use crate::{age::years_old, time::Date};

/// What a guardian sees, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What is shown; never nothing.
    pub sights: Sights,
    /// The age at which it ends.
    pub age: WardAge,
    /// The day the ward reaches the age: from then on nothing is.
    pub until: Date,
}

/// Why a guardian sees nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unseen {
    /// The two accounts are not both open, or it is somebody else's ward.
    Closed,
    /// The library lets guardians see nothing.
    ByLibrary,
    /// The ward's day of birth is not known: nobody can say how old they are.
    BirthUnknown,
    /// The ward has reached the age.
    Grown,
    /// The ward's own choice left nothing.
    ByWard,
}

impl Unseen {
    /// Every reason.
    pub const ALL: [Self; 5] = [Self::Closed, Self::ByLibrary, Self::BirthUnknown, Self::Grown, Self::ByWard];

    /// Name in catalogue keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::ByLibrary => "by-library",
            Self::BirthUnknown => "birth-unknown",
            Self::Grown => "grown",
            Self::ByWard => "by-ward",
        }
    }
}

/// The rule: what a guardian sees of somebody born then, who chose so, on this day where the library is.
///
/// # Errors
/// Why it is nothing.
pub fn seen(rule: GuardianRule, born: Option<Date>, choice: WardChoice, today: Date) -> Result<Seen, Unseen> {
    let GuardianRule::Until { age, sights } = rule else { return Err(Unseen::ByLibrary) };
    let born = born.ok_or(Unseen::BirthUnknown)?;
    let until = age.reached_by(born).ok_or(Unseen::BirthUnknown)?;
    // A day of birth that is yet to come is a mistake: no age follows from it.
    let years = years_old(born, today).ok_or(Unseen::BirthUnknown)?;
    if years >= age.years() {
        return Err(Unseen::Grown);
    }
    let sights = choice.narrow(sights);
    if sights.is_empty() { Err(Unseen::ByWard) } else { Ok(Seen { sights, age, until }) }
}

#[cfg(test)]
mod tests;
