//! What other services tell of a patron, as their settings name it.

use crate::{language::Language, time::Timestamp};

/// A text in the languages that the settings give it in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Vec<(Language, String)>);

impl Words {
    /// Of these.
    pub fn new(texts: impl IntoIterator<Item = (Language, String)>) -> Self {
        Self(texts.into_iter().collect())
    }

    /// In a language, or in the first that there is.
    pub fn of(&self, language: Language) -> &str {
        let text = self.0.iter().find(|(other, _)| *other == language).or_else(|| self.0.first());
        text.map_or("", |(_, text)| text.as_str())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// One field of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteField {
    /// Where it stands in the answer: `title`, `item.barcode`.
    pub name: String,
    /// What people read above it.
    pub heading: Words,
}

/// What one question brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemotePart {
    /// What people read above it.
    pub title: Words,
    /// Its fields.
    pub fields: Vec<RemoteField>,
    /// A text for each field, in each row. Never trusted as markup.
    pub rows: Vec<Vec<String>>,
    /// When they came; never, if they did not.
    pub fetched_at: Option<Timestamp>,
    /// Why they did not come, or not anew: a word.
    pub trouble: Option<&'static str>,
}

/// What another service tells of a patron.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteData {
    /// Its name in addresses and files.
    pub name: String,
    /// What people read above it.
    pub title: Words,
    /// What it brought, question by question.
    pub parts: Vec<RemotePart>,
}

/// A fact of a patron that a question to another service may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatronFact {
    /// Card number.
    CardNumber,
    /// The library system's number.
    Number,
    /// User name.
    UserName,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// Family name.
    Surname,
    /// First names.
    FirstName,
    /// Date of birth.
    DateOfBirth,
    /// Code of the home library.
    Library,
}

impl PatronFact {
    /// Every fact.
    pub const ALL: [Self; 9] = [
        Self::CardNumber,
        Self::Number,
        Self::UserName,
        Self::Email,
        Self::Phone,
        Self::Surname,
        Self::FirstName,
        Self::DateOfBirth,
        Self::Library,
    ];

    /// Its name in settings, which is the library system's.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CardNumber => "cardnumber",
            Self::Number => "borrowernumber",
            Self::UserName => "userid",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Surname => "surname",
            Self::FirstName => "firstname",
            Self::DateOfBirth => "dateofbirth",
            Self::Library => "branchcode",
        }
    }

    /// The fact with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.name() == name)
    }
}
