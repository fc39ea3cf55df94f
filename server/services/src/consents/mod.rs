//! Consents (requirement P3; GDPR Art. 7): what the library asks for, who is asked when, and receipts of every answer.

mod answer;
mod publish;
mod unsubscribe;

use std::collections::HashMap;

use carrel_domain::{
    Category, Language, Timestamp,
    consent::{Asking, BUILT_IN, DIRECT_MAILING, LOAN_HISTORY, is_to_be_asked},
};
use carrel_store::consent_choice;
pub use carrel_store::{
    consent_choice::{Choice, Receipt},
    consent_purpose::{Purpose, Standing, Version, Wording},
};
use carrel_texts::{Key, Texts};

pub use self::{
    answer::Answered,
    publish::{Draft, LONGEST_NAME, LONGEST_TEXT, PurposeLine},
};
use crate::{
    ServiceError, Services,
    audit::{Event, Origin},
    loan_history::ConsentNeed,
    sessions::Session,
};

/// “Later” to the card on My data waits so long, in seconds.
const LATER_SECONDS: i64 = 30 * 24 * 60 * 60;

/// A purpose, and what somebody answered.
#[derive(Clone, Debug)]
pub struct ConsentItem {
    /// What it is for.
    pub purpose: Purpose,
    /// The last answer.
    pub choice: Option<Choice>,
}

impl ConsentItem {
    /// Whether an answer is missing, or one to a newer text.
    pub fn is_to_be_asked(&self, now: Timestamp) -> bool {
        let last = self.choice.as_ref().map(|choice| (choice.answer, choice.version_or_none()));
        is_to_be_asked(self.purpose.needed(now), last)
    }

    /// Whether they have agreed.
    pub fn is_given(&self) -> bool {
        self.choice.as_ref().is_some_and(Choice::is_given)
    }
}

/// What somebody is asked.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The questions.
    pub items: Vec<ConsentItem>,
    /// From then on a loan history goes that nobody agreed to keep; `None` if that is so already, or not asked.
    pub history_goes_from: Option<Timestamp>,
}

/// Everything somebody answered and may answer.
#[derive(Clone, Debug)]
pub struct Consents {
    /// What is offered, and what was answered before.
    pub items: Vec<ConsentItem>,
    /// Receipts of what was answered here, newest first.
    pub receipts: Vec<Receipt>,
}

/// One receipt with the words that were answered.
#[derive(Clone, Debug)]
pub struct ReceiptView {
    /// The receipt.
    pub receipt: Receipt,
    /// What stood there, in the language it was read in.
    pub wording: Option<Wording>,
    /// Since when the words are valid.
    pub valid_from: Option<Timestamp>,
}

impl Services {
    /// One's own consents.
    pub async fn consents(&self, session: &Session, origin: &Origin) -> Result<Consents, ServiceError> {
        let scope = session.actor.own_data();
        let items = self.consent_items(scope).await?;
        let receipts = consent_choice::list(self.store().reader(), scope).await?;
        self.log(&session.actor, scope.patron(), origin, viewed()).await?;
        Ok(Consents { items, receipts })
    }

