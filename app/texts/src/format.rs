//! Dates, numbers, money and values in the reader's form.

use std::collections::HashMap;

use carrel_domain::{Column, Date, Kind, Language, Timestamp, Value, consent::purpose_code};
use jiff::{Zoned, tz::TimeZone};

use crate::{Texts, catalogue::key};

/// What codes of libraries and patron categories are called.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Library code → name.
    pub libraries: HashMap<String, String>,
    /// Patron category code → name.
    pub categories: HashMap<String, String>,
    /// Code of a consent's purpose, in a language → name.
    pub purposes: HashMap<(Language, String), String>,
}

/// How values are written for one reader: language, the library's time zone, the organization's currency.
#[derive(Clone, Debug)]
pub struct Format {
    texts: Texts,
    zone: TimeZone,
    currency: String,
}

impl Format {
    /// A form of writing. `currency` is an ISO 4217 code.
    pub fn new(texts: Texts, zone: TimeZone, currency: impl Into<String>) -> Self {
        Self { texts, zone, currency: currency.into() }
    }

    /// The catalogue.
    pub const fn texts(&self) -> Texts {
        self.texts
    }

    /// ISO 4217 code of amounts.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The library's time zone.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// A date: `3 March 2026`, `3.3.2026`.
    pub fn date(&self, date: Date) -> String {
        self.day(date.year(), date.month(), date.day())
    }

    /// A point in time with minutes in the library's zone; a library's midnight is written as the date alone, because
    /// that is what a date without a time becomes on its way through a library system.
    pub fn time(&self, time: Timestamp) -> String {
        let Some(local) = self.local(time) else { return time.0.to_string() };
        let (month, day) = (local.month().unsigned_abs(), local.day().unsigned_abs());
        let date = self.day(local.year(), month, day);
        if local.hour() == 0 && local.minute() == 0 {
            return date;
        }
        match self.texts.language() {
            Language::En => format!("{date}, {:02}:{:02}", local.hour(), local.minute()),
            Language::Fi => format!("{date} klo {}.{:02}", local.hour(), local.minute()),
        }
    }

    /// A point in time with seconds in the library's zone, where something is to be proved: `3 Mar 2026, 00:00:07`,
    /// `3.3.2026 klo 0.00.07`.
    pub fn moment(&self, time: Timestamp) -> String {
        let Some(local) = self.local(time) else { return time.0.to_string() };
        let date = self.day(local.year(), local.month().unsigned_abs(), local.day().unsigned_abs());
        let (hour, minute, second) = (local.hour(), local.minute(), local.second());
        match self.texts.language() {
            Language::En => format!("{date}, {hour:02}:{minute:02}:{second:02}"),
            Language::Fi => format!("{date} klo\u{a0}{hour}.{minute:02}.{second:02}"),
        }
    }

    /// The day of a point in time in the library's zone, where the clock does not matter: `3 Mar 2026`, `3.3.2026`.
    pub fn day_of(&self, time: Timestamp) -> String {
        let Some(local) = self.local(time) else { return time.0.to_string() };
        self.day(local.year(), local.month().unsigned_abs(), local.day().unsigned_abs())
    }

