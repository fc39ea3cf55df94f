//! Sections as an OpenDocument spreadsheet (ISO/IEC 26300, version 1.3): one sheet each, cells with their types.

mod cell;
mod xml;
mod zip;

use std::io::{self, Write};

use carrel_domain::{Column, Kind, Row};
use carrel_texts::{Format, Names, key};

use self::{
    cell::{cell, text_cell},
    xml::escape,
    zip::{Deflated, Zip},
};
use crate::{
    csv::{heading, other},
    event::{Begun, Checked, Event, Piece, ReportError},
    head::ReportHead,
};

/// Rows of a sheet that every spreadsheet program shows; more go on in another sheet.
const SHEET_ROWS: u64 = 1_048_576;
/// Bytes gathered before they are compressed.
const BUFFER: usize = 64 * 1024;
/// A size of the content well below the four gigabytes a plain ZIP can tell.
const LIMIT: u64 = 4_000_000_000;

/// Writes sections as a spreadsheet: a sheet for each, dates, numbers and amounts as such, texts never as formulas.
///
/// # Errors
/// Those of [`ReportError`].
pub fn write_ods<E>(
    head: &ReportHead,
    format: &Format,
    names: &Names,
    events: impl IntoIterator<Item = Result<Event, E>>,
    out: impl Write,
) -> Result<(), ReportError<E>> {
    write_sheets(head, format, names, events, out, SHEET_ROWS)
}

fn write_sheets<E>(
    head: &ReportHead,
    format: &Format,
    names: &Names,
    events: impl IntoIterator<Item = Result<Event, E>>,
    out: impl Write,
    sheet_rows: u64,
) -> Result<(), ReportError<E>> {
    let mut zip = Zip::new(out);
    zip.stored("mimetype", xml::MIMETYPE.as_bytes())?;
    zip.deflated("META-INF/manifest.xml", xml::MANIFEST.as_bytes())?;
    zip.deflated("styles.xml", xml::STYLES.as_bytes())?;
    zip.deflated("meta.xml", meta(head, format).as_bytes())?;
    let content = zip.begin("content.xml")?;
    let mut sheets = Sheets { content, buffer: xml::CONTENT.to_owned(), format, names, sheet: None, sheet_rows };
    for piece in Checked::new(events.into_iter()) {
        match piece? {
            Piece::Begin(begun) => sheets.begin(&begun)?,
            Piece::Rows(rows) => sheets.rows(&rows)?,
            // A spreadsheet holds categories.
            Piece::Remote(_) => {}
        }
        if sheets.content.size() > LIMIT {
            return Err(ReportError::TooLarge);
        }
    }
    sheets.end()?;
    zip.finish()?;
    Ok(())
}

fn meta(head: &ReportHead, format: &Format) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-meta \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.3\"><office:meta><meta:generator>",
    );
    escape(&mut text, &head.generator);
    text.push_str("</meta:generator><dc:title>");
    escape(&mut text, format.texts().say(key::REPORT_TITLE));
    text.push_str("</dc:title><dc:creator>");
    escape(&mut text, &head.library);
    text.push_str("</dc:creator><dc:date>");
    escape(&mut text, format.rfc3339(head.produced_at).get(..19).unwrap_or_default());
    text.push_str("</dc:date><dc:language>");
    text.push_str(format.texts().language().code());
    text.push_str("</dc:language></office:meta></office:document-meta>\n");
    text
}

struct Sheet {
    columns: Vec<&'static Column>,
    name: String,
    /// Number of this sheet among those of its section.
    part: u32,
    rows: u64,
}

struct Sheets<'a, W: Write> {
    content: Deflated<'a, W>,
    buffer: String,
    format: &'a Format,
    names: &'a Names,
    sheet: Option<Sheet>,
    sheet_rows: u64,
}

