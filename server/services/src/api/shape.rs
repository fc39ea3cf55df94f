//! Values as JSON: in our own form, as the published export has them, and as the library system's.

use carrel_domain::{Column, Kind, Row, Section, Timestamp, Value};
use carrel_store::koha_row::{KohaRow, Written};
use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json, json};

use crate::{
    local_times::LocalTimes,
    minimization::{mask_row, masked_text},
};

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
fn of_koha(value: &Value, times: &LocalTimes) -> Json {
    match value {
        Value::Empty => Json::Null,
        Value::Text(text) => json!(text),
        Value::Date(date) => json!(date.to_string()),
        Value::Time(at) => json!(koha_time(*at, times)),
        Value::Money(minor) => json!(decimal(*minor)),
        Value::Count(number) => json!(number),
        Value::Flag(flag) => json!(i32::from(*flag)),
    }
}

/// A time in the library's zone, to the second.
fn koha_time(at: Timestamp, times: &LocalTimes) -> String {
    let mut text = String::with_capacity(19);
    write_time(&mut text, at, times);
    text
}

/// There are several times in each row: by hand it takes a tenth of the time.
fn write_time(out: &mut String, at: Timestamp, times: &LocalTimes) {
    let time = times.at(at);
    let year = time.year().unsigned_abs();
    let [century, year] = [year / 100 % 100, year % 100].map(|number| number as u8);
    let rest = [time.month(), time.day(), time.hour(), time.minute(), time.second()].map(i8::unsigned_abs);
    let mut text = *b"0000-00-00 00:00:00";
    for (number, place) in [century, year].into_iter().chain(rest).zip([0, 2, 5, 8, 11, 14, 17]) {
        text[place] += number / 10;
        text[place + 1] += number % 10;
    }
    out.push_str(std::str::from_utf8(&text).unwrap_or_default());
}

/// Koha keeps six decimals.
fn decimal(minor: i64) -> String {
    let mut text = String::with_capacity(12);
    write_decimal(&mut text, minor);
    text
}

fn write_decimal(out: &mut String, minor: i64) {
    if minor < 0 {
        out.push('-');
    }
    let (whole, rest) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
    out.push_str(itoa::Buffer::new().format(whole));
    out.push_str(if rest < 10 { ".0" } else { "." });
    out.push_str(itoa::Buffer::new().format(rest));
    out.push_str("0000");
}

/// A row by the source's names, with what Carrel has no column for among the others. Nothing of ours stands in for a
/// title that is unknown.
pub(super) fn koha_row(section: &Section, row: &Row, times: &LocalTimes) -> Map<String, Json> {
    let mut shown: Map<String, Json> = row.other.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
    for (column, value) in section.shown().zip(&row.values) {
        let value = of_koha(value, times);
        // A value that its column could not hold stands among the others, as it came.
        if !value.is_null() || !shown.contains_key(column.source) {
            shown.insert(column.source.to_owned(), value);
        }
    }
    shown
}

/// Whether a section has no column of this name: what a column says itself is not said beside it.
pub(super) fn is_beside(section: &Section, name: &str) -> bool {
    !section.shown().any(|column| column.source == name)
}

/// Writes a row as [`koha_row`] has it, with the personal identity numbers in it covered, after these numbers of the library
/// system that are beside its columns. A row with nothing beyond its columns, as most are, is written at once.
pub(super) fn write_koha_row(
    out: &mut String,
    section: &Section,
    row: KohaRow<'_>,
    numbers: &[(&str, i64)],
    times: &LocalTimes,
) {
    if !row.other.is_empty() {
        let mut json: Map<String, Json> =
            numbers.iter().map(|(name, number)| ((*name).to_owned(), json!(number))).collect();
        let mut row = row.into_row(section);
        mask_row(section, &mut row);
        json.extend(koha_row(section, &row, times));
        out.push_str(&Json::Object(json).to_string());
        return;
    }
    let mut object = KohaObject::new(out);
    for (name, number) in numbers {
        object.number(name, *number);
    }
    for (column, value) in section.shown().zip(&row.values) {
        match value {
            Written::Text(text) => object.value(column, &Written::Text(masked_text(column, text)), times),
            _ => object.value(column, value, times),
        }
    }
    object.end();
}

/// An object that is written without anything in between.
pub(super) struct KohaObject<'o> {
    out: &'o mut String,
    /// Before the next key.
    begin: char,
}

impl<'o> KohaObject<'o> {
    /// Begins an object.
    pub fn new(out: &'o mut String) -> Self {
        Self { out, begin: '{' }
    }

