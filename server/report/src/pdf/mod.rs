//! The report as a PDF to read, print and keep.
//!
//! Pages are laid out as rows come and kept as places of words; they are drawn at the end, when it is known how many there
//! are. Words are shaped once for the whole report, so that memory grows with what is different, not with what repeats.

mod band;
mod draw;
mod fonts;
mod front;
mod grid;
mod lines;
mod page;
mod proof;
mod remote;
mod section;
mod shape;
mod style;
mod table;
mod text;
mod tree;
mod words;

use std::io::Write;

use carrel_domain::{Row, Timestamp, remote::RemoteData};
use carrel_texts::{Format, Names, key};
use krilla::metadata::{DateTime, Metadata, TextDirection};

pub use self::proof::write_proof;
use self::{
    draw::{Mark, draw},
    front::{Entry, contents, title_page},
    page::Composer,
    style::{BOTTOM, CONTENTS_FROM, FOOT, MEASURE, PAGE_HEIGHT, SIDE},
    table::Table,
    text::printable,
    tree::{FURNITURE, NodeId, ROOT, Role},
};
use crate::{
    event::{Begun, Checked, Event, Piece, ReportError},
    head::ReportHead,
};

/// Longest text of the metadata, in characters: PDF limits strings (ISO 32000-1, annex C), people sooner.
const LONGEST_METADATA: usize = 200;

/// Writes a patron's data as a PDF that is PDF/A-2a and PDF/UA-1: title page, contents when long, bookmarks, a section for
/// each category. The same input gives the same bytes. Any text is printed; a character that no bundled font has is named.
///
/// # Errors
/// Those of [`ReportError`]; nothing has been written then.
pub fn write_pdf<E>(
    head: &ReportHead,
    format: &Format,
    names: &Names,
    events: impl IntoIterator<Item = Result<Event, E>>,
    mut out: impl Write,
) -> Result<(), ReportError<E>> {
    let mut composer = Composer::new();
    // Set last, when it is known what they have to say, and read first.
    let front = [(); 2].map(|()| composer.tree.add(ROOT, Role::Section));
    let mut body = Body { composer, format, names, open: None, marks: Vec::new(), entries: Vec::new() };
    for piece in Checked::new(events.into_iter()) {
        match piece? {
            Piece::Begin(begun) => body.begin(begun),
            Piece::Rows(rows) => body.rows(&rows),
            Piece::Remote(data) => body.remote(&data),
        }
    }
    body.close();
    let Body { mut composer, mut marks, mut entries, .. } = body;

    let sections = std::mem::take(&mut composer.pages);
    // The contents tell page numbers that depend on how many pages they and the title page take: set them twice.
    let nodes = composer.tree.len();
    set_front(&mut composer, front, head, format, &entries, sections.len());
    let before = composer.pages.len();
    for (entry, mark) in entries.iter_mut().zip(&mut marks) {
        mark.page += before;
        entry.page = mark.page + 1;
    }
    composer.tree.truncate(nodes);
    composer.pages.clear();
    set_front(&mut composer, front, head, format, &entries, sections.len());
    composer.pages.extend(sections);
    let title = format.texts().say(key::REPORT_TITLE);
    set_feet(&mut composer, title, &head.patron_name, format);

    let about = About {
        title,
        subject: format.texts().say(key::REPORT_SUBJECT),
        organization: &head.organization,
        generator: &head.generator,
        id: format!("{}\n{}\n{}", head.organization, head.cardnumber, head.produced_at.0),
        produced_at: head.produced_at,
    };
    let Composer { setter, tree, pages, .. } = composer;
    let pdf = draw(pages, &marks, setter, tree, metadata(about, format)).map_err(ReportError::Pdf)?;
    out.write_all(&pdf)?;
    out.flush()?;
    Ok(())
}

struct Open {
    begun: Begun,
    node: NodeId,
    table: Option<Table>,
    rows: u64,
}

/// The sections while they come.
struct Body<'a> {
    composer: Composer,
    format: &'a Format,
    names: &'a Names,
    open: Option<Open>,
    marks: Vec<Mark>,
    entries: Vec<Entry>,
}

