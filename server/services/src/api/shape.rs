//! Values as JSON: in our own form, as the published export has them, and as the library system's.

use carrel_domain::{Row, Section, Timestamp, Value};
use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json, json};

/// A time in the library's zone, as `format` says it.
pub(super) fn local(at: Timestamp, zone: &TimeZone, format: &str) -> String {
    let time = jiff::Timestamp::from_second(at.0).unwrap_or_default().to_zoned(zone.clone());
    time.strftime(format).to_string()
}

/// A time as RFC 3339 with the library's offset.
pub(super) fn rfc3339(at: Timestamp, zone: &TimeZone) -> String {
    local(at, zone, "%Y-%m-%dT%H:%M:%S%:z")
}

/// A value as in the published export (`docs/schema`).
fn own(value: &Value, zone: &TimeZone, currency: &str) -> Json {
    match value {
        Value::Empty => Json::Null,
        Value::Text(text) => json!(text),
        Value::Date(date) => json!(date.to_string()),
        Value::Time(at) => json!(rfc3339(*at, zone)),
        Value::Money(minor) => json!({ "minor": minor, "currency": currency }),
        Value::Count(number) => json!(number),
        Value::Flag(flag) => json!(flag),
    }
}

/// A row in our own form: what is known by our names, and what is not by the source's.
pub(super) fn own_row(
    section: &Section,
    row: &Row,
    zone: &TimeZone,
    currency: &str,
) -> (Map<String, Json>, Map<String, Json>) {
    let values = section.shown().zip(&row.values);
    let values = values.map(|(column, value)| (column.name.to_owned(), own(value, zone, currency))).collect();
    (values, row.other.iter().map(|(name, text)| (name.clone(), json!(text))).collect())
}

/// A value as Koha writes it: local times, decimals for money, 1 and 0.
fn of_koha(value: &Value, zone: &TimeZone) -> Json {
    match value {
        Value::Empty => Json::Null,
        Value::Text(text) => json!(text),
        Value::Date(date) => json!(date.to_string()),
        Value::Time(at) => json!(local(*at, zone, "%Y-%m-%d %H:%M:%S")),
        Value::Money(minor) => json!(decimal(*minor)),
        Value::Count(number) => json!(number),
        Value::Flag(flag) => json!(i32::from(*flag)),
    }
}

/// Koha keeps six decimals.
fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}0000", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}

/// A row by the source's names, with what Carrel has no column for among the others. Nothing of ours stands in for a
/// title that is unknown.
pub(super) fn koha_row(section: &Section, row: &Row, zone: &TimeZone) -> Map<String, Json> {
    let mut shown: Map<String, Json> = row.other.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
    for (column, value) in section.shown().zip(&row.values) {
        let value = of_koha(value, zone);
        // A value that its column could not hold stands among the others, as it came.
        if !value.is_null() || !shown.contains_key(column.source) {
            shown.insert(column.source.to_owned(), value);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_kohas_six_decimals() {
        assert_eq!(decimal(250), "2.500000");
        assert_eq!(decimal(-5), "-0.050000");
        assert_eq!(decimal(0), "0.000000");
    }

    #[test]
    fn a_time_is_the_librarys() {
        let zone = TimeZone::get("Europe/Helsinki").unwrap();
        assert_eq!(rfc3339(Timestamp(1_772_452_800), &zone), "2026-03-02T14:00:00+02:00");
        assert_eq!(of_koha(&Value::Time(Timestamp(1_772_452_800)), &zone), "2026-03-02 14:00:00");
    }
}
