//! What people typed, before it is believed.

use carrel_domain::{Date, Timestamp};
use jiff::{civil, tz::TimeZone};

/// A text of at most `longest` characters without the white space around it; `None` if nothing is left, if it is longer,
/// or if it has control characters other than line ends (PostgreSQL has no NUL in texts).
pub fn text(typed: &str, longest: usize) -> Option<String> {
    let text = typed.trim().replace("\r\n", "\n");
    let is_plain = text.chars().all(|character| !character.is_control() || character == '\n');
    (!text.is_empty() && is_plain && text.chars().count() <= longest).then_some(text)
}

/// When a day ends in a time zone; `None` after the year 9999.
pub fn end_of(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    let day = civil::Date::new(date.year(), date.month().try_into().ok()?, date.day().try_into().ok()?).ok()?;
    let next = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
    Some(Timestamp(next.timestamp().as_second()))
}

/// When a day begins in a time zone.
pub fn begin_of(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    let day = civil::Date::new(date.year(), date.month().try_into().ok()?, date.day().try_into().ok()?).ok()?;
    Some(Timestamp(day.to_zoned(zone.clone()).ok()?.timestamp().as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_too_long_and_control_characters_are_not_texts() {
        assert_eq!(text("  hello\r\nthere ", 11), Some(String::from("hello\nthere")));
        assert_eq!(text(" \n ", 10), None);
        assert_eq!(text("ääää", 3), None);
        assert_eq!(text("a\0b", 10), None);
    }

    #[test]
    fn a_day_ends_at_the_librarys_midnight_also_when_clocks_change() {
        let zone = TimeZone::get("Europe/Helsinki").unwrap();
        let end = |text: &str| end_of(Date::parse(text).unwrap(), &zone);
        assert_eq!(end("2026-01-31"), Some(Timestamp(1_769_896_800)));
        assert_eq!(end("2026-03-29"), Some(Timestamp(1_774_818_000)), "a day of 23 hours");
        assert_eq!(end("9999-12-31"), None);
    }
}