    /// RFC 3339 with the library's offset: `2026-11-30T23:59:00+02:00`.
    pub fn rfc3339(&self, time: Timestamp) -> String {
        self.local(time).map_or_else(|| time.0.to_string(), |local| local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// A whole number with the language's grouping: `20,000`, `20 000`.
    pub fn count(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let separator = match self.texts.language() {
            Language::En => ',',
            Language::Fi => '\u{a0}',
        };
        let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if number < 0 {
            text.push('\u{2212}');
        }
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }

    /// An amount in minor units with its currency: `€12.50`, `12,50 €`.
    pub fn money(&self, minor: i64) -> String {
        let sign = if minor < 0 { "\u{2212}" } else { "" };
        let (units, cents) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
        let units = self.count(i64::try_from(units).unwrap_or(i64::MAX));
        let symbol = if self.currency == "EUR" { "€" } else { self.currency.as_str() };
        match self.texts.language() {
            Language::En if symbol.chars().count() == 1 => format!("{sign}{symbol}{units}.{cents:02}"),
            Language::En => format!("{sign}{symbol} {units}.{cents:02}"),
            Language::Fi => format!("{sign}{units},{cents:02}\u{a0}{symbol}"),
        }
    }

    /// A value as people read it; an empty one is the empty string, for the caller to word.
    pub fn value(&self, column: &Column, value: &Value, names: &Names) -> String {
        match value {
            Value::Empty => String::new(),
            Value::Date(date) => self.date(*date),
            Value::Time(time) => self.time(*time),
            Value::Money(minor) => self.money(*minor),
            Value::Flag(flag) => self.texts.say(if *flag { key::YES } else { key::NO }).to_owned(),
            Value::Count(number) => match column.kind {
                Kind::Code(set) => self.texts.code(set, &number.to_string()).into_owned(),
                _ => self.count(*number),
            },
            Value::Text(text) => match column.kind {
                Kind::Code("consent") => self.purpose(text, names),
                Kind::Code(set) => self.texts.code(set, text).into_owned(),
                Kind::Library => names.libraries.get(text).unwrap_or(text).clone(),
                Kind::PatronCategory => names.categories.get(text).unwrap_or(text).clone(),
                _ => text.clone(),
            },
        }
    }

    /// What a consent is for: as the library calls it, or the catalogue.
    pub fn purpose(&self, code: &str, names: &Names) -> String {
        let own = names.purposes.get(&(self.texts.language(), purpose_code(code)));
        own.cloned().unwrap_or_else(|| self.texts.code("consent", code).into_owned())
    }

    fn local(&self, time: Timestamp) -> Option<Zoned> {
        jiff::Timestamp::from_second(time.0).ok().map(|instant| instant.to_zoned(self.zone.clone()))
    }

    fn day(&self, year: i16, month: u8, day: u8) -> String {
        match self.texts.language() {
            Language::En => format!("{day} {} {year}", month_name(month)),
            Language::Fi => format!("{day}.{month}.{year}"),
        }
    }
}

const fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES[(month.saturating_sub(1) % 12) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(language: Language) -> Format {
        let zone = TimeZone::get("Europe/Helsinki").unwrap_or(TimeZone::UTC);
        Format::new(Texts::of(language), zone, "EUR")
    }

    #[test]
    fn money_is_written_as_the_language_writes_it() {
        assert_eq!(format(Language::En).money(-123_450), "\u{2212}€1,234.50");
        assert_eq!(format(Language::Fi).money(250), "2,50\u{a0}€");
    }

    #[test]
    fn times_are_the_librarys_own() {
        let noon = Timestamp(1_764_496_740);
        assert_eq!(format(Language::En).time(noon), "30 Nov 2025, 11:59");
        assert_eq!(format(Language::Fi).time(noon), "30.11.2025 klo 11.59");
        assert_eq!(format(Language::Fi).day_of(noon), "30.11.2025");
        assert_eq!(format(Language::En).rfc3339(noon), "2025-11-30T11:59:00+02:00");
    }

    #[test]
    fn a_moment_is_told_to_the_second_even_at_midnight() {
        let midnight = Timestamp(1_764_453_600);
        assert_eq!(format(Language::En).moment(midnight), "30 Nov 2025, 00:00:00");
        assert_eq!(format(Language::Fi).moment(midnight.plus_seconds(7)), "30.11.2025 klo\u{a0}0.00.07");
        assert_eq!(format(Language::En).moment(Timestamp(i64::MAX)), i64::MAX.to_string());
    }

    #[test]
    fn a_time_far_out_of_range_is_still_written() {
        assert_eq!(format(Language::En).time(Timestamp(i64::MAX)), i64::MAX.to_string());
    }
}
