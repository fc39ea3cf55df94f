//! Answering: on a page, at the gate, at the desk.

use carrel_domain::{
    Category, Language, PatronId, PatronScope, Permission,
    consent::{Answer, Asking, How},
};
use carrel_store::{
    DatabaseTransaction,
    consent_choice::{self, NewReceipt, Receipt},
    consent_purpose, patron_search,
};

use super::{ConsentItem, LATER_SECONDS, Purpose, with_built_in};
use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    requests::plain_id,
    sessions::Session,
    token::opaque_id,
};

/// An answer as it came from a form.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Code of the purpose.
    pub purpose: String,
    /// The version that was on the page.
    pub version: Option<i64>,
    /// Yes or no.
    pub is_yes: bool,
    /// By which way.
    pub how: How,
    /// In which language it was read.
    pub language: Language,
}

impl Services {
    /// Answers for oneself. Answers the receipt's opaque id.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `consent-changed` if another version of the text is valid by now, `consent-not-offered`.
    pub async fn answer_consent(
        &self,
        session: &Session,
        answered: Answered,
        origin: &Origin,
    ) -> Result<String, ServiceError> {
        self.write_answer(session, session.actor.own_data(), answered, None, origin).await
    }

    /// Writes down what a patron said at the desk.
    ///
    /// # Errors
    /// As [`Services::check`] and [`Services::answer_consent`]; `own-consent`: nobody writes down their own.
    pub async fn answer_consent_at_desk(
        &self,
        session: &Session,
        public_id: &str,
        answered: Answered,
        origin: &Origin,
    ) -> Result<String, ServiceError> {
        let scope = self.desk_scope(session, public_id, origin).await?;
        if scope.patron() == session.actor.patron {
            return Err(ServiceError::Impossible("own-consent"));
        }
        let answered = Answered { how: How::Desk, ..answered };
        self.write_answer(session, scope, answered, Some(session.actor.patron), origin).await
    }

