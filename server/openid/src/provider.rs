//! A provider: where its endpoints and keys are, sending somebody there, and what came back.

use std::sync::Arc;

use carrel_domain::Timestamp;
use openidconnect::{
    AccessToken, AdditionalProviderMetadata, AuthType, AuthenticationContextClass, AuthorizationCode, ClientId,
    ClientSecret, CsrfToken, DiscoveryError, HttpRequest, IssuerUrl, LanguageTag, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata, RedirectUrl, RequestTokenError, Scope, TokenResponse as _,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
        CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
        CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
        CoreTokenResponse,
    },
    http::{
        Method, StatusCode,
        header::{ACCEPT, AUTHORIZATION},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::Mutex;
use url::Url;

use crate::{
    Identity, ProviderSettings,
    http::Http,
    identity::text_claim,
    settings::origin_of,
    token::{Check, Doubt},
};

/// What a provider says of itself is asked for again after this time, in seconds.
const FRESH: i64 = 60 * 60;
/// While it does not answer, what it said before is believed for so long, in seconds.
const USABLE: i64 = 24 * 60 * 60;
/// A provider that did not answer is left alone for so long, in seconds: others do not wait for it too.
const REST: i64 = 5;
/// Keys are asked for out of turn at most once in so many seconds (ASVS 10.5: nobody makes us ask by inventing keys).
const KEYS_REST: i64 = 60;

/// Why somebody did not get through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The provider does not answer, or not as a provider does.
    #[error("the provider does not answer as it must: {0}")]
    Unavailable(&'static str),
    /// What came back is not believed.
    #[error("the provider's answer is not believed: {0}")]
    NotBelieved(&'static str),
    /// The sign-in there was not of the kind that is required.
    #[error("the sign-in was not of the required kind")]
    NotEnough,
}

/// What the extensions add to a provider's metadata.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct More {
    /// RP-Initiated Logout 1.0.
    end_session_endpoint: Option<String>,
    /// RFC 9207.
    authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for More {}

type Metadata = ProviderMetadata<
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

/// Somebody is sent to a provider. The three secrets are random and of 43 characters or more.
#[derive(Clone, Copy)]
pub struct Departure<'a> {
    /// Where to come back to.
    pub redirect_uri: &'a str,
    /// Comes back with the answer.
    pub state: &'a str,
    /// Comes back within the token.
    pub nonce: &'a str,
    /// Proves at the end that both ends are the same (RFC 7636).
    pub verifier: &'a str,
    /// They must prove again who they are, whatever the provider remembers.
    pub is_again: bool,
    /// Language tag of the pages.
    pub language: &'a str,
}

/// Somebody came back from a provider.
#[derive(Clone, Copy)]
pub struct Arrival<'a> {
    /// The code to exchange.
    pub code: &'a str,
    /// Who answers, if that was said (RFC 9207).
    pub issuer: Option<&'a str>,
    /// As at departure.
    pub redirect_uri: &'a str,
    /// As at departure.
    pub nonce: &'a str,
    /// As at departure.
    pub verifier: &'a str,
}

#[derive(Debug, Default)]
struct Known {
    metadata: Option<(Timestamp, Arc<Metadata>)>,
    failed_at: Option<Timestamp>,
    keys_asked_at: Option<Timestamp>,
}

/// One provider. Nothing is asked of it before somebody wants to go there.
#[derive(Debug)]
pub struct Provider {
    settings: ProviderSettings,
    http: Http,
    known: Mutex<Known>,
}

impl Provider {
    /// A provider with these settings.
    ///
    /// # Errors
    /// The certificates that this machine trusts cannot be read.
    pub fn new(settings: ProviderSettings) -> std::io::Result<Self> {
        Ok(Self { settings, http: Http::new()?, known: Mutex::new(Known::default()) })
    }

    /// Its settings.
    pub const fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// Origins a form may lead to: the issuer's, those of the settings, and its sign-in page's, once that is known.
    pub fn form_origins(&self) -> Vec<String> {
        let known = self.known.try_lock().ok().and_then(|known| known.metadata.clone());
        let page = known.map(|(_, metadata)| metadata.authorization_endpoint().to_string());
        let addresses = std::iter::once(&self.settings.issuer).chain(&self.settings.form_origins).chain(&page);
        let mut origins: Vec<String> = addresses.filter_map(|address| origin_of(address)).collect();
        origins.sort();
        origins.dedup();
        origins
    }

