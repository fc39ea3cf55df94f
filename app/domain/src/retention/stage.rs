//! What happens to people who did not renew, step by step, with time to think in between.

use crate::time::Date;

/// How far it has come with somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// They were told what is going to happen, and how to stop it.
    Told,
    /// They cannot sign in any more; nothing is lost.
    Locked,
    /// Nobody can tell any more who they were.
    Anonymized,
    /// Nothing is left but that it was done.
    Removed,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 4] = [Self::Told, Self::Locked, Self::Anonymized, Self::Removed];

    /// Name in the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Locked => "locked",
            Self::Anonymized => "anonymized",
            Self::Removed => "removed",
        }
    }

    /// The stage with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// The one after it.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Told => Some(Self::Locked),
            Self::Locked => Some(Self::Anonymized),
            Self::Anonymized => Some(Self::Removed),
            Self::Removed => None,
        }
    }

    /// Whether it can still be taken back.
    pub const fn is_reversible(self) -> bool {
        matches!(self, Self::Told | Self::Locked)
    }
}

/// What becomes of people whom no mail can reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Untold {
    /// They stay where they are until staff told them on paper or at the desk.
    #[default]
    Wait,
    /// They go on as if they had been told.
    Go,
}

impl Untold {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Wait, Self::Go];

    /// Name in settings, forms and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Go => "go",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|untold| untold.name() == name)
    }
}

/// Days that a delay may have: never none before something that cannot be taken back.
pub const DELAYS: std::ops::RangeInclusive<i64> = 1..=365;

/// The days between the stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    /// From being told to being locked.
    pub told: u16,
    /// From being locked to being anonymized.
    pub locked: u16,
    /// From being anonymized to being removed.
    pub anonymized: u16,
}

impl Default for Delays {
    fn default() -> Self {
        Self { told: 30, locked: 30, anonymized: 30 }
    }
}

impl Delays {
    /// The first day on which somebody who entered a stage on `entered` goes on to the next one; `None` at the end.
    pub fn next_on(&self, stage: Stage, entered: Date) -> Option<Date> {
        let days = match stage {
            Stage::Told => self.told,
            Stage::Locked => self.locked,
            Stage::Anonymized => self.anonymized,
            Stage::Removed => return None,
        };
        entered.plus_days(i64::from(days.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_goes_two_steps_on_one_day() {
        let none = Delays { told: 0, locked: 0, anonymized: 0 };
        let today = Date::new(2026, 3, 1).unwrap();
        for stage in Stage::ALL {
            assert_eq!(none.next_on(stage, today), stage.next().and(today.plus_days(1)), "{stage:?}");
        }
    }

    #[test]
    fn only_what_is_not_anonymized_can_be_taken_back() {
        let back: Vec<_> = Stage::ALL.into_iter().filter(|stage| stage.is_reversible()).collect();
        assert_eq!(back, [Stage::Told, Stage::Locked]);
    }
}