    /// A patron's consents, for the desk. Looking at the patron is logged by the page it stands on.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn consents_of_patron(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<Vec<ConsentItem>, ServiceError> {
        let scope = self.desk_scope(session, public_id, origin).await?;
        self.consent_items(scope).await
    }

    async fn desk_scope(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<PatronScope, ServiceError> {
        let staff = self.check(session, Permission::EditContact, origin).await?;
        let found = patron_search::find(self.store().reader(), &staff, plain_id(public_id)?).await?;
        found.and_then(|line| line.scope(&staff)).ok_or(ServiceError::NotFound)
    }

    async fn write_answer(
        &self,
        session: &Session,
        scope: PatronScope,
        answered: Answered,
        recorded_by: Option<PatronId>,
        origin: &Origin,
    ) -> Result<String, ServiceError> {
        let items = self.consent_items(scope).await?;
        let found = items.into_iter().find(|item| item.purpose.code == answered.purpose);
        let item = found.ok_or(ServiceError::Impossible("consent-not-offered"))?;
        let now = self.clock().now();
        if answered.is_yes && (item.purpose.asking == Asking::Off || item.purpose.valid(now).is_none()) {
            return Err(ServiceError::Impossible("consent-not-offered"));
        }
        // What was agreed to is what was read. Saying no needs no reading.
        let version = item.purpose.valid(now).map(|version| version.number);
        if answered.is_yes && version != answered.version {
            return Err(ServiceError::Impossible("consent-changed"));
        }
        let before = item.choice.as_ref().map(|choice| choice.answer);
        let answer = Answer::after(before, answered.is_yes);
        let action = match answer {
            Answer::Given => "consent-given",
            Answer::Refused => "consent-refused",
            Answer::Withdrawn => "consent-withdrawn",
        };
        let happened = Event { action, category: Some(Category::Consents), purpose: "service", outcome: "done" };
        let said = |answer: Answer, version: Option<i64>| match version {
            Some(version) => format!("{} {version}", answer.name()),
            None => answer.name().to_owned(),
        };
        let old = item.choice.as_ref().map(|choice| said(choice.answer, choice.version));
        let change = Change::of("consent", &item.purpose.code).from_to(old, Some(said(answer, version)));
        let entry = self.entry_of(&session.actor, Some(scope.patron()), origin, happened, change).await?;
        let transaction = self.store().begin().await?;
        let (how, language) = (answered.how, Some(answered.language));
        let receipt = Written { purpose: &item.purpose, answer, how, language, recorded_by };
        let id = self.write_receipt(&transaction, scope, receipt).await?;
        self.commit_logged(transaction, &[entry]).await?;
        Ok(id)
    }

    /// Records an answer within a transaction of what it is a part of; answers the receipt's opaque id. Whoever calls it
    /// checked that the purpose is one, and logs it.
    pub async fn record_consent(
        &self,
        transaction: &DatabaseTransaction,
        scope: PatronScope,
        purpose: &str,
        answer: Answer,
        how: How,
        language: Option<Language>,
    ) -> Result<String, ServiceError> {
        let stored = with_built_in(consent_purpose::list(transaction, scope.organization()).await?);
        let purpose = stored.iter().find(|one| one.code == purpose).ok_or(ServiceError::NotFound)?;
        let receipt = Written { purpose, answer, how, language, recorded_by: None };
        self.write_receipt(transaction, scope, receipt).await
    }

    /// Records, within a transaction, that a consent that was taken back by a mail holds again: to the words of a former
    /// receipt, in the language they were read in. Whoever calls it logs it.
    pub(super) async fn restore_consent(
        &self,
        transaction: &DatabaseTransaction,
        scope: PatronScope,
        former: &Receipt,
    ) -> Result<(), ServiceError> {
        let receipt = NewReceipt {
            public_id: &opaque_id()?,
            purpose: &former.purpose,
            answer: Answer::Given,
            how: How::Mail,
            language: former.language.as_deref().and_then(Language::from_tag),
            version: former.version,
            recorded_by: None,
        };
        Ok(consent_choice::add(transaction, scope, receipt, self.clock().now()).await?)
    }

    async fn write_receipt(
        &self,
        transaction: &DatabaseTransaction,
        scope: PatronScope,
        written: Written<'_>,
    ) -> Result<String, ServiceError> {
        let now = self.clock().now();
        let version = written.purpose.valid(now);
        if let Some(version) = version {
            // Carrel's own words are kept from the moment somebody answers them.
            self.store_usual_words(transaction, scope.organization(), written.purpose, version).await?;
        }
        let id = opaque_id()?;
        let receipt = NewReceipt {
            public_id: &id,
            purpose: &written.purpose.code,
            answer: written.answer,
            how: written.how,
            language: written.language,
            version: version.map(|version| version.number),
            recorded_by: written.recorded_by,
        };
        consent_choice::add(transaction, scope, receipt, now).await?;
        Ok(id)
    }

    /// “Later”: the card on My data is not shown for some time.
    pub async fn answer_consents_later(&self, session: &Session, origin: &Origin) -> Result<(), ServiceError> {
        let scope = session.actor.own_data();
        let until = self.clock().now().plus_seconds(LATER_SECONDS);
        let happened = Event {
            action: "consent-postponed",
            category: Some(Category::Consents),
            purpose: "service",
            outcome: "done",
        };
        let entry = self.entry_of(&session.actor, Some(scope.patron()), origin, happened, Change::default()).await?;
        let transaction = self.store().begin().await?;
        consent_choice::pause(&transaction, scope, until).await?;
        self.commit_logged(transaction, &[entry]).await
    }
}

/// What goes into a receipt.
struct Written<'a> {
    purpose: &'a Purpose,
    answer: Answer,
    how: How,
    language: Option<Language>,
    recorded_by: Option<PatronId>,
}
