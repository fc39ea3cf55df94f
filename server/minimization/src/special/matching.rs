//! Whether a pattern's words are those of a text at a place.

use unicode_normalization::UnicodeNormalization as _;

use super::{
    fold::Words,
    notation::{Exact, Pattern, WordPattern},
};

impl WordPattern {
    /// Whether the stem, found at `at` in the word, has what it needs before and after.
    fn fits_at(&self, word: &str, at: usize) -> bool {
        if at > 0 && !self.open_start {
            return false;
        }
        let Some(rest) = word.get(at..).and_then(|rest| rest.strip_prefix(self.stem.as_str())) else { return false };
        self.endings.iter().any(|(ending, open)| if *open { rest.starts_with(ending.as_str()) } else { rest == ending })
    }

    /// Whether a whole word is one of this pattern.
    fn fits(&self, word: &str) -> bool {
        if !self.open_start {
            return self.fits_at(word, 0);
        }
        word.match_indices(self.stem.as_str()).any(|(at, _)| self.fits_at(word, at))
    }

    /// Whether the letters are the very ones, if that matters.
    fn is_exact(&self, original: &str) -> bool {
        match &self.exact {
            Exact::No => true,
            Exact::Letters(letters) => original.nfc().eq(letters.nfc()),
            Exact::Accents(letters) => original.chars().flat_map(char::to_lowercase).nfc().eq(letters.nfc()),
        }
    }
}

impl Pattern {
    /// The last word of the pattern, if it is at `first`, with its stem at `at` in that word.
    pub(super) fn ends_at(&self, text: &str, words: &Words, first: usize, at: usize) -> Option<usize> {
        let (head, rest) = self.words.split_first()?;
        if !head.fits_at(words.text(first), at) || !head.is_exact(original(text, words, first)) {
            return None;
        }
        let mut last = first;
        for pattern in rest {
            last = (last + 1..=last + 1 + pattern.gap).find(|index| {
                let word = words.text(*index);
                !word.is_empty() && pattern.fits(word) && pattern.is_exact(original(text, words, *index))
            })?;
        }
        Some(last)
    }
}

fn original<'a>(text: &'a str, words: &Words, index: usize) -> &'a str {
    words.words.get(index).map_or("", |word| &text[word.original.clone()])
}
