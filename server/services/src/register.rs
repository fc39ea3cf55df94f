//! The register of processing in the library's own words (requirement M2, GDPR Art. 13 and 30).

use carrel_domain::{Category, Language};
use carrel_report::CategoryNote;
pub use carrel_store::register::OwnWords;
use carrel_store::{StoreError, organization, register};

use crate::{ServiceError, Services, audit::Origin, change::Change, profile::usual_note, sessions::Session};

/// Longest text, in characters.
pub const LONGEST: usize = 2_000;

/// What is said about a category, and in whose words.
#[derive(Clone, Debug)]
pub struct RegisterWords {
    /// The library's own words.
    pub own: OwnWords,
    /// What stands where the library says nothing.
    pub usual: CategoryNote,
    /// What patrons read.
    pub read: CategoryNote,
    /// The retention rules that run say how long it is kept; own words about it are not shown.
    pub is_ruled: bool,
}

impl Services {
    /// The languages in which a category has words of the library's own, all categories.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn register(
        &self,
        session: &Session,
        origin: &Origin,
    ) -> Result<Vec<(Category, Vec<Language>)>, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        let mut own = Category::ALL.map(|category| (category, Vec::new()));
        for language in Language::ALL {
            for entry in register::list(self.store().reader(), organization, language).await? {
                let found = own.iter_mut().find(|(category, _)| category.slug() == entry.category);
                if let Some((_, languages)) = found.filter(|_| OwnWords::from(entry) != OwnWords::default()) {
                    languages.push(language);
                }
            }
        }
        self.log_look(&session.actor, origin).await?;
        Ok(own.into())
    }

    /// What is said about one category in one language.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn register_words(
        &self,
        session: &Session,
        category: Category,
        language: Language,
        origin: &Origin,
    ) -> Result<RegisterWords, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        let own = register::find(self.store().reader(), organization, category, language).await?;
        let profile = self.profile().await?;
        self.log_look(&session.actor, origin).await?;
        Ok(RegisterWords {
            own,
            usual: usual_note(language, category),
            read: profile.note(language, category),
            is_ruled: profile.is_ruled(language, category),
        })
    }

    /// Words a category anew in one language. What is left out is said in the catalogue's words.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`].
    pub async fn word_register(
        &self,
        session: &Session,
        (category, language): (Category, Language),
        words: &OwnWords,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let before = register::find(&transaction, organization, category, language).await?;
        let parts = [
            ("purpose", &before.purpose, &words.purpose),
            ("basis", &before.legal_basis, &words.legal_basis),
            ("retention", &before.retention, &words.retention),
            ("recipients", &before.recipients, &words.recipients),
        ];
        let changes: Vec<Change> = parts
            .into_iter()
            .filter(|(_, before, after)| before != after)
            .map(|(part, before, after)| Change {
                action: "register-changed",
                patron: None,
                object: format!("register:{}:{part}:{}", category.slug(), language.code()),
                old: before.clone(),
                new: after.clone(),
            })
            .collect();
        if changes.is_empty() {
            return Ok(());
        }
        register::set(&transaction, organization, category, language, words).await?;
        self.log_changes(&transaction, &base, &session.actor, changes).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.forget_profile().await
    }
}
