//! Paragraphs as lines: where they break (UAX #14), in which order their words stand (UAX #9), in which face.

use unicode_bidi::{BidiInfo, Level};
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    fonts::FaceId,
    shape::{PieceId, Shaper},
    style::Color,
    words::{Word, cut_before, levels, split},
};

/// Longest text shaped at once, in bytes: clusters are found again within a piece, and shaping is not linear.
const LONGEST: usize = 512;

/// A stretch of a paragraph. Its order is its own: what is right-to-left in it moves nothing outside (as if isolated).
#[derive(Clone, Copy)]
pub(super) struct Span<'a> {
    /// Printable text.
    pub text: &'a str,
    pub face: FaceId,
    pub color: Color,
}

/// Words that stand beside each other in one line, in one color.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fragment {
    /// From the left edge of the paragraph.
    pub x: f32,
    pub color: Color,
    /// Range of the words in [`Setter::words`].
    pub words: (u32, u32),
}

/// One line.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub fragments: Vec<Fragment>,
    /// Without the spaces at its end.
    pub width: f32,
}

/// Breaks paragraphs into lines.
#[derive(Default)]
pub(super) struct Setter {
    pub shaper: Shaper,
    /// The words of all lines.
    pub words: Vec<PieceId>,
}

/// The line being filled.
#[derive(Default)]
struct Open {
    words: Vec<Word>,
    width: f32,
    trailing: f32,
}

