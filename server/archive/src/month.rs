//! A month in UTC: what one file, or one partition, holds.

use jiff::{Timestamp, civil, tz::TimeZone};

/// A month, as `202611`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a time, in seconds since 1970.
    pub fn of(at: i64) -> Self {
        // A clock that far off cannot be told from a wrong one: all of it is one month.
        let date = Timestamp::from_second(at).map_or(civil::Date::MIN, |at| TimeZone::UTC.to_datetime(at).date());
        Self(i32::from(date.year()) * 100 + i32::from(date.month()))
    }

    /// The month that is written so: `202611`.
    pub fn from_number(number: i32) -> Option<Self> {
        (1..=12).contains(&(number % 100)).then_some(Self(number))
    }

    /// As `202611`.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Its first second, and the first one after it.
    pub fn bounds(self) -> (i64, i64) {
        let second = |number: i32| {
            let (year, month) = (i16::try_from(number / 100).ok()?, i8::try_from(number % 100).ok()?);
            let date = civil::Date::new(year, month, 1).ok()?;
            Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
        };
        let next = if self.0 % 100 == 12 { self.0 + 89 } else { self.0 + 1 };
        (second(self.0).unwrap_or(i64::MIN), second(next).unwrap_or(i64::MAX))
    }

    /// The month so many months before.
    #[must_use]
    pub const fn minus(self, months: i32) -> Self {
        let count = self.0 / 100 * 12 + self.0 % 100 - 1 - months;
        Self(count.div_euclid(12) * 100 + count.rem_euclid(12) + 1)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_and_ends_in_utc() {
        // 2026-11-30T23:59:59Z
        assert_eq!(Month::of(1_796_083_199).number(), 202_611);
        assert_eq!(Month::of(1_796_083_200).number(), 202_612);
        assert_eq!(Month::of(1_796_083_200).bounds(), (1_796_083_200, 1_798_761_600));
        assert_eq!(Month::of(1_798_761_600).number(), 202_701);
        assert_eq!(Month::of(1_798_761_600).to_string(), "2027-01");
    }

    #[test]
    fn months_are_counted_back_over_years() {
        let month = Month::of(1_796_083_200);
        assert_eq!(month.minus(12).number(), 202_512);
        assert_eq!(month.minus(11).number(), 202_601);
        assert_eq!(month.minus(0), month);
    }
}
