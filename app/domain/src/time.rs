//! Points in time and calendar dates as they are stored.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A point in time: whole seconds since 1970-01-01T00:00:00Z. Stored as a number in both databases, shown in
/// the library's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This time and some seconds more (or fewer).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this time; negative if `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A calendar date without a time zone, stored as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: i16,
    month: u8,
    day: u8,
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a calendar date in the form YYYY-MM-DD")]
pub struct NotADate;

impl Date {
    /// The first date there is.
    pub const FIRST: Self = Self { year: 1, month: 1, day: 1 };

    /// The date, if the calendar has it (proleptic Gregorian, years 1 to 9999).
    pub fn new(year: i16, month: u8, day: u8) -> Result<Self, NotADate> {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return Err(NotADate),
        };
        if (1..=9999).contains(&year) && (1..=days).contains(&day) {
            Ok(Self { year, month, day })
        } else {
            Err(NotADate)
        }
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Result<Self, NotADate> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NotADate);
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().try_fold(0_i16, |sum, byte| {
                byte.is_ascii_digit().then(|| sum * 10 + i16::from(byte - b'0')).ok_or(NotADate)
            })
        };
        let small = |n: i16| u8::try_from(n).map_err(|_| NotADate);
        Self::new(number(0..4)?, small(number(5..7)?)?, small(number(8..10)?)?)
    }

    /// The same day so many months later, or the last day of that month if it is shorter: how periods of months run in
    /// European law (Regulation 1182/71, Art. 3(2)(c)). After the year 9999 it is the date itself.
    #[must_use]
    pub fn plus_months(self, months: u16) -> Self {
        let count = i32::from(self.year) * 12 + i32::from(self.month) - 1 + i32::from(months);
        let (Ok(year), Ok(month)) = (i16::try_from(count / 12), u8::try_from(count % 12 + 1)) else { return self };
        (1..=self.day).rev().find_map(|day| Self::new(year, month, day).ok()).unwrap_or(self)
    }

    /// So many days later, or earlier if negative; `None` outside of the years 1 to 9999.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::of_day_number(self.day_number().checked_add(days)?)
    }

    /// Days from `earlier` to this date; negative if `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.day_number() - earlier.day_number()
    }

    /// Days since some day long ago.
    fn day_number(self) -> i64 {
        // Years that begin in March have the leap day at their end.
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + i64::from(self.day)
    }

    /// The inverse of [`Self::day_number`].
    fn of_day_number(number: i64) -> Option<Self> {
        // The year that begins in March: a first guess from its mean length, which is never more than one too high.
        let first_day = |year: i64| year * 365 + year / 4 - year / 100 + year / 400;
        let guess = number.checked_mul(400)? / 146_097;
        let year = (guess - 1..=guess + 1).rev().find(|year| first_day(*year) < number)?;
        let day_of_year = number - first_day(year) - 1;
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
        Self::new(i16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?).ok()
    }

    /// Year, 1 to 9999.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// Month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Day of the month, 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;
    fn try_from(text: String) -> Result<Self, NotADate> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn impossible_dates_are_refused() {
        for text in ["0000-00-00", "2026-02-29", "2026-13-01", "2026-1-1", "2026-04-31", "abcd-ef-gh", "２026-01"] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
        assert_eq!(Date::parse("2024-02-29").map(|d| d.to_string()), Ok("2024-02-29".to_owned()));
    }

    #[test]
    fn a_month_later_is_the_same_day_or_the_months_last() {
        let later = |text: &str, months| Date::parse(text).map(|date| date.plus_months(months).to_string());
        assert_eq!(later("2026-03-02", 1), Ok("2026-04-02".to_owned()));
        assert_eq!(later("2026-01-31", 1), Ok("2026-02-28".to_owned()));
        assert_eq!(later("2024-01-30", 1), Ok("2024-02-29".to_owned()));
        assert_eq!(later("2026-12-31", 2), Ok("2027-02-28".to_owned()));
        assert_eq!(later("2026-11-30", 3), Ok("2027-02-28".to_owned()));
        assert_eq!(later("9999-12-31", 1), Ok("9999-12-31".to_owned()));
    }

    #[test]
    fn every_day_is_found_again_by_its_number() {
        let mut day = Date::new(1899, 12, 31).unwrap();
        let last = Date::new(2101, 1, 1).unwrap();
        let mut count = 0;
        while day < last {
            let next = day.plus_days(1).unwrap();
            assert!(next > day && next.days_since(day) == 1 && next.plus_days(-1) == Some(day), "{day} {next}");
            (day, count) = (next, count + 1);
        }
        assert_eq!(count, 73_415);
        assert_eq!(Date::FIRST.plus_days(-1), None);
        assert_eq!(Date::new(9999, 12, 31).unwrap().plus_days(1), None);
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        let days = |from: &str, to: &str| Date::parse(to).unwrap().days_since(Date::parse(from).unwrap());
        assert_eq!(days("2026-02-28", "2026-03-01"), 1);
        assert_eq!(days("2024-02-28", "2024-03-01"), 2);
        assert_eq!(days("2025-12-31", "2026-12-31"), 365);
        assert_eq!(days("2026-03-02", "2026-03-01"), -1);
    }
}
