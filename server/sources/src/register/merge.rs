//! What a register says, put into what is known of a patron.

use carrel_store::import::{Document, Found, Person};
use serde_json::{Map, Value};

use crate::{SourceError, alldata::PersonalReader};

/// Somebody as the register tells of them: fields and values, empty ones among them.
pub(super) type Values = Vec<(&'static str, String)>;

/// What changes: field, before, after.
pub(super) type Changes = Vec<(&'static str, String, String)>;

/// The document of a patron with these values, and what changes; nothing if nothing does. `is_own` says whether the register
/// made the patron: an empty value empties only what it filled itself.
pub(super) fn merge(
    reader: &PersonalReader,
    found: &Found,
    new_source_id: &str,
    values: &Values,
) -> Result<Option<(Document, Changes)>, SourceError> {
    let person = match found {
        Found::Patron(person) => Some(person.as_ref()),
        _ => None,
    };
    let is_own = person.is_none_or(|person| person.source_id == new_source_id);
    let mut record: Map<String, Value> =
        person.and_then(|person| serde_json::from_str(&person.record).ok()).unwrap_or_default();
    let changes = apply(&mut record, values, is_own);
    // Whoever left and is back changes although no field does.
    let is_back = person.is_some_and(has_left);
    if changes.is_empty() && person.is_some() && !is_back {
        return Ok(None);
    }
    let source_id = person.map_or(new_source_id, |person| person.source_id.as_str());
    record.insert(String::from("borrowernumber"), source_id.into());
    let line = serde_json::json!({ "personal": record }).to_string();
    let mut document =
        reader.read(line.as_bytes()).map_err(|fault| SourceError::Internal(fault.reason.into_owned()))?;
    if let Some(person) = person {
        keep(&mut document, person, is_own);
    }
    Ok(Some((document, changes)))
}

/// What the register knows nothing of stays as it is.
fn keep(document: &mut Document, person: &Person, is_own: bool) {
    document.other.clone_from(&person.other);
    if is_own {
        return;
    }
    if has_left(person) {
        // No line has these digests: the library system's next one brings everything up to date.
        (document.digest, document.document_digest) = (1, 1);
    } else {
        // The library system's next line is compared with its last one: what is written here is no change of it.
        (document.digest, document.document_digest) = (person.digest, person.document_digest);
        document.is_locked |= person.is_locked;
    }
}

/// Whether somebody left a source, and something was done because of it.
const fn has_left(person: &Person) -> bool {
    person.digest == 0 && person.document_digest == 0
}

fn apply(record: &mut Map<String, Value>, values: &Values, is_own: bool) -> Changes {
    let mut changes = Vec::new();
    for (name, value) in values {
        let before = match record.get(*name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Bool(flag)) => i64::from(*flag).to_string(),
            Some(other) => other.to_string(),
        };
        if before == *value || (value.is_empty() && !is_own) {
            continue;
        }
        if value.is_empty() {
            record.shift_remove(*name);
        } else {
            record.insert((*name).to_owned(), Value::from(value.as_str()));
        }
        changes.push((*name, before, value.clone()));
    }
    changes
}
