//! What Carrel has no column for, kept under the source's name.

use std::{borrow::Cow, sync::Arc};

use serde_json::Value as Json;

/// Names of columns whose values are secrets: read where they are needed, never kept or shown.
const SECRETS: [&str; 6] = ["password", "secret", "pin", "overdrive_auth_token", "token", "password_hash"];

/// Whether a column's value is a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

/// Collects names and values as the text of a JSON object.
#[derive(Default)]
pub(super) struct Other {
    json: String,
}

impl Other {
    /// Keeps a value as text; a secret is left out, also inside of lists and objects.
    pub fn push(&mut self, name: &str, value: &str, is_nested: bool) {
        if is_secret(name) {
            return;
        }
        let value = if is_nested { without_secrets(value) } else { Cow::Borrowed(value) };
        self.json.push(if self.json.is_empty() { '{' } else { ',' });
        push_string(&mut self.json, name);
        self.json.push(':');
        push_string(&mut self.json, &value);
    }

    /// [`Other::push`], under a name of its own if there is something under this one already.
    pub fn push_beside(&mut self, name: &str, value: &str, is_nested: bool) {
        let mut field = String::new();
        push_string(&mut field, name);
        field.push(':');
        // Within a text the quotes would have backslashes: this is a name.
        if self.json.contains(&field) {
            self.push(&format!("{name} (2)"), value, is_nested);
        } else {
            self.push(name, value, is_nested);
        }
    }

    /// The object, unless nothing was kept.
    pub fn finish(&mut self) -> Option<Arc<str>> {
        if self.json.is_empty() {
            return None;
        }
        self.json.push('}');
        let text = Arc::from(self.json.as_str());
        self.json.clear();
        Some(text)
    }
}

/// Writes a JSON string.
pub(crate) fn push_string(json: &mut String, text: &str) {
    json.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        json.push_str(&text[from..at]);
        match byte {
            b'"' => json.push_str("\\\""),
            b'\\' => json.push_str("\\\\"),
            _ => {
                use std::fmt::Write as _;
                let _ = write!(json, "\\u{byte:04x}");
            }
        }
        from = at + 1;
    }
    json.push_str(&text[from..]);
    json.push('"');
}

fn without_secrets(json: &str) -> Cow<'_, str> {
    let names_one = SECRETS.iter().any(|secret| json.to_ascii_lowercase().contains(&format!("\"{secret}\"")));
    if !names_one {
        return Cow::Borrowed(json);
    }
    let Ok(mut value) = serde_json::from_str::<Json>(json) else {
        return Cow::Borrowed("");
    };
    remove_secrets(&mut value);
    Cow::Owned(value.to_string())
}

fn remove_secrets(value: &mut Json) {
    match value {
        Json::Object(map) => {
            map.retain(|name, _| !is_secret(name));
            map.values_mut().for_each(remove_secrets);
        }
        Json::Array(list) => list.iter_mut().for_each(remove_secrets),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_comes_back_out_of_the_object() {
        let hostile = "\"\\\n\t\u{1}\u{7f}</script>=1+1\u{202e}ä😀";
        let mut other = Other::default();
        other.push(hostile, hostile, false);
        other.push("b", "", false);
        let json: serde_json::Map<String, Json> = serde_json::from_str(&other.finish().unwrap()).unwrap();
        assert_eq!(json[hostile], hostile);
        assert_eq!(json["b"], "");
        assert_eq!(other.finish(), None);
    }

    #[test]
    fn two_things_with_one_name_are_both_kept() {
        let mut other = Other::default();
        other.push("a", "b", false);
        other.push_beside("b", "\"c\":", false);
        other.push_beside("c", "1", false);
        other.push_beside("a", "2", false);
        assert_eq!(other.finish().unwrap().as_ref(), r#"{"a":"b","b":"\"c\":","c":"1","a (2)":"2"}"#);
    }

    #[test]
    fn secrets_are_not_kept_at_any_depth() {
        let mut other = Other::default();
        other.push("Password", "$2a$", false);
        other.push("patron", r#"{"name": "A", "Password": "$2a$", "list": [{"secret": 1, "x": 2}]}"#, true);
        assert_eq!(other.finish().unwrap().as_ref(), r#"{"patron":"{\"name\":\"A\",\"list\":[{\"x\":2}]}"}"#);
    }
}
