//! What a library asks consent for: how people are asked, and new versions of the words.

use std::collections::HashMap;

use carrel_domain::{
    Date, Language, OrganizationId, Timestamp,
    consent::{Asking, BUILT_IN, LOAN_HISTORY, is_purpose_code},
};
use carrel_store::{
    DatabaseTransaction,
    consent_purpose::{self, Purpose, Reach, Standing, Version, Wording},
    organization,
};

use super::{not_described, with_built_in};
use crate::{ServiceError, Services, audit::Origin, change::Change, entered::begin_of, sessions::Session};

/// Characters of a name at most.
pub const LONGEST_NAME: usize = 100;
/// Characters of an explanation, or of a consequence, at most.
pub const LONGEST_TEXT: usize = 4_000;

/// A purpose with how patrons stand to it.
#[derive(Clone, Debug)]
pub struct PurposeLine {
    /// The purpose.
    pub purpose: Purpose,
    /// The patrons.
    pub standing: Standing,
}

/// A version that is to be published.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Code of the purpose.
    pub code: String,
    /// Whoever agreed to an older one is asked again.
    pub asks_again: bool,
    /// Valid from that day on; at once without one, and if the day is over.
    pub valid_on: Option<Date>,
    /// The words in each language.
    pub wordings: HashMap<Language, Wording>,
}

impl Draft {
    fn check(&self) -> Result<(), ServiceError> {
        if !is_purpose_code(&self.code) {
            return Err(ServiceError::Impossible("consent-code"));
        }
        let is_worded = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
        for language in Language::ALL {
            let is_whole = self.wordings.get(&language).is_some_and(|wording| {
                is_worded(&wording.name, LONGEST_NAME)
                    && is_worded(&wording.explanation, LONGEST_TEXT)
                    && is_worded(&wording.consequence, LONGEST_TEXT)
            });
            if !is_whole {
                return Err(ServiceError::Impossible("consent-words"));
            }
        }
        Ok(())
    }
}

