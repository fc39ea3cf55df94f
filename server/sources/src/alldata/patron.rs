//! Reading one line into a patron with all their rows.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use carrel_store::import::{Cell, Document, LONGEST_INDEXED, Part, Rows, TABLES, digest, digest_of_bytes};
use jiff::tz::TimeZone;
use serde_json::value::RawValue;

use super::{
    line::{Fields, Read, for_each_row, mend},
    other::Other,
    personal::Personal,
    rows::{RowReader, prefix},
    section::{LONGEST_CODE, Target, WHOLE, target},
};

/// Changes whenever lines are read in another way, so that equal lines are then read again.
const READING: u64 = 1;

/// Why a line is refused: which field, and what is wrong with it. Never holds what the line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub field: Option<String>,
    pub reason: Cow<'static, str>,
}

impl Fault {
    fn new(field: &str, reason: &'static str) -> Self {
        Self { field: Some(field.to_owned()), reason: Cow::Borrowed(reason) }
    }
}

/// Reads lines of one organization.
pub(crate) struct PatronReader {
    zone: TimeZone,
    seed: u64,
}

impl PatronReader {
    /// Times without an offset are local times of this zone.
    pub fn new(zone: TimeZone) -> Self {
        // The same line means other times in another zone.
        let seed = digest_of_bytes(zone.iana_name().unwrap_or_default().as_bytes(), READING).cast_unsigned();
        Self { zone, seed }
    }

    /// Reads a line, without its line feed.
    pub fn read(&self, line: &[u8]) -> Result<Document, Fault> {
        let text = std::str::from_utf8(line).map_err(|error| Fault {
            field: None,
            reason: Cow::Owned(format!("not UTF-8 at byte {}", error.valid_up_to() + 1)),
        })?;
        let text = mend(text);
        let fields = Fields::read(&text).map_err(|error| not_json(&error))?;
        let document_digest = digest_of_bytes(line, self.seed);
        self.read_fields(&fields, document_digest)
    }

    fn read_fields(&self, fields: &Fields<'_>, document_digest: i64) -> Result<Document, Fault> {
        let personal = fields.get("personal").ok_or(Fault::new("personal", "missing"))?;
        let personal = only_row(personal)?;
        let source_id = match personal.get("borrowernumber").map(Read::new) {
            Some(Read::Number(number)) => number.to_owned(),
            Some(Read::Text(text)) if !text.is_empty() => text.into_owned(),
            None | Some(Read::Null | Read::Text(_)) => return Err(Fault::new("borrowernumber", "missing")),
            Some(_) => return Err(Fault::new("borrowernumber", "neither a number nor a text")),
        };
        if source_id.len() > LONGEST_INDEXED {
            return Err(Fault::new("borrowernumber", "too long"));
        }
        let mut other = Other::default();
        let mut libraries = Vec::new();
        let rows = self.read_sections(fields, &source_id, &mut other, &mut libraries)?;
        let personal = Personal::read(&personal, other, &self.zone);
        let mut document = Document {
            source_id,
            // Nobody types one as long as that; the record has it.
            cardnumber: personal.text("cardnumber").filter(|text| text.len() <= LONGEST_INDEXED),
            userid: personal.text("userid").filter(|text| text.len() <= LONGEST_INDEXED),
            surname: personal.text("surname"),
            firstname: personal.text("firstname"),
            email: personal.text("email"),
            library: personal.text("branchcode"),
            patron_category: personal.text("categorycode"),
            language: personal.text("lang"),
            expires_on: personal.expires_on.map(|date| date.to_string()),
            is_locked: personal.is_locked,
            record: personal.record,
            other: personal.other.map(|other| other.as_ref().to_owned()),
            password: personal.password,
            digest: 0,
            document_digest,
            libraries,
            categories: Vec::new(),
            rows,
        };
        document.libraries.extend(code(document.library.as_deref()));
        document.categories.extend(code(document.patron_category.as_deref()));
        document.digest = digest_of_patron(&document);
        Ok(document)
    }

    fn read_sections(
        &self,
        fields: &Fields<'_>,
        patron: &str,
        other: &mut Other,
        libraries: &mut Vec<Arc<str>>,
    ) -> Result<[Rows; TABLES.len()], Fault> {
        let mut tables: [Rows; TABLES.len()] = Default::default();
        let mut ids: [HashMap<Arc<str>, usize>; TABLES.len()] = Default::default();
        for (at, (key, value)) in fields.0.iter().enumerate() {
            let is_last = !fields.0[at + 1..].iter().any(|(later, _)| later == key);
            if key == "personal" || value.get() == "null" || !is_last {
                continue;
            }
            let (target, section) = match (target(key), Target::interlibrary_loan()) {
                (Some(target), _) => (target, None),
                (None, Some(target)) if value.get().starts_with('[') => (target, Some(key.as_ref())),
                _ => {
                    keep(key, value, other);
                    continue;
                }
            };
            let rows = &mut tables[target.at];
            let mut reader = RowReader::new(target, patron, &self.zone);
            if reader.read(value, section, &mut ids[target.at], &mut rows.cells) {
                libraries.append(&mut reader.libraries);
                rows.parts.push(section.map_or(target.part(), |key| Part::Prefix(prefix(key))));
            } else if section.is_some() {
                keep(key, value, other);
            } else {
                return Err(Fault::new(key, "not a list of rows"));
            }
        }
        let is_whole = WHOLE.iter().all(|key| fields.0.iter().any(|(field, _)| field == key));
        if let (true, Some(target)) = (is_whole, Target::interlibrary_loan()) {
            tables[target.at].parts.push(Part::Whole);
        }
        Ok(tables)
    }
}

/// A code that gets a name, unless it is too long to be one.
fn code(text: Option<&str>) -> Option<Arc<str>> {
    text.filter(|text| text.len() <= LONGEST_CODE).map(Arc::from)
}

/// Keeps what belongs to no section.
fn keep(key: &str, value: &RawValue, other: &mut Other) {
    let read = Read::new(value);
    if let Some(text) = read.as_other() {
        other.push(key, text, matches!(read, Read::Nested(_)));
    }
}

/// The patron's own row, which may be the only one of a list.
fn only_row(value: &RawValue) -> Result<Fields<'_>, Fault> {
    let mut found = Vec::new();
    let are_rows = for_each_row(value, |row| found.push(row.clone()));
    match (are_rows, found.len(), found.pop()) {
        (true, 1, Some(row)) => Ok(row),
        (true, ..) => Err(Fault::new("personal", "not exactly one row")),
        (false, ..) => Err(Fault::new("personal", "neither an object nor a list of one")),
    }
}

/// Everything that the patron's own rows in `patron` and `credential` are made of.
fn digest_of_patron(document: &Document) -> i64 {
    let password = match &document.password {
        None => "",
        Some(None) => "none",
        Some(Some(hash)) => hash,
    };
    let cells = [
        Cell::text(&document.record),
        Cell::optional(document.other.as_deref()),
        Cell::from(i64::from(document.is_locked)),
        Cell::text(password),
    ];
    digest(&cells, &mut Vec::new())
}

/// Where JSON breaks. serde_json's own message may quote the line.
fn not_json(error: &serde_json::Error) -> Fault {
    let reason = match error.classify() {
        serde_json::error::Category::Data => Cow::Borrowed("not an object"),
        serde_json::error::Category::Eof => Cow::Borrowed("ends too early"),
        _ => Cow::Owned(format!("not JSON at byte {}", error.column())),
    };
    Fault { field: None, reason }
}
