//! Days and times before and after now, as a library system writes them.

use carrel_domain::Timestamp;
use jiff::{ToSpan as _, civil::DateTime, tz::TimeZone};

use super::random::Random;

/// The present moment in the library's time zone.
#[derive(Clone, Copy)]
pub(super) struct Calendar {
    now: DateTime,
}

impl Calendar {
    /// The calendar of Helsinki at a point in time.
    pub fn new(now: Timestamp) -> Self {
        let zone = TimeZone::get(super::TIME_ZONE).unwrap_or(TimeZone::UTC);
        let instant = jiff::Timestamp::from_second(now.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Self { now: instant.to_zoned(zone).datetime() }
    }

    /// So many days from now; negative ones are past.
    pub fn day(self, days: i64) -> DateTime {
        self.now.checked_add(days.days()).unwrap_or(self.now).date().at(0, 0, 0, 0)
    }

    /// A moment on that day while the library is open.
    pub fn open_hours(self, days: i64, random: &mut Random) -> DateTime {
        let at = |low, high, random: &mut Random| i8::try_from(random.between(low, high)).unwrap_or(12);
        let (hour, minute, second) = (at(9, 18, random), at(0, 59, random), at(0, 59, random));
        self.day(days).date().at(hour, minute, second, 0)
    }
}

/// `YYYY-MM-DD`.
pub(super) fn date(day: DateTime) -> String {
    day.date().to_string()
}

/// `YYYY-MM-DD HH:MM:SS`.
pub(super) fn time(time: DateTime) -> String {
    format!("{} {}", time.date(), time.time())
}

/// The end of a day so many days later: when loans are due.
pub(super) fn due(time: DateTime, days: i64) -> DateTime {
    time.checked_add(days.days()).unwrap_or(time).date().at(23, 59, 0, 0)
}
