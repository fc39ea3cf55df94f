//! Texts as they compare: without case, accents, punctuation and markup, however they were escaped. Each byte knows where in
//! the text it came from, so that what is found can be cut out there.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A folded text.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    /// Words of small letters and digits, one space between.
    pub text: String,
    /// Where each byte came from: first and one after the last byte there.
    spans: Vec<(usize, usize)>,
}

/// Whether tags of HTML are part of the text (so that a title in one is found), or part nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tags {
    Read,
    Skipped,
}

/// Longest entity and tag that are taken for one.
const ENTITY: usize = 12;
const TAG: usize = 400;

impl Folded {
    /// Folds a text.
    pub fn new(text: &str, tags: Tags) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), spans: Vec::with_capacity(text.len()) };
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let rest = &text[at..];
            let length = match first {
                '<' if tags == Tags::Skipped => skip_tag(rest).inspect(|length| folded.space((at, at + length))),
                '&' => entity(rest).map(|(characters, length)| folded.push_all(&characters, at, length)),
                '\\' => escape(rest)
                    .map(|(character, length)| folded.push_all(character.encode_utf8(&mut [0; 4]), at, length)),
                '%' => percent(rest).map(|(characters, length)| folded.push_all(&characters, at, length)),
                _ => None,
            };
            at += length.unwrap_or_else(|| {
                folded.push(first, (at, at + first.len_utf8()));
                first.len_utf8()
            });
        }
        folded.trim();
        folded
    }

    /// The part of the original text that these folded bytes came from.
    pub fn original(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let part = self.spans.get(from..to)?;
        Some((part.first()?.0, part.iter().map(|span| span.1).max()?))
    }

    fn push_all(&mut self, characters: &str, at: usize, length: usize) -> usize {
        for character in characters.chars() {
            self.push(character, (at, at + length));
        }
        length
    }

    fn push(&mut self, character: char, span: (usize, usize)) {
        if character.is_ascii() {
            // What the rest of this does, without asking Unicode's tables.
            return match character.to_ascii_lowercase() {
                lower if lower.is_ascii_alphanumeric() => self.add(lower, span),
                _ => self.space(span),
            };
        }
        if is_combining_mark(character) {
            return;
        }
        let mut is_word = false;
        for lower in character.to_lowercase() {
            for part in std::iter::once(lower).nfkd().filter(|part| !is_combining_mark(*part)) {
                let part = match part {
                    'ß' => "ss",
                    'ı' => "i",
                    'ς' => "σ",
                    'ø' => "o",
                    'ł' => "l",
                    'đ' => "d",
                    'æ' => "ae",
                    'œ' => "oe",
                    part if part.is_alphanumeric() => {
                        self.add(part, span);
                        is_word = true;
                        continue;
                    }
                    _ => continue,
                };
                is_word = true;
                part.chars().for_each(|part| self.add(part, span));
            }
        }
        if !is_word {
            self.space(span);
        }
    }

    fn add(&mut self, character: char, span: (usize, usize)) {
        self.text.push(character);
        self.spans.resize(self.text.len(), span);
    }

    fn space(&mut self, span: (usize, usize)) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
            self.spans.push(span);
        }
    }

    fn trim(&mut self) {
        if self.text.ends_with(' ') {
            self.text.pop();
            self.spans.pop();
        }
    }
}

/// A name as it compares.
pub(super) fn fold(text: &str) -> String {
    Folded::new(text, Tags::Read).text
}

fn skip_tag(rest: &str) -> Option<usize> {
    let second = rest.chars().nth(1)?;
    (second.is_ascii_alphabetic() || matches!(second, '/' | '!')).then_some(())?;
    rest.bytes().take(TAG).position(|byte| byte == b'>').map(|at| at + 1)
}

fn entity(rest: &str) -> Option<(String, usize)> {
    let end = rest.bytes().take(ENTITY).position(|byte| byte == b';')? + 1;
    let decoded = html_escape::decode_html_entities(&rest[..end]);
    (decoded != rest[..end]).then(|| (decoded.into_owned(), end))
}

/// JSON's: `\u00e4`, also of two halves, and one letter after a backslash.
fn escape(rest: &str) -> Option<(char, usize)> {
    let unit = |from: usize| {
        let digits = rest.get(from..from + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    match rest.as_bytes().get(1)? {
        b'u' => {
            let first = unit(0)?;
            if let Some(Ok(character)) = char::decode_utf16([first]).next() {
                return Some((character, 6));
            }
            let character = char::decode_utf16([first, unit(6)?]).next()?.ok()?;
            Some((character, 12))
        }
        b'n' | b'r' | b't' => Some((' ', 2)),
        b'"' | b'\'' | b'\\' | b'/' => Some((' ', 2)),
        _ => None,
    }
}

/// Bytes of UTF-8 as addresses have them.
fn percent(rest: &str) -> Option<(String, usize)> {
    let mut bytes = Vec::new();
    let mut at = 0;
    while let Some(digits) = rest.get(at..at + 3).and_then(|part| part.strip_prefix('%')) {
        let Some(byte) = digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(digits) else { break };
        bytes.push(u8::from_str_radix(byte, 16).ok()?);
        at += 3;
    }
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty()).map(|text| (text, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_written_in_many_ways_folds_to_one() {
        for text in [
            "Täällä Pohjantähden alla",
            "TÄÄLLÄ POHJANTÄHDEN ALLA",
            "T&auml;&auml;ll&#228; Pohjant&#xE4;hden&nbsp;alla",
            "T\\u00e4\\u00E4ll\\u00e4 Pohjantähden\\nalla",
            "Ta\u{308}a\u{308}lla\u{308} Pohjanta\u{308}hden alla",
            "T%C3%A4%C3%A4ll%C3%A4%20Pohjant%C3%A4hden%20alla",
            "“Täällä — Pohjantähden\n  alla!”",
        ] {
            assert_eq!(fold(text), "taalla pohjantahden alla", "{text}");
        }
        assert_eq!(Folded::new("<b>Täällä</b><br/>Pohjantähden", Tags::Skipped).text, "taalla pohjantahden");
        assert_eq!(fold("Straße"), fold("STRASSE"));
        assert_eq!(fold("100 % & more \\"), "100 more");
    }

    #[test]
    fn what_is_found_is_known_where_it_stood() {
        let text = "x &amp; T&auml;&auml;ll&auml;!";
        let folded = Folded::new(text, Tags::Read);
        let from = folded.text.find("taalla").unwrap();
        let (from, to) = folded.original(from, from + 6).unwrap();
        assert_eq!(&text[from..to], "T&auml;&auml;ll&auml;");
    }
}
