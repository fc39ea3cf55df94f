//! What this Koha offers: read from its own description, and learnt by asking.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{PoisonError, RwLock},
};

use carrel_client::Trouble;
use carrel_domain::Timestamp;
use serde_json::Value;

use crate::{
    conversation::{Conversation, Question},
    endpoint::Endpoint,
    settings::KohaSettings,
};

/// After so many seconds it is looked at again: somebody may have installed something.
const FRESH: i64 = 60 * 60;

/// After so many seconds it is asked again what it offers, if it did not answer.
const AGAIN: i64 = 60;

/// Whether something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Nobody knows yet.
    Unknown,
    /// It is there.
    Offered,
    /// It is not there.
    Missing,
}

/// What a Koha offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    known: BTreeMap<Endpoint, bool>,
    /// When its description was read.
    pub described_at: Option<Timestamp>,
}

impl Offer {
    /// Whether an endpoint is there.
    pub fn of(&self, endpoint: Endpoint) -> Availability {
        match self.known.get(&endpoint) {
            None => Availability::Unknown,
            Some(true) => Availability::Offered,
            Some(false) => Availability::Missing,
        }
    }

    /// What is missing, by name.
    pub fn missing(&self) -> impl Iterator<Item = Endpoint> {
        self.known.iter().filter(|(_, is_there)| !**is_there).map(|(endpoint, _)| *endpoint)
    }
}

#[derive(Debug, Default)]
struct Known {
    offer: Offer,
    looked_at: Option<Timestamp>,
}

/// What is known of an offer.
#[derive(Debug)]
pub(crate) struct Offers {
    known: RwLock<Known>,
}

impl Offers {
    pub(crate) fn new() -> Self {
        Self { known: RwLock::new(Known::default()) }
    }

    pub(crate) fn current(&self) -> Offer {
        self.known.read().unwrap_or_else(PoisonError::into_inner).offer.clone()
    }

    pub(crate) fn is_stale(&self, now: Timestamp) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.looked_at.is_none_or(|at| !(0..FRESH).contains(&now.seconds_since(at)))
    }

    /// What is not there is not asked for.
    pub(crate) fn check(&self, endpoint: Endpoint) -> Result<(), Trouble> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let is_missing = known.offer.known.get(&endpoint) == Some(&false);
        if is_missing { Err(Trouble::NotOffered(endpoint.code())) } else { Ok(()) }
    }

    /// It was asked for, and is not there.
    pub(crate) fn is_missing(&self, endpoint: Endpoint, now: Timestamp) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.offer.known.insert(endpoint, false) != Some(false) {
            tracing::warn!(endpoint = endpoint.code(), "the library system does not offer this");
        }
        known.looked_at.get_or_insert(now);
    }

    fn set(&self, found: BTreeMap<Endpoint, bool>, now: Timestamp) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for (endpoint, is_there) in &found {
            if !is_there && known.offer.known.get(endpoint) != Some(&false) {
                tracing::warn!(endpoint = endpoint.code(), "the library system does not offer this");
            }
        }
        *known = Known { offer: Offer { known: found, described_at: Some(now) }, looked_at: Some(now) };
    }

    /// It could not be asked: what is known stays, and it is asked again in a minute.
    fn note_failure(&self, now: Timestamp) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.looked_at = Some(now.plus_seconds(AGAIN - FRESH));
    }

    /// It does not say what it offers: whatever was learnt is tried anew.
    fn forget(&self, now: Timestamp) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        *known = Known { offer: Offer::default(), looked_at: Some(now) };
    }
}

impl Conversation {
    /// Reads what it says of itself.
    pub(crate) async fn read_offer(&self) -> Result<(), Trouble> {
        let inner = self.inner();
        match self.read(&Question::new(Endpoint::Description, None)).await {
            Ok((description, _)) => match offered(&description, &inner.settings) {
                Some(found) => inner.offers.set(found, self.now()),
                None => inner.offers.forget(self.now()),
            },
            Err(Trouble::NotFound | Trouble::NotOffered(_) | Trouble::Forbidden | Trouble::Unauthorized) => {
                inner.offers.forget(self.now());
            }
            Err(trouble) => {
                inner.offers.note_failure(self.now());
                return Err(trouble);
            }
        }
        Ok(())
    }
}

/// What an OpenAPI description has of what is asked for; `None` if it is none.
pub(crate) fn offered(description: &Value, settings: &KohaSettings) -> Option<BTreeMap<Endpoint, bool>> {
    let base = description.get("basePath").and_then(Value::as_str).unwrap_or_default().trim_end_matches('/');
    let paths = description.get("paths")?.as_object().filter(|paths| !paths.is_empty())?;
    let mut there = HashSet::new();
    for (path, methods) in paths {
        for method in methods.as_object().into_iter().flat_map(|methods| methods.keys()) {
            there.insert((plain(&format!("{base}{path}")), method.to_lowercase()));
        }
    }
    let is_there =
        |endpoint: Endpoint| there.contains(&(plain(&settings.template(endpoint)), endpoint.method().to_owned()));
    // The description does not describe itself, and tokens have their own way in older ones.
    let asked = Endpoint::ALL.into_iter().filter(|asked| !matches!(asked, Endpoint::Token | Endpoint::Description));
    Some(asked.map(|endpoint| (endpoint, is_there(endpoint))).collect())
}

/// A path without the names of its parameters.
fn plain(path: &str) -> String {
    let part = |part: &str| if part.starts_with(['{', ':']) { String::from("{}") } else { part.to_owned() };
    path.trim_end_matches('/').split('/').map(part).collect::<Vec<_>>().join("/")
}