impl<W: Write> Sheets<'_, W> {
    fn begin(&mut self, begun: &Begun) -> io::Result<()> {
        self.close();
        let name = self.format.texts().category(begun.section.category).into_owned();
        let sheet = Sheet { columns: begun.section.shown().collect(), name, part: 1, rows: 0 };
        self.open(&sheet);
        self.sheet = Some(sheet);
        self.hand_on()
    }

    fn open(&mut self, sheet: &Sheet) {
        self.buffer.push_str("<table:table table:name=\"");
        escape(&mut self.buffer, &sheet_name(&sheet.name, sheet.part));
        self.buffer.push_str("\">");
        for column in &sheet.columns {
            let style = if matches!(column.kind, Kind::Text | Kind::LongText) { "wide" } else { "narrow" };
            self.buffer.push_str(&format!("<table:table-column table:style-name=\"{style}\"/>"));
        }
        self.buffer.push_str("<table:table-column table:style-name=\"wide\"/>");
        self.buffer.push_str("<table:table-header-rows><table:table-row>");
        for column in &sheet.columns {
            text_cell(&mut self.buffer, "head", &heading(column, self.format));
        }
        text_cell(&mut self.buffer, "head", self.format.texts().say(key::OTHER));
        self.buffer.push_str("</table:table-row></table:table-header-rows>\n");
    }

    fn close(&mut self) {
        if self.sheet.take().is_some() {
            self.buffer.push_str("</table:table>\n");
        }
    }

    fn rows(&mut self, rows: &[Row]) -> io::Result<()> {
        let Some(mut sheet) = self.sheet.take() else {
            return Ok(());
        };
        for row in rows {
            // One row of a sheet is its header.
            if sheet.rows + 1 >= self.sheet_rows {
                self.buffer.push_str("</table:table>\n");
                sheet.part += 1;
                sheet.rows = 0;
                self.open(&sheet);
            }
            sheet.rows += 1;
            self.buffer.push_str("<table:table-row>");
            for (column, value) in sheet.columns.iter().zip(&row.values) {
                cell(&mut self.buffer, column, value, self.format, self.names);
            }
            if row.other.is_empty() {
                self.buffer.push_str("<table:table-cell/>");
            } else {
                text_cell(&mut self.buffer, "text", &other(&row.other));
            }
            self.buffer.push_str("</table:table-row>\n");
            if self.buffer.len() >= BUFFER {
                self.hand_on()?;
            }
        }
        self.sheet = Some(sheet);
        Ok(())
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.content.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }

    fn end(mut self) -> io::Result<()> {
        self.close();
        self.buffer.push_str(xml::CONTENT_END);
        self.hand_on()?;
        self.content.finish()
    }
}

/// What every program takes as a sheet's name: no `[]*?:/\`, no apostrophe, 31 characters.
fn sheet_name(name: &str, part: u32) -> String {
    let number = if part > 1 { format!(" {part}") } else { String::new() };
    let plain = name.chars().filter(|c| !matches!(c, '[' | ']' | '*' | '?' | ':' | '/' | '\\' | '\''));
    plain.take(31 - number.len().min(12)).chain(number.chars()).collect()
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, io::Read};

    use carrel_domain::{Category, Language, Timestamp, Value};
    use carrel_texts::Texts;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::head::CategoryNote;

    #[test]
    fn a_section_longer_than_a_sheet_goes_on_in_another() {
        let head = ReportHead {
            organization: String::new(),
            library: String::new(),
            patron_name: String::new(),
            cardnumber: String::new(),
            produced_at: Timestamp(0),
            generator: String::new(),
            reading: None,
        };
        let format = Format::new(Texts::of(Language::En), TimeZone::UTC, "EUR");
        let row = Row { values: vec![Value::Text("row".to_owned()); 2], other: Vec::new() };
        let events = [
            Event::Section { category: Category::Attributes, note: CategoryNote::default(), total: 5 },
            Event::Rows(vec![row; 5]),
        ];
        let mut out = Vec::new();
        let events = events.into_iter().map(Ok::<_, Infallible>);
        write_sheets(&head, &format, &Names::default(), events, &mut out, 3).unwrap();
        let at = out.windows(11).position(|bytes| bytes == b"content.xml").unwrap() + 11;
        let mut content = String::new();
        flate2::read::DeflateDecoder::new(&out[at..]).read_to_string(&mut content).unwrap();
        let sheets: Vec<usize> =
            content.split("<table:table ").skip(1).map(|sheet| sheet.matches("<table:table-row>").count()).collect();
        assert_eq!(sheets, [3, 3, 2], "each with its head");
        let name = format.texts().category(Category::Attributes);
        for name in [format!("\"{name}\""), format!("\"{name} 2\""), format!("\"{name} 3\"")] {
            assert_eq!(content.matches(&name).count(), 1, "{name}");
        }
    }

    #[test]
    fn a_sheets_name_is_one_that_every_program_takes() {
        assert_eq!(sheet_name("Loans/Holds: what's [here]?", 1), "LoansHolds whats here");
        assert_eq!(sheet_name(&"x".repeat(40), 1).len(), 31);
        assert_eq!(sheet_name(&"x".repeat(40), 12), format!("{} 12", "x".repeat(28)));
    }
}
