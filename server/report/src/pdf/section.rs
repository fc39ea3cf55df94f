//! The beginning of a section, and sections that are lists of facts instead of tables.

use carrel_domain::{Category, Column, Row};
use carrel_texts::{Format, Key, Names, key};

use super::{
    band::{Strip, band},
    lines::Line,
    page::Composer,
    style::{BODY, Color, DETAIL, HEADING, LABEL, LEAD, MEASURE, NOTE, SIDE, Style, TOP},
    tree::{H2, H3, NodeId, ROOT, Role},
};
use crate::{event::Begun, head::CategoryNote};

/// Room a section must have to begin on a page: its heading, its note, and something of what it holds.
const BEGINNING: f32 = 250.0;
/// Between the edge of a block and its text.
const INSET: f32 = 12.0;
/// Width of the names of facts.
const NAMES: f32 = 168.0;
/// A note higher than this is set without its ground, or it might not fit on a page.
const HIGHEST: f32 = 380.0;

/// Sets a section's heading, what it is, and what the register says. Gives its node and where it begins on the page.
pub(super) fn begin(composer: &mut Composer, begun: &Begun, format: &Format, counted: bool) -> (NodeId, f32) {
    let texts = format.texts();
    let category = begun.section.category;
    composer.skip(34.0);
    composer.need(BEGINNING);
    let start = composer.y;
    let node = composer.tree.add(ROOT, Role::Section);
    let title = texts.category(category);
    let heading = composer.tree.add(node, Role::Heading(H2, title.clone().into_owned()));
    let top = composer.y;
    composer.paragraph(heading, &title, HEADING, SIDE, MEASURE * 0.78);
    if counted && begun.total > 0 {
        let count = i64::try_from(begun.total).unwrap_or(i64::MAX);
        let text = texts.fill(key::ENTRY_COUNT, &[("count", count.into()), ("shown", format.count(count).into())]);
        let node = composer.tree.add(node, Role::Paragraph);
        if let Some(line) = composer.lines(&text, LEAD, MEASURE).first() {
            composer.put(line, node, SIDE + MEASURE - line.width, top + HEADING.leading - LEAD.leading - 2.0, LEAD);
        }
    }
    if let Some(lead) = Key::find(&format!("category-{}-lead", category.slug())) {
        let node = composer.tree.add(node, Role::Paragraph);
        composer.paragraph(node, texts.say(lead), LEAD, SIDE, MEASURE);
    }
    composer.y += 9.0;
    set_note(composer, node, &begun.note, format);
    composer.y += 13.0;
    (node, start)
}

/// Says that a section holds nothing.
pub(super) fn empty(composer: &mut Composer, parent: NodeId, format: &Format) {
    let node = composer.tree.add(parent, Role::Paragraph);
    composer.paragraph(node, format.texts().say(key::REPORT_SECTION_EMPTY), BODY, SIDE, MEASURE);
}

/// Whether a section holds one record, which is shown field by field.
pub(super) const fn is_one_record(category: Category) -> bool {
    matches!(category, Category::Identity | Category::Contact)
}

/// Sets a record field by field; what is not recorded is said to be so.
pub(super) fn record(
    composer: &mut Composer,
    parent: NodeId,
    begun: &Begun,
    row: &Row,
    format: &Format,
    names: &Names,
) {
    let texts = format.texts();
    let columns: Vec<&Column> = begun.section.shown().collect();
    let facts: Vec<(String, Option<String>)> = columns
        .iter()
        .zip(&row.values)
        .map(|(column, value)| {
            let text = format.value(column, value, names);
            (texts.field(column).into_owned(), (!text.is_empty()).then_some(text))
        })
        .collect();
    set_facts(composer, parent, &texts.category(begun.section.category), &facts, format);
    if !row.other.is_empty() {
        let title = texts.say(key::REPORT_OTHER);
        composer.y += 14.0;
        composer.need(80.0);
        let heading = composer.tree.add(parent, Role::Heading(H3, title.to_owned()));
        composer.paragraph(heading, title, LABEL, SIDE, MEASURE);
        composer.y += 4.0;
        let facts: Vec<(String, Option<String>)> =
            row.other.iter().map(|(name, value)| (name.clone(), Some(value.clone()))).collect();
        set_facts(composer, parent, title, &facts, format);
    }
    composer.y += 10.0;
}

