//! Pages while they are filled: what stands where, to be drawn when the number of pages is known.

use std::borrow::Cow;

use super::{
    lines::{Line, Setter, Span},
    style::{Color, FLOOR, Style, TOP},
    text::printable,
    tree::{NodeId, Tree},
};

/// Something to be drawn.
#[derive(Clone, Copy)]
pub(super) enum Item {
    /// Words beside each other.
    Text {
        node: NodeId,
        x: f32,
        baseline: f32,
        size: f32,
        color: Color,
        /// Range of the words in [`Setter::words`].
        words: (u32, u32),
    },
    /// A filled rectangle: a line, or the ground of a block.
    Fill { x: f32, y: f32, width: f32, height: f32, color: Color },
}

/// A place that leads to a mark.
pub(super) struct Link {
    pub node: NodeId,
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    /// Number of the mark among the report's sections.
    pub mark: usize,
    /// What it leads to, in words.
    pub text: String,
}

/// One page.
#[derive(Default)]
pub(super) struct Page {
    pub items: Vec<Item>,
    pub links: Vec<Link>,
}

/// Fills pages from top to bottom.
pub(super) struct Composer {
    pub setter: Setter,
    pub tree: Tree,
    pub pages: Vec<Page>,
    /// How far the page at hand is filled.
    pub y: f32,
    /// Whether a character was printed by its name.
    pub replaced: bool,
}

impl Composer {
    pub fn new() -> Self {
        Self { setter: Setter::default(), tree: Tree::new(), pages: Vec::new(), y: FLOOR, replaced: false }
    }

    /// Begins a page.
    pub fn turn(&mut self) {
        self.pages.push(Page::default());
        self.y = TOP;
    }

    /// Begins a page unless there is so much room left.
    pub fn need(&mut self, height: f32) {
        if self.room() < height {
            self.turn();
        }
    }

    /// What is left of the page.
    pub fn room(&self) -> f32 {
        FLOOR - self.y
    }

    /// Whether nothing stands on the page yet.
    pub fn at_top(&self) -> bool {
        self.pages.last().is_none_or(|page| page.items.is_empty())
    }

    /// Leaves a space, unless the page begins here.
    pub fn skip(&mut self, height: f32) {
        if !self.at_top() {
            self.y += height;
        }
    }

    /// Makes text printable and remembers if something had to be named.
    pub fn printable<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        let printable = printable(text);
        self.replaced |= printable.replaced;
        printable.text
    }

    /// The lines of a text in one style.
    pub fn lines(&mut self, text: &str, style: Style, width: f32) -> Vec<Line> {
        let text = self.printable(text);
        self.setter.lines(&[Span { text: &text, face: style.face, color: style.color }], style.size, width)
    }

    /// Sets a paragraph where the page is filled to, over as many pages as it needs.
    pub fn paragraph(&mut self, node: NodeId, text: &str, style: Style, x: f32, width: f32) {
        for line in self.lines(text, style, width) {
            self.need(style.leading);
            self.put(&line, node, x, self.y, style);
            self.y += style.leading;
        }
    }

    /// Puts a line at a place of the page.
    pub fn put(&mut self, line: &Line, node: NodeId, x: f32, top: f32, style: Style) {
        let Some(page) = self.pages.last_mut() else { return };
        // Noto's letters stand best with the middle of their x-height a little above the middle of the line.
        let baseline = top + style.leading * 0.5 + style.size * 0.36;
        page.items.extend(line.fragments.iter().map(|fragment| Item::Text {
            node,
            x: x + fragment.x,
            baseline,
            size: style.size,
            color: fragment.color,
            words: fragment.words,
        }));
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, color: Color) {
        if let Some(page) = self.pages.last_mut() {
            page.items.push(Item::Fill { x, y, width, height, color });
        }
    }
}
