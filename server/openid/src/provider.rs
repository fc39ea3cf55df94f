//! A provider: where its endpoints and keys are, sending somebody there, and what came back.

use std::time::Duration;

use carrel_domain::Timestamp;
use openidconnect::{
    AccessToken, AuthType, AuthenticationContextClass, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    HttpRequest, LanguageTag, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, TokenResponse as _,
    core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreTokenResponse},
    http::{
        HeaderValue, Method, StatusCode,
        header::{ACCEPT, AUTHORIZATION},
    },
};
use serde_json::{Map, Value};
use url::Url;

use crate::{
    Identity, ProviderSettings,
    http::Http,
    identity::text_claim,
    metadata::{Directory, Metadata},
    settings::origin_of,
    token::{Check, Doubt},
};

/// Nobody waits longer than this for a provider.
const PATIENCE: Duration = Duration::from_secs(10);

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

/// One provider.
#[derive(Debug)]
pub struct Provider {
    settings: ProviderSettings,
    http: Http,
    directory: Directory,
}

impl Provider {
    /// A provider with these settings.
    ///
    /// # Errors
    /// The certificates that this machine trusts cannot be read.
    pub fn new(settings: ProviderSettings) -> std::io::Result<Self> {
        let http = Http::new()?;
        Ok(Self { directory: Directory::new(settings.issuer.clone(), http.clone()), settings, http })
    }

    /// Its settings.
    pub const fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// Origins a form may lead to: the issuer's, those of the settings, and its sign-in page's, once that is known.
    pub fn form_origins(&self) -> Vec<String> {
        let page = self.directory.page_origin();
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
        in_time(self.send_there(departure, now)).await
    }

    /// Reads what the provider says of itself, if it is not known: before the first one wants to go there.
    pub async fn prepare(&self, now: Timestamp) {
        // Why it did not work is in the log.
        drop(self.directory.metadata(now).await);
    }

    async fn send_there(&self, departure: Departure<'_>, now: Timestamp) -> Result<String, Problem> {
        let metadata = self.directory.metadata(now).await?;
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
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        Ok(request.url().0.to_string())
    }

    /// Exchanges the code and checks what it brings.
    ///
    /// # Errors
    /// Every [`Problem`].
    pub async fn arrive(&self, arrival: Arrival<'_>, now: Timestamp) -> Result<Identity, Problem> {
        in_time(self.take_back(arrival, now)).await
    }

    async fn take_back(&self, arrival: Arrival<'_>, now: Timestamp) -> Result<Identity, Problem> {
        let mut metadata = self.directory.metadata(now).await?;
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
            && let Some(newer) = self.directory.ask_for_keys(now).await
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
        let metadata = self.directory.last().await?;
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
        let mut request = HttpRequest::new(Vec::new());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = address.parse().ok()?;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        let bearer = HeaderValue::from_str(&format!("Bearer {}", access_token.secret())).ok()?;
        request.headers_mut().insert(AUTHORIZATION, bearer);
        let answer = self.http.send(request).await.ok()?;
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
}

/// Each request has its own limit; this one is for all of them together, and for waiting behind others.
async fn in_time<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or(Err(Problem::Unavailable("it takes too long")))
}

type Client = CoreClient<
    openidconnect::EndpointSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointMaybeSet,
    openidconnect::EndpointMaybeSet,
>;
