//! The rows of a section as a table: its main columns side by side, everything else of a row in small type below.

use carrel_domain::{Column, Kind, Row, Section, Value};
use carrel_texts::{Format, Names, key};

use super::{
    band::{Strip, band},
    lines::{Line, Span},
    page::Composer,
    style::{CELL, COLUMN, Color, DETAIL, DETAIL_HEAD, FLOOR, FOOT, MEASURE, ROW_HEAD, SIDE, Style, TOP},
    tree::{FURNITURE, NodeId, Role},
};

/// Between two columns.
const GAP: f32 = 11.0;
/// Above and below the text of a row.
const PAD: f32 = 5.0;
/// Between the cells of a row and its details.
const DETAIL_GAP: f32 = 1.5;
/// What stands in a cell for nothing.
const NOTHING: &str = "–";

/// A main column and its place.
struct Place {
    column: &'static Column,
    /// Place of its value in a row.
    at: usize,
    x: f32,
    width: f32,
    /// Numbers end at the right, so that their digits stand below each other.
    flush_right: bool,
}

/// A table being set.
pub(super) struct Table {
    places: Vec<Place>,
    details: Vec<(usize, &'static Column)>,
    head: Vec<Vec<Line>>,
    details_head: Vec<Line>,
    continued: Vec<Line>,
    rows: NodeId,
}

impl Table {
    /// Begins the table of a section, with its head.
    pub fn begin(composer: &mut Composer, parent: NodeId, section: &Section, format: &Format) -> Self {
        let texts = format.texts();
        let shown: Vec<&'static Column> = section.shown().collect();
        let mut places: Vec<Place> = section
            .main
            .iter()
            .filter_map(|name| {
                let at = shown.iter().position(|column| column.name == *name)?;
                let flush_right = matches!(shown[at].kind, Kind::Money | Kind::Count);
                Some(Place { column: shown[at], at, x: 0.0, width: 0.0, flush_right })
            })
            .collect();
        spread(composer, &mut places, format);
        let details =
            shown.iter().copied().enumerate().filter(|(_, column)| !section.is_main(column)).collect::<Vec<_>>();
        let head = places.iter().map(|place| composer.lines(&texts.field(place.column), COLUMN, place.width)).collect();
        let details_head = if details.is_empty() {
            Vec::new()
        } else {
            composer.lines(texts.say(key::REPORT_DETAILS), DETAIL_HEAD, MEASURE)
        };
        let title = texts.category(section.category).into_owned();
        let continued = format!("{title}, {}", texts.say(key::REPORT_ENTRIES_CONTINUED));
        let continued = composer.lines(&continued, FOOT, MEASURE);

        let table = composer.tree.add(parent, Role::Table(title));
        let group = composer.tree.add(table, Role::Head);
        let row = composer.tree.add(group, Role::Row);
        let count = places.len() + usize::from(!details.is_empty());
        let nodes: Vec<NodeId> = (0..count).map(|_| composer.tree.add(row, Role::ColumnHead)).collect();
        let rows = composer.tree.add(table, Role::Rows);
        let table = Self { places, details, head, details_head, continued, rows };
        table.put_head(composer, |at| nodes.get(at).copied().unwrap_or(FURNITURE));
        table
    }

