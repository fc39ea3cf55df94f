//! Rules in words.

use carrel_domain::retention::{Rule, Subject};
use carrel_services::{profile::Profile, retention::words};
use carrel_texts::{Key, Texts, key};

/// A text of the catalogue by its name.
pub fn say(texts: Texts, id: &str) -> &'static str {
    Key::find(id).map_or("", |key| texts.say(key))
}

/// What a subject is called.
pub fn subject(texts: Texts, subject: Subject) -> &'static str {
    words::subject(texts, subject)
}

/// How long a rule keeps.
pub fn keep(texts: Texts, rule: &Rule) -> String {
    words::keep(texts, rule)
}

/// Whose data it is about.
pub fn whom(texts: Texts, profile: &Profile, category: Option<&str>, has_others: bool) -> String {
    match category {
        Some(code) => profile.names.categories.get(code).cloned().unwrap_or_else(|| code.to_owned()),
        None if has_others => texts.say(key::RETENTION_EVERYBODY_ELSE).to_owned(),
        None => texts.say(key::RETENTION_EVERYBODY).to_owned(),
    }
}

/// What was done, as the address says it: saved, and whether the daily run stopped for it.
pub fn saved(texts: Texts, done: &str) -> &'static str {
    texts.say(if done == "stopped" { key::RETENTION_SCHEDULE_STOPPED } else { key::RETENTION_SAVED })
}
