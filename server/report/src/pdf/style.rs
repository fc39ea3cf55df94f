//! How the report looks: paper and ink, one accent, serif headings, type that can be read on a phone.
//!
//! Measures are in points (1/72 inch).

use super::fonts::{BOLD, FaceId, REGULAR, SERIF};

/// A color of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Color {
    /// Text.
    Ink,
    /// What stands beside the text: labels, notes, page numbers. 6.1:1 on white.
    Muted,
    /// Headings and what is to be found quickly. 8.4:1 on white.
    Accent,
    /// Lines between rows.
    Hairline,
    /// What a block is set apart with.
    Tint,
}

impl Color {
    /// Red, green and blue.
    pub const fn rgb(self) -> (u8, u8, u8) {
        match self {
            Self::Ink => (0x22, 0x20, 0x1d),
            Self::Muted => (0x66, 0x60, 0x58),
            Self::Accent => (0x1f, 0x55, 0x46),
            Self::Hairline => (0xd8, 0xd1, 0xc5),
            Self::Tint => (0xf7, 0xf3, 0xec),
        }
    }
}

/// How a paragraph is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub face: FaceId,
    pub size: f32,
    /// From one line to the next.
    pub leading: f32,
    pub color: Color,
}

const fn style(face: FaceId, size: f32, leading: f32, color: Color) -> Style {
    Style { face, size, leading, color }
}

/// The report's title.
pub(super) const TITLE: Style = style(SERIF, 31.0, 39.0, Color::Ink);
/// The library above the title.
pub(super) const LIBRARY: Style = style(BOLD, 12.0, 17.0, Color::Accent);
/// The patron below the title.
pub(super) const NAME: Style = style(SERIF, 17.0, 24.0, Color::Accent);
/// What is said about the report on its title page.
pub(super) const FACTS: Style = style(REGULAR, 11.5, 17.0, Color::Muted);
/// A category's name.
pub(super) const HEADING: Style = style(SERIF, 20.0, 26.0, Color::Accent);
/// Running text.
pub(super) const BODY: Style = style(REGULAR, 11.0, 16.0, Color::Ink);
/// What a category is, in a sentence.
pub(super) const LEAD: Style = style(REGULAR, 11.5, 16.5, Color::Muted);
/// What a piece of information is called.
pub(super) const LABEL: Style = style(BOLD, 9.3, 13.5, Color::Muted);
/// What the register says.
pub(super) const NOTE: Style = style(REGULAR, 10.0, 14.2, Color::Ink);
/// The head of a table.
pub(super) const COLUMN: Style = style(BOLD, 9.4, 12.4, Color::Muted);
/// A cell of a table.
pub(super) const CELL: Style = style(REGULAR, 10.5, 14.4, Color::Ink);
/// The first cell of a row, which names it.
pub(super) const ROW_HEAD: Style = style(BOLD, 10.5, 14.4, Color::Ink);
/// Details of a row.
pub(super) const DETAIL: Style = style(REGULAR, 9.6, 13.3, Color::Ink);
/// The head of the details.
pub(super) const DETAIL_HEAD: Style = style(REGULAR, 9.0, 12.0, Color::Muted);
/// The contents.
pub(super) const CONTENTS: Style = style(REGULAR, 11.5, 17.0, Color::Ink);
/// The foot of a page.
pub(super) const FOOT: Style = style(REGULAR, 9.2, 12.5, Color::Muted);

/// A page: A4.
pub(super) const PAGE_WIDTH: f32 = 595.0;
/// A page: A4.
pub(super) const PAGE_HEIGHT: f32 = 842.0;
/// Left of the text, and right of it.
pub(super) const SIDE: f32 = 45.0;
/// Above the text.
pub(super) const TOP: f32 = 54.0;
/// Below the text.
pub(super) const BOTTOM: f32 = 62.0;
/// Width of the text.
pub(super) const MEASURE: f32 = PAGE_WIDTH - 2.0 * SIDE;
/// Where the text of a page ends.
pub(super) const FLOOR: f32 = PAGE_HEIGHT - BOTTOM;
/// Contents are given if there are more pages than this.
pub(super) const CONTENTS_FROM: usize = 8;
