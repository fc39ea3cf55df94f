//! Reading the rows of one key into cells.

use std::{collections::HashMap, sync::Arc};

use carrel_domain::{Kind, Table, Value, sections};
use carrel_store::{
    import::{Cell, LONGEST_INDEXED, Layout, digest, digest_of_bytes},
    reading::{Plain, Unreadable, read_plain},
};
use jiff::tz::TimeZone;
use serde_json::value::RawValue;

use super::{
    line::{Fields, Read, for_each_row},
    other::Other,
    section::{LONGEST_CODE, Target},
};

/// Codes that the rows of one key may bring along.
const MOST_CODES: usize = 50;

/// Column of interlibrary loans that names the key they came under.
const SECTION: &str = "section";

/// Where the value of a field goes.
#[derive(Clone, Copy)]
enum Place {
    /// A column: its cell and what it holds.
    Column(usize, Kind),
    /// The row's own id.
    Id,
    /// The patron's number, which every row repeats.
    Patron,
    /// The ways a message goes, which may be a list.
    Transports(usize),
    /// No column.
    Other,
}

/// Reads the rows of one table, one after the other.
pub(super) struct RowReader<'a> {
    target: Target,
    layout: Layout,
    empty: Vec<Cell>,
    places: HashMap<&'static str, Place>,
    /// The last row's fields: rows of a list mostly have the same ones in the same order.
    usual: Vec<(String, Place)>,
    zone: &'a TimeZone,
    patron: &'a str,
    other: Other,
    buffer: Vec<u8>,
    /// Codes of libraries that rows name.
    pub libraries: Vec<Arc<str>>,
}

impl<'a> RowReader<'a> {
    pub fn new(target: Target, patron: &'a str, zone: &'a TimeZone) -> Self {
        let layout = Layout::of(target.table);
        let mut places = HashMap::new();
        for (at, column) in target.table.columns.iter().enumerate() {
            // The key of the line goes there, whatever the row calls so.
            if column.name == SECTION {
                continue;
            }
            let cell = layout.first_column() + at;
            let is_transports = is_preference(target.table) && column.name == "transports";
            let place = if is_transports { Place::Transports(cell) } else { Place::Column(cell, column.kind) };
            places.insert(column.source, place);
        }
        places.insert("borrowernumber", Place::Patron);
        if std::ptr::eq(target.table, &sections::SUGGESTION) {
            places.insert("suggestedby", Place::Patron);
        }
        if !target.table.source_id.is_empty() {
            places.insert(target.table.source_id, Place::Id);
        }
        Self {
            target,
            layout,
            empty: layout.empty_row(),
            places,
            usual: Vec::new(),
            zone,
            patron,
            other: Other::default(),
            buffer: Vec::new(),
            libraries: Vec::new(),
        }
    }

    /// Reads the rows of a key and appends their cells; `false`, and no cells, if it holds anything but rows. `section` is
    /// the key of interlibrary loans. `ids` counts how often an id was used before.
    pub fn read(
        &mut self,
        list: &RawValue,
        section: Option<&str>,
        ids: &mut HashMap<Arc<str>, usize>,
        cells: &mut Vec<Cell>,
    ) -> bool {
        let before = cells.len();
        let are_rows = for_each_row(list, |row| self.append(row, section, ids, cells));
        if !are_rows {
            cells.truncate(before);
        }
        are_rows
    }

    fn append(
        &mut self,
        fields: &Fields<'_>,
        section: Option<&str>,
        ids: &mut HashMap<Arc<str>, usize>,
        cells: &mut Vec<Cell>,
    ) {
        let start = cells.len();
        cells.extend_from_slice(&self.empty);
        let row = &mut cells[start..];
        let id = self.read_row(fields, row);
        if let Some(section) = section {
            self.set_section(section, row);
        }
        if let Some(is_open) = self.target.is_open {
            row[Layout::OPEN] = i64::from(is_open).into();
        }
        row[self.layout.other()] = Cell::Text(self.other.finish());
        let content = digest(&row[1..self.layout.digest()], &mut self.buffer);
        row[self.layout.digest()] = content.into();
        row[0] = Cell::Text(Some(unique_id(id, content, section, ids)));
    }

    /// Fills a row; answers its own id.
    fn read_row(&mut self, fields: &Fields<'_>, row: &mut [Cell]) -> Option<String> {
        let mut id = None;
        for (at, (name, value)) in fields.0.iter().enumerate() {
            let read = Read::new(value);
            match self.place(at, name) {
                Place::Column(cell, kind) => match self.cell(kind, &read) {
                    Ok(value) => {
                        if kind == Kind::Library {
                            self.note_library(&value);
                        }
                        row[cell] = value;
                    }
                    Err(Unreadable) => self.keep(name, &read),
                },
                Place::Id => match read.plain() {
                    Plain::Number(text) | Plain::Text(text) if (1..=LONGEST_INDEXED).contains(&text.len()) => {
                        id = Some(text.to_owned());
                    }
                    _ => self.keep(name, &read),
                },
                Place::Patron => {
                    if read.as_other().is_some_and(|number| number != self.patron) {
                        self.keep(name, &read);
                    }
                }
                Place::Transports(cell) => match transports(value, &read) {
                    Some(list) => row[cell] = Cell::text(&list),
                    None => self.keep(name, &read),
                },
                Place::Other => self.keep(name, &read),
            }
        }
        id
    }