    /// Sets a row.
    pub fn row(&self, composer: &mut Composer, row: &Row, format: &Format, names: &Names) {
        let cells: Vec<(Vec<Line>, Style)> = self
            .places
            .iter()
            .enumerate()
            .map(|(at, place)| self.cell(composer, at, place, &row.values[place.at], format, names))
            .collect();
        let details = self.details(composer, row, format, names);

        let lines = cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or(1);
        let mut height = 2.0 * PAD + lines as f32 * CELL.leading;
        if !details.is_empty() {
            height += DETAIL_GAP + details.len() as f32 * DETAIL.leading;
        }
        let mut turn = |composer: &mut Composer| self.turn(composer);
        // A row stays whole where it can; a long one breaks, but not after a line or two.
        if height > composer.room() && (height < 0.5 * (FLOOR - TOP) || composer.room() < 6.0 * CELL.leading) {
            turn(composer);
        }
        let node = composer.tree.add(self.rows, Role::Row);
        // The first cell names its row, unless there is but one other: then it says as much itself.
        let named = self.places.len() + usize::from(!self.details.is_empty()) > 2;
        let nodes: Vec<NodeId> = (0..self.places.len())
            .map(|at| composer.tree.add(node, if at == 0 && named { Role::RowHead } else { Role::Cell }))
            .collect();
        composer.y += PAD;
        let strips: Vec<Strip<'_>> = self
            .places
            .iter()
            .zip(&cells)
            .zip(&nodes)
            .map(|((place, (lines, style)), node)| Strip {
                node: *node,
                lines,
                x: place.x,
                flush_right: place.flush_right.then_some(place.width),
                style: *style,
            })
            .collect();
        band(composer, &strips, &mut turn);
        // Without a column for details, what the source sent beyond the columns belongs to the last cell.
        let node = if self.details.is_empty() {
            nodes.last().copied().unwrap_or(node)
        } else {
            composer.tree.add(node, Role::Cell)
        };
        if !details.is_empty() {
            composer.y += DETAIL_GAP;
            let strip = Strip { node, lines: &details, x: SIDE, flush_right: None, style: DETAIL };
            band(composer, &[strip], &mut turn);
        }
        composer.y += PAD;
        composer.fill(SIDE, composer.y - 0.25, MEASURE, 0.5, Color::Hairline);
    }

    fn cell(
        &self,
        composer: &mut Composer,
        at: usize,
        place: &Place,
        value: &Value,
        format: &Format,
        names: &Names,
    ) -> (Vec<Line>, Style) {
        let style = match place.column.kind {
            Kind::Text | Kind::Code(_) if at == 0 => ROW_HEAD,
            _ => CELL,
        };
        let text = shown(place.column, value, format, names);
        let text = if text.trim().is_empty() { NOTHING } else { &text };
        (composer.lines(text, style, place.width), style)
    }

    /// Everything of a row that has no column: short values one after the other, long ones in paragraphs of their own.
    fn details(&self, composer: &mut Composer, row: &Row, format: &Format, names: &Names) -> Vec<Line> {
        let mut short: Vec<(String, String)> = Vec::new();
        let mut long: Vec<(String, String)> = Vec::new();
        for (at, column) in &self.details {
            let value = shown(column, &row.values[*at], format, names);
            if value.is_empty() {
                continue;
            }
            let entry = (format.texts().field(column).into_owned(), value);
            if column.kind == Kind::LongText { long.push(entry) } else { short.push(entry) }
        }
        let mut lines = Vec::new();
        if !short.is_empty() {
            lines.extend(flow(composer, "", &short));
        }
        for entry in long {
            lines.extend(flow(composer, "", &[entry]));
        }
        if !row.other.is_empty() {
            let head = format!("{}: ", format.texts().say(key::REPORT_OTHER));
            lines.extend(flow(composer, &head, &row.other));
        }
        lines
    }

    fn turn(&self, composer: &mut Composer) {
        composer.turn();
        for line in &self.continued {
            composer.put(line, FURNITURE, SIDE, composer.y, FOOT);
            composer.y += FOOT.leading;
        }
        composer.y += 4.0;
        self.put_head(composer, |_| FURNITURE);
    }

