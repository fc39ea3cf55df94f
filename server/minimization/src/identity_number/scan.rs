//! Looks through a text once, at its runs of digits.

use std::{borrow::Cow, ops::Range};

use super::{
    Confidence, Found, Kind,
    candidate::{Candidate, Separator},
    czech, danish, finnish, hint, polish, swedish,
};

/// What is shown in place of a number. Nothing of the date of birth, and no digit: masking twice changes nothing.
const MASK: &str = "••••••-••••";

/// Every number begins with so many digits in a row.
const SHORTEST_RUN: usize = 6;

/// Whether a text can hold a number at all: whether it has six digits in a row. Looks at every sixth byte of most texts.
pub fn may_hold_one(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = SHORTEST_RUN - 1;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_digit() {
            let before = bytes[..at].iter().rev().take_while(|byte| byte.is_ascii_digit()).take(SHORTEST_RUN).count();
            let after = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).take(SHORTEST_RUN).count();
            if before + after >= SHORTEST_RUN {
                return true;
            }
            at += after;
        }
        at += SHORTEST_RUN;
    }
    false
}

/// All identity numbers of a text, in its order, with how sure each is.
pub fn find(text: &str) -> Vec<Found> {
    if !may_hold_one(text) {
        return Vec::new();
    }
    let mut found: Vec<Found> = Vec::new();
    let mut from = 0;
    while let Some(run) = next_run(text, from) {
        from = run.end;
        // What stands before may be a number of its own, which will be covered.
        let covered =
            found.last().filter(|number| number.confidence >= Confidence::Likely).map_or(0, |number| number.range.end);
        if let Some(number) = at_run(text, &run, covered) {
            from = number.range.end.max(run.end);
            found.push(number);
        }
    }
    found
}

/// The text with every certain or likely number covered.
pub fn mask(text: &str) -> Cow<'_, str> {
    mask_from(text, Confidence::Likely)
}

/// The text with every number covered that is at least so sure. Nothing is certain without a separator.
pub fn mask_from(text: &str, confidence: Confidence) -> Cow<'_, str> {
    // As barcodes and card numbers are: what they might be need not be worked out.
    if confidence == Confidence::Certain && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    let found: Vec<_> = find(text).into_iter().filter(|found| found.confidence >= confidence).collect();
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len() + found.len() * MASK.len());
    let mut done = 0;
    for Found { range, .. } in found {
        masked.push_str(&text[done..range.start]);
        masked.push_str(MASK);
        done = range.end;
    }
    masked.push_str(&text[done..]);
    Cow::Owned(masked)
}

/// The next run of six or more digits that no letter touches from the left.
fn next_run(text: &str, mut from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    loop {
        let start = from + bytes.get(from..)?.iter().position(u8::is_ascii_digit)?;
        let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        from = start + length;
        let touched = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        if length >= SHORTEST_RUN && !touched {
            return Some(start..from);
        }
    }
}

/// The surest number that begins with this run.
fn at_run(text: &str, run: &Range<usize>, covered: usize) -> Option<Found> {
    if run.len() == 6
        && let Some(end) = henkilotunnus(text, run)
    {
        return Some(Found { kind: Kind::Henkilotunnus, confidence: Confidence::Certain, range: run.start..end });
    }
    let (candidate, end) = candidate(text, run)?;
    if is_joined_before(text, covered, run.start) || is_joined_after(text, end) {
        return None;
    }
    let (confidence, kind) = [
        (swedish::confidence(&candidate), Kind::Personnummer),
        (danish::confidence(&candidate), Kind::Cpr),
        (czech::confidence(&candidate), Kind::RodneCislo),
        (polish::confidence(&candidate), Kind::Pesel),
    ]
    .into_iter()
    .filter_map(|(confidence, kind)| confidence.map(|confidence| (confidence, kind)))
    // The first of those that are equally sure: it is the one with a check digit.
    .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    let confidence = if confidence == Confidence::Possible && hint::stands_before(text, run.start) {
        Confidence::Likely
    } else {
        confidence
    };
    Some(Found { kind, confidence, range: run.start..end })
}