    fn place(&mut self, at: usize, name: &str) -> Place {
        if let Some((usual, place)) = self.usual.get(at)
            && usual == name
        {
            return *place;
        }
        let place = self.places.get(name).copied().unwrap_or(Place::Other);
        self.usual.truncate(at);
        if self.usual.len() == at {
            self.usual.push((name.to_owned(), place));
        }
        place
    }

    fn keep(&mut self, name: &str, read: &Read<'_>) {
        if let Some(text) = read.as_other() {
            self.other.push(name, text, matches!(read, Read::Nested(_)));
        }
    }

    fn cell(&self, kind: Kind, read: &Read<'_>) -> Result<Cell, Unreadable> {
        // Texts are by far the most: without a copy in between.
        match (kind, read.plain()) {
            (
                Kind::Text | Kind::LongText | Kind::Code(_) | Kind::Library | Kind::PatronCategory,
                Plain::Text(text) | Plain::Number(text),
            ) => {
                // Rows are looked for by some codes: one that is too long for an index is none.
                if matches!(kind, Kind::Code(_)) && text.len() > LONGEST_INDEXED {
                    return Err(Unreadable);
                }
                Ok(Cell::optional(Some(text).filter(|text| !text.is_empty())))
            }
            (kind, plain) => Ok(match read_plain(kind, plain, self.zone)? {
                Value::Empty if carrel_store::import::is_number(kind) => Cell::Number(None),
                Value::Empty => Cell::Text(None),
                Value::Text(text) => Cell::text(&text),
                Value::Date(date) => Cell::text(&date.to_string()),
                Value::Time(time) => time.0.into(),
                Value::Money(number) | Value::Count(number) => number.into(),
                Value::Flag(flag) => i64::from(flag).into(),
            }),
        }
    }

    /// Remembers a code; nothing that is too long to be one, and no more than any library system has.
    fn note_library(&mut self, cell: &Cell) {
        let Cell::Text(Some(code)) = cell else { return };
        if code.len() <= LONGEST_CODE && self.libraries.len() < MOST_CODES && !self.libraries.contains(code) {
            self.libraries.push(Arc::clone(code));
        }
    }

    fn set_section(&self, section: &str, row: &mut [Cell]) {
        let columns = self.target.table.columns;
        if let Some(at) = columns.iter().position(|column| column.name == SECTION) {
            row[self.layout.first_column() + at] = Cell::text(section);
        }
    }
}

fn is_preference(table: &'static Table) -> bool {
    std::ptr::eq(table, &sections::MESSAGE_PREFERENCE)
}

/// What stands before the ids of a section's rows. No section's prefix begins with another's.
pub(super) fn prefix(section: &str) -> String {
    if section.len() > LONGEST_CODE {
        return format!("~{:016x}:", digest_of_bytes(section.as_bytes(), 0).cast_unsigned());
    }
    format!("{}:", section.replace('%', "%25").replace(':', "%3A"))
}

/// The row's id, made of its content where it has none; told apart from equal ones before it by a number. Two rows with
/// one id are both kept: some Koha databases have a checkout and an old checkout with the same number.
fn unique_id(id: Option<String>, content: i64, section: Option<&str>, ids: &mut HashMap<Arc<str>, usize>) -> Arc<str> {
    let mut id = id.unwrap_or_else(|| format!("~{:016x}", content.cast_unsigned()));
    if let Some(section) = section {
        id.insert_str(0, &prefix(section));
    }
    let mut id: Arc<str> = Arc::from(id);
    loop {
        let Some(before) = ids.get_mut(&id) else {
            ids.insert(Arc::clone(&id), 1);
            return id;
        };
        *before += 1;
        id = Arc::from(format!("{id}#{before}"));
    }
}

/// `email, sms`, from a text, a list of texts or a list of Koha's rows.
fn transports(value: &RawValue, read: &Read<'_>) -> Option<String> {
    match read {
        Read::Text(text) if !text.is_empty() => return Some(text.clone().into_owned()),
        Read::Nested(_) => {}
        _ => return None,
    }
    let mut names: Vec<Option<String>> = Vec::new();
    let are_rows = for_each_row(value, |row| {
        names.push(match row.get("message_transport_type").map(Read::new) {
            Some(Read::Text(text)) => Some(text.into_owned()),
            _ => None,
        });
    });
    let names: Vec<String> =
        if are_rows { names.into_iter().collect::<Option<_>>()? } else { serde_json::from_str(value.get()).ok()? };
    Some(names.join(", ")).filter(|list| !list.is_empty())
}
