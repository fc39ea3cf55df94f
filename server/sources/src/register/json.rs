//! JSON: a list of objects, at the top or somewhere inside.

use std::io::Read;

use serde_json::Value;

use super::record::{Next, Record, Unreadable, read_all};
use crate::SourceError;

/// The objects of a JSON file.
pub(super) struct Records {
    objects: std::iter::Enumerate<std::vec::IntoIter<Value>>,
}

impl Records {
    /// Reads the whole file. `list` says where the list is, such as `/result/people`.
    pub fn new(reader: impl Read, list: Option<&str>, file: &str) -> Result<Self, SourceError> {
        let bytes = read_all(reader, file)?;
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        let mut value: Value = serde_json::from_slice(bytes).map_err(|error| {
            SourceError::Register(format!("{file} is not JSON: line {}, column {}", error.line(), error.column()))
        })?;
        let found = value.pointer_mut(list.unwrap_or("")).map(Value::take);
        let Some(Value::Array(objects)) = found else {
            let place = list.unwrap_or("the top");
            return Err(SourceError::Register(format!("{file} has no list at {place}: say where with `list`")));
        };
        Ok(Self { objects: objects.into_iter().enumerate() })
    }
}

impl Iterator for Records {
    type Item = Next;

    fn next(&mut self) -> Option<Next> {
        let (at, object) = self.objects.next()?;
        let line = at as u64 + 1;
        let Value::Object(fields) = object else {
            return Some(Ok(Err(Unreadable { line, reason: String::from("not an object") })));
        };
        let mut record = Record { line, fields: Vec::new() };
        for (name, value) in &fields {
            flatten(name, value, &mut record);
        }
        Some(Ok(Ok(record)))
    }
}

/// What is inside of an object has a name with a dot; a list is several values.
fn flatten(name: &str, value: &Value, record: &mut Record) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            fields.iter().for_each(|(inner, value)| flatten(&format!("{name}.{inner}"), value, record))
        }
        Value::Array(values) => values.iter().for_each(|value| flatten(name, value, record)),
        Value::String(text) => record.push(name, text.clone()),
        other => record.push(name, other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nested_has_a_name_with_dots_and_lists_are_several_values() {
        let text = r#"{"data": [{"id": 1, "name": {"family": "Laine"}, "groups": ["a", "b"], "mails": [{"v": "x"}], "no": null}, 5]}"#;
        let mut records = Records::new(text.as_bytes(), Some("/data"), "f").unwrap();
        let first = records.next().unwrap().unwrap().unwrap();
        let fields: Vec<(&str, usize)> =
            first.fields.iter().map(|(name, values)| (name.as_str(), values.len())).collect();
        assert_eq!(fields, [("id", 1), ("name.family", 1), ("groups", 2), ("mails.v", 1)]);
        assert_eq!(records.next().unwrap().unwrap().unwrap_err().line, 2);
    }

    #[test]
    fn a_file_without_the_list_is_refused() {
        assert!(Records::new(b"{}".as_slice(), None, "f").err().unwrap().to_string().contains("`list`"));
        assert!(Records::new(b"[1,".as_slice(), None, "f").err().unwrap().to_string().contains("line 1"));
    }
}
