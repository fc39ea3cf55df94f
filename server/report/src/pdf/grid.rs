//! A plain table of texts: columns of a given width, rows that break over pages.

use super::{
    band::{Strip, band},
    lines::Line,
    page::Composer,
    style::{CELL, COLUMN, Color, FLOOR, FOOT, MEASURE, SIDE, TOP},
    tree::{FURNITURE, NodeId, Role},
};

/// Between two columns.
const GAP: f32 = 11.0;
/// Above and below the text of a row.
const PAD: f32 = 5.0;
/// A last cell with more lines than this is set below its row instead, as wide as all columns but the first.
const HIGHEST: usize = 6;
/// What stands in a cell for nothing.
const NOTHING: &str = "–";

struct Place {
    x: f32,
    width: f32,
    head: Vec<Line>,
}

/// A table being set.
pub(super) struct Grid {
    places: Vec<Place>,
    continued: Vec<Line>,
    rows: NodeId,
}

impl Grid {
    /// Begins a table with its head. Of each column there are its name and its width; the last one gets what is left.
    /// `continued` stands above the head on every page but the first.
    pub fn begin(
        composer: &mut Composer,
        parent: NodeId,
        title: &str,
        continued: &str,
        columns: &[(&str, f32)],
    ) -> Self {
        let mut x = SIDE;
        let mut places = Vec::with_capacity(columns.len());
        for (at, (name, width)) in columns.iter().enumerate() {
            let width = if at + 1 == columns.len() { SIDE + MEASURE - x } else { *width };
            places.push(Place { x, width, head: composer.lines(name, COLUMN, width) });
            x += width + GAP;
        }
        let continued = composer.lines(&format!("{title}, {continued}"), FOOT, MEASURE);
        let table = composer.tree.add(parent, Role::Table(title.to_owned()));
        let group = composer.tree.add(table, Role::Head);
        let row = composer.tree.add(group, Role::Row);
        let nodes: Vec<NodeId> = columns.iter().map(|_| composer.tree.add(row, Role::ColumnHead)).collect();
        let rows = composer.tree.add(table, Role::Rows);
        let grid = Self { places, continued, rows };
        grid.put_head(composer, |at| nodes.get(at).copied().unwrap_or(FURNITURE));
        grid
    }

    /// Sets a row with a text for each column. The first one names it.
    pub fn row(&self, composer: &mut Composer, texts: &[String]) {
        let text_at =
            |at: usize| texts.get(at).map(|text| text.trim()).filter(|text| !text.is_empty()).unwrap_or(NOTHING);
        let mut cells: Vec<Vec<Line>> =
            self.places.iter().enumerate().map(|(at, place)| composer.lines(text_at(at), CELL, place.width)).collect();
        let left = self.places.get(1).map_or(SIDE, |place| place.x);
        let below = match cells.last_mut().filter(|lines| lines.len() > HIGHEST) {
            Some(lines) => {
                lines.clear();
                composer.lines(text_at(self.places.len() - 1), CELL, SIDE + MEASURE - left)
            }
            None => Vec::new(),
        };
        let lines = cells.iter().map(Vec::len).max().unwrap_or(1) + below.len();
        let height = 2.0 * PAD + lines as f32 * CELL.leading;
        let mut turn = |composer: &mut Composer| self.turn(composer);
        // A row stays whole where it can; a long one breaks, but not after a line or two.
        if height > composer.room() && (height < 0.5 * (FLOOR - TOP) || composer.room() < 6.0 * CELL.leading) {
            turn(composer);
        }
        let row = composer.tree.add(self.rows, Role::Row);
        let nodes: Vec<NodeId> = (0..self.places.len())
            .map(|at| composer.tree.add(row, if at == 0 { Role::RowHead } else { Role::Cell }))
            .collect();
        composer.y += PAD;
        let strips: Vec<Strip<'_>> = self
            .places
            .iter()
            .zip(&cells)
            .zip(&nodes)
            .map(|((place, lines), node)| Strip { node: *node, lines, x: place.x, flush_right: None, style: CELL })
            .collect();
        band(composer, &strips, &mut turn);
        if let Some(node) = nodes.last().copied().filter(|_| !below.is_empty()) {
            let strip = Strip { node, lines: &below, x: left, flush_right: None, style: CELL };
            band(composer, &[strip], &mut turn);
        }
        composer.y += PAD;
        composer.fill(SIDE, composer.y - 0.25, MEASURE, 0.5, Color::Hairline);
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
        let lines = self.places.iter().map(|place| place.head.len()).max().unwrap_or(1);
        for (at, place) in self.places.iter().enumerate() {
            // The last line of every head stands on the line below.
            let top = composer.y + (lines - place.head.len()) as f32 * COLUMN.leading;
            for (number, line) in place.head.iter().enumerate() {
                composer.put(line, node(at), place.x, top + number as f32 * COLUMN.leading, COLUMN);
            }
        }
        composer.y += lines as f32 * COLUMN.leading + 3.0;
        composer.fill(SIDE, composer.y, MEASURE, 1.0, Color::Accent);
        composer.y += 1.0;
    }
}
