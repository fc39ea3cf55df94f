//! Reading what a source sends: JSON values of any shape into the values a record holds.
//!
//! Nothing is lost on the way: what cannot be read as what the column holds is handed back, and kept as it came.

use carrel_domain::{Date, Kind, Timestamp, Value};
use jiff::{civil::DateTime, tz::TimeZone};
use serde_json::Value as Json;

/// The value is not what the column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// One value as a source wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain<'a> {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// The digits of a number, however many there are.
    Number(&'a str),
    /// Text.
    Text(&'a str),
    /// A list or an object.
    Nested,
}

/// Reads a source's value for a column of this kind. Times without an offset are local times of the library.
///
/// # Errors
/// [`Unreadable`] for a value that the kind cannot hold exactly, such as 31 February or a list.
pub fn read_value(kind: Kind, json: &Json, zone: &TimeZone) -> Result<Value, Unreadable> {
    match json {
        Json::Null => read_plain(kind, Plain::Null, zone),
        Json::Bool(flag) => read_plain(kind, Plain::Flag(*flag), zone),
        Json::Number(number) => read_plain(kind, Plain::Number(&number.to_string()), zone),
        Json::String(text) => read_plain(kind, Plain::Text(text), zone),
        Json::Array(_) | Json::Object(_) => Err(Unreadable),
    }
}

/// [`read_value`] without a JSON value in between.
///
/// # Errors
/// As [`read_value`].
pub fn read_plain(kind: Kind, plain: Plain<'_>, zone: &TimeZone) -> Result<Value, Unreadable> {
    match plain {
        Plain::Null => Ok(Value::Empty),
        Plain::Nested => Err(Unreadable),
        _ => match kind {
            Kind::Text | Kind::LongText | Kind::Code(_) | Kind::Library | Kind::PatronCategory => Ok(read_text(plain)),
            Kind::Date => text_or_empty(plain, |text| read_date(text).map(Value::Date)),
            Kind::Time => text_or_empty(plain, |text| read_time(text, zone).map(Value::Time)),
            Kind::Money => read_money(plain),
            Kind::Count => read_count(plain),
            Kind::Flag => read_flag(plain),
        },
    }
}

fn read_text(plain: Plain<'_>) -> Value {
    match plain {
        Plain::Text(text) | Plain::Number(text) if !text.is_empty() => Value::Text(text.to_owned()),
        Plain::Flag(flag) => Value::Text(if flag { "1" } else { "0" }.to_owned()),
        _ => Value::Empty,
    }
}

fn text_or_empty(plain: Plain<'_>, read: impl Fn(&str) -> Result<Value, Unreadable>) -> Result<Value, Unreadable> {
    match plain {
        Plain::Text("") => Ok(Value::Empty),
        Plain::Text(text) => read(text),
        _ => Err(Unreadable),
    }
}

fn read_date(text: &str) -> Result<Date, Unreadable> {
    let day = match text.split_once([' ', 'T']) {
        None => text,
        // A date that went through a datetime column; any other time of day would be lost.
        Some((day, "00:00:00" | "00:00")) => day,
        Some(_) => return Err(Unreadable),
    };
    Date::parse(day).map_err(|_| Unreadable)
}

fn read_time(text: &str, zone: &TimeZone) -> Result<Timestamp, Unreadable> {
    if let Some(time) = read_plain_time(text, zone) {
        return Ok(time);
    }
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return if instant.subsec_nanosecond() == 0 { Ok(Timestamp(instant.as_second())) } else { Err(Unreadable) };
    }
    let local = Date::parse(text)
        .ok()
        .and_then(|date| DateTime::new(date.year(), i8_of(date.month()), i8_of(date.day()), 0, 0, 0, 0).ok())
        .ok_or(Unreadable)?;
    in_zone(local, zone)
}

/// `YYYY-MM-DD HH:MM:SS`, by far the most common form, without a general parser.
fn read_plain_time(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    if bytes.len() != 19 || !matches!(bytes[10], b' ' | b'T') || bytes[13] != b':' || bytes[16] != b':' {
        return None;
    }
    let date = Date::parse(text.get(..10)?).ok()?;
    let two = |at: usize| {
        let (a, b) = (bytes[at], bytes[at + 1]);
        (a.is_ascii_digit() && b.is_ascii_digit()).then(|| i8_of((a - b'0') * 10 + (b - b'0')))
    };
    let local =
        DateTime::new(date.year(), i8_of(date.month()), i8_of(date.day()), two(11)?, two(14)?, two(17)?, 0).ok()?;
    in_zone(local, zone).ok()
}

fn in_zone(local: DateTime, zone: &TimeZone) -> Result<Timestamp, Unreadable> {
    zone.to_ambiguous_timestamp(local)
        .compatible()
        .map(|instant| Timestamp(instant.as_second()))
        .map_err(|_| Unreadable)
}

fn i8_of(number: u8) -> i8 {
    i8::try_from(number).unwrap_or(i8::MAX)
}

