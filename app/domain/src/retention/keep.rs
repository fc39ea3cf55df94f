//! How long something is kept, in the calendar's own arithmetic.

use crate::time::Date;

/// Periods are at most so long, in their unit: nobody means more.
pub const LONGEST: u16 = 999;

/// What a period is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Days.
    Days,
    /// Months; a period that begins on the 31st ends on the last day of a shorter month (Regulation 1182/71, Art. 3(2)(c)).
    Months,
    /// Years.
    Years,
    /// Whole calendar years after the one it happened in: “the running year and three more”.
    CalendarYears,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 4] = [Self::Days, Self::Months, Self::Years, Self::CalendarYears];

    /// Name in forms, the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Months => "months",
            Self::Years => "years",
            Self::CalendarYears => "calendar-years",
        }
    }

    /// The unit with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

/// How long something is kept after the event that its period begins with. “For ever” and “not at all” are two different
/// things here, and never an empty field and a zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keep {
    /// No period ends.
    Forever,
    /// So long. A period of 0 ends with the day of the event itself.
    For {
        /// How many, at most [`LONGEST`].
        number: u16,
        /// Of what.
        unit: Unit,
    },
}

/// What [`Keep::Forever`] is called in forms and the database.
pub const FOREVER: &str = "forever";

impl Keep {
    /// So many days.
    pub const fn days(number: u16) -> Self {
        Self::For { number, unit: Unit::Days }
    }

    /// So many months.
    pub const fn months(number: u16) -> Self {
        Self::For { number, unit: Unit::Months }
    }

    /// So many years.
    pub const fn years(number: u16) -> Self {
        Self::For { number, unit: Unit::Years }
    }

    /// The running calendar year and so many more.
    pub const fn calendar_years(number: u16) -> Self {
        Self::For { number, unit: Unit::CalendarYears }
    }

    /// As it is stored: a unit's name, or [`FOREVER`], and the number, which is missing for ever.
    pub const fn stored(self) -> (&'static str, Option<u16>) {
        match self {
            Self::Forever => (FOREVER, None),
            Self::For { number, unit } => (unit.name(), Some(number)),
        }
    }

    /// What is stored so, or what a form says. A number that is missing, too large or none, is not taken for another.
    pub fn read(unit: &str, number: Option<i64>) -> Option<Self> {
        if unit == FOREVER {
            return Some(Self::Forever);
        }
        let number = u16::try_from(number?).ok().filter(|number| *number <= LONGEST)?;
        Some(Self::For { number, unit: Unit::from_name(unit)? })
    }

    /// Whether the period is over as soon as it begins.
    pub const fn is_at_once(self) -> bool {
        matches!(self, Self::For { number: 0, unit: Unit::Days | Unit::Months | Unit::Years })
    }

    /// The first day on which something that happened on `event` is no longer kept; `None` if there is no such day.
    pub fn ends_on(self, event: Date) -> Option<Date> {
        let Self::For { number, unit } = self else { return None };
        match unit {
            Unit::Days => event.plus_days(i64::from(number)),
            Unit::Months => later(event, u32::from(number)),
            Unit::Years => later(event, u32::from(number) * 12),
            Unit::CalendarYears => Date::new(event.year().checked_add(i16::try_from(number).ok()? + 1)?, 1, 1).ok(),
        }
    }

    /// The latest day on which something may have happened for its period to be over `today`; `None` if it can never have
    /// been. Exactly what happened until then is over: `ends_on(event) <= today` if and only if `event <= cutoff(today)`.
    pub fn cutoff(self, today: Date) -> Option<Date> {
        let Self::For { number, unit } = self else { return None };
        let is_over = |event: Date| self.ends_on(event).is_some_and(|ends_on| ends_on <= today);
        let mut latest = match unit {
            Unit::Days => return today.plus_days(-i64::from(number)),
            Unit::CalendarYears => {
                return Date::new(today.year().checked_sub(i16::try_from(number).ok()? + 1)?, 12, 31).ok();
            }
            Unit::Months => earlier(today, u32::from(number))?,
            Unit::Years => earlier(today, u32::from(number) * 12)?,
        };
        // Periods from several days may end on the last day of one short month.
        while let Some(next) = latest.plus_days(1).filter(|next| is_over(*next)) {
            latest = next;
        }
        Some(latest)
    }
}

