//! LDIF (RFC 2849), as LDAP servers and Active Directory export people.

use std::io::{BufRead, Read as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::record::{Next, Record, Unreadable};
use crate::SourceError;

/// No entry may be longer than this, in bytes: pictures of people are far below.
const LONGEST: usize = 16 << 20;

/// The entries of an LDIF file.
pub(super) struct Records<R> {
    lines: R,
    file: String,
    line: u64,
}

/// The number of an entry's first line, and its lines.
type Unread = (u64, Vec<Vec<u8>>);

impl<R: BufRead> Records<R> {
    pub const fn new(lines: R, file: String) -> Self {
        Self { lines, file, line: 0 }
    }

    /// The next line without its end; nothing at the end of the file.
    fn read_line(&mut self) -> Result<Option<Vec<u8>>, SourceError> {
        let mut line = Vec::new();
        let limit = LONGEST as u64 + 1;
        let read = (&mut self.lines).take(limit).read_until(b'\n', &mut line).map_err(SourceError::file(&self.file))?;
        if read == 0 {
            return Ok(None);
        }
        self.line += 1;
        if read > LONGEST {
            return Err(SourceError::Register(format!("{}: line {} is too long", self.file, self.line)));
        }
        while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            line.pop();
        }
        if self.line == 1 && line.starts_with(b"\xEF\xBB\xBF") {
            line.drain(..3);
        }
        Ok(Some(line))
    }

    /// The lines of the next entry, unfolded and without comments; with the number of the first.
    fn read_entry(&mut self) -> Result<Option<Unread>, SourceError> {
        let mut entry: Vec<Vec<u8>> = Vec::new();
        let mut first = 0;
        let mut length = 0;
        while let Some(line) = self.read_line()? {
            length += line.len();
            if length > LONGEST {
                return Err(SourceError::Register(format!("{}: the entry in line {first} is too long", self.file)));
            }
            match (line.first(), entry.last_mut()) {
                (None, None) => {}
                (None, Some(_)) => break,
                (Some(b' '), Some(before)) => before.extend_from_slice(&line[1..]),
                _ => {
                    if entry.is_empty() {
                        first = self.line;
                    }
                    entry.push(line);
                }
            }
        }
        entry.retain(|line| !line.starts_with(b"#"));
        // The version stands alone, or before the first entry without an empty line.
        if entry.first().is_some_and(|line| line.starts_with(b"version:")) {
            entry.remove(0);
        }
        Ok((first > 0).then_some((first, entry)))
    }
}

fn read(line: u64, entry: &[Vec<u8>]) -> Result<Record, Unreadable> {
    let refused = |reason: &str| Unreadable { line, reason: reason.to_owned() };
    let mut record = Record { line, fields: Vec::new() };
    for field in entry {
        let colon = field.iter().position(|byte| *byte == b':').ok_or_else(|| refused("a line without a colon"))?;
        let name = std::str::from_utf8(&field[..colon]).map_err(|_| refused("a name that is not ASCII"))?.trim();
        let value = &field[colon + 1..];
        let value = match value {
            [b':', encoded @ ..] => {
                let bytes =
                    STANDARD.decode(encoded.trim_ascii()).map_err(|_| refused(&format!("`{name}` is not base64")))?;
                // A number of the directory itself, or a picture: as hexadecimal digits it can still be a key.
                String::from_utf8(bytes).unwrap_or_else(|error| hexadecimal(error.as_bytes()))
            }
            // Files of this machine are none of the directory's business.
            [b'<', ..] => return Err(refused(&format!("`{name}` is in another file"))),
            plain => match std::str::from_utf8(plain.trim_ascii()) {
                Ok(text) => text.to_owned(),
                Err(_) => return Err(refused(&format!("`{name}` is not UTF-8"))),
            },
        };
        if name.eq_ignore_ascii_case("changetype") && !value.eq_ignore_ascii_case("add") {
            return Err(refused("a change, not an entry: export the directory itself"));
        }
        record.push(name, value);
    }
    Ok(record)
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Next;

    fn next(&mut self) -> Option<Next> {
        loop {
            match self.read_entry() {
                Err(error) => return Some(Err(error)),
                Ok(None) => return None,
                Ok(Some((_, entry))) if entry.is_empty() => {}
                // What a search has besides entries: where else to search.
                Ok(Some((_, entry))) if !entry[0].to_ascii_lowercase().starts_with(b"dn:") => {}
                Ok(Some((line, entry))) => return Some(Ok(read(line, &entry))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Result<Record, Unreadable>> {
        Records::new(text.as_bytes(), String::new()).map(Result::unwrap).collect()
    }

    fn values(record: &Record, name: &str) -> Vec<String> {
        record.values(name, super::super::Format::Ldif).map(str::to_owned).collect()
    }

    #[test]
    fn folded_encoded_and_repeated_values_come_back() {
        let read = all(
            "version: 1\n# the first\n#  folded\ndn: uid=a,dc=x\nuid: a\nsn:: TcOka2luZW4=\nmemberOf: CN=St\n uff,DC=x\n\
                        memberOf: CN=B\n\n\n# alone\n\ndn: uid=b,dc=x\r\nuid: b\r\nobjectGUID:: /wD+\r\nempty:\r\n\r\nsearch: 2\nresult: 0\n",
        );
        let [first, second] = [read[0].clone().unwrap(), read[1].clone().unwrap()];
        assert_eq!(values(&first, "SN"), ["Mäkinen"]);
        assert_eq!(values(&first, "memberof"), ["CN=Stuff,DC=x", "CN=B"]);
        assert_eq!(values(&second, "objectguid"), ["ff00fe"]);
        assert!(values(&second, "empty").is_empty());
        assert_eq!(read.len(), 2);
        assert_eq!(first.line, 1);
    }

    #[test]
    fn what_is_no_entry_is_refused_with_its_line_and_without_what_it_says() {
        for (text, reason) in [
            ("dn: a\nuid:: !!\n", "`uid` is not base64"),
            ("dn: a\njpegPhoto:< file:///etc/passwd\n", "`jpegPhoto` is in another file"),
            ("dn: a\nchangetype: delete\n", "a change, not an entry: export the directory itself"),
            ("dn: a\nnothing\n", "a line without a colon"),
        ] {
            assert_eq!(all(text), [Err(Unreadable { line: 1, reason: reason.to_owned() })]);
        }
    }
}
