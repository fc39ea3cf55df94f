//! Some answers let everything through, Koha's the password's hash included. This takes secrets out, before anybody reads
//! one.

use serde_json::Value;

/// Fields that are secrets, wherever they stand, in small letters.
const SECRET: [&str; 9] = [
    "password",
    "password_hash",
    "password2",
    "secret",
    "client_secret",
    "access_token",
    "verification_token",
    "auth_method_secret",
    "overdrive_auth_token",
];

/// What stands for a hash within a text.
const REDACTED: &str = "***";

/// Removes secret fields, and hashes of passwords within texts: entries of Koha's log tell them as part of a change.
pub fn remove(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !SECRET.contains(&name.to_lowercase().as_str()));
            fields.values_mut().for_each(remove);
        }
        Value::Array(items) => items.iter_mut().for_each(remove),
        Value::String(text) => {
            if let Some(clean) = without_hashes(text) {
                *text = clean;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text without hashes made by bcrypt or Argon2; `None` if it has none.
fn without_hashes(text: &str) -> Option<String> {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(start) = ["$2a$", "$2b$", "$2x$", "$2y$", "$argon2"].iter().filter_map(|sign| rest.find(sign)).min()
    {
        let (before, hash) = rest.split_at(start);
        clean.push_str(before);
        clean.push_str(REDACTED);
        let is_part = |c: char| c.is_ascii_alphanumeric() || "$./+=,-_".contains(c);
        rest = hash.trim_start_matches(is_part);
    }
    if clean.is_empty() {
        return None;
    }
    clean.push_str(rest);
    Some(clean)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const HASH: &str = "$2a$08$cwgrDcWbjT9pbuSsYRUKHOC0dpEnIFFhucxN.nXuLt9RNupsvoX1C";

    #[test]
    fn secrets_go_wherever_they_stand() {
        let mut value = json!({
            "personal": [{"surname": "Virtanen", "password": HASH, "Secret": "JBSWY3DP"}],
            "logs": [{"info": format!("{{\"password\": {{\"before\": \"{HASH}\"}}}}"), "object": 7}],
        });
        remove(&mut value);
        let text = value.to_string();
        assert!(!text.contains("$2a$") && !text.contains("JBSWY3DP") && !text.contains("cwgr"), "{text}");
        assert!(text.contains("Virtanen") && text.contains("before"), "{text}");
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        let mut value = json!({"note": "costs $2 a day", "title": "Password: a history", "list": [null, true, 1.5]});
        let before = value.clone();
        remove(&mut value);
        assert_eq!(value, before);
    }

    proptest! {
        #[test]
        fn no_text_keeps_a_hash(before in ".*", after in ".*") {
            let mut value = Value::String(format!("{before}{HASH}{after}"));
            remove(&mut value);
            prop_assert!(!value.as_str().unwrap_or_default().contains("$2a$"));
            prop_assert!(!value.as_str().unwrap_or_default().contains("nXuLt9RNupsvoX1C"));
        }
    }
}
