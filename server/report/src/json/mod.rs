//! The report as JSON, in the form that [`json_schema`] describes.

mod clock;
mod remote;
mod schema;
mod text;

use std::io::Write;

use carrel_domain::{Row, Value};
use carrel_texts::Format;

pub use self::schema::{SCHEMA_ID, SCHEMA_VERSION, json_schema};
use self::{
    clock::Clock,
    text::{property, string},
};
use crate::{
    event::{Begun, Checked, Event, Piece, ReportError},
    head::ReportHead,
};

/// Bytes gathered before they are handed on.
const BUFFER: usize = 64 * 1024;

/// Writes a patron's data as JSON: values as they are stored, codes as the source has them, times in RFC 3339 with the
/// library's offset, money in minor units.
///
/// # Errors
/// Those of [`ReportError`]; what has been written by then is not valid JSON.
pub fn write_json<E>(
    head: &ReportHead,
    format: &Format,
    events: impl IntoIterator<Item = Result<Event, E>>,
    out: impl Write,
) -> Result<(), ReportError<E>> {
    let mut writer = JsonWriter::new(format, out);
    writer.begin(head, format);
    for piece in Checked::new(events.into_iter()) {
        match piece? {
            Piece::Begin(begun) => writer.section(&begun)?,
            Piece::Rows(rows) => writer.rows(&rows)?,
            Piece::Remote(data) => writer.remote(&data, format.texts().language())?,
        }
    }
    writer.end()?;
    Ok(())
}

struct JsonWriter<W> {
    out: W,
    buffer: Vec<u8>,
    clock: Clock,
    /// `{"minor":` … `,"currency":"EUR"}`: the part after the number.
    after_amount: Vec<u8>,
    /// Of the section at hand: each column's name, as `"title":`.
    names: Vec<Vec<u8>>,
    in_section: bool,
    in_entries: bool,
    /// Something of another service was written: the categories are over.
    in_remote: bool,
}

impl<W: Write> JsonWriter<W> {
    fn new(format: &Format, out: W) -> Self {
        let mut after_amount = b",\"currency\":".to_vec();
        string(&mut after_amount, format.currency());
        after_amount.push(b'}');
        Self {
            out,
            buffer: Vec::with_capacity(BUFFER + BUFFER / 4),
            clock: Clock::new(format.zone().clone()),
            after_amount,
            names: Vec::new(),
            in_section: false,
            in_entries: false,
            in_remote: false,
        }
    }

    fn begin(&mut self, head: &ReportHead, format: &Format) {
        let buffer = &mut self.buffer;
        buffer.push(b'{');
        property(buffer, "$schema", SCHEMA_ID);
        buffer.push(b',');
        property(buffer, "format", "carrel-patron-data");
        buffer.push(b',');
        property(buffer, "version", SCHEMA_VERSION);
        buffer.push(b',');
        property(buffer, "generator", &head.generator);
        buffer.extend_from_slice(b",\"produced_at\":");
        self.clock.write(buffer, head.produced_at);
        buffer.push(b',');
        property(buffer, "language", format.texts().language().code());
        buffer.extend_from_slice(b",\"library\":{");
        property(buffer, "organization", &head.organization);
        buffer.push(b',');
        property(buffer, "name", &head.library);
        buffer.extend_from_slice(b"},\"patron\":{");
        property(buffer, "name", &head.patron_name);
        buffer.push(b',');
        property(buffer, "cardnumber", &head.cardnumber);
        if let Some(reading) = &head.reading {
            buffer.extend_from_slice(b"},\"library_system\":{\"read_at\":");
            match reading.read_at {
                Some(time) => self.clock.write(buffer, time),
                None => buffer.extend_from_slice(b"null"),
            }
            buffer.extend_from_slice(b",\"missing\":[");
            for (at, category) in reading.missing.iter().enumerate() {
                if at > 0 {
                    buffer.push(b',');
                }
                string(buffer, category.slug());
            }
            buffer.push(b']');
        }
        buffer.extend_from_slice(b"},\"categories\":{");
    }