/// Where a henkilötunnus that begins with these six digits ends. Its check character tells it from anything that is longer.
fn henkilotunnus(text: &str, run: &Range<usize>) -> Option<usize> {
    let rest = text.get(run.end..)?;
    let sign = rest.chars().next()?;
    let tail = rest.get(sign.len_utf8()..)?;
    let bytes = tail.as_bytes();
    let (individual, check) = (bytes.get(..3)?, *bytes.get(3)?);
    let sign = if is_hyphen(sign) { '-' } else { sign };
    let valid = individual.iter().all(u8::is_ascii_digit)
        && check.is_ascii_alphanumeric()
        && finnish::is_valid(text[run.clone()].as_bytes(), sign, individual, check);
    let ends = tail.get(4..)?.chars().next().is_none_or(|next| !next.is_alphanumeric());
    (valid && ends).then_some(text.len() - tail.len() + 4)
}

/// The digits from the run on, with a separator and a second run if there is one, and where they end.
fn candidate(text: &str, run: &Range<usize>) -> Option<(Candidate, usize)> {
    let first = text[run.clone()].as_bytes();
    if !matches!(first.len(), 6 | 8) {
        return Some((Candidate::new(first, Separator::None, &[])?, run.end));
    }
    let rest = text.get(run.end..)?;
    let (separator, skipped) = separator(rest)?;
    let second = rest.get(skipped..)?.as_bytes();
    let length = second.iter().take_while(|byte| byte.is_ascii_digit()).take(5).count();
    matches!(length, 3 | 4).then_some(())?;
    Some((Candidate::new(first, separator, &second[..length])?, run.end + skipped + length))
}

/// What separates two groups of digits, and how many bytes it takes.
fn separator(rest: &str) -> Option<(Separator, usize)> {
    let bare = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let spaces = rest.len() - bare.len();
    let sign = bare.chars().next()?;
    // More than two bytes is more than one space of either kind.
    if spaces > 3 {
        return None;
    }
    match sign {
        '/' => {
            let after = bare.get(1..)?;
            let more = after.len() - after.trim_start_matches(' ').len();
            (more <= 1).then_some((Separator::Slash, spaces + 1 + more))
        }
        '+' if spaces == 0 => Some((Separator::Plus, 1)),
        sign if spaces == 0 && is_hyphen(sign) => Some((Separator::Hyphen, sign.len_utf8())),
        sign if spaces > 0 && sign.is_ascii_digit() => Some((Separator::Space, spaces)),
        _ => None,
    }
}

/// Hyphens, dashes and the minus sign.
const fn is_hyphen(sign: char) -> bool {
    matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// A group of a longer number (a telephone, an ISBN) has fewer digits than an identity number begins with.
const LONGEST_GROUP: usize = 5;

/// Whether a group of digits with a separator stands right before: then this is the rest of a longer number.
fn is_joined_before(text: &str, covered: usize, at: usize) -> bool {
    let mut before = text[covered..at].chars().rev();
    match before.next() {
        Some('+') => true,
        Some(sign) if is_hyphen(sign) || matches!(sign, '/' | '.') => {
            before.next().is_some_and(|digit| digit.is_ascii_digit())
        }
        _ => false,
    }
}

/// Whether a letter or digit follows, or a group of digits after a separator.
fn is_joined_after(text: &str, end: usize) -> bool {
    let mut after = text[end..].chars();
    match after.next() {
        Some(next) if next.is_alphanumeric() => true,
        Some(next) if is_hyphen(next) || matches!(next, '/' | '.') => {
            (1..=LONGEST_GROUP).contains(&after.take_while(char::is_ascii_digit).take(LONGEST_GROUP + 1).count())
        }
        _ => false,
    }
}
