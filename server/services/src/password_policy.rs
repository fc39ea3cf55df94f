//! What a new password must be like: long, and not what everybody would guess first (NIST SP 800-63B-4 §3.1.1.2, ASVS
//! 6.2). No rules about kinds of characters, no end date, and pasting works.

use std::{collections::HashSet, sync::LazyLock};

use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::Score;

/// A password has at most so many characters, as Unicode's code points; it is never cut.
pub const LONGEST: usize = 200;
/// Characters the library may ask for at least.
pub const LENGTHS: std::ops::RangeInclusive<i64> = 8..=64;
/// What a password that stands alone must have where more is at stake: staff's (ASVS 6.2.1).
pub const ALONE: i64 = 15;
/// The least beside a second factor (ASVS 6.2.1).
pub const BESIDE_A_FACTOR: i64 = 8;
/// What is left of a password without the words about its owner must be as long as this.
const OWN_PART: usize = 8;
/// Shorter words stand in too many others to be looked for.
const SHORTEST_WORD: usize = 3;

/// The 3,000 most common passwords of eight or more characters.
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../data/common_passwords.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// Whose password it will be.
#[derive(Clone, Debug, Default)]
pub struct Owner {
    /// Works here.
    pub is_staff: bool,
    /// A second factor is asked for, too.
    pub has_second_factor: bool,
    /// Words that a stranger would try first: names, card number, library.
    pub words: Vec<String>,
}

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer characters than this.
    TooShort(i64),
    /// More than [`LONGEST`].
    TooLong,
    /// One of the most common.
    Common,
    /// Little else than the owner's or the library's name or number.
    AboutOwner,
    /// A pattern: one key again and again, a row of the keyboard.
    Pattern,
}

/// How hard a password is to guess, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Somebody determined would guess it.
    Fair,
    /// It takes long.
    Good,
    /// It takes longer than anybody has.
    Excellent,
}

impl Strength {
    /// Code in addresses and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fair => "fair",
            Self::Good => "good",
            Self::Excellent => "excellent",
        }
    }

    /// The strength with this code.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Fair, Self::Good, Self::Excellent].into_iter().find(|strength| strength.name() == name)
    }
}

/// A password that keeps the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// How hard it is to guess.
    pub strength: Strength,
    /// 15 or 8: it has at least so many characters, see [`checked_length`].
    pub checked_length: i64,
}

/// One way of writing each text, so that a password typed on another keyboard is the same (NFC, as NIST SP 800-63B-4
/// §3.1.1.2 says).
pub fn normalized(secret: &str) -> String {
    secret.nfc().collect()
}

impl Owner {
    /// The fewest characters their password may have, where the library asks for `asked` of patrons.
    pub fn least(&self, asked: i64) -> i64 {
        match (self.is_staff, self.has_second_factor) {
            (true, false) => asked.max(ALONE),
            (true, true) => asked.max(BESIDE_A_FACTOR),
            (false, _) => asked,
        }
    }
}

/// Checks a new password against the rules. Takes some milliseconds.
///
/// # Errors
/// The first rule it breaks.
pub fn check(secret: &str, owner: &Owner, asked: i64) -> Result<Accepted, Weakness> {
    let secret = normalized(secret);
    let least = owner.least(asked);
    let length = secret.chars().count();
    if length > LONGEST {
        return Err(Weakness::TooLong);
    }
    if i64::try_from(length).unwrap_or(i64::MAX) < least {
        return Err(Weakness::TooShort(least));
    }
    let small = secret.to_lowercase();
    if COMMON.contains(small.trim()) {
        return Err(Weakness::Common);
    }
    if is_about(&small, &owner.words) {
        return Err(Weakness::AboutOwner);
    }
    let words: Vec<&str> = owner.words.iter().map(String::as_str).collect();
    let strength = match zxcvbn::zxcvbn(&secret, &words).score() {
        Score::Zero | Score::One => return Err(Weakness::Pattern),
        Score::Two => Strength::Fair,
        Score::Three => Strength::Good,
        _ => Strength::Excellent,
    };
    Ok(Accepted { strength, checked_length: checked_length(&secret) })
}