    fn put_head(&self, composer: &mut Composer, node: impl Fn(usize) -> NodeId) {
        let lines = self.head.iter().map(Vec::len).max().unwrap_or(1);
        for (at, (place, head)) in self.places.iter().zip(&self.head).enumerate() {
            // The last line of every head stands on the line below.
            let top = composer.y + (lines - head.len()) as f32 * COLUMN.leading;
            for (number, line) in head.iter().enumerate() {
                let shift = if place.flush_right { (place.width - line.width).max(0.0) } else { 0.0 };
                composer.put(line, node(at), place.x + shift, top + number as f32 * COLUMN.leading, COLUMN);
            }
        }
        composer.y += lines as f32 * COLUMN.leading;
        for line in &self.details_head {
            composer.put(line, node(self.places.len()), SIDE, composer.y, DETAIL_HEAD);
            composer.y += DETAIL_HEAD.leading;
        }
        composer.y += 3.0;
        composer.fill(SIDE, composer.y, MEASURE, 1.0, Color::Accent);
        composer.y += 1.0;
    }
}

/// A value as people read it. A time is not parted between a word and a number: it is `klo 9.30` and `May 2026`.
fn shown(column: &Column, value: &Value, format: &Format, names: &Names) -> String {
    let text = format.value(column, value, names);
    if !matches!(column.kind, Kind::Date | Kind::Time) {
        return text;
    }
    let mut joined = String::with_capacity(text.len() + 4);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let after_letter = joined.ends_with(char::is_alphabetic);
        let before_digit = characters.peek().is_some_and(char::is_ascii_digit);
        joined.push(if character == ' ' && after_letter && before_digit { '\u{a0}' } else { character });
    }
    joined
}

/// Names and values one after the other, as one paragraph.
fn flow(composer: &mut Composer, head: &str, entries: &[(String, String)]) -> Vec<Line> {
    let mut texts: Vec<(String, Color)> = Vec::with_capacity(1 + entries.len() * 4);
    if !head.is_empty() {
        texts.push((head.to_owned(), Color::Muted));
    }
    for (at, (name, value)) in entries.iter().enumerate() {
        if at > 0 {
            // The dot stays at the end of its line.
            texts.push(("\u{a0}· ".to_owned(), Color::Muted));
        }
        let name = composer.printable(name).into_owned();
        texts.push((name, Color::Muted));
        texts.push((": ".to_owned(), Color::Muted));
        let value = composer.printable(value).into_owned();
        texts.push((value, Color::Ink));
    }
    let spans: Vec<Span<'_>> =
        texts.iter().map(|(text, color)| Span { text, face: DETAIL.face, color: *color }).collect();
    composer.setter.lines(&spans, DETAIL.size, MEASURE)
}

/// Gives the columns their widths: what has a usual length gets it, text shares the rest.
fn spread(composer: &mut Composer, places: &mut [Place], format: &Format) {
    let mut weights = Vec::with_capacity(places.len());
    for place in places.iter_mut() {
        let (width, weight) = match place.column.kind {
            Kind::Time | Kind::Date => (69.0, 0.0),
            Kind::Money => (67.0, 0.0),
            Kind::Count | Kind::Flag => (58.0, 0.0),
            Kind::Code(_) | Kind::Library | Kind::PatronCategory => (87.0, 0.0),
            Kind::Text => (70.0, 1.0),
            Kind::LongText => (90.0, 1.8),
        };
        let name = format.texts().field(place.column);
        let word = name
            .split_whitespace()
            .map(|word| composer.setter.width(word, COLUMN.face, COLUMN.size))
            .fold(0.0, f32::max);
        place.width = f32::max(width, word.min(110.0) + 1.0);
        weights.push(if place.column.name == "title" { 1.5 } else { weight });
    }
    let gaps = GAP * places.len().saturating_sub(1) as f32;
    let used: f32 = places.iter().map(|place| place.width).sum();
    let free = MEASURE - gaps - used;
    let total: f32 = weights.iter().sum();
    let mut x = SIDE;
    for (place, weight) in places.iter_mut().zip(weights) {
        if free < 0.0 {
            place.width *= (MEASURE - gaps) / used;
        } else if total > 0.0 {
            place.width += free * weight / total;
        } else {
            place.width += free * place.width / used;
        }
        place.x = x;
        x += place.width + GAP;
    }
}
