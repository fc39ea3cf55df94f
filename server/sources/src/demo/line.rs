//! One line of an all-data file in the making.

use serde_json::{Map, Value as Json, json};

use super::{calendar::Calendar, random::Random};

/// A patron's line in the making.
pub(super) struct Line {
    pub personal: Map<String, Json>,
    pub sections: Map<String, Json>,
    pub random: Random,
    pub calendar: Calendar,
    pub borrowernumber: i64,
    pub library: &'static str,
    pub lang: &'static str,
    next_id: i64,
}

/// Keys that every whole answer has.
const KEYS: [&str; 9] = [
    "checkouts",
    "oldcheckouts",
    "holds",
    "oldholds",
    "accountlines",
    "notices",
    "messages",
    "debarments",
    "suggestions",
];

impl Line {
    pub fn new(borrowernumber: i64, calendar: Calendar, library: &'static str, lang: &'static str) -> Self {
        let sections = KEYS.iter().map(|key| ((*key).to_owned(), json!([]))).collect();
        Self {
            personal: Map::new(),
            sections,
            random: Random::new(borrowernumber.unsigned_abs()),
            calendar,
            borrowernumber,
            library,
            lang,
            next_id: borrowernumber * 100_000,
        }
    }

    /// A number for the next row: no two rows of the library have the same.
    pub const fn next_id(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id
    }

    /// Appends a row to a section.
    pub fn push(&mut self, section: &str, row: Json) {
        let list = self.sections.entry(section).or_insert_with(|| json!([]));
        if let Json::Array(rows) = list {
            rows.push(row);
        }
    }

    /// First name and surname.
    pub fn name(&self) -> String {
        let text = |key: &str| self.personal.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        format!("{} {}", text("firstname"), text("surname"))
    }

    /// A text in the patron's language, of those a Finnish library writes in.
    pub fn say(&self, finnish: &'static str, swedish: &'static str, english: &'static str) -> &'static str {
        match self.lang {
            "fi-FI" => finnish,
            "sv-FI" => swedish,
            _ => english,
        }
    }

    /// The line, with its line feed.
    pub fn finish(self) -> String {
        let mut document = Map::new();
        document.insert(String::from("personal"), Json::Object(self.personal));
        document.extend(self.sections);
        let mut line = Json::Object(document).to_string();
        line.push('\n');
        line
    }
}