impl Setter {
    /// The lines of a paragraph of this width at this size.
    pub fn lines(&mut self, spans: &[Span<'_>], size: f32, width: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut open = Open::default();
        let mut unit: Vec<Word> = Vec::new();
        for (at, span) in spans.iter().enumerate() {
            let levels = levels(span.text);
            let mut from = 0;
            for (end, opportunity) in linebreaks(span.text) {
                let whole = &span.text[from..end];
                let text = whole.trim_end_matches('\n');
                let mut levels = levels.as_ref().map(|levels| &levels[from..end]);
                let mut rest = text;
                // A unit is cut where it is longer than anything that is to be shaped at once.
                while !rest.is_empty() {
                    let cut = cut_before(rest, LONGEST);
                    split(&mut self.shaper, &rest[..cut], span.face, levels, at, &mut unit);
                    let goes_on = rest.len() < text.len();
                    rest = &rest[cut..];
                    levels = levels.map(|levels| &levels[cut..]);
                    if rest.is_empty() && end == span.text.len() && clings(spans.get(at + 1)) {
                        break;
                    }
                    self.place(&mut unit, goes_on, &mut open, size, width, spans, &mut lines);
                }
                let last = end == span.text.len();
                if opportunity == BreakOpportunity::Mandatory && (!last || whole.len() > text.len()) {
                    self.close(&mut open, spans, &mut lines, size);
                }
                from = end;
            }
        }
        self.place(&mut unit, false, &mut open, size, width, spans, &mut lines);
        if !open.words.is_empty() || lines.is_empty() {
            self.close(&mut open, spans, &mut lines, size);
        }
        lines
    }

    /// Width of a text in one line.
    pub fn width(&mut self, text: &str, face: FaceId, size: f32) -> f32 {
        let span = Span { text, face, color: Color::Ink };
        self.lines(&[span], size, f32::INFINITY).first().map_or(0.0, |line| line.width)
    }

    /// Puts a unit on the line, on the next one, or on as many as it needs. One that goes on with a longer one has no break
    /// before it.
    #[expect(clippy::too_many_arguments, reason = "the state of one loop, not an interface")]
    fn place(
        &mut self,
        unit: &mut Vec<Word>,
        goes_on: bool,
        open: &mut Open,
        size: f32,
        width: f32,
        spans: &[Span<'_>],
        lines: &mut Vec<Line>,
    ) {
        let Some(last) = unit.last() else { return };
        let total: f32 = unit.iter().map(|word| self.shaper.get(word.piece).width).sum::<f32>() * size;
        let trailing = self.shaper.get(last.piece).trailing * size;
        let mut fits = open.width + total - trailing <= width;
        if !fits && !open.words.is_empty() && !goes_on {
            self.close(open, spans, lines, size);
            fits = total - trailing <= width;
        }
        if fits {
            open.words.append(unit);
            open.width += total;
            open.trailing = trailing;
            return;
        }
        for word in unit.drain(..) {
            self.place_in_parts(word, open, size, width, spans, lines);
        }
    }

    /// Breaks a word that is wider than the paragraph between two characters as people count them.
    fn place_in_parts(
        &mut self,
        word: Word,
        open: &mut Open,
        size: f32,
        width: f32,
        spans: &[Span<'_>],
        lines: &mut Vec<Line>,
    ) {
        let piece = self.shaper.get(word.piece);
        let (face, rtl) = (piece.face, piece.rtl);
        let text = self.shaper.text(piece).to_owned();
        let characters: Vec<usize> = text.grapheme_indices(true).map(|(start, _)| start).collect();
        let mut clusters: Vec<(u32, f32)> = Vec::new();
        let mut add = |glyph: &super::shape::Glyph| match clusters.last_mut() {
            Some(last) if last.0 == glyph.start || characters.binary_search(&(glyph.start as usize)).is_err() => {
                last.1 += glyph.advance * size;
            }
            _ => clusters.push((glyph.start, glyph.advance * size)),
        };
        if rtl {
            self.shaper.glyphs(piece).iter().rev().for_each(&mut add);
        } else {
            self.shaper.glyphs(piece).iter().for_each(&mut add);
        }
        let mut from = 0;
        let mut taken = 0.0;
        for (start, advance) in clusters {
            let start = start as usize;
            if open.width + taken + advance > width && (start > from || !open.words.is_empty()) {
                self.append(&text[from..start], face, rtl, taken, word, open);
                self.close(open, spans, lines, size);
                (from, taken) = (start, 0.0);
            }
            taken += advance;
        }
        self.append(&text[from..], face, rtl, taken, word, open);
        open.trailing = 0.0;
    }

    fn append(&mut self, text: &str, face: FaceId, rtl: bool, width: f32, word: Word, open: &mut Open) {
        if !text.is_empty() {
            open.words.push(Word { piece: self.shaper.piece(face, rtl, text), ..word });
            open.width += width;
        }
    }

    /// Ends a line: its words get their places.
    fn close(&mut self, open: &mut Open, spans: &[Span<'_>], lines: &mut Vec<Line>, size: f32) {
        let mut line = Line { fragments: Vec::new(), width: (open.width - open.trailing).max(0.0) };
        let mut x = 0.0;
        let color_of = |word: &Word| spans.get(word.span).map_or(Color::Ink, |span| span.color);
        // Stretches in one color that go from left to right are drawn at once, the others one by one.
        let alike = |one: &Word, other: &Word| {
            let (here, there) = (one.is_plain(), other.is_plain());
            if here && there { color_of(one) == color_of(other) } else { one.span == other.span }
        };
        for words in open.words.chunk_by(alike) {
            let color = words.first().map_or(Color::Ink, color_of);
            if words.iter().all(Word::is_plain) {
                let start = self.words.len() as u32;
                self.words.extend(words.iter().map(|word| word.piece));
                line.fragments.push(Fragment { x, color, words: (start, self.words.len() as u32) });
            } else {
                self.close_mixed(words, x, color, size, &mut line);
            }
            x += words.iter().map(|word| self.shaper.get(word.piece).width * size).sum::<f32>();
        }
        lines.push(line);
        *open = Open::default();
    }

    /// Places words of both directions. They are drawn in reading order, each at its place: that is the order a screen
    /// reader gets.
    fn close_mixed(&mut self, words: &[Word], x: f32, color: Color, size: f32, line: &mut Line) {
        let levels: Vec<Level> = words.iter().map(|word| word.level).collect();
        let order = BidiInfo::reorder_visual(&levels);
        let mut at = x;
        // The space after the last word of a right-to-left line stands left of everything and is not seen.
        if let (Some(&first), Some(last)) = (order.first(), words.last())
            && first + 1 == words.len()
            && last.level.is_rtl()
        {
            at -= self.shaper.get(last.piece).trailing * size;
        }
        let mut places = vec![0.0; words.len()];
        for index in order {
            places[index] = at;
            at += self.shaper.get(words[index].piece).width * size;
        }
        for (word, x) in words.iter().zip(places) {
            let start = self.words.len() as u32;
            self.words.push(word.piece);
            line.fragments.push(Fragment { x, color, words: (start, start + 1) });
        }
    }
}

/// Whether a stretch must not be parted from the one before it.
fn clings(span: Option<&Span<'_>>) -> bool {
    span.is_some_and(|span| span.text.starts_with(['\u{a0}', ':']))
}