    /// A receipt of one's own.
    pub async fn consent_receipt(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<ReceiptView, ServiceError> {
        let scope = session.actor.own_data();
        let found = consent_choice::find(self.store().reader(), scope, public_id).await?;
        let receipt = found.ok_or(ServiceError::NotFound)?;
        let profile = self.profile().await?;
        let purpose = profile.purposes.iter().find(|purpose| purpose.code == receipt.purpose);
        let number = receipt.version;
        let version = purpose.and_then(|purpose| purpose.versions.iter().find(|one| Some(one.number) == number));
        let language = receipt.language.as_deref().and_then(Language::from_tag).unwrap_or_default();
        let wording = version.and_then(|version| version.wording(language)).cloned();
        let valid_from = version.map(|version| version.valid_from).filter(|from| from.0 > 0);
        self.log(&session.actor, scope.patron(), origin, viewed()).await?;
        Ok(ReceiptView { receipt, wording, valid_from })
    }

    /// What stands between this sign-in and everything else. Costs a query only where the library has a gate.
    pub async fn asked_at_gate(&self, session: &Session) -> Result<Vec<ConsentItem>, ServiceError> {
        Ok(self.consents_asked(session, Asking::Gate).await?.items)
    }

    /// What My data asks, where nobody said “later”. Costs queries only where the library asks.
    ///
    /// “Later” is for what stood on the card. Whatever is asked since then is asked at the next sign-in, and so is consent to
    /// keeping a history that would go before the time is over.
    pub async fn asked_gently(&self, session: &Session) -> Result<Asked, ServiceError> {
        let mut asked = self.consents_asked(session, Asking::Gently).await?;
        if asked.items.is_empty() {
            return Ok(asked);
        }
        let paused = consent_choice::paused_until(self.store().reader(), session.actor.own_data()).await?;
        let Some(until) = paused.filter(|until| session.signed_in_at < *until) else { return Ok(asked) };
        let (now, pressed) = (self.clock().now(), until.plus_seconds(-LATER_SECONDS));
        let goes_before = asked.history_goes_from.is_some_and(|from| from <= until);
        asked.items.retain(|item| {
            let is_new = item.purpose.asks_from(now).is_some_and(|from| from > pressed);
            let cannot_wait = item.purpose.code == LOAN_HISTORY && goes_before;
            session.signed_in_at > pressed && (is_new || cannot_wait)
        });
        Ok(asked)
    }

    async fn consents_asked(&self, session: &Session, asking: Asking) -> Result<Asked, ServiceError> {
        let now = self.clock().now();
        let profile = self.profile().await?;
        let is_asked = |purpose: &&Purpose| {
            purpose.asking == asking && purpose.asks_from(now).is_some_and(|from| from <= session.signed_in_at)
        };
        let purposes: Vec<&Purpose> = profile.purposes.iter().filter(is_asked).collect();
        if purposes.is_empty() {
            return Ok(Asked::default());
        }
        let mut latest = consent_choice::latest(self.store().reader(), session.actor.own_data()).await?;
        let items = purposes
            .into_iter()
            .map(|purpose| ConsentItem { choice: latest.remove(&purpose.code), purpose: purpose.clone() });
        let mut items: Vec<ConsentItem> = items.filter(|item| item.is_to_be_asked(now)).collect();
        let mut history_goes_from = None;
        if items.iter().any(|item| item.purpose.code == LOAN_HISTORY) {
            match self.history_consent_need(session.actor.own_data()).await? {
                ConsentNeed::Now => {}
                ConsentNeed::From(time) => history_goes_from = Some(time),
                // Nobody is asked for what changes nothing for them.
                ConsentNeed::None => items.retain(|item| item.purpose.code != LOAN_HISTORY),
            }
        }
        Ok(Asked { items, history_goes_from })
    }

    /// What is offered, and what was answered before.
    pub(crate) async fn consent_items(
        &self,
        scope: carrel_domain::PatronScope,
    ) -> Result<Vec<ConsentItem>, ServiceError> {
        let profile = self.profile().await?;
        let mut latest = consent_choice::latest(self.store().reader(), scope).await?;
        let mut items: Vec<ConsentItem> = profile
            .purposes
            .iter()
            .map(|purpose| ConsentItem { choice: latest.remove(&purpose.code), purpose: purpose.clone() })
            .filter(|item| item.choice.is_some() || item.purpose.asking != Asking::Off)
            .collect();
        // What the library system sent about purposes that nobody described here.
        items.extend(
            latest.into_iter().map(|(code, choice)| ConsentItem { purpose: not_described(code), choice: Some(choice) }),
        );
        Ok(items)
    }
}

/// A purpose without words: it can be withdrawn, and not given.
fn not_described(code: String) -> Purpose {
    Purpose { code, asking: Asking::Off, asking_since: Timestamp(0), gate_shows_data: true, versions: Vec::new() }
}

/// The stored purposes, and those that Carrel knows itself, with its own words as long as the library has none.
pub(crate) fn with_built_in(mut stored: Vec<Purpose>) -> Vec<Purpose> {
    for code in BUILT_IN {
        if !stored.iter().any(|purpose| purpose.code == code) {
            let asking = if code == DIRECT_MAILING { Asking::Offered } else { Asking::Off };
            stored.push(Purpose { asking, ..not_described(code.to_owned()) });
        }
    }
    for purpose in &mut stored {
        if purpose.versions.is_empty() && BUILT_IN.contains(&purpose.code.as_str()) {
            purpose.versions.push(usual_words(&purpose.code));
        }
    }
    stored.sort_by(|one, other| one.code.cmp(&other.code));
    stored
}

/// The catalogue's words about a purpose that Carrel knows: version 1, until the library publishes its own. They are
/// stored when the first one answers them.
fn usual_words(code: &str) -> Version {
    let say = |language: Language, part: &str| {
        let found = Key::find(&format!("consent-{code}-{part}"));
        found.map_or_else(String::new, |key| Texts::of(language).say(key).to_owned())
    };
    let wording = |language: Language| Wording {
        name: say(language, "name"),
        explanation: say(language, "explanation"),
        consequence: say(language, "consequence"),
    };
    Version {
        number: 1,
        asks_again: false,
        valid_from: Timestamp(0),
        published_at: Timestamp(0),
        wordings: Language::ALL.into_iter().map(|language| (language, wording(language))).collect(),
    }
}

/// What purposes are called in each language.
pub(crate) fn names(purposes: &[Purpose], now: Timestamp) -> HashMap<(Language, String), String> {
    let mut names = HashMap::new();
    for purpose in purposes {
        for language in Language::ALL {
            if let Some(wording) = purpose.wording(language, now) {
                names.insert((language, purpose.code.clone()), wording.name.clone());
            }
        }
    }
    names
}

const fn viewed() -> Event {
    Event { action: "view", category: Some(Category::Consents), purpose: "own-access", outcome: "done" }
}
