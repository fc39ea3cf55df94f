//! Characters that cannot be shown, in words: nothing a library holds may be lost or stop a report.

/// The character by its Unicode name, `[GRINNING FACE]`, or its number, `[U+E000]`.
pub(crate) fn in_words(character: char) -> String {
    match unicode_names2::name(character) {
        Some(name) => format!("[{name}]"),
        None => format!("[U+{:04X}]", u32::from(character)),
    }
}

/// Whether XML 1.0 cannot hold a character, not even escaped (production `Char`).
pub(crate) const fn is_foreign_to_xml(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_character_is_named_or_numbered() {
        assert_eq!(in_words('\u{1f600}'), "[GRINNING FACE]");
        assert_eq!(in_words('\u{e000}'), "[U+E000]");
        assert_eq!(in_words('\0'), "[U+0000]");
    }
}
