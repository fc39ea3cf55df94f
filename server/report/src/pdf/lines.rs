//! Paragraphs as lines: where they break (UAX #14), in which order their words stand (UAX #9), in which face.

use unicode_bidi::{BidiInfo, Level};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::{
    fonts::{FaceId, REGULAR, SERIF, face_with, has},
    shape::{PieceId, Shaper},
    style::Color,
    text::{is_hidden, is_right_to_left},
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

#[derive(Clone, Copy)]
struct Word {
    piece: PieceId,
    level: Level,
    span: usize,
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
                    self.words_of(&rest[..cut], span.face, levels, at, &mut unit);
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

    /// Splits what must stay together where face or direction change.
    fn words_of(&mut self, text: &str, own: FaceId, levels: Option<&[Level]>, span: usize, unit: &mut Vec<Word>) {
        let mut push = |shaper: &mut Shaper, text: &str, face: FaceId, level: Level| {
            if !text.is_empty() {
                unit.push(Word { piece: shaper.piece(face, level.is_rtl(), text), level, span });
            }
        };
        if text.is_ascii() && levels.is_none() {
            return push(&mut self.shaper, text, own, Level::ltr());
        }
        let level_at = |at: usize| levels.map_or(Level::ltr(), |levels| levels[at]);
        let (mut from, mut face, mut level) = (0, own, level_at(0));
        for (at, character) in text.char_indices() {
            let next_face = pick_face(character, own, if at == 0 { own } else { face });
            let next_level = level_at(at);
            if at > 0 && (next_face != face || next_level != level) {
                push(&mut self.shaper, &text[from..at], face, level);
                from = at;
            }
            (face, level) = (next_face, next_level);
        }
        push(&mut self.shaper, &text[from..], face, level);
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

    /// Breaks a word that is wider than the paragraph between two of its clusters.
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
        let mut clusters: Vec<(u32, f32)> = Vec::new();
        let mut add = |glyph: &super::shape::Glyph| match clusters.last_mut() {
            Some(last) if last.0 == glyph.start => last.1 += glyph.advance * size,
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

    /// Ends a line: words get their places, those of one span and one direction in one fragment.
    fn close(&mut self, open: &mut Open, spans: &[Span<'_>], lines: &mut Vec<Line>, size: f32) {
        let mut line = Line { fragments: Vec::new(), width: (open.width - open.trailing).max(0.0) };
        let mut x = 0.0;
        for words in open.words.chunk_by(|one, other| one.span == other.span) {
            let color = words.first().and_then(|word| spans.get(word.span)).map_or(Color::Ink, |span| span.color);
            let width = |word: &Word| self.shaper.get(word.piece).width * size;
            let total: f32 = words.iter().map(width).sum();
            let start = self.words.len() as u32;
            if words.iter().all(|word| word.level == Level::ltr()) {
                self.words.extend(words.iter().map(|word| word.piece));
                line.fragments.push(Fragment { x, color, words: (start, self.words.len() as u32) });
            } else {
                // Drawn in reading order, each at its place: that is the order a screen reader gets.
                let levels: Vec<Level> = words.iter().map(|word| word.level).collect();
                let mut places = vec![0.0; words.len()];
                let order = BidiInfo::reorder_visual(&levels);
                let mut at = x;
                // The space after the last word of a right-to-left line stands left of everything and is not seen.
                if let (Some(&first), Some(last)) = (order.first(), words.last())
                    && first + 1 == words.len()
                    && last.level.is_rtl()
                {
                    at -= self.shaper.get(last.piece).trailing * size;
                }
                for index in order {
                    places[index] = at;
                    at += width(&words[index]);
                }
                for (word, x) in words.iter().zip(places) {
                    let start = self.words.len() as u32;
                    self.words.push(word.piece);
                    line.fragments.push(Fragment { x, color, words: (start, start + 1) });
                }
            }
            x += total;
        }
        lines.push(line);
        *open = Open::default();
    }
}

/// The direction of each byte of a text, or `None` if it all goes from left to right.
fn levels(text: &str) -> Option<Vec<Level>> {
    if text.is_ascii() || !text.chars().any(is_right_to_left) {
        return None;
    }
    Some(BidiInfo::new(text, None).levels)
}

/// The paragraph's own face if it has the character, else the one at hand, else the first that has it: so marks stay
/// with their letters, and shared punctuation with its script.
fn pick_face(character: char, own: FaceId, current: FaceId) -> FaceId {
    if is_hidden(character) {
        return current;
    }
    match face_with(character) {
        Some(REGULAR) if current <= SERIF || !is_mark(character) => own,
        Some(_) if current > SERIF && has(current, character) => current,
        Some(REGULAR) | None => own,
        Some(other) => other,
    }
}

/// Combining marks that the text's own faces have, and that may follow a letter of another script.
const fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a stretch must not be parted from the one before it.
fn clings(span: Option<&Span<'_>>) -> bool {
    span.is_some_and(|span| span.text.starts_with(['\u{a0}', ':']))
}

/// The last place at most `longest` bytes in where a text may be cut.
fn cut_before(text: &str, longest: usize) -> usize {
    if text.len() <= longest { text.len() } else { text.floor_char_boundary(longest).max(1) }
}
