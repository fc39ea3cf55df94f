//! Words of a text, without capitals and accents, and where they stand in it.

use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A text as words that can be compared.
pub(super) struct Words {
    /// The folded words, a space after each.
    pub folded: String,
    /// Where each word stands.
    pub words: Vec<Word>,
}

/// Where one word stands.
pub(super) struct Word {
    /// In the text as it came, in bytes.
    pub original: Range<usize>,
    /// In [`Words::folded`], in bytes.
    pub folded: Range<usize>,
}

impl Words {
    /// Takes a text apart at everything that is no letter, digit or accent.
    pub fn of(text: &str) -> Self {
        let mut words = Self { folded: String::with_capacity(text.len() + 16), words: Vec::new() };
        let mut open: Option<(usize, usize)> = None;
        for (at, letter) in text.char_indices() {
            if letter.is_alphanumeric() || (open.is_some() && (is_combining_mark(letter) || is_invisible(letter))) {
                open.get_or_insert((at, words.folded.len()));
                fold_into(letter, &mut words.folded);
            } else if let Some(begin) = open.take() {
                words.close(begin, at);
            }
        }
        if let Some(begin) = open {
            words.close(begin, text.len());
        }
        words
    }

    fn close(&mut self, (original, folded): (usize, usize), end: usize) {
        let word = Word { original: original..end, folded: folded..self.folded.len() };
        self.folded.push(' ');
        if !word.folded.is_empty() {
            self.words.push(word);
        }
    }

    /// A word as it is compared.
    pub fn text(&self, index: usize) -> &str {
        self.words.get(index).map_or("", |word| &self.folded[word.folded.clone()])
    }
}

/// Soft hyphens and joiners stand inside words without being seen.
const fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// A letter without capital and accent. Letters that do not decompose get what people type in their place.
fn fold_into(letter: char, folded: &mut String) {
    if letter.is_ascii() {
        folded.push(letter.to_ascii_lowercase());
        return;
    }
    decompose_compatible(letter, |part| {
        if is_combining_mark(part) || is_invisible(part) {
            return;
        }
        for small in part.to_lowercase() {
            match small {
                'ø' => folded.push('o'),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'ł' => folded.push('l'),
                'đ' | 'ð' => folded.push('d'),
                'ß' => folded.push_str("ss"),
                'ı' => folded.push('i'),
                'ŋ' => folded.push('n'),
                'ŧ' => folded.push('t'),
                // Compatibility forms may hold spaces; the space is kept for the ends of words.
                other if other.is_alphanumeric() && !is_combining_mark(other) => folded.push(other),
                _ => {}
            }
        }
    });
}

/// A text without capitals and accents, everything else left out.
pub(super) fn folded(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        fold_into(letter, &mut result);
    }
    result.retain(char::is_alphanumeric);
    result
}
