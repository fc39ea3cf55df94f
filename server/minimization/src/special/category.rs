//! What a word may be about.

/// A category of data that a note should hold only where it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Data concerning health (GDPR Art. 9).
    Health,
    /// Religious or philosophical beliefs (Art. 9).
    Belief,
    /// Political opinions (Art. 9).
    Politics,
    /// Trade union membership (Art. 9).
    Union,
    /// Racial or ethnic origin (Art. 9).
    Ethnicity,
    /// Sex life and sexual orientation (Art. 9).
    Sexuality,
    /// Criminal convictions and offences (Art. 10).
    Crime,
    /// Words of the library's own list that name no category.
    Own,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 8] = [
        Self::Health,
        Self::Belief,
        Self::Politics,
        Self::Union,
        Self::Ethnicity,
        Self::Sexuality,
        Self::Crime,
        Self::Own,
    ];

    /// Its name in word lists and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Belief => "belief",
            Self::Politics => "politics",
            Self::Union => "union",
            Self::Ethnicity => "ethnicity",
            Self::Sexuality => "sexuality",
            Self::Crime => "crime",
            Self::Own => "own",
        }
    }

    /// The category of this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.code() == code)
    }
}
