//! The notation of word lists: data/README.md describes it.

use std::collections::HashMap;

use super::fold::folded;

/// Longest pattern, in bytes.
const LONGEST: usize = 200;
/// Most words of a pattern.
const MOST_WORDS: usize = 6;
/// Fewest letters of a first word that stands alone and is open on a side, so that nobody flags every note by accident.
const SHORTEST_OPEN: usize = 3;

/// What is wrong with a line of a word list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The line is longer than 200 bytes.
    #[error("too long")]
    TooLong,
    /// More than six words.
    #[error("too many words")]
    TooManyWords,
    /// A bracket that does not open or close, or stands in the middle of a word.
    #[error("brackets do not match")]
    Brackets,
    /// The first word has no letters to look for.
    #[error("the first word needs letters")]
    NoFirstWord,
    /// An open word with fewer than three letters.
    #[error("too short with a star")]
    TooShort,
    /// An ending list that was not defined.
    #[error("unknown list of endings")]
    UnknownEndings,
    /// A category that does not exist.
    #[error("unknown category")]
    UnknownCategory,
    /// The whole list has too many lines.
    #[error("too many lines")]
    TooManyLines,
}

/// Which letters a word must have besides being like its pattern.
#[derive(Clone, Debug)]
pub(super) enum Exact {
    /// Capitals and accents do not matter.
    No,
    /// Accents matter.
    Accents(String),
    /// Accents and capitals matter.
    Letters(String),
}

/// One word of a pattern.
#[derive(Clone, Debug)]
pub(super) struct WordPattern {
    /// Whether anything may stand before the stem.
    pub open_start: bool,
    /// What must be there.
    pub stem: String,
    /// What may follow: the letters, and whether anything may follow those.
    pub endings: Vec<(String, bool)>,
    /// The very letters, where accents and perhaps capitals matter.
    pub exact: Exact,
    /// How many other words may stand before this one.
    pub gap: usize,
}

/// A pattern: words that follow each other.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub words: Vec<WordPattern>,
    /// Whether it says what must not be reported.
    pub exception: bool,
}

/// What a line says.
pub(super) enum Line {
    /// A remark, an empty line, or a list of endings that was taken in.
    Nothing,
    Pattern(Pattern),
}

/// Reads the lines of one list, in order.
#[derive(Default)]
pub(super) struct Reader {
    endings: HashMap<String, Vec<(String, bool)>>,
}

impl Reader {
    /// Reads one line.
    pub fn line(&mut self, line: &str) -> Result<Line, Problem> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(Line::Nothing);
        }
        if line.len() > LONGEST {
            return Err(Problem::TooLong);
        }
        if let Some((name, endings)) = line.strip_prefix('@').and_then(|rest| rest.split_once('=')) {
            let endings = self.endings(endings)?;
            self.endings.insert(name.trim().to_owned(), endings);
            return Ok(Line::Nothing);
        }
        let (exception, rest) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let words = self.words(rest)?;
        let first = words.first().ok_or(Problem::NoFirstWord)?;
        if first.stem.is_empty() {
            return Err(Problem::NoFirstWord);
        }
        let open = first.open_start || first.endings.iter().any(|(ending, open)| *open && ending.is_empty());
        if words.len() == 1 && open && first.stem.chars().count() < SHORTEST_OPEN {
            return Err(Problem::TooShort);
        }
        Ok(Line::Pattern(Pattern { words, exception }))
    }

    fn words(&self, text: &str) -> Result<Vec<WordPattern>, Problem> {
        let mut words = Vec::new();
        let mut gap = 0;
        for part in text.split_whitespace() {
            if part == ".." {
                gap = 3;
                continue;
            }
            // “burn-out” is two words in a text, and so in a pattern.
            for piece in pieces(part) {
                if words.len() == MOST_WORDS {
                    return Err(Problem::TooManyWords);
                }
                words.push(WordPattern { gap: std::mem::take(&mut gap), ..self.word(piece)? });
            }
        }
        Ok(words)
    }

    fn word(&self, text: &str) -> Result<WordPattern, Problem> {
        let (exact, text) = match (text.strip_prefix('='), text.strip_prefix('~')) {
            (Some(rest), _) => (Exact::Letters(rest.to_owned()), rest),
            (None, Some(rest)) => (Exact::Accents(rest.to_lowercase()), rest),
            (None, None) => (Exact::No, text),
        };
        let (open_start, text) = match text.strip_prefix('*') {
            Some("") => (false, "*"),
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (stem, endings) = match text.split_once('(') {
            Some((stem, rest)) => (stem, self.endings(rest.strip_suffix(')').ok_or(Problem::Brackets)?)?),
            None => match text.strip_suffix('*') {
                Some(stem) => (stem, vec![(String::new(), true)]),
                None => (text, vec![(String::new(), false)]),
            },
        };
        if stem.contains(['(', ')', '|', '*']) {
            return Err(Problem::Brackets);
        }
        Ok(WordPattern { open_start, stem: folded(stem), endings, exact, gap: 0 })
    }

    fn endings(&self, text: &str) -> Result<Vec<(String, bool)>, Problem> {
        let mut endings = Vec::new();
        for ending in text.split('|').map(str::trim) {
            if let Some(name) = ending.strip_prefix('@') {
                endings.extend_from_slice(self.endings.get(name).ok_or(Problem::UnknownEndings)?);
            } else {
                let (letters, open) = ending.strip_suffix('*').map_or((ending, false), |letters| (letters, true));
                if letters.contains(['(', ')', '*']) {
                    return Err(Problem::Brackets);
                }
                endings.push((folded(letters), open));
            }
        }
        endings.sort_unstable();
        endings.dedup();
        Ok(endings)
    }
}

/// A part without spaces, taken apart where a text would be: at hyphens and apostrophes outside of brackets.
fn pieces(part: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    part.split(move |letter: char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(letter, '-' | '\'' | '’')
    })
    .filter(|piece| !piece.is_empty())
}
