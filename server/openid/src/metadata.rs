//! What a provider says of itself, and its keys: read, kept, and read again.

use std::sync::{Arc, PoisonError, RwLock};

use carrel_domain::Timestamp;
use openidconnect::{
    AdditionalProviderMetadata, DiscoveryError, IssuerUrl, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::{Problem, http::Http, settings::origin_of};

/// What a provider says of itself is asked for again after this time, in seconds.
const FRESH: i64 = 60 * 60;
/// While it does not answer, what it said before is believed for so long, in seconds.
const USABLE: i64 = 24 * 60 * 60;
/// A provider that did not answer is left alone for so long, in seconds: others do not wait for it too.
const REST: i64 = 5;
/// Keys are asked for out of turn at most once in so many seconds (ASVS 10.5: nobody makes us ask by inventing keys).
const KEYS_REST: i64 = 60;

/// What the extensions add to a provider's metadata.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct More {
    /// RP-Initiated Logout 1.0.
    pub(crate) end_session_endpoint: Option<String>,
    /// RFC 9207.
    pub(crate) authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for More {}

/// What a provider says of itself.
pub(crate) type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

#[derive(Debug, Default)]
struct Known {
    metadata: Option<(Timestamp, Arc<Metadata>)>,
    failed_at: Option<Timestamp>,
    keys_asked_at: Option<Timestamp>,
}

/// A provider's own description, by its issuer.
#[derive(Debug)]
pub(crate) struct Directory {
    issuer: String,
    http: Http,
    known: Mutex<Known>,
    /// Origin of its sign-in page: pages ask for it, and wait for nobody.
    page_origin: RwLock<Option<String>>,
}

impl Directory {
    pub(crate) fn new(issuer: String, http: Http) -> Self {
        Self { issuer, http, known: Mutex::new(Known::default()), page_origin: RwLock::new(None) }
    }

    /// Origin of the sign-in page, once it is known.
    pub(crate) fn page_origin(&self) -> Option<String> {
        self.page_origin.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was read last, however old.
    pub(crate) async fn last(&self) -> Option<Arc<Metadata>> {
        self.known.lock().await.metadata.clone().map(|(_, metadata)| metadata)
    }

    /// What the provider says of itself: kept for an hour, and for a day while it does not answer.
    pub(crate) async fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, Problem> {
        let mut known = self.known.lock().await;
        let age = known.metadata.as_ref().map(|(read_at, _)| now.seconds_since(*read_at));
        let rests = known.failed_at.is_some_and(|at| (0..REST).contains(&now.seconds_since(at)));
        if age.is_none_or(|age| !(0..FRESH).contains(&age)) && !rests {
            match self.discover().await {
                Ok(metadata) => {
                    known.metadata = Some((now, Arc::new(metadata)));
                    known.failed_at = None;
                }
                Err(problem) => {
                    tracing::warn!(issuer = self.issuer, %problem, "a provider was not read");
                    known.failed_at = Some(now);
                }
            }
        }
        match &known.metadata {
            Some((read_at, metadata)) if now.seconds_since(*read_at) < USABLE => Ok(Arc::clone(metadata)),
            _ => Err(Problem::Unavailable("discovery")),
        }
    }

    /// Asks anew because a token names a key that is not known; `None` if that was done a moment ago.
    pub(crate) async fn ask_for_keys(&self, now: Timestamp) -> Option<Arc<Metadata>> {
        let mut known = self.known.lock().await;
        if known.keys_asked_at.is_some_and(|at| (0..KEYS_REST).contains(&now.seconds_since(at))) {
            return None;
        }
        known.keys_asked_at = Some(now);
        let metadata = Arc::new(self.discover().await.ok()?);
        known.metadata = Some((now, Arc::clone(&metadata)));
        Some(metadata)
    }

    async fn discover(&self) -> Result<Metadata, Problem> {
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(|_| Problem::Unavailable("issuer"))?;
        let metadata = Metadata::discover_async(issuer, &self.http).await.map_err(|error| {
            Problem::Unavailable(match error {
                DiscoveryError::Request(_) => "it cannot be reached",
                DiscoveryError::Validation(_) => "it calls itself by another name",
                DiscoveryError::Response(..) => "it answers something else",
                _ => "its answer cannot be read",
            })
        })?;
        let sign_in = metadata.authorization_endpoint();
        let is_plain = !sign_in.as_str().contains(char::is_whitespace);
        let origin = origin_of(sign_in.as_str()).filter(|_| is_plain);
        let origin = origin.ok_or(Problem::Unavailable("its sign-in page is not https"))?;
        *self.page_origin.write().unwrap_or_else(PoisonError::into_inner) = Some(origin);
        Ok(metadata)
    }
}
