//! Advice about a text that staff write: what it seems to hold, and what to do instead. Never a block.

use carrel_minimization::{
    identity_number::{self, Confidence},
    special::Category,
};

use crate::{ServiceError, Services, factors::StaffFactor, profile::Profile, sessions::Session};

/// The code of a personal identity number among those of the categories.
pub(super) const IDENTITY_NUMBER: &str = "identity-number";
/// So much of a text is looked at, in bytes: forms take no more.
const LONGEST: usize = 64 * 1024;

/// What a text seems to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// Codes of the catalogue, each once: a category, or `identity-number`.
    pub codes: Vec<&'static str>,
}

impl Advice {
    /// Whether there is nothing to say.
    pub const fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

impl Services {
    /// What a text seems to hold. Nothing of it is kept.
    pub fn advice(&self, profile: &Profile, text: &str) -> Advice {
        let text = text.get(..LONGEST).unwrap_or(text);
        let (lexicon, _) = self.lexicon(profile);
        let mut found: Vec<Category> = lexicon.find(text).into_iter().map(|finding| finding.category).collect();
        found.sort_unstable();
        found.dedup();
        let mut codes: Vec<_> = found.into_iter().map(Category::code).collect();
        if identity_number::find(text).iter().any(|number| number.confidence >= Confidence::Likely) {
            codes.push(IDENTITY_NUMBER);
        }
        Advice { codes }
    }

    /// The same for a form while it is filled in. Neither the text nor that it was asked about is kept or logged: the
    /// answer holds nothing that the asker has not typed.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] to patrons; [`ServiceError::Outside`] and [`ServiceError::SecondFactorMissing`].
    pub async fn check_note(&self, session: &Session, text: &str) -> Result<Advice, ServiceError> {
        if session.is_outside {
            return Err(ServiceError::Outside);
        }
        if session.factor == StaffFactor::Missing {
            return Err(ServiceError::SecondFactorMissing);
        }
        if !session.actor.is_staff() {
            return Err(ServiceError::NotFound);
        }
        let profile = self.profile().await?;
        Ok(self.advice(&profile, text))
    }
}