    /// A number of the library system's.
    pub fn number(&mut self, name: &str, number: i64) {
        self.key(name);
        self.out.push_str(itoa::Buffer::new().format(number));
    }

    /// What a column holds.
    pub fn value(&mut self, column: &Column, value: &Written<'_>, times: &LocalTimes) {
        self.key(column.source);
        match (value, column.kind) {
            (Written::Empty, _) => self.out.push_str("null"),
            (Written::Text(text), _) => write_text(self.out, text),
            (Written::Number(seconds), Kind::Time) => {
                self.out.push('"');
                write_time(self.out, Timestamp(*seconds), times);
                self.out.push('"');
            }
            (Written::Number(minor), Kind::Money) => {
                self.out.push('"');
                write_decimal(self.out, *minor);
                self.out.push('"');
            }
            (Written::Number(flag), Kind::Flag) => self.out.push(if *flag == 0 { '0' } else { '1' }),
            (Written::Number(number), _) => self.out.push_str(itoa::Buffer::new().format(*number)),
        }
    }

    /// Ends the object, which may have nothing in it.
    pub fn end(self) {
        if self.begin == '{' {
            self.out.push('{');
        }
        self.out.push('}');
    }

    fn key(&mut self, name: &str) {
        self.out.push(std::mem::replace(&mut self.begin, ','));
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\":");
    }
}

/// A text as JSON: most have nothing that needs escaping.
fn write_text(out: &mut String, text: &str) {
    // To the end in any case: so it is done for many bytes at once.
    let is_escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    if text.bytes().fold(false, |any, byte| any | is_escaped(byte)) {
        out.push_str(&Json::from(text).to_string());
        return;
    }
    out.push('"');
    out.push_str(text);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use carrel_domain::{Category, Date, sections::section};
    use proptest::prelude::*;

    use super::*;

    /// Any value that a column of this kind may hold, or none.
    fn value(kind: Kind) -> BoxedStrategy<Value> {
        let some = match kind {
            Kind::Time => (-2_000_000_000_i64..4_000_000_000).prop_map(|at| Value::Time(Timestamp(at))).boxed(),
            Kind::Money => any::<i32>().prop_map(|minor| Value::Money(minor.into())).boxed(),
            Kind::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
            Kind::Date => Just(Value::Date(Date::FIRST)).boxed(),
            _ => prop_oneof![any::<String>().prop_map(Value::Text), any::<i64>().prop_map(Value::Count)].boxed(),
        };
        prop_oneof![1 => Just(Value::Empty), 4 => some].boxed()
    }

    fn row() -> impl Strategy<Value = (&'static Section, Row)> {
        let sections: Vec<_> = Category::ALL.into_iter().map(section).collect();
        proptest::sample::select(sections).prop_flat_map(|section| {
            let values: Vec<_> = section.shown().map(|column| value(column.kind)).collect();
            let other = proptest::collection::vec((any::<String>(), any::<String>()), 0..2);
            (Just(section), (values, other).prop_map(|(values, other)| Row { values, other }))
        })
    }

    proptest! {
        #[test]
        fn a_row_written_at_once_says_what_its_values_say((section, row) in row(), id in any::<i64>()) {
            let times = LocalTimes::new(TimeZone::get("Europe/Helsinki").unwrap());
            let mut text = String::new();
            let mut numbers = vec![("id_of_row", id), ("title", 1)];
            numbers.retain(|(name, _)| is_beside(section, name));
            let values = row.values.iter().map(Written::from).collect();
            let written = KohaRow { number: None, values, other: row.other.clone(), links: Vec::new(), place: 0 };
            let mut row = written.clone().into_row(section);
            mask_row(section, &mut row);
            write_koha_row(&mut text, section, written, &numbers, &times);
            let mut expected = Map::new();
            expected.insert(String::from("id_of_row"), json!(id));
            expected.insert(String::from("title"), json!(1));
            expected.extend(koha_row(section, &row, &times));
            prop_assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), Json::Object(expected));
        }

        #[test]
        fn a_time_by_hand_is_the_time(at in -2_000_000_000_i64..4_000_000_000) {
            let zone = TimeZone::get("Europe/Helsinki").unwrap();
            prop_assert_eq!(koha_time(Timestamp(at), &LocalTimes::new(zone.clone())), local(Timestamp(at), &zone, "%Y-%m-%d %H:%M:%S"));
        }
    }

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
        assert_eq!(of_koha(&Value::Time(Timestamp(1_772_452_800)), &LocalTimes::new(zone)), "2026-03-02 14:00:00");
    }
}
