//! Sending somebody to a provider.

use carrel_domain::{Language, SessionId, Timestamp};
use carrel_openid::Departure;
use carrel_store::openid::{Flow, add_flow};
use serde::{Deserialize, Serialize};

use super::{FLOW_SECONDS, OpenIdError, OpenIdProblem, StepUpWish, sealed::seal};
use crate::{ServiceError, Services, audit::Origin, sessions::Session, sign_in::OpenIdThrottle, token::Token};

/// What somebody wants of a sign-in.
#[derive(Clone, Debug, Default)]
pub struct SignInWish {
    /// Where to go afterwards, without language prefix.
    pub next: String,
    /// “This is a shared computer.”
    pub is_shared_computer: bool,
}

/// Somebody is to be sent on.
#[derive(Debug)]
pub struct Departed {
    /// The provider's address.
    pub address: String,
    /// For the cookie that binds the way back to this browser.
    pub browser: Token,
}

/// What a flow is for.
#[derive(Debug, Deserialize, Serialize)]
pub(super) enum Purpose {
    SignIn { next: String, is_shared_computer: bool },
    StepUp { wish: StepUpWish },
}

/// What is kept of a flow, encrypted.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Secrets {
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) language: String,
    pub(super) began_at: i64,
    pub(super) purpose: Purpose,
}

impl Services {
    /// Begins a sign-in with a provider. `browser` is what the browser's cookie has from before, if anything.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] without such a provider; [`OpenIdProblem::Unavailable`], [`OpenIdProblem::Throttled`].
    pub async fn begin_openid_sign_in(
        &self,
        provider: &str,
        wish: SignInWish,
        language: Language,
        browser: Option<Token>,
        origin: &Origin,
    ) -> Result<Departed, OpenIdError> {
        let purpose = Purpose::SignIn { next: wish.next, is_shared_computer: wish.is_shared_computer };
        self.depart(provider, purpose, None, language, browser, origin).await
    }

    /// Begins a confirmation with a provider: whoever is signed in signs in there anew. The wish is kept meanwhile.
    ///
    /// # Errors
    /// As [`Services::begin_openid_sign_in`].
    pub async fn begin_openid_step_up(
        &self,
        session: &Session,
        provider: &str,
        wish: StepUpWish,
        language: Language,
        browser: Option<Token>,
        origin: &Origin,
    ) -> Result<Departed, OpenIdError> {
        let purpose = Purpose::StepUp { wish };
        self.depart(provider, purpose, Some(session.actor.session), language, browser, origin).await
    }

    async fn depart(
        &self,
        name: &str,
        purpose: Purpose,
        session: Option<SessionId>,
        language: Language,
        browser: Option<Token>,
        origin: &Origin,
    ) -> Result<Departed, OpenIdError> {
        let now: Timestamp = self.clock().now();
        let provider = self.provider(name)?;
        match OpenIdThrottle::new(self, origin).charge(self).await {
            Err(ServiceError::Throttled { .. }) => return Err(OpenIdError::Problem(OpenIdProblem::Throttled)),
            charged => charged?,
        }
        let is_again = matches!(purpose, Purpose::StepUp { .. });
        let (state, nonce, verifier) = (Token::generate()?, Token::generate()?, Token::generate()?);
        let departure = Departure {
            redirect_uri: &self.redirect_uri(name),
            state: state.reveal(),
            nonce: nonce.reveal(),
            verifier: verifier.reveal(),
            is_again,
            language: language.code(),
        };
        let address = provider.depart(departure, now).await?;
        let browser = browser.map_or_else(Token::generate, Ok)?;
        let secrets = Secrets {
            nonce: nonce.reveal().to_owned(),
            verifier: verifier.reveal().to_owned(),
            language: language.code().to_owned(),
            began_at: now.0,
            purpose,
        };
        let state_hash = state.hash();
        let flow = Flow {
            state_hash: &state_hash,
            browser_hash: &browser.hash(),
            provider: name,
            sealed: &seal(&self.inner.keyring, &flow_name(&state_hash), &secrets)?,
            session,
            expires_at: now.plus_seconds(FLOW_SECONDS),
        };
        add_flow(self.store().writer(), flow).await?;
        Ok(Departed { address, browser })
    }
}

pub(super) fn flow_name(state_hash: &str) -> String {
    format!("openid-flow:{state_hash}")
}
