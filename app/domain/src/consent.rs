//! Consents: what somebody agreed to, how they were asked, and who is to be asked again (GDPR Art. 7).

/// Keeping the loan history longer than the library would.
pub const LOAN_HISTORY: &str = "loan-history";
/// News from the library by mail.
pub const DIRECT_MAILING: &str = "direct-mailing";
/// Koha's `GDPR_PROCESSING`: use of data as the privacy notice describes.
pub const GDPR_PROCESSING: &str = "gdpr-processing";
/// The purposes that Carrel knows itself; a library adds its own.
pub const BUILT_IN: [&str; 3] = [LOAN_HISTORY, DIRECT_MAILING, GDPR_PROCESSING];

/// A purpose's code as Carrel compares it: library systems write `LOAN_HISTORY`.
pub fn purpose_code(written: &str) -> String {
    written.trim().to_lowercase().replace('_', "-")
}

/// Whether a code can be a purpose's: it stands in addresses.
pub fn is_purpose_code(code: &str) -> bool {
    let is_plain = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    is_plain && (2..=40).contains(&code.len()) && !code.starts_with('-') && !code.ends_with('-')
}

/// What somebody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// They agreed.
    Given,
    /// They said no without having agreed before.
    Refused,
    /// They took an agreement back.
    Withdrawn,
}

impl Answer {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Given, Self::Refused, Self::Withdrawn];

    /// Name in the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The answer with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.name() == name)
    }

    /// A yes or a no, as an answer to what was answered before.
    pub const fn after(before: Option<Self>, is_yes: bool) -> Self {
        match (is_yes, before) {
            (true, _) => Self::Given,
            (false, Some(Self::Given | Self::Withdrawn)) => Self::Withdrawn,
            (false, _) => Self::Refused,
        }
    }
}

/// By which way an answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// On the page of consents, or the card on My data.
    Page,
    /// On the page between sign-in and everything else.
    Gate,
    /// Said at the desk, and written down by staff.
    Desk,
    /// By the link in a mail.
    Mail,
    /// Brought in from the library system.
    Import,
}

impl How {
    /// Every way.
    pub const ALL: [Self; 5] = [Self::Page, Self::Gate, Self::Desk, Self::Mail, Self::Import];

    /// Name in the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Gate => "gate",
            Self::Desk => "desk",
            Self::Mail => "mail",
            Self::Import => "import",
        }
    }

    /// The way with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.name() == name)
    }
}

/// How a library asks for a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Asking {
    /// It is not offered. Whoever answered before still sees it, and can withdraw.
    #[default]
    Off,
    /// It stands on the page of consents; nobody is asked.
    Offered,
    /// By a card on My data that can wait.
    Gently,
    /// By a page between sign-in and everything else.
    Gate,
}

impl Asking {
    /// Every way of asking, from the quietest on.
    pub const ALL: [Self; 4] = [Self::Off, Self::Offered, Self::Gently, Self::Gate];

    /// Name in the database, forms and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Offered => "offered",
            Self::Gently => "gently",
            Self::Gate => "gate",
        }
    }

    /// The way with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|asking| asking.name() == name)
    }

    /// Whether anybody is asked by it.
    pub const fn asks(self) -> bool {
        matches!(self, Self::Gently | Self::Gate)
    }
}

/// Whether somebody is to be asked, if the purpose asks at all: whoever never answered, and whoever agreed to a text older
/// than the one that is `needed` (an answer of unknown version is older than every text). A no is taken for an answer: it
/// is not asked again.
pub const fn is_to_be_asked(needed: i64, last: Option<(Answer, i64)>) -> bool {
    match last {
        None => true,
        Some((Answer::Given, version)) => version < needed,
        Some((Answer::Refused | Answer::Withdrawn, _)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_no_is_taken_for_an_answer() {
        for answer in [Answer::Refused, Answer::Withdrawn] {
            assert!((0..5).all(|needed| !is_to_be_asked(needed, Some((answer, 0)))));
        }
    }

    #[test]
    fn whoever_agreed_is_asked_about_a_newer_text_only() {
        assert!(is_to_be_asked(2, Some((Answer::Given, 1))));
        assert!(!is_to_be_asked(2, Some((Answer::Given, 2))));
        assert!(!is_to_be_asked(0, Some((Answer::Given, 0))), "an imported one does where no text asks again");
        assert!(is_to_be_asked(0, None));
    }

    #[test]
    fn a_no_after_a_yes_takes_it_back() {
        assert_eq!(Answer::after(None, false), Answer::Refused);
        assert_eq!(Answer::after(Some(Answer::Refused), false), Answer::Refused);
        assert_eq!(Answer::after(Some(Answer::Given), false), Answer::Withdrawn);
        assert_eq!(Answer::after(Some(Answer::Withdrawn), true), Answer::Given);
    }

    #[test]
    fn codes_are_compared_as_library_systems_write_them() {
        assert_eq!(purpose_code("GDPR_PROCESSING"), GDPR_PROCESSING);
        assert!(BUILT_IN.into_iter().all(is_purpose_code));
        for code in ["", "a", "-a", "a-", "A", "ä", "a b", "a/b", &"a".repeat(41)] {
            assert!(!is_purpose_code(code), "{code}");
        }
    }
}