    /// The address to send somebody to.
    ///
    /// # Errors
    /// [`Problem::Unavailable`].
    pub async fn depart(&self, departure: Departure<'_>, now: Timestamp) -> Result<String, Problem> {
        let metadata = self.metadata(now).await?;
        let client = self.client(&metadata, departure.redirect_uri)?;
        let verifier = PkceCodeVerifier::new(departure.verifier.to_owned());
        let (state, nonce) = (departure.state.to_owned(), departure.nonce.to_owned());
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_ui_locale(LanguageTag::new(departure.language.to_owned()))
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new));
        for value in self.settings.required_acr.iter().chain(&self.settings.strong_acr) {
            request = request.add_auth_context_value(AuthenticationContextClass::new(value.clone()));
        }
        if departure.is_again {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(std::time::Duration::ZERO);
        }
        Ok(request.url().0.to_string())
    }

    /// Exchanges the code and checks what it brings.
    ///
    /// # Errors
    /// Every [`Problem`].
    pub async fn arrive(&self, arrival: Arrival<'_>, now: Timestamp) -> Result<Identity, Problem> {
        let mut metadata = self.metadata(now).await?;
        let says_issuer = metadata.additional_metadata().authorization_response_iss_parameter_supported == Some(true);
        match arrival.issuer {
            Some(issuer) if issuer != self.settings.issuer => {
                return Err(Problem::NotBelieved("another issuer answers"));
            }
            None if says_issuer => return Err(Problem::NotBelieved("the issuer does not say who it is")),
            _ => {}
        }
        let tokens = self.exchange(&metadata, arrival).await?;
        let id_token = tokens.id_token().ok_or(Problem::NotBelieved("there is no ID token"))?;
        let nonce = Nonce::new(arrival.nonce.to_owned());
        let client = ClientId::new(self.settings.client_id.clone());
        let check = |metadata: &Metadata| {
            let check = Check {
                client: &client,
                issuer: metadata.issuer(),
                keys: metadata.jwks().clone(),
                nonce: &nonce,
                access_token: tokens.access_token(),
                now,
            };
            check.token(id_token)
        };
        let mut checked = check(&metadata);
        if matches!(checked, Err(Doubt::UnknownKey))
            && let Some(newer) = self.ask_for_keys(now).await
        {
            metadata = newer;
            checked = check(&metadata);
        }
        let (claims, all) = checked.map_err(|doubt| match doubt {
            Doubt::UnknownKey => Problem::NotBelieved("unknown key"),
            Doubt::Because(why) => Problem::NotBelieved(why),
        })?;
        let acr = claims.auth_context_ref().map(|acr| acr.as_str());
        let amr: Vec<&str> = claims.auth_method_refs().into_iter().flatten().map(|amr| amr.as_str()).collect();
        let settings = &self.settings;
        let says_one = |wanted: &[String]| wanted.iter().any(|wanted| acr == Some(wanted));
        let says_all = |wanted: &[String]| wanted.iter().all(|wanted| amr.contains(&wanted.as_str()));
        if (!settings.required_acr.is_empty() && !says_one(&settings.required_acr)) || !says_all(&settings.required_amr)
        {
            return Err(Problem::NotEnough);
        }
        let is_strong = settings.always_strong
            || says_one(&settings.strong_acr)
            || (!settings.strong_amr.is_empty() && says_all(&settings.strong_amr));
        let subject = claims.subject().as_str().to_owned();
        let claim = match &settings.matching {
            None => None,
            Some((name, _)) => match text_claim(&all, name) {
                Some(claim) => Some(claim),
                None => self.ask_for_claim(&metadata, tokens.access_token(), &subject, name).await,
            },
        };
        Ok(Identity {
            issuer: settings.issuer.clone(),
            subject,
            claim,
            is_strong,
            authenticated_at: claims.auth_time().map(|time| time.timestamp()),
            id_token: id_token.to_string(),
        })
    }

    /// Where to send a browser so that the provider forgets it too (RP-Initiated Logout 1.0); `None` if it cannot, or is
    /// not to be told. Never asks the provider: signing out waits for nobody.
    pub async fn sign_out_address(&self, id_token: &str, back: &str) -> Option<String> {
        if !self.settings.sign_out {
            return None;
        }
        let metadata = self.known.lock().await.metadata.clone()?.1;
        let endpoint = metadata.additional_metadata().end_session_endpoint.as_deref()?;
        origin_of(endpoint)?;
        let mut address = Url::parse(endpoint).ok()?;
        address
            .query_pairs_mut()
            .append_pair("id_token_hint", id_token)
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("post_logout_redirect_uri", back);
        Some(address.into())
    }

    async fn exchange(&self, metadata: &Metadata, arrival: Arrival<'_>) -> Result<CoreTokenResponse, Problem> {
        let client = self.client(metadata, arrival.redirect_uri)?;
        let request = client
            .exchange_code(AuthorizationCode::new(arrival.code.to_owned()))
            .map_err(|_| Problem::Unavailable("no token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(arrival.verifier.to_owned()));
        request.request_async(&self.http).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(_) => Problem::NotBelieved("the provider does not take the code"),
            RequestTokenError::Request(error) => {
                tracing::warn!(provider = self.settings.name, %error, "no token");
                Problem::Unavailable("token endpoint")
            }
            _ => Problem::Unavailable("token endpoint"),
        })
    }

    /// Some providers keep claims for those who ask with the access token. What is not about the same person is nothing
    /// (OpenID Connect Core 5.3.2).
    async fn ask_for_claim(
        &self,
        metadata: &Metadata,
        access_token: &AccessToken,
        subject: &str,
        name: &str,
    ) -> Option<String> {
        let address = metadata.userinfo_endpoint()?.as_str();
        let request = HttpRequest::new(Vec::new()).map(|body: Vec<u8>| body);
        let (mut parts, body) = request.into_parts();
        parts.method = Method::GET;
        parts.uri = address.parse().ok()?;
        parts.headers.insert(ACCEPT, "application/json".parse().ok()?);
        parts.headers.insert(AUTHORIZATION, format!("Bearer {}", access_token.secret()).parse().ok()?);
        let answer = self.http.send(HttpRequest::from_parts(parts, body)).await.ok()?;
        if answer.status() != StatusCode::OK {
            return None;
        }
        let claims: Map<String, Value> = serde_json::from_slice(answer.body()).ok()?;
        (claims.get("sub").and_then(Value::as_str) == Some(subject)).then(|| text_claim(&claims, name)).flatten()
    }

    fn client(&self, metadata: &Metadata, redirect_uri: &str) -> Result<Client, Problem> {
        let methods = metadata.token_endpoint_auth_methods_supported().into_iter().flatten();
        // `client_secret_basic` is what holds if nothing is said.
        let takes_basic = metadata.token_endpoint_auth_methods_supported().is_none()
            || methods.into_iter().any(|method| *method == CoreClientAuthMethod::ClientSecretBasic);
        let redirect = RedirectUrl::new(redirect_uri.to_owned()).map_err(|_| Problem::Unavailable("base_url"))?;
        let secret = self.settings.client_secret.clone().map(ClientSecret::new);
        Ok(CoreClient::from_provider_metadata(metadata.clone(), ClientId::new(self.settings.client_id.clone()), secret)
            .set_redirect_uri(redirect)
            .set_auth_type(if takes_basic { AuthType::BasicAuth } else { AuthType::RequestBody }))
    }

    /// What the provider says of itself: kept for an hour, and for a day while it does not answer.
    async fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, Problem> {
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
                    tracing::warn!(provider = self.settings.name, %problem, "a provider was not read");
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
    async fn ask_for_keys(&self, now: Timestamp) -> Option<Arc<Metadata>> {
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
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|_| Problem::Unavailable("issuer"))?;
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
        if origin_of(sign_in.as_str()).is_none() || !is_plain {
            return Err(Problem::Unavailable("its sign-in page is not https"));
        }
        Ok(metadata)
    }
}

type Client = CoreClient<
    openidconnect::EndpointSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointMaybeSet,
    openidconnect::EndpointMaybeSet,
>;
