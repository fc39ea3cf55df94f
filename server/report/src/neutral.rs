//! Cells that a spreadsheet would run as a formula.

/// What is put before such a cell: spreadsheets then take it as text (OWASP ASVS 5.0, 1.2.10).
pub(crate) const GUARD: char = '\'';

/// Whether a spreadsheet may take a text for a formula by its first character.
///
/// Beyond the characters ASVS names: the line feed, which some programs skip, and the full-width forms of the signs, which
/// East Asian versions read as the signs themselves.
pub(crate) fn is_dangerous(text: &str) -> bool {
    matches!(text.chars().next(), Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠'))
}