impl Body<'_> {
    fn begin(&mut self, begun: Begun) {
        self.close();
        let category = begun.section.category;
        let counted = !section::is_one_record(category);
        let (node, y) = section::begin(&mut self.composer, &begun, self.format, counted);
        let title = self.format.texts().category(category).into_owned();
        let page = self.composer.pages.len().saturating_sub(1);
        self.marks.push(Mark { title: title.clone(), page, y: (y - 12.0).max(0.0) });
        let count =
            if counted { self.format.count(i64::try_from(begun.total).unwrap_or(i64::MAX)) } else { String::new() };
        self.entries.push(Entry { title, page: 0, count });
        self.open = Some(Open { begun, node, table: None, rows: 0 });
    }

    fn remote(&mut self, data: &RemoteData) {
        self.close();
        let language = self.format.texts().language();
        let title = data.title.of(language).to_owned();
        let y = remote::set(&mut self.composer, data, self.format);
        let page = self.composer.pages.len().saturating_sub(1);
        self.marks.push(Mark { title: title.clone(), page, y: (y - 12.0).max(0.0) });
        let rows: usize = data.parts.iter().map(|part| part.rows.len()).sum();
        let count = self.format.count(i64::try_from(rows).unwrap_or(i64::MAX));
        self.entries.push(Entry { title, page: 0, count });
    }

    fn rows(&mut self, rows: &[Row]) {
        let Some(open) = &mut self.open else { return };
        for row in rows {
            open.rows += 1;
            if section::is_one_record(open.begun.section.category) {
                section::record(&mut self.composer, open.node, &open.begun, row, self.format, self.names);
                continue;
            }
            let table = match open.table.take() {
                Some(table) => table,
                None => Table::begin(&mut self.composer, open.node, open.begun.section, self.format),
            };
            table.row(&mut self.composer, row, self.format, self.names);
            open.table = Some(table);
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take()
            && open.rows == 0
        {
            section::empty(&mut self.composer, open.node, self.format);
        }
    }
}

fn set_front(
    composer: &mut Composer,
    [title, list]: [NodeId; 2],
    head: &ReportHead,
    format: &Format,
    entries: &[Entry],
    sections: usize,
) {
    title_page(composer, title, head, format);
    if sections + composer.pages.len() > CONTENTS_FROM {
        contents(composer, list, entries, format);
    }
}

/// Puts “page x of y” at the foot of every page, and what it is and about whom at all but the first.
fn set_feet(composer: &mut Composer, title: &str, patron_name: &str, format: &Format) {
    let texts = format.texts();
    let pages = std::mem::take(&mut composer.pages);
    let count = pages.len();
    let whose = format!("{title} · {}", patron_name.replace(['\n', '\r'], " "));
    let mut lines = composer.lines(&whose, FOOT, MEASURE - 110.0);
    let whose = if lines.len() > 1 {
        let text: String = whose.chars().take(60).collect();
        lines = composer.lines(&format!("{text}…"), FOOT, MEASURE - 110.0);
        lines.into_iter().next()
    } else {
        lines.pop()
    };
    let top = PAGE_HEIGHT - BOTTOM + 26.0;
    for (at, page) in pages.into_iter().enumerate() {
        composer.pages.push(page);
        let number = |n: usize| format.count(i64::try_from(n).unwrap_or(i64::MAX));
        let text = texts.fill(key::REPORT_PAGE, &[("page", number(at + 1).into()), ("pages", number(count).into())]);
        if let Some(line) = composer.lines(&text, FOOT, MEASURE).first() {
            composer.put(line, FURNITURE, SIDE + MEASURE - line.width, top, FOOT);
        }
        if let Some(line) = whose.as_ref().filter(|_| at > 0) {
            composer.put(line, FURNITURE, SIDE, top, FOOT);
        }
    }
}

/// What a document says about itself to programs.
struct About<'a> {
    title: &'a str,
    subject: &'a str,
    organization: &'a str,
    generator: &'a str,
    /// What makes it another document than any other.
    id: String,
    produced_at: Timestamp,
}

fn metadata(about: About<'_>, format: &Format) -> Metadata {
    let short = |text: &str| printable(text).text.chars().take(LONGEST_METADATA).collect::<String>();
    let metadata = Metadata::new()
        .title(about.title.to_owned())
        .description(about.subject.to_owned())
        .authors(vec![short(about.organization)])
        .creator(short(about.generator))
        .producer(short(about.generator))
        .language(format.texts().language().code().to_owned())
        .text_direction(TextDirection::LeftToRight)
        .document_id(about.id);
    match date_time(about.produced_at) {
        Some(date) => metadata.creation_date(date),
        None => metadata,
    }
}

/// The time in UTC, as PDF writes it.
fn date_time(time: Timestamp) -> Option<DateTime> {
    let utc = jiff::Timestamp::from_second(time.0).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    let small = |number: i8| u8::try_from(number).ok();
    Some(
        DateTime::new(u16::try_from(utc.year()).ok()?)
            .month(small(utc.month())?)
            .day(small(utc.day())?)
            .hour(small(utc.hour())?)
            .minute(small(utc.minute())?)
            .second(small(utc.second())?)
            .utc_offset_hour(0)
            .utc_offset_minute(0),
    )
}