    fn section(&mut self, begun: &Begun) -> std::io::Result<()> {
        self.close_section();
        let buffer = &mut self.buffer;
        buffer.extend_from_slice(if self.in_section { b",\n" } else { b"\n" });
        string(buffer, begun.section.category.slug());
        buffer.extend_from_slice(b":{");
        property(buffer, "purpose", &begun.note.purpose);
        buffer.push(b',');
        property(buffer, "legal_basis", &begun.note.legal_basis);
        buffer.push(b',');
        property(buffer, "retention", &begun.note.retention);
        buffer.push(b',');
        property(buffer, "recipients", &begun.note.recipients);
        buffer.extend_from_slice(b",\"entries\":[");
        self.names = begun
            .section
            .shown()
            .map(|column| {
                let mut name = Vec::new();
                string(&mut name, column.name);
                name.push(b':');
                name
            })
            .collect();
        self.in_section = true;
        self.in_entries = false;
        self.hand_on()
    }

    fn rows(&mut self, rows: &[Row]) -> std::io::Result<()> {
        for row in rows {
            self.buffer.extend_from_slice(if self.in_entries { b",\n{" } else { b"\n{" });
            self.in_entries = true;
            for (at, (name, value)) in self.names.iter().zip(&row.values).enumerate() {
                if at > 0 {
                    self.buffer.push(b',');
                }
                self.buffer.extend_from_slice(name);
                value_of(&mut self.buffer, value, &mut self.clock, &self.after_amount);
            }
            other(&mut self.buffer, &row.other);
            self.buffer.push(b'}');
            if self.buffer.len() >= BUFFER {
                self.hand_on()?;
            }
        }
        Ok(())
    }

    fn close_section(&mut self) {
        if self.in_section {
            self.buffer.extend_from_slice(b"]}");
        }
    }

    fn hand_on(&mut self) -> std::io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn end(&mut self) -> std::io::Result<()> {
        if !self.in_remote {
            self.close_section();
        }
        self.buffer.extend_from_slice(if self.in_remote { b"\n]}\n" } else { b"\n}}\n" });
        self.hand_on()?;
        self.out.flush()
    }
}

fn value_of(buffer: &mut Vec<u8>, value: &Value, clock: &mut Clock, after_amount: &[u8]) {
    match value {
        Value::Empty => buffer.extend_from_slice(b"null"),
        Value::Text(text) => string(buffer, text),
        Value::Date(date) => {
            buffer.push(b'"');
            clock::write_date(buffer, i64::from(date.year()), date.month(), date.day());
            buffer.push(b'"');
        }
        Value::Time(time) => clock.write(buffer, *time),
        Value::Money(minor) => {
            buffer.extend_from_slice(b"{\"minor\":");
            text::integer(buffer, *minor);
            buffer.extend_from_slice(after_amount);
        }
        Value::Count(number) => text::integer(buffer, *number),
        Value::Flag(true) => buffer.extend_from_slice(b"true"),
        Value::Flag(false) => buffer.extend_from_slice(b"false"),
    }
}

/// What the source sent beyond the columns. A name that comes twice gets a number: an object with two equal names would
/// lose one of them in most readers.
fn other(buffer: &mut Vec<u8>, pairs: &[(String, String)]) {
    if pairs.is_empty() {
        return;
    }
    let mut used = std::collections::HashSet::with_capacity(pairs.len());
    buffer.extend_from_slice(b",\"other\":{");
    for (at, (name, value)) in pairs.iter().enumerate() {
        if at > 0 {
            buffer.push(b',');
        }
        let mut unique = name.clone();
        let mut count = 2_u64;
        while !used.insert(unique.clone()) {
            unique = format!("{name} ({count})");
            count += 1;
        }
        property(buffer, &unique, value);
    }
    buffer.push(b'}');
}
