//! Word lists, ready to look with.

use std::{collections::HashMap, ops::Range, sync::OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};

use super::{
    builtin::FILES,
    category::Category,
    fold::Words,
    notation::{Line, Pattern, Problem, Reader},
};

/// Most lines of a library's own list.
const MOST_LINES: usize = 2_000;

/// Something in a text that suggests a category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it suggests.
    pub category: Category,
    /// Where it stands, in bytes; always whole letters.
    pub range: Range<usize>,
}

impl Finding {
    /// The words that were found.
    pub fn matched<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.range.clone()).unwrap_or_default()
    }
}

/// A line of a library's own list that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ListError {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

/// All patterns, and what finds their first words in one go.
pub struct Lexicon {
    /// `None` only if it could not be built.
    stems: Option<AhoCorasick>,
    /// For each stem, the patterns that begin with it.
    by_stem: Vec<Vec<usize>>,
    patterns: Vec<(Category, Pattern)>,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lexicon({} patterns)", self.patterns.len())
    }
}

impl Lexicon {
    /// The lists that come with Carrel.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Lexicon> = OnceLock::new();
        BUILTIN.get_or_init(|| Self::build(builtin_patterns()))
    }

    /// The lists that come with Carrel and the library's own: one pattern a line, `health: pattern` to say of which category.
    ///
    /// # Errors
    /// The lines that cannot be read, all of them.
    pub fn with_own(own: &str) -> Result<Self, Vec<ListError>> {
        let mut patterns = builtin_patterns();
        let mut errors = Vec::new();
        let mut reader = Reader::default();
        for (index, line) in own.lines().enumerate() {
            let number = index + 1;
            if number > MOST_LINES {
                errors.push(ListError { line: number, problem: Problem::TooManyLines });
                break;
            }
            match own_line(&mut reader, line) {
                Ok(Some(pattern)) => patterns.push(pattern),
                Ok(None) => {}
                Err(problem) => errors.push(ListError { line: number, problem }),
            }
        }
        if errors.is_empty() { Ok(Self::build(patterns)) } else { Err(errors) }
    }

    /// One that finds nothing.
    pub const fn empty() -> Self {
        Self { stems: None, by_stem: Vec::new(), patterns: Vec::new() }
    }

    fn build(patterns: Vec<(Category, Pattern)>) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut stems: Vec<&str> = Vec::new();
        let mut by_stem: Vec<Vec<usize>> = Vec::new();
        for (index, (_, pattern)) in patterns.iter().enumerate() {
            let Some(first) = pattern.words.first() else { continue };
            let number = *numbers.entry(first.stem.as_str()).or_insert_with(|| {
                stems.push(&first.stem);
                by_stem.push(Vec::new());
                stems.len() - 1
            });
            by_stem[number].push(index);
        }
        // Building fails only beyond 2^31 states, far above MOST_LINES times the longest line.
        let stems = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&stems).ok();
        Self { stems, by_stem, patterns }
    }

    /// What a text suggests, in the order of the text. Findings of one category that overlap are one.
    pub fn find(&self, text: &str) -> Vec<Finding> {
        let Some(stems) = &self.stems else { return Vec::new() };
        let words = Words::of(text);
        let mut found = Vec::new();
        let mut exceptions: Vec<Range<usize>> = Vec::new();
        let mut word = 0;
        let mut matches: Vec<(usize, usize)> =
            stems.find_overlapping_iter(&words.folded).map(|hit| (hit.start(), hit.pattern().as_usize())).collect();
        matches.sort_unstable();
        for (start, stem) in matches {
            while words.words.get(word).is_some_and(|entry| entry.folded.end <= start) {
                word += 1;
            }
            let Some(entry) = words.words.get(word) else { break };
            for index in self.by_stem.get(stem).into_iter().flatten() {
                let Some((category, pattern)) = self.patterns.get(*index) else { continue };
                let Some(last) = pattern.ends_at(text, &words, word, start - entry.folded.start) else { continue };
                let range = entry.original.start..words.words[last].original.end;
                if pattern.exception {
                    exceptions.push(range);
                } else {
                    found.push(Finding { category: *category, range });
                }
            }
        }
        without_exceptions(&mut found, &exceptions);
        merged(found)
    }
}

/// Takes out what lies inside an exception. Both are in the order of where they begin.
fn without_exceptions(found: &mut Vec<Finding>, exceptions: &[Range<usize>]) {
    let mut next = 0;
    // The end of the exceptions that begin no later: whoever ends before it lies inside one, for the furthest counts.
    let mut until = 0;
    found.retain(|finding| {
        while let Some(exception) = exceptions.get(next).filter(|exception| exception.start <= finding.range.start) {
            until = until.max(exception.end);
            next += 1;
        }
        finding.range.end > until
    });
}

fn merged(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_unstable_by_key(|finding| (finding.category, finding.range.start, finding.range.end));
    let mut result: Vec<Finding> = Vec::new();
    for finding in found {
        match result.last_mut() {
            Some(last) if last.category == finding.category && finding.range.start < last.range.end => {
                last.range.end = last.range.end.max(finding.range.end);
            }
            _ => result.push(finding),
        }
    }
    result.sort_unstable_by_key(|finding| (finding.range.start, finding.category));
    result
}

fn builtin_patterns() -> Vec<(Category, Pattern)> {
    let mut patterns = Vec::new();
    for (category, list) in FILES {
        let mut reader = Reader::default();
        // A test reads every line: none of them fails.
        patterns.extend(list.lines().filter_map(|line| match reader.line(line) {
            Ok(Line::Pattern(pattern)) => Some((*category, pattern)),
            _ => None,
        }));
    }
    patterns
}

fn own_line(reader: &mut Reader, line: &str) -> Result<Option<(Category, Pattern)>, Problem> {
    let (category, rest) = match line.split_once(':') {
        Some((code, rest)) => (Category::from_code(code.trim()).ok_or(Problem::UnknownCategory)?, rest),
        None => (Category::Own, line),
    };
    Ok(match reader.line(rest)? {
        Line::Pattern(pattern) => Some((category, pattern)),
        Line::Nothing => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lists_can_be_read() {
        for (category, list) in FILES {
            let mut reader = Reader::default();
            for line in list.lines() {
                assert!(reader.line(line).is_ok(), "{}: {line}", category.code());
            }
        }
    }
}
