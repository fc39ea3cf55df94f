//! Strings and numbers in JSON (RFC 8259), written by hand because a million rows pass here.

/// For each byte: 0 if it stands for itself in a JSON string, `u` if it needs `\u00XX`, or the letter after the
/// backslash.
static ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = b'u';
        byte += 1;
    }
    table[0x08] = b'b';
    table[0x09] = b't';
    table[0x0a] = b'n';
    table[0x0c] = b'f';
    table[0x0d] = b'r';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};

/// Writes a string with its quotes.
pub(super) fn string(buffer: &mut Vec<u8>, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    buffer.push(b'"');
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let escape = ESCAPES[usize::from(byte)];
        if escape == 0 {
            continue;
        }
        buffer.extend_from_slice(&bytes[from..at]);
        from = at + 1;
        if escape == b'u' {
            buffer.extend_from_slice(b"\\u00");
            buffer.extend_from_slice(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        } else {
            buffer.extend_from_slice(&[b'\\', escape]);
        }
    }
    buffer.extend_from_slice(&bytes[from..]);
    buffer.push(b'"');
}

/// Writes `"name":"value"`.
pub(super) fn property(buffer: &mut Vec<u8>, name: &str, value: &str) {
    string(buffer, name);
    buffer.push(b':');
    string(buffer, value);
}

/// Writes a whole number.
pub(super) fn integer(buffer: &mut Vec<u8>, number: i64) {
    if number < 0 {
        buffer.push(b'-');
    }
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    buffer.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_string_reads_back_as_it_was() {
        let mut all: String = (0..0x300).filter_map(char::from_u32).collect();
        all.push_str("\u{2028}\u{fffe}\u{1f600}\u{10ffff}</script>");
        let mut buffer = Vec::new();
        string(&mut buffer, &all);
        assert_eq!(serde_json::from_slice::<String>(&buffer).ok(), Some(all));
    }

    #[test]
    fn every_number_reads_back_as_it_was() {
        for number in [0, 7, -1, 10, 1_234_567, i64::MAX, i64::MIN] {
            let mut buffer = Vec::new();
            integer(&mut buffer, number);
            assert_eq!(String::from_utf8_lossy(&buffer), number.to_string());
        }
    }
}
