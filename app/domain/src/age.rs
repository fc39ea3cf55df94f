//! Ages, and the ages a patron category is for.

use crate::Date;

/// Whole years from the day of birth to a day; nothing for who is not born yet. Who was born on 29 February is a year older
/// on 1 March of other years.
pub fn years_old(born: Date, today: Date) -> Option<u16> {
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    u16::try_from(i32::from(today.year()) - i32::from(born.year()) - i32::from(!had_birthday)).ok()
}

/// The ages a patron category is for, as Koha's `dateofbirthrequired` and `upperagelimit`: both belong to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgeLimits {
    /// Not before this age.
    pub minimum: Option<u16>,
    /// Not beyond this age.
    pub maximum: Option<u16>,
}

/// How an age does not fit a patron category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeMisfit {
    /// Younger than the category's minimum.
    TooYoung {
        /// The minimum.
        minimum: u16,
    },
    /// Older than the category's maximum.
    TooOld {
        /// The maximum.
        maximum: u16,
    },
}

impl AgeLimits {
    /// How this age does not fit; nothing if it does. Koha stores a limit that is not set as 0 too.
    pub fn misfit(self, age: u16) -> Option<AgeMisfit> {
        match (self.minimum, self.maximum.filter(|maximum| *maximum > 0)) {
            (Some(minimum), _) if age < minimum => Some(AgeMisfit::TooYoung { minimum }),
            (_, Some(maximum)) if age > maximum => Some(AgeMisfit::TooOld { maximum }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn a_year_is_full_on_the_birthday() {
        assert_eq!(years_old(date("2010-03-02"), date("2026-03-01")), Some(15));
        assert_eq!(years_old(date("2010-03-02"), date("2026-03-02")), Some(16));
        assert_eq!(years_old(date("2012-02-29"), date("2026-02-28")), Some(13));
        assert_eq!(years_old(date("2012-02-29"), date("2026-03-01")), Some(14));
        assert_eq!(years_old(date("2026-03-02"), date("2026-03-01")), None, "not born yet");
    }

    #[test]
    fn both_limits_belong_to_the_category_and_zero_is_no_limit() {
        let limits = AgeLimits { minimum: Some(5), maximum: Some(14) };
        assert_eq!(limits.misfit(4), Some(AgeMisfit::TooYoung { minimum: 5 }));
        assert_eq!(limits.misfit(5), None);
        assert_eq!(limits.misfit(14), None);
        assert_eq!(limits.misfit(15), Some(AgeMisfit::TooOld { maximum: 14 }));
        assert_eq!(AgeLimits { minimum: Some(0), maximum: Some(0) }.misfit(80), None);
        assert_eq!(AgeLimits::default().misfit(80), None);
    }
}
