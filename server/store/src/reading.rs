//! Reading what a source sends: JSON values of any shape into the values a record holds.
//!
//! Nothing is lost on the way: what cannot be read as what the column holds is handed back, and kept as it came.

use carrel_domain::{Date, Kind, Timestamp, Value};
use jiff::{civil::DateTime, tz::TimeZone};
use serde_json::Value as Json;

/// The value is not what the column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// Reads a source's value for a column of this kind. Times without an offset are local times of the library.
///
/// # Errors
/// [`Unreadable`] for a value that the kind cannot hold exactly, such as 31 February or a list.
pub fn read_value(kind: Kind, json: &Json, zone: &TimeZone) -> Result<Value, Unreadable> {
    match json {
        Json::Null => Ok(Value::Empty),
        Json::Array(_) | Json::Object(_) => Err(Unreadable),
        _ => match kind {
            Kind::Text | Kind::LongText | Kind::Code(_) | Kind::Library | Kind::PatronCategory => read_text(json),
            Kind::Date => text_or_empty(json, |text| read_date(text).map(Value::Date)),
            Kind::Time => text_or_empty(json, |text| read_time(text, zone).map(Value::Time)),
            Kind::Money => read_money(json).map(Value::Money),
            Kind::Count => read_count(json),
            Kind::Flag => read_flag(json),
        },
    }
}

fn read_text(json: &Json) -> Result<Value, Unreadable> {
    Ok(match json {
        Json::String(text) if text.is_empty() => Value::Empty,
        Json::String(text) => Value::Text(text.clone()),
        Json::Bool(flag) => Value::Text(if *flag { "1" } else { "0" }.to_owned()),
        other => Value::Text(other.to_string()),
    })
}

fn text_or_empty(json: &Json, read: impl Fn(&str) -> Result<Value, Unreadable>) -> Result<Value, Unreadable> {
    match json {
        Json::String(text) if text.is_empty() => Ok(Value::Empty),
        Json::String(text) => read(text),
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
fn read_money(json: &Json) -> Result<i64, Unreadable> {
    let text = match json {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        _ => return Err(Unreadable),
    };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (units, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if units.is_empty() || !is_number(units) || !is_number(fraction) {
        return Err(Unreadable);
    }
    let (cents, beyond) = fraction.split_at(fraction.len().min(2));
    if beyond.bytes().any(|byte| byte != b'0') {
        return Err(Unreadable);
    }
    let minor = format!("{units}{cents:0<2}").parse::<i64>().map_err(|_| Unreadable)?;
    Ok(if negative { -minor } else { minor })
}

fn read_count(json: &Json) -> Result<Value, Unreadable> {
    match json {
        Json::String(text) if text.is_empty() => Ok(Value::Empty),
        Json::String(text) => match text.parse::<i64>() {
            // `007` would come back as `7`.
            Ok(number) if number.to_string() == *text => Ok(Value::Count(number)),
            _ => Err(Unreadable),
        },
        Json::Number(number) => number.as_i64().map(Value::Count).ok_or(Unreadable),
        Json::Bool(flag) => Ok(Value::Count(i64::from(*flag))),
        _ => Err(Unreadable),
    }
}

fn read_flag(json: &Json) -> Result<Value, Unreadable> {
    match json {
        Json::Bool(flag) => Ok(Value::Flag(*flag)),
        Json::Number(number) if number.as_i64() == Some(0) => Ok(Value::Flag(false)),
        Json::Number(number) if number.as_i64() == Some(1) => Ok(Value::Flag(true)),
        Json::String(text) if text.is_empty() => Ok(Value::Empty),
        Json::String(text) if text == "0" => Ok(Value::Flag(false)),
        Json::String(text) if text == "1" => Ok(Value::Flag(true)),
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
        assert_eq!(read(Kind::Money, json!("1e3")), Err(Unreadable));
    }

    #[test]
    fn numbers_and_flags_keep_what_they_are_not() {
        assert_eq!(read(Kind::Count, json!("007")), Err(Unreadable));
        assert_eq!(read(Kind::Flag, json!(2)), Err(Unreadable));
        assert_eq!(read(Kind::Text, json!(1955)), Ok(Value::Text("1955".into())));
    }
}