/// Sets names and what there is to say of each, as a table; what is `None` is said to be not recorded.
pub(super) fn set_facts(
    composer: &mut Composer,
    parent: NodeId,
    summary: &str,
    facts: &[(String, Option<String>)],
    format: &Format,
) {
    let table = composer.tree.add(parent, Role::Table(summary.to_owned()));
    let rows = composer.tree.add(table, Role::Rows);
    composer.fill(SIDE, composer.y, MEASURE, 1.0, Color::Accent);
    composer.y += 1.0;
    for (name, value) in facts {
        let quiet = Style { color: Color::Muted, ..BODY };
        let name_style = Style { size: 10.4, ..quiet };
        let (value, style) = match value {
            Some(value) => (value.as_str(), BODY),
            None => (format.texts().say(key::NOT_RECORDED), Style { size: 10.0, ..quiet }),
        };
        let names = composer.lines(name, name_style, NAMES);
        let values = composer.lines(value, style, MEASURE - NAMES - INSET);
        let row = composer.tree.add(rows, Role::Row);
        let head = composer.tree.add(row, Role::RowHead);
        let cell = composer.tree.add(row, Role::Cell);
        let height = 6.0 + BODY.leading * names.len().max(values.len()) as f32;
        if height > composer.room() && height < 300.0 {
            composer.turn();
        }
        composer.y += 3.0;
        let strips = [
            Strip { node: head, lines: &names, x: SIDE, flush_right: None, style: name_style },
            Strip { node: cell, lines: &values, x: SIDE + NAMES + INSET, flush_right: None, style },
        ];
        band(composer, &strips, &mut Composer::turn);
        composer.y += 3.0;
        composer.fill(SIDE, composer.y - 0.25, MEASURE, 0.5, Color::Hairline);
    }
}

struct Entry {
    label: Vec<Line>,
    text: Vec<Line>,
}

/// Sets purpose, legal basis, retention and recipients as a block of two columns.
fn set_note(composer: &mut Composer, parent: NodeId, note: &CategoryNote, format: &Format) {
    let texts = format.texts();
    let width = (MEASURE - 3.0 * INSET) / 2.0;
    let entries: Vec<Entry> = [
        (key::REPORT_PURPOSE, &note.purpose),
        (key::REPORT_BASIS, &note.legal_basis),
        (key::REPORT_RETENTION, &note.retention),
        (key::REPORT_RECIPIENTS, &note.recipients),
    ]
    .into_iter()
    .filter(|(_, text)| !text.trim().is_empty())
    .map(|(label, text)| Entry {
        label: composer.lines(texts.say(label), LABEL, width),
        text: composer.lines(text, NOTE, width),
    })
    .collect();
    if entries.is_empty() {
        return;
    }
    let height_of = |entry: &Entry| entry.label.len() as f32 * LABEL.leading + entry.text.len() as f32 * NOTE.leading;
    let heights: Vec<f32> = entries.chunks(2).map(|pair| pair.iter().map(height_of).fold(0.0, f32::max)).collect();
    let height = heights.iter().sum::<f32>() + INSET * 2.0 + 7.0 * heights.len().saturating_sub(1) as f32 - 3.0;
    let list = composer.tree.add(parent, Role::List);
    if height > HIGHEST {
        for entry in &entries {
            set_entry_over_pages(composer, list, entry);
        }
        return;
    }
    composer.need(height.min(composer_height()));
    composer.fill(SIDE, composer.y, MEASURE, height, Color::Tint);
    composer.fill(SIDE, composer.y, 2.0, height, Color::Accent);
    let mut y = composer.y + INSET - 2.0;
    for (pair, high) in entries.chunks(2).zip(&heights) {
        for (at, entry) in pair.iter().enumerate() {
            let x = SIDE + INSET + at as f32 * (width + INSET);
            let item = composer.tree.add(list, Role::Item);
            let label = composer.tree.add(item, Role::Label);
            let body = composer.tree.add(item, Role::Body);
            let mut top = y;
            for line in &entry.label {
                composer.put(line, label, x, top, LABEL);
                top += LABEL.leading;
            }
            for line in &entry.text {
                composer.put(line, body, x, top, NOTE);
                top += NOTE.leading;
            }
        }
        y += high + 7.0;
    }
    composer.y += height;
}

const fn composer_height() -> f32 {
    super::style::FLOOR - TOP
}

fn set_entry_over_pages(composer: &mut Composer, list: NodeId, entry: &Entry) {
    let item = composer.tree.add(list, Role::Item);
    let label = composer.tree.add(item, Role::Label);
    let body = composer.tree.add(item, Role::Body);
    let strip = Strip { node: label, lines: &entry.label, x: SIDE, flush_right: None, style: LABEL };
    band(composer, &[strip], &mut Composer::turn);
    let strip = Strip { node: body, lines: &entry.text, x: SIDE, flush_right: None, style: NOTE };
    band(composer, &[strip], &mut Composer::turn);
    composer.y += DETAIL.leading / 2.0;
}