/// What is noted of the length of a secret: 15, 8 or 0, which is enough to know whether the rules are kept and tells next
/// to nothing about it.
fn checked_length(secret: &str) -> i64 {
    match i64::try_from(secret.chars().count()).unwrap_or(i64::MAX) {
        length if length >= ALONE => ALONE,
        length if length >= BESIDE_A_FACTOR => BESIDE_A_FACTOR,
        _ => 0,
    }
}

/// What a sign-in finds out about a secret that came from elsewhere: 15 or 8 if it is that long and no common one.
pub fn look(secret: &str) -> i64 {
    let secret = normalized(secret);
    if COMMON.contains(secret.to_lowercase().trim()) { 0 } else { checked_length(&secret) }
}

/// Whether little is left of a password without these words.
fn is_about(small: &str, words: &[String]) -> bool {
    let mut words: Vec<String> = words
        .iter()
        .flat_map(|word| word.to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut rest = small.to_owned();
    for word in &words {
        rest = rest.replace(word.as_str(), "");
    }
    rest.len() < small.len() && rest.chars().filter(|letter| letter.is_alphanumeric()).count() < OWN_PART
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patron() -> Owner {
        let words = ["Annastiina", "Kivenhakkaaja", "KV29017700011", "Outokummun kirjasto", "carrel"];
        Owner { words: words.map(str::to_owned).to_vec(), ..Owner::default() }
    }

    #[test]
    fn long_passwords_of_any_characters_are_taken() {
        for secret in ["koivu tuuli 84 laituri", "смородина под окном", "🐈🐕🦜🐇🐍🦎🐢🐙🐈🐙🐢🐍", "l4Qz-8pTr-0vWx"]
        {
            assert!(check(secret, &patron(), 12).is_ok(), "{secret}");
        }
    }

    #[test]
    fn length_is_counted_in_characters_and_nothing_is_cut() {
        assert_eq!(check("ääööåå", &patron(), 8), Err(Weakness::TooShort(8)));
        let phrase = "kuusi palaa hitaasti ";
        let longest: String = phrase.chars().cycle().take(LONGEST).collect();
        assert!(check(&longest, &patron(), 64).is_ok());
        assert_eq!(check(&format!("{longest}x"), &patron(), 8), Err(Weakness::TooLong));
    }

    #[test]
    fn staff_need_fifteen_characters_without_a_second_factor() {
        let staff = Owner { is_staff: true, ..patron() };
        assert_eq!(check("koivu tuuli 84", &staff, 8), Err(Weakness::TooShort(15)));
        assert!(check("koivu tuuli 84", &Owner { has_second_factor: true, ..staff.clone() }, 8).is_ok());
        assert_eq!(staff.least(20), 20, "the library may ask for more");
    }

    #[test]
    fn common_ones_patterns_and_words_about_the_owner_are_not_taken() {
        assert_eq!(COMMON.len(), 3_000);
        assert_eq!(check("Password1", &patron(), 8), Err(Weakness::Common));
        assert_eq!(check("aaaaaaaaaaaaaaaa", &patron(), 8), Err(Weakness::Pattern));
        for secret in
            ["Annastiina123", "kv29017700011!!", "Outokummun-Kirjasto1", "carrelcarrel", "annastiinakivenhakkaaja84"]
        {
            assert_eq!(check(secret, &patron(), 8), Err(Weakness::AboutOwner), "{secret}");
        }
        assert!(check("kirjasto koivu tuuli laituri", &patron(), 8).is_ok(), "a word of it may stand among others");
    }

    #[test]
    fn a_password_typed_on_another_keyboard_is_the_same() {
        assert_eq!(normalized("a\u{308}iti"), "äiti");
    }
}
