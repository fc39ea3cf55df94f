//! One line as JSON, unread: every value stays the text it is in the file until its column is known.
//!
//! Numbers keep all their digits, and strings are only copied where an escape changes them.

use std::{borrow::Cow, fmt, marker::PhantomData};

use carrel_store::reading::Plain;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// An object: names and unread values, in order.
#[derive(Clone)]
pub(super) struct Fields<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

/// A JSON string, without a copy where it has no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor<'a>(PhantomData<&'a ()>);
        impl<'de> Visitor<'de> for FieldsVisitor<'de> {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::with_capacity(24);
                while let Some((Text(name), value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
                    fields.push((name, value));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(FieldsVisitor(PhantomData))
    }
}

impl<'a> Fields<'a> {
    /// Reads an object.
    pub fn read(json: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The last value with this name: of two, JSON readers take the later one.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().rev().find(|(field, _)| field == name).map(|(_, value)| *value)
    }
}

/// Hands over each row of a list of objects, or the one object, as it is read: a patron may have a million of them.
/// Answers whether it was one of the two; if not, some rows may have been handed over already.
pub(super) fn for_each_row<'a>(value: &'a RawValue, mut each: impl FnMut(&Fields<'a>)) -> bool {
    match value.get().as_bytes().first() {
        Some(b'[') => serde_json::Deserializer::from_str(value.get()).deserialize_seq(RowVisitor(each)).is_ok(),
        Some(b'{') => Fields::read(value.get()).map(|row| each(&row)).is_ok(),
        _ => false,
    }
}

struct RowVisitor<F>(F);

impl<'de, F: FnMut(&Fields<'de>)> Visitor<'de> for RowVisitor<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut rows: A) -> Result<(), A::Error> {
        while let Some(row) = rows.next_element::<Fields<'de>>()? {
            (self.0)(&row);
        }
        Ok(())
    }
}

/// What one value is.
pub(super) enum Read<'a> {
    Null,
    Flag(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
    Nested(&'a str),
}

impl<'a> Read<'a> {
    pub fn new(value: &'a RawValue) -> Self {
        let json = value.get();
        match json.as_bytes().first() {
            Some(b'"') => Self::text(json),
            Some(b'n') => Self::Null,
            Some(b't') => Self::Flag(true),
            Some(b'f') => Self::Flag(false),
            Some(b'{' | b'[') => Self::Nested(json),
            _ => Self::Number(json),
        }
    }

    fn text(json: &'a str) -> Self {
        let inner = json.get(1..json.len().saturating_sub(1)).unwrap_or_default();
        if !inner.contains('\\') {
            return Self::Text(Cow::Borrowed(inner));
        }
        // What cannot be unescaped was made harmless before (see `mend`): if it is still there, it stays as written.
        Self::Text(serde_json::from_str(json).map_or(Cow::Borrowed(inner), |Text(text)| text))
    }

    /// For reading it as what a column holds.
    pub fn plain(&self) -> Plain<'_> {
        match self {
            Self::Null => Plain::Null,
            Self::Flag(flag) => Plain::Flag(*flag),
            Self::Number(digits) => Plain::Number(digits),
            Self::Text(text) => Plain::Text(text),
            Self::Nested(_) => Plain::Nested,
        }
    }

    /// As it is kept where Carrel has no column for it; nothing for what is empty.
    pub fn as_other(&self) -> Option<&str> {
        match self {
            Self::Null => None,
            Self::Flag(flag) => Some(if *flag { "true" } else { "false" }),
            Self::Number(json) | Self::Nested(json) => Some(json),
            Self::Text(text) => Some(text).filter(|text| !text.is_empty()).map(AsRef::as_ref),
        }
    }
}

/// Makes two things storable that JSON may write and no database takes in a text: U+0000 becomes its visible sign U+2400,
/// and half a surrogate pair stays as it is written (`\ud800`, six letters). Everything else stays as it is.
pub(super) fn mend(line: &str) -> Cow<'_, str> {
    if !line.contains("\\u") {
        return Cow::Borrowed(line);
    }
    let bytes = line.as_bytes();
    let mut mended = String::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(next) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'\\')) {
        at += next;
        let Some(unit) = escaped_unit(bytes, at) else {
            at += 2;
            continue;
        };
        let replacement = match unit {
            0 => "\\u2400",
            0xD800..=0xDBFF if matches!(escaped_unit(bytes, at + 6), Some(0xDC00..=0xDFFF)) => {
                at += 12;
                continue;
            }
            0xD800..=0xDFFF => {
                // The backslash is doubled: what follows it is then text.
                mended.push_str(&line[from..at]);
                mended.push('\\');
                from = at;
                at += 6;
                continue;
            }
            _ => {
                at += 6;
                continue;
            }
        };
        mended.push_str(&line[from..at]);
        mended.push_str(replacement);
        at += 6;
        from = at;
    }
    if from == 0 && mended.is_empty() {
        return Cow::Borrowed(line);
    }
    mended.push_str(&line[from..]);
    Cow::Owned(mended)
}

/// The UTF-16 unit that an escape at this place writes, if one stands there.
fn escaped_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?;
    let digits = escape.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        let line = mend(line);
        let fields = Fields::read(&line).unwrap();
        fields.0.iter().map(|(_, value)| Read::new(value).as_other().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn values_come_back_as_they_were_written() {
        let read = texts(
            r#"{"a": 1e400, "b": 12345678901234567890123, "c": 1.10, "d": {"x": [1, 2]}, "e": "ä\n\"\\ \u00e4"}"#,
        );
        assert_eq!(read, ["1e400", "12345678901234567890123", "1.10", r#"{"x": [1, 2]}"#, "ä\n\"\\ ä"]);
    }

    #[test]
    fn half_a_surrogate_pair_stays_as_it_is_written() {
        assert_eq!(
            texts(r#"{"a": "x\ud800y", "b": "\ud83d\ude00", "c": "\udc00", "d": "\\ud800"}"#),
            [r"x\ud800y", "😀", r"\udc00", r"\ud800"]
        );
        assert_eq!(texts(r#"{"a": "\ud800\ud83d\ude00\uDBFF"}"#), ["\\ud800😀\\uDBFF"]);
    }

    #[test]
    fn a_nul_becomes_its_visible_sign() {
        assert_eq!(texts(r#"{"a": "x\u0000y", "b": "\\u0000"}"#), ["x␀y", r"\u0000"]);
    }

    #[test]
    fn of_two_fields_with_one_name_the_later_counts() {
        let fields = Fields::read(r#"{"a": 1, "a": 2}"#).unwrap();
        assert_eq!(fields.get("a").map(RawValue::get), Some("2"));
    }
}
