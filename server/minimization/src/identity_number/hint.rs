//! Words that say that an identity number follows.

/// How far before a number such a word is looked for, in bytes.
const REACH: usize = 40;

/// What people write before an identity number, small and without accents where they may be missing.
const WORDS: &[&str] = &[
    "henkilötunnus",
    "henkilotunnus",
    "henkilötunnu",
    "henkilotunnu",
    "hetu",
    "sotu",
    "personnummer",
    "personnr",
    "pnr",
    "samordningsnummer",
    "personbeteckning",
    "cpr",
    "rodné číslo",
    "rodne cislo",
    "rodné č",
    "rodne c",
    "rodného čísla",
    "rodneho cisla",
    "r.č",
    "r.c",
    "rč",
    "pesel",
    "identity number",
    "identity no",
    "personal id",
    "social security",
    "ssn",
    "national id",
];

/// Whether such a word stands shortly before the place.
pub(super) fn stands_before(text: &str, at: usize) -> bool {
    let mut from = at.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text.get(from..at).unwrap_or_default();
    // Most numbers stand alone, or after others.
    if !before.chars().any(char::is_alphabetic) {
        return false;
    }
    // The letter before it tells whether the first word is whole.
    let letter_before = text[..from].chars().next_back();
    let before = before.to_lowercase();
    WORDS.iter().any(|word| {
        before
            .match_indices(word)
            .any(|(found, _)| !before[..found].chars().next_back().or(letter_before).is_some_and(char::is_alphanumeric))
    })
}