/// A decimal amount to minor units, exactly: a third decimal other than zero is refused, not rounded.
fn read_money(plain: Plain<'_>) -> Result<Value, Unreadable> {
    let text = match plain {
        Plain::Text("") => return Ok(Value::Empty),
        Plain::Text(text) | Plain::Number(text) => text,
        _ => return Err(Unreadable),
    };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (units, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if units.is_empty() {
        return Err(Unreadable);
    }
    let (cents, beyond) = fraction.as_bytes().split_at(fraction.len().min(2));
    if beyond.iter().any(|byte| *byte != b'0') {
        return Err(Unreadable);
    }
    let digit = |sum: i64, byte: &u8| {
        if !byte.is_ascii_digit() {
            return Err(Unreadable);
        }
        sum.checked_mul(10).and_then(|sum| sum.checked_add(i64::from(byte - b'0'))).ok_or(Unreadable)
    };
    let missing = &b"00"[cents.len()..];
    let minor = units.as_bytes().iter().chain(cents).chain(missing).try_fold(0, digit)?;
    Ok(Value::Money(sign * minor))
}

fn read_count(plain: Plain<'_>) -> Result<Value, Unreadable> {
    match plain {
        Plain::Text("") => Ok(Value::Empty),
        Plain::Text(text) | Plain::Number(text) => match text.parse::<i64>() {
            // `007` would come back as `7`.
            Ok(number) if is_written_so(number, text) => Ok(Value::Count(number)),
            _ => Err(Unreadable),
        },
        Plain::Flag(flag) => Ok(Value::Count(i64::from(flag))),
        _ => Err(Unreadable),
    }
}

fn is_written_so(number: i64, text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let has_plus_or_zeros = digits.starts_with('+') || (digits.starts_with('0') && digits.len() > 1);
    !has_plus_or_zeros && (number != 0 || text == "0")
}

fn read_flag(plain: Plain<'_>) -> Result<Value, Unreadable> {
    match plain {
        Plain::Flag(flag) => Ok(Value::Flag(flag)),
        Plain::Number("0") | Plain::Text("0") => Ok(Value::Flag(false)),
        Plain::Number("1") | Plain::Text("1") => Ok(Value::Flag(true)),
        Plain::Text("") => Ok(Value::Empty),
        _ => Err(Unreadable),
    }
}

/// How an unknown value is shown: text as it is, anything else as JSON.
pub fn as_text(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn helsinki() -> TimeZone {
        TimeZone::get("Europe/Helsinki").unwrap()
    }

    fn read(kind: Kind, json: Json) -> Result<Value, Unreadable> {
        read_value(kind, &json, &helsinki())
    }

    #[test]
    fn impossible_dates_are_handed_back() {
        for text in ["2026-02-31", "0000-00-00", "yesterday", "2026-03-01 12:00:00"] {
            assert_eq!(read(Kind::Date, json!(text)), Err(Unreadable), "{text}");
        }
        assert_eq!(read(Kind::Time, json!("2026-02-31 10:00:00")), Err(Unreadable));
    }

    #[test]
    fn local_times_become_utc_also_in_summer() {
        assert_eq!(read(Kind::Time, json!("2026-01-01 02:00:00")), Ok(Value::Time(Timestamp(1_767_225_600))));
        assert_eq!(read(Kind::Time, json!("2026-07-01 03:00:00")), Ok(Value::Time(Timestamp(1_782_864_000))));
        assert_eq!(read(Kind::Time, json!("2026-01-01T00:00:00Z")), Ok(Value::Time(Timestamp(1_767_225_600))));
    }

    #[test]
    fn money_is_exact() {
        assert_eq!(read(Kind::Money, json!("2.000000")), Ok(Value::Money(200)));
        assert_eq!(read(Kind::Money, json!(-0.5)), Ok(Value::Money(-50)));
        assert_eq!(read(Kind::Money, json!("0.005")), Err(Unreadable));
        assert_eq!(read(Kind::Money, json!("7")), Ok(Value::Money(700)));
        assert_eq!(read(Kind::Money, json!("")), Ok(Value::Empty));
        for text in ["1e3", "--1", "1.2.3", ".5", "1,50", "99999999999999999999"] {
            assert_eq!(read(Kind::Money, json!(text)), Err(Unreadable), "{text}");
        }
    }

    #[test]
    fn numbers_and_flags_keep_what_they_are_not() {
        for text in ["007", "+7", "-0", "-07", "7.0", "99999999999999999999"] {
            assert_eq!(read(Kind::Count, json!(text)), Err(Unreadable), "{text}");
        }
        assert_eq!(read(Kind::Count, json!("-7")), Ok(Value::Count(-7)));
        assert_eq!(read(Kind::Flag, json!(2)), Err(Unreadable));
        assert_eq!(read(Kind::Text, json!(1955)), Ok(Value::Text("1955".into())));
    }
}
