//! Text made printable: after this, every character has a face or is one that shaping hides.

use std::borrow::Cow;

use super::fonts::face_with;
use crate::visible::in_words;

/// Text ready to be laid out, and whether a character had to be named.
pub(super) struct Printable<'a> {
    pub text: Cow<'a, str>,
    pub replaced: bool,
}

/// Makes text printable: what no font has is named in brackets, so are controls and the marks that could turn
/// the direction of what follows; every kind of line break is `\n`, a tab is a space.
pub(super) fn printable(text: &str) -> Printable<'_> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Printable { text: Cow::Borrowed(text), replaced: false };
    }
    let mut replaced = false;
    let mut changed = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                changed.push('\n');
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => changed.push('\n'),
            '\t' => changed.push(' '),
            _ if is_hidden(character) => changed.push(character),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                replaced = true;
                changed.push_str(&in_words(character));
            }
            _ if face_with(character).is_some() => changed.push(character),
            _ => {
                replaced = true;
                changed.push_str(&in_words(character));
            }
        }
    }
    Printable { text: Cow::Owned(changed), replaced }
}

/// Characters without a shape of their own that say how their neighbours are joined, broken or ordered.
pub(super) const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}'
    )
}

/// Whether a character belongs to a script written from right to left: only then does the order of a line need work.
pub(super) const fn is_right_to_left(character: char) -> bool {
    matches!(
        character,
        '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_cannot_be_printed_is_named() {
        let cases = [
            ("plain <b>", "plain <b>", false),
            ("a\0b", "a[U+0000]b", true),
            ("\u{e000}\u{fffe}", "[U+E000][U+FFFE]", true),
            ("\u{202e}evil", "[RIGHT-TO-LEFT OVERRIDE]evil", true),
            ("\u{feff}x", "[ZERO WIDTH NO-BREAK SPACE]x", true),
            ("one\r\ntwo\rthree\u{2028}four\tfive", "one\ntwo\nthree\nfour five", false),
            ("שָׁלוֹם\u{200f} 😀", "שָׁלוֹם\u{200f} 😀", false),
        ];
        for (from, to, replaced) in cases {
            let found = printable(from);
            assert_eq!((&*found.text, found.replaced), (to, replaced));
        }
    }
}