impl Services {
    /// What the library asks consent for, and how its patrons stand to it.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn consent_purposes(&self, session: &Session, origin: &Origin) -> Result<Vec<PurposeLine>, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        let db = self.store().reader();
        let now = self.clock().now();
        let mut lines = Vec::new();
        for purpose in with_built_in(consent_purpose::list(db, organization).await?) {
            let standing = self.consent_standing(organization, &purpose.code, purpose.needed(now)).await?;
            lines.push(PurposeLine { purpose, standing });
        }
        self.log_look(&session.actor, origin).await?;
        Ok(lines)
    }

    /// One of them; a code that nothing has yet begins a new one.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::NotFound`] for what cannot be a code.
    pub async fn consent_purpose(
        &self,
        session: &Session,
        code: &str,
        origin: &Origin,
    ) -> Result<PurposeLine, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        if !is_purpose_code(code) {
            return Err(ServiceError::NotFound);
        }
        let db = self.store().reader();
        let purposes = with_built_in(consent_purpose::list(db, organization).await?);
        let found = purposes.into_iter().find(|purpose| purpose.code == code);
        let purpose = found.unwrap_or_else(|| not_described(code.to_owned()));
        let needed = purpose.needed(self.clock().now());
        let standing = self.consent_standing(organization, code, needed).await?;
        self.log_look(&session.actor, origin).await?;
        Ok(PurposeLine { purpose, standing })
    }

    /// How patrons stand to a purpose if this version is needed.
    async fn consent_standing(
        &self,
        organization: OrganizationId,
        code: &str,
        needed: i64,
    ) -> Result<Standing, ServiceError> {
        // Nobody is asked for what changes nothing for them.
        let reach =
            if code == LOAN_HISTORY { self.history_consent_reach(organization).await? } else { Reach::default() };
        Ok(consent_purpose::standing(self.store().reader(), organization, code, needed, &reach).await?)
    }

    /// How patrons would stand to a purpose after publishing a draft: `asked` of it is how many would be asked.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::Impossible`]: `consent-code`, `consent-words`.
    pub async fn preview_consent(
        &self,
        session: &Session,
        draft: &Draft,
        origin: &Origin,
    ) -> Result<PurposeLine, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        draft.check()?;
        let db = self.store().reader();
        let purpose = find(db, organization, &draft.code).await?;
        let needed = if draft.asks_again { next_number(&purpose) } else { purpose.needed(self.clock().now()) };
        let standing = self.consent_standing(organization, &draft.code, needed).await?;
        Ok(PurposeLine { purpose, standing })
    }

    /// Publishes a version. `expected` is the number that the preview showed.
    ///
    /// # Errors
    /// As [`Services::preview_consent`]; [`ServiceError::StepUpNeeded`]; `changed` if somebody published meanwhile.
    pub async fn publish_consent(
        &self,
        session: &Session,
        draft: Draft,
        expected: i64,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        draft.check()?;
        let zone = self.profile().await?.zone.clone();
        let begins = draft.valid_on.and_then(|day| begin_of(day, &zone));
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let purpose = find(&transaction, organization, &draft.code).await?;
        let now = self.clock().now();
        let version = Version {
            number: next_number(&purpose),
            asks_again: draft.asks_again,
            valid_from: begins.map_or(now, |begins| begins.max(now)),
            published_at: now,
            wordings: draft.wordings,
        };
        if version.number != expected {
            return Err(ServiceError::Impossible("changed"));
        }
        // A version never becomes valid before an older one.
        if purpose.versions.last().is_some_and(|last| last.valid_from > version.valid_from) {
            return Err(ServiceError::Impossible("consent-date"));
        }
        match purpose.versions.last() {
            Some(last) => self.store_usual_words(&transaction, organization, &purpose, last).await?,
            None => self.make_purpose(&transaction, organization, &purpose).await?,
        }
        if !consent_purpose::publish(&transaction, organization, &draft.code, &version).await? {
            return Err(ServiceError::Impossible("changed"));
        }
        let change = Change {
            action: "consent-version-published",
            patron: None,
            object: format!("consent:{}", draft.code),
            old: purpose.versions.last().map(|last| last.number.to_string()),
            new: Some(format!("{}{}", version.number, if version.asks_again { " asks-again" } else { "" })),
        };
        self.log_changes(&transaction, &base, &session.actor, vec![change]).await?;
        transaction.commit().await.map_err(carrel_store::StoreError::from)?;
        self.forget_profile().await
    }

    /// Sets how people are asked.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; `consent-unworded` for a purpose without words.
    pub async fn set_consent_asking(
        &self,
        session: &Session,
        code: &str,
        asking: Asking,
        gate_shows_data: bool,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let before = find(&transaction, organization, code).await?;
        if before.versions.is_empty() {
            return Err(ServiceError::Impossible("consent-unworded"));
        }
        let now = self.clock().now();
        consent_purpose::set_asking(&transaction, organization, code, asking, gate_shows_data, now).await?;
        let said = |asking: Asking, shows: bool| {
            format!("{}{}", asking.name(), if asking == Asking::Gate && !shows { " closed" } else { "" })
        };
        let change = Change {
            action: "consent-purpose-changed",
            patron: None,
            object: format!("consent:{code}"),
            old: Some(said(before.asking, before.gate_shows_data)),
            new: Some(said(asking, gate_shows_data)),
        };
        self.log_changes(&transaction, &base, &session.actor, vec![change]).await?;
        transaction.commit().await.map_err(carrel_store::StoreError::from)?;
        self.forget_profile().await
    }

    /// Keeps Carrel's own words as version 1, as they are now, if they are not kept yet.
    pub(super) async fn store_usual_words(
        &self,
        transaction: &DatabaseTransaction,
        organization: OrganizationId,
        purpose: &Purpose,
        version: &Version,
    ) -> Result<(), ServiceError> {
        let is_usual = version.published_at == Timestamp(0) && BUILT_IN.contains(&purpose.code.as_str());
        if is_usual {
            self.make_purpose(transaction, organization, purpose).await?;
            // Somebody else may have been quicker: they stored the same.
            consent_purpose::publish(transaction, organization, &purpose.code, version).await?;
        }
        Ok(())
    }

    async fn make_purpose(
        &self,
        transaction: &DatabaseTransaction,
        organization: OrganizationId,
        purpose: &Purpose,
    ) -> Result<(), ServiceError> {
        let (code, asking, shows) = (&purpose.code, purpose.asking, purpose.gate_shows_data);
        consent_purpose::make(transaction, organization, code, asking, shows, self.clock().now()).await?;
        Ok(())
    }
}

async fn find(
    db: &impl carrel_store::ConnectionTrait,
    organization: OrganizationId,
    code: &str,
) -> Result<Purpose, ServiceError> {
    let purposes = with_built_in(consent_purpose::list(db, organization).await?);
    let found = purposes.into_iter().find(|purpose| purpose.code == code);
    Ok(found.unwrap_or_else(|| Purpose { asking: Asking::Offered, ..not_described(code.to_owned()) }))
}

fn next_number(purpose: &Purpose) -> i64 {
    purpose.versions.last().map_or(1, |last| last.number + 1)
}
