//! What a library decided.

use std::{collections::BTreeMap, fmt};

use super::{Sight, Sights};
use crate::time::Date;

/// The age at which guardians see nothing any more: 1 to 18 whole years. Not a number that may be empty or 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WardAge(u16);

impl WardAge {
    /// The age offered to a library that has not decided yet: from 15 on, children in Finland are heard and decide in most
    /// matters of their own.
    pub const USUAL: Self = Self(15);

    /// The ages there are; nobody's guardian sees an adult's data.
    pub const YEARS: std::ops::RangeInclusive<u16> = 1..=18;

    /// This age, if guardianship may end at it.
    pub fn new(years: u16) -> Option<Self> {
        Self::YEARS.contains(&years).then_some(Self(years))
    }

    /// In years.
    pub const fn years(self) -> u16 {
        self.0
    }

    /// The day on which somebody reaches it, by the same reckoning as [`crate::age::years_old`]: who was born on
    /// 29 February, on 1 March of other years. `None` beyond the calendar.
    pub fn reached_by(self, born: Date) -> Option<Date> {
        let year = born.year().checked_add(i16::try_from(self.0).ok()?)?;
        let leap_day = (born.month(), born.day()) == (2, 29);
        let day = Date::new(year, born.month(), born.day());
        day.or_else(|error| if leap_day { Date::new(year, 3, 1) } else { Err(error) }).ok()
    }
}

/// What guardians see: of everybody, or of wards in a patron category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GuardianRule {
    /// Nothing, at no age.
    #[default]
    Nothing,
    /// This much, until the ward reaches the age.
    Until {
        /// The age.
        age: WardAge,
        /// What is shown.
        sights: Sights,
    },
}

impl GuardianRule {
    /// So much until that age; what opens no category is nothing.
    pub const fn new(age: WardAge, sights: Sights) -> Self {
        if sights.is_empty() { Self::Nothing } else { Self::Until { age, sights } }
    }

    /// Reads what [`fmt::Display`] wrote; what this Carrel does not know is nothing.
    pub fn parse(text: &str) -> Self {
        let Some((age, names)) = text.split_once(':') else { return Self::Nothing };
        let Some(age) = age.parse().ok().and_then(WardAge::new) else { return Self::Nothing };
        Self::new(age, names.split(',').filter_map(Sight::from_name).collect())
    }
}

impl fmt::Display for GuardianRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Until { age, sights } = self else { return f.write_str("nothing") };
        write!(f, "{}:", age.years())?;
        for (at, sight) in sights.iter().enumerate() {
            write!(f, "{}{}", if at == 0 { "" } else { "," }, sight.name())?;
        }
        Ok(())
    }
}

/// What a library decided: for everybody, and for patron categories that have a rule of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuardianRules {
    /// For everybody without a rule of their own; `None` while nobody decided, which opens nothing.
    pub usual: Option<GuardianRule>,
    /// By code of the ward's patron category.
    pub of_category: BTreeMap<String, GuardianRule>,
}

impl GuardianRules {
    /// The rule for wards in this patron category.
    pub fn of(&self, category: Option<&str>) -> GuardianRule {
        let own = category.and_then(|code| self.of_category.get(code)).copied();
        own.or(self.usual).unwrap_or_default()
    }
}
