//! A patron's number in Koha.

use std::fmt;

/// `borrowernumber`: digits only, so that it can stand in a path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KohaId(u64);

impl KohaId {
    /// Reads the number as Carrel keeps it; `None` if it is none of Koha's.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| is_plain && *number > 0).map(Self)
    }

    /// A number, or a text that is one.
    pub(crate) fn of_value(value: &serde_json::Value) -> Option<Self> {
        value.as_u64().filter(|number| *number > 0).map(Self).or_else(|| Self::parse(value.as_str()?))
    }

    /// The number.
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for KohaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// It stands for a person: never in a log.
impl fmt::Debug for KohaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KohaId")
    }
}

#[cfg(test)]
mod tests {
    use super::KohaId;

    #[test]
    fn only_digits_come_into_a_path() {
        assert_eq!(KohaId::parse("700001").map(KohaId::number), Some(700_001));
        for other in ["", "0", "-1", "+1", "1/account", "1?x", "..", "١", "99999999999999999999999"] {
            assert_eq!(KohaId::parse(other), None, "{other}");
        }
    }
}