/// The same day so many months later, or the last day of a shorter month; `None` after the year 9999.
fn later(date: Date, months: u32) -> Option<Date> {
    let count = i64::from(date.year()) * 12 + i64::from(date.month()) - 1 + i64::from(months);
    in_month(count, date.day())
}

/// The same day so many months earlier, or the last day of a shorter month; `None` before the year 1.
fn earlier(date: Date, months: u32) -> Option<Date> {
    let count = i64::from(date.year()) * 12 + i64::from(date.month()) - 1 - i64::from(months);
    in_month(count, date.day())
}

fn in_month(count: i64, day: u8) -> Option<Date> {
    let year = i16::try_from(count.div_euclid(12)).ok()?;
    let month = u8::try_from(count.rem_euclid(12) + 1).ok()?;
    (1..=day).rev().find_map(|day| Date::new(year, month, day).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn a_period_ends_as_the_calendar_says() {
        let ends = |keep: Keep, from: &str| keep.ends_on(date(from)).map(|day| day.to_string()).unwrap_or_default();
        assert_eq!(ends(Keep::days(0), "2026-03-02"), "2026-03-02");
        assert_eq!(ends(Keep::days(1), "2026-02-28"), "2026-03-01");
        assert_eq!(ends(Keep::months(1), "2026-01-31"), "2026-02-28");
        assert_eq!(ends(Keep::years(1), "2024-02-29"), "2025-02-28");
        assert_eq!(ends(Keep::years(100), "2024-02-29"), "2124-02-29");
        assert_eq!(ends(Keep::calendar_years(3), "2022-01-01"), "2026-01-01");
        assert_eq!(ends(Keep::calendar_years(3), "2022-12-31"), "2026-01-01");
        assert_eq!(ends(Keep::calendar_years(0), "2026-03-02"), "2027-01-01");
        assert_eq!(ends(Keep::Forever, "1900-01-01"), "");
    }

    #[test]
    fn what_never_ends_and_what_ends_at_once_are_told_apart() {
        assert_eq!(Keep::read("forever", None), Some(Keep::Forever));
        assert_eq!(Keep::read("days", Some(0)), Some(Keep::days(0)));
        assert_eq!(Keep::read("days", None), None, "an empty field is neither");
        assert_eq!(Keep::read("", Some(0)), None);
        assert_eq!(Keep::read("years", Some(1000)), None);
        assert_eq!(Keep::read("years", Some(-1)), None);
        assert!(Keep::days(0).is_at_once() && !Keep::Forever.is_at_once() && !Keep::days(1).is_at_once());
        assert!(!Keep::calendar_years(0).is_at_once(), "the running year is still kept");
    }

    #[test]
    fn what_is_over_is_what_happened_until_the_cutoff() {
        let units = [Keep::days(30), Keep::months(1), Keep::months(13), Keep::years(3), Keep::calendar_years(2)];
        for keep in units.into_iter().chain([Keep::days(0), Keep::months(0), Keep::calendar_years(0)]) {
            let mut today = date("2023-12-25");
            while today < date("2025-03-05") {
                let cutoff = keep.cutoff(today).unwrap();
                for days in -3..=3 {
                    let event = cutoff.plus_days(days).unwrap();
                    let is_over = keep.ends_on(event).unwrap() <= today;
                    assert_eq!(is_over, event <= cutoff, "{keep:?} today {today} event {event} cutoff {cutoff}");
                }
                today = today.plus_days(1).unwrap();
            }
        }
        assert_eq!(Keep::Forever.cutoff(date("2026-01-01")), None);
        assert_eq!(Keep::years(999).cutoff(date("0500-01-01")), None);
    }
}
