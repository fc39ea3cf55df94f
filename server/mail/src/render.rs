//! Placeholders filled in, and what staff wrote checked.
//!
//! A template is read once from start to end: what a value holds is never read again, so a first name of `<<mydataurl>>`
//! stays just that.

use std::collections::HashMap;

use crate::template::{Placeholder, Template, Words};

/// A subject is at most so long, in characters: longer ones are cut by mail programs anyway.
pub const LONGEST_SUBJECT: usize = 200;
/// A text is at most so long, in characters.
pub const LONGEST_BODY: usize = 20_000;
/// A value is at most so long, in characters.
const LONGEST_VALUE: usize = 4_000;

/// What the placeholders of one mail stand for.
#[derive(Clone, Debug, Default)]
pub struct Values {
    values: HashMap<Placeholder, String>,
}

impl Values {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more.
    #[must_use]
    pub fn with(mut self, placeholder: Placeholder, value: impl Into<String>) -> Self {
        self.values.insert(placeholder, value.into());
        self
    }

    /// One more, unless it is there.
    #[must_use]
    pub fn or(mut self, placeholder: Placeholder, value: impl Into<String>) -> Self {
        self.values.entry(placeholder).or_insert_with(|| value.into());
        self
    }

    fn get(&self, placeholder: Placeholder) -> String {
        let value = self.values.get(&placeholder).map(String::as_str).unwrap_or_default();
        let value: String = value.chars().filter(|c| is_printable(*c)).take(LONGEST_VALUE).collect();
        if placeholder.is_address() { value } else { hide_identity_numbers(&value) }
    }
}

/// Subject and text as they are sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Subject, one line.
    pub subject: String,
    /// Text.
    pub body: String,
}

impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It may hold a one-time link.
        f.write_str("Rendered(…)")
    }
}

/// In which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The subject.
    Subject,
    /// The text.
    Body,
}

/// What is wrong with words that staff wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is nothing.
    Empty(Field),
    /// There is too much; how many characters are allowed.
    TooLong(Field, usize),
    /// This mail has no such placeholder.
    Unknown(Field, String),
    /// `<<` without `>>`.
    Unclosed(Field),
    /// The mail has no use without it.
    Missing(Placeholder),
    /// A link in the subject would stand in every list of mails.
    AddressInSubject(Placeholder),
    /// Somebody's full personal identity number.
    IdentityNumber(Field),
}

impl Problem {
    /// Where it is.
    pub const fn field(&self) -> Field {
        match self {
            Self::Empty(field)
            | Self::TooLong(field, _)
            | Self::Unknown(field, _)
            | Self::Unclosed(field)
            | Self::IdentityNumber(field) => *field,
            Self::Missing(_) => Field::Body,
            Self::AddressInSubject(_) => Field::Subject,
        }
    }
}

/// A piece of a template.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Placeholder(&'a str),
    /// From `<<` to the end of the line or text.
    Unclosed(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("<<") {
        if start > 0 {
            pieces.push(Piece::Text(&rest[..start]));
        }
        let after = &rest[start + 2..];
        let line = after.find('\n').unwrap_or(after.len());
        if let Some(end) = after[..line].find(">>") {
            pieces.push(Piece::Placeholder(after[..end].trim()));
            rest = &after[end + 2..];
        } else {
            pieces.push(Piece::Unclosed(&rest[start..start + 2 + line]));
            rest = &after[line..];
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// Everything that is wrong with these words for this mail; nothing if they can be sent.
pub fn check(template: Template, words: &Words) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut used = Vec::new();
    let fields = [(Field::Subject, &words.subject, LONGEST_SUBJECT), (Field::Body, &words.body, LONGEST_BODY)];
    for (field, text, longest) in fields {
        if text.trim().is_empty() {
            problems.push(Problem::Empty(field));
        }
        if text.chars().count() > longest {
            problems.push(Problem::TooLong(field, longest));
        }
        if hide_identity_numbers(text) != *text {
            problems.push(Problem::IdentityNumber(field));
        }
        for piece in pieces(text) {
            let name = match piece {
                Piece::Text(_) => continue,
                Piece::Unclosed(_) => {
                    problems.push(Problem::Unclosed(field));
                    continue;
                }
                Piece::Placeholder(name) => name,
            };
            match Placeholder::from_name(name).filter(|placeholder| template.allowed().contains(placeholder)) {
                Some(placeholder) if field == Field::Subject && placeholder.is_address() => {
                    problems.push(Problem::AddressInSubject(placeholder));
                }
                Some(placeholder) if field == Field::Body => used.push(placeholder),
                Some(_) => {}
                None => problems.push(Problem::Unknown(field, name.chars().take(60).collect())),
            }
        }
    }
    let missing = template.required().iter().filter(|placeholder| !used.contains(placeholder));
    problems.extend(missing.map(|placeholder| Problem::Missing(*placeholder)));
    problems
}

/// Fills the placeholders in. One that has no value becomes nothing; one that this mail does not have stays as it stands.
pub fn render(template: Template, words: &Words, values: &Values) -> Rendered {
    // A line break in a subject would be a header of its own.
    let subject = fill(template, &words.subject, values);
    let subject: Vec<_> = subject.split(char::is_whitespace).filter(|word| !word.is_empty()).collect();
    let body = fill(template, &words.body, values).replace("\r\n", "\n").replace('\r', "\n");
    Rendered { subject: subject.join(" "), body: body.trim_end().to_owned() + "\n" }
}

fn fill(template: Template, text: &str, values: &Values) -> String {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) | Piece::Unclosed(text) => filled.extend(text.chars().filter(|c| is_printable(*c))),
            Piece::Placeholder(name) => {
                match Placeholder::from_name(name).filter(|placeholder| template.allowed().contains(placeholder)) {
                    Some(placeholder) => filled.push_str(&values.get(placeholder)),
                    None => filled.extend(["<<", name, ">>"]),
                }
            }
        }
    }
    filled
}

/// Not a control character, nor one that turns the direction of what follows.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | '\t' | '\r')
        || !(c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

/// Covers personal identity numbers, and what only looks like a Finnish one because its check character is mistyped
/// (`DDMMYYCNNNT`; Government decree 128/2010, §2): a mail is an open card.
pub fn hide_identity_numbers(text: &str) -> String {
    let text = carrel_minimization::identity_number::mask(text);
    if !carrel_minimization::identity_number::may_hold_one(&text) {
        return text.into_owned();
    }
    let mut characters: Vec<char> = text.chars().collect();
    for start in 0..characters.len().saturating_sub(10) {
        let is_alone = (start == 0 || !characters[start - 1].is_alphanumeric())
            && characters.get(start + 11).is_none_or(|c| !c.is_alphanumeric());
        if is_alone && is_identity_number(&characters[start..start + 11]) {
            characters[start..start + 11].fill('•');
        }
    }
    characters.into_iter().collect()
}

fn is_identity_number(characters: &[char]) -> bool {
    let digit = |at: usize| characters[at].to_digit(10);
    let two = |at: usize| Some(digit(at)? * 10 + digit(at + 1)?);
    let is_date = two(0).is_some_and(|day| (1..=31).contains(&day))
        && two(2).is_some_and(|month| (1..=12).contains(&month))
        && two(4).is_some();
    let century = characters[6].to_ascii_uppercase();
    is_date
        && (matches!(century, '+' | '-' | '\u{2212}' | '\u{2013}')
            || ('A'..='F').contains(&century)
            || ('U'..='Y').contains(&century))
        && (7..10).all(|at| characters[at].is_ascii_digit())
        && characters[10].is_ascii_alphanumeric()
}
