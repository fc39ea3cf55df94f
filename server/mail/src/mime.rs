//! As much of MIME (RFC 2045, 2046) as a report of a delivery needs: one level of parts.
//!
//! It reads what strangers send, so it does not follow parts into parts: nothing here is recursive, and nothing is read
//! more than once.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// More lines of a head, and more parts, than an honest message has are not looked at.
const MOST_LINES: usize = 2_000;
const MOST_PARTS: usize = 32;

/// A field of a head: name and value, lines that belong together joined.
#[derive(Debug)]
pub(crate) struct Field {
    /// Name in lower case.
    pub name: String,
    /// Value without white space around it.
    pub value: String,
}

/// A message, or one part of it.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    fields: Vec<Field>,
    body: &'a str,
}

impl<'a> Part<'a> {
    /// Splits head and body.
    pub fn new(text: &'a str) -> Self {
        let (head, body) = split_head(text);
        Self { fields: fields(head).collect(), body }
    }

    /// A field's value, by its name in lower case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.name == name).map(|field| field.value.as_str())
    }

    /// `type/subtype` in lower case; plain text if it does not say (RFC 2045 §5.2).
    pub fn media_type(&self) -> String {
        let value = self.field("content-type").unwrap_or("text/plain");
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The body as it was before it was encoded for the way.
    pub fn decoded(&self) -> String {
        match self.field("content-transfer-encoding").map(str::to_ascii_lowercase).as_deref() {
            Some("base64") => {
                let plain: String = self.body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
                String::from_utf8_lossy(&STANDARD.decode(plain).unwrap_or_default()).into_owned()
            }
            Some("quoted-printable") => unquote(self.body),
            _ => self.body.to_owned(),
        }
    }

    /// The parts between the lines of its boundary; none if it has no parts.
    pub fn parts(&self) -> Vec<Part<'a>> {
        let Some(boundary) = self.field("content-type").and_then(boundary) else { return Vec::new() };
        let line = format!("--{boundary}");
        let mut parts = Vec::new();
        let mut start = None;
        let mut at = 0;
        for text in self.body.split_inclusive('\n') {
            if let Some(rest) = text.strip_prefix(&line) {
                let rest = rest.trim_end();
                if rest.is_empty() || rest == "--" {
                    parts.extend(start.map(|start| Part::new(&self.body[start..at])));
                    start = (rest.is_empty() && parts.len() < MOST_PARTS).then_some(at + text.len());
                    if start.is_none() {
                        return parts;
                    }
                }
            }
            at += text.len();
        }
        // Cut on the way: what is there counts.
        parts.extend(start.map(|start| Part::new(&self.body[start..])));
        parts
    }
}

/// The head's text and what comes after the empty line.
fn split_head(text: &str) -> (&str, &str) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end_matches(['\r', '\n']).is_empty() {
            return (&text[..at], &text[at + line.len()..]);
        }
        at += line.len();
    }
    (text, "")
}

/// The fields of a head, or of the groups of a status report, which empty lines part.
pub(crate) fn fields(text: &str) -> impl Iterator<Item = Field> + use<> {
    let mut fields: Vec<Field> = Vec::new();
    for line in text.lines().take(MOST_LINES) {
        if line.starts_with([' ', '\t']) {
            if let Some(last) = fields.last_mut() {
                last.value.push(' ');
                last.value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push(Field { name: name.trim().to_ascii_lowercase(), value: value.trim().to_owned() });
        }
    }
    fields.into_iter()
}

/// The fields of a message's head alone.
pub(crate) fn head(text: &str) -> impl Iterator<Item = Field> + use<> {
    fields(split_head(text.trim_start_matches(['\r', '\n'])).0)
}

/// The parameter `boundary`, quoted or not (RFC 2046 §5.1.1: 1 to 70 characters).
fn boundary(content_type: &str) -> Option<&str> {
    let lower = content_type.to_ascii_lowercase();
    let at = lower.find("boundary=")? + "boundary=".len();
    let rest = content_type.get(at..)?;
    let value = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split([';', ' ', '\t']).next()?,
    };
    (1..=70).contains(&value.len()).then_some(value)
}

/// A header's encoded words in UTF-8 (RFC 2047), as our own mails have them; others stay as they are.
pub(crate) fn decode_words(text: &str) -> String {
    let mut decoded = String::new();
    let mut was_encoded = false;
    for word in text.split_whitespace() {
        let plain = decode_word(word);
        // White space between two encoded words is none (§6.2).
        let belong_together = was_encoded && plain.is_some();
        if !decoded.is_empty() && !belong_together {
            decoded.push(' ');
        }
        was_encoded = plain.is_some();
        decoded.push_str(plain.as_deref().unwrap_or(word));
    }
    decoded
}

fn decode_word(word: &str) -> Option<String> {
    let inner = word.strip_prefix("=?")?.strip_suffix("?=")?;
    let (charset, rest) = inner.split_once('?')?;
    let (encoding, text) = rest.split_once('?')?;
    match (charset.to_ascii_lowercase().as_str(), encoding) {
        ("utf-8", "b" | "B") => String::from_utf8(STANDARD.decode(text).ok()?).ok(),
        ("utf-8", "q" | "Q") => Some(unquote(&text.replace('_', " "))),
        _ => None,
    }
}

/// Quoted-printable (RFC 2045 §6.7); what is not well formed stays as it stands.
fn unquote(text: &str) -> String {
    let text = text.replace("=\r\n", "").replace("=\n", "");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = match (first, tail) {
            (b'=', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match code {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

const fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
