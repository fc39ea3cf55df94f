//! Words of a paragraph: each in one face and one direction.

use std::borrow::Cow;

use unicode_bidi::{BidiInfo, Level};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    fonts::{FaceId, REGULAR, SERIF, face_with, has},
    shape::{PieceId, Shaper},
    text::{is_hidden, is_right_to_left},
};

/// A word of a paragraph, or a part of one.
#[derive(Clone, Copy)]
pub(super) struct Word {
    pub piece: PieceId,
    /// Its direction (UAX #9): even ones go from left to right.
    pub level: Level,
    /// The stretch of the paragraph it belongs to.
    pub span: usize,
}

impl Word {
    /// Whether it stands where it would in a paragraph without any right-to-left letter.
    pub fn is_plain(&self) -> bool {
        self.level == Level::ltr()
    }
}

/// The direction of each byte of a text, or `None` if it all goes from left to right.
pub(super) fn levels(text: &str) -> Option<Vec<Level>> {
    if text.is_ascii() || !text.chars().any(is_right_to_left) {
        return None;
    }
    Some(BidiInfo::new(text, None).levels)
}

/// Splits what must stay in one line where face or direction change.
pub(super) fn split(
    shaper: &mut Shaper,
    text: &str,
    own: FaceId,
    levels: Option<&[Level]>,
    span: usize,
    unit: &mut Vec<Word>,
) {
    let mut push = |text: &str, face: FaceId, level: Level| {
        let text = without_marks(text);
        if !text.is_empty() {
            let piece = shaper.piece(face, level.is_rtl(), &text);
            unit.push(Word { piece, level, span });
        }
    };
    if text.is_ascii() && levels.is_none() {
        return push(text, own, Level::ltr());
    }
    let level_at = |at: usize| levels.map_or(Level::ltr(), |levels| levels[at]);
    let (mut from, mut face, mut level) = (0, own, level_at(0));
    for (at, character) in text.char_indices() {
        let next_face = pick_face(character, own, face);
        let next_level = level_at(at);
        if at > 0 && (next_face != face || next_level != level) {
            push(&text[from..at], face, level);
            from = at;
        }
        (face, level) = (next_face, next_level);
    }
    push(&text[from..], face, level);
}

/// The paragraph's own face if it has the character, else the one at hand, else the first that has it: so marks stay
/// with their letters, spaces with their words, and shared punctuation with its script.
fn pick_face(character: char, own: FaceId, current: FaceId) -> FaceId {
    if is_hidden(character) || (character == ' ' && has(current, ' ')) {
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
    matches!(
        character,
        '\u{300}'..='\u{36f}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

/// A word without the marks that have done their work when its order and its breaks are known: they have no glyph, and
/// what has none is hard on readers of the PDF. Joiners stay where letters may join.
fn without_marks(text: &str) -> Cow<'_, str> {
    let done = |c: char| match c {
        '\u{200c}' | '\u{200d}' => text.chars().all(|other| other.is_ascii() || is_hidden(other)),
        '\u{fe00}'..='\u{fe0f}' => false,
        other => is_hidden(other),
    };
    if text.is_ascii() || !text.contains(done) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(done, ""))
}

/// The last place at most `longest` bytes in where a text may be cut: between two characters as people count them.
pub(super) fn cut_before(text: &str, longest: usize) -> usize {
    if text.len() <= longest {
        return text.len();
    }
    let starts = text.grapheme_indices(true).map(|(start, _)| start);
    match starts.take_while(|start| *start <= longest).last() {
        Some(start) if start > 0 => start,
        _ => text.floor_char_boundary(longest).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters_as_people_count_them() {
        assert_eq!(cut_before("abcdef", 10), 6);
        assert_eq!(cut_before("abcdef", 4), 4);
        assert_eq!(cut_before("e\u{301}e\u{301}e\u{301}", 5), 3);
        // A letter with more marks than fit is cut all the same, or nothing would ever end.
        assert_eq!(cut_before(&"\u{301}".repeat(10), 5), 4);
    }

    #[test]
    fn marks_without_a_shape_are_left_out_and_joiners_stay_where_letters_join() {
        assert_eq!(without_marks("soft\u{ad}hyphen\u{200b}\u{200d}"), "softhyphen");
        assert_eq!(without_marks("क्\u{200d}ष"), "क्\u{200d}ष");
    }
}
