//! Questions to a passkey, and its answers.
//!
//! What must be remembered of a question goes to the browser and comes back, sealed: it opens for the purpose it was made
//! for, for five minutes, and once. Only that it was answered is kept.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use carrel_domain::{OrganizationId, PatronId, PatronScope};
use carrel_store::{
    passkey::{self, Passkey},
    second_factor,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};
use webauthn_rs::Webauthn;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey as Credential, PasskeyAuthentication,
    PublicKeyCredential, WebauthnError, WebauthnResult,
};

use super::FORM_SECONDS;
use crate::{ServiceError, Services, audit::Origin, sealed, security_notice::SecurityEvent};

/// What a question is for: an answer to one is none to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Adding a passkey, in this session.
    Register(i64),
    /// Signing in, whoever it is.
    SignIn,
    /// The second step of this sign-in.
    Step(i64),
    /// Something where more is at stake, in this session.
    StepUp(i64),
}

impl Purpose {
    fn name(self) -> String {
        match self {
            Self::Register(session) => format!("passkey:register:{session}"),
            Self::SignIn => String::from("passkey:sign-in"),
            Self::Step(step) => format!("passkey:step:{step}"),
            Self::StepUp(session) => format!("passkey:step-up:{session}"),
        }
    }
}

/// What comes back sealed.
#[derive(Serialize, Deserialize)]
struct Asked<S> {
    state: S,
    expires_at: i64,
}

/// What goes to the browser.
#[derive(Serialize)]
struct Question<'a, O> {
    options: &'a O,
    state: String,
}

/// What the browser's script puts into the form.
#[derive(Deserialize)]
pub(super) struct Reply<C> {
    pub state: String,
    pub credential: C,
}

pub(super) fn broken(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::System(error.to_string())
}

impl<C: DeserializeOwned> Reply<C> {
    /// What the form has, if it is of that form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

impl Services {
    pub(super) fn webauthn(&self) -> Result<&Webauthn, ServiceError> {
        self.inner.webauthn.as_ref().ok_or(ServiceError::NotFound)
    }

    /// A question as JSON for the browser.
    pub(super) fn ask<O: Serialize, S: Serialize>(
        &self,
        purpose: Purpose,
        options: &O,
        state: S,
    ) -> Result<String, ServiceError> {
        let expires_at = self.clock().now().plus_seconds(FORM_SECONDS).0;
        let asked = serde_json::to_vec(&Asked { state, expires_at }).map_err(broken)?;
        let state = sealed::seal(&self.inner.keyring, &purpose.name(), &asked)?;
        serde_json::to_string(&Question { options, state }).map_err(broken)
    }

    /// What is known of a question, if it was asked for this purpose a short while ago and not answered yet.
    pub(super) async fn asked<S: DeserializeOwned>(
        &self,
        purpose: Purpose,
        state: &str,
    ) -> Result<Option<S>, ServiceError> {
        let Some(opened) = sealed::open(&self.inner.keyring, &purpose.name(), state) else { return Ok(None) };
        let asked: Asked<S> = serde_json::from_slice(&opened).map_err(broken)?;
        let expires_at = carrel_domain::Timestamp(asked.expires_at);
        if expires_at <= self.clock().now() {
            return Ok(None);
        }
        let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(state));
        let is_first = second_factor::use_challenge(self.store().writer(), &hash, expires_at).await?;
        Ok(is_first.then_some(asked.state))
    }

    /// A question to any passkey of anybody's.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] if this Carrel takes no passkeys.
    pub fn ask_for_sign_in(&self) -> Result<String, ServiceError> {
        let (mut question, state) = self.webauthn()?.start_discoverable_authentication().map_err(broken)?;
        question.mediation = None;
        self.ask(Purpose::SignIn, &question, state)
    }

    /// Whose passkey answered.
    pub(crate) async fn passkey_of_anybody(
        &self,
        organization: OrganizationId,
        text: &str,
        origin: &Origin,
    ) -> Result<Option<PatronId>, ServiceError> {
        let webauthn = self.webauthn()?;
        let Some(Reply { state, credential }) = Reply::<PublicKeyCredential>::parse(text) else { return Ok(None) };
        let Some(state) = self.asked::<DiscoverableAuthentication>(Purpose::SignIn, &state).await? else {
            return Ok(None);
        };
        let Ok((handle, id)) = webauthn.identify_discoverable_authentication(&credential) else { return Ok(None) };
        let Some(found) = passkey::find(self.store().reader(), &URL_SAFE_NO_PAD.encode(id)).await? else {
            return Ok(None);
        };
        if found.user_handle != handle.to_string() {
            return Ok(None);
        }
        let known: Credential = serde_json::from_str(&found.credential).map_err(broken)?;
        let result = webauthn.finish_discoverable_authentication_v2(&credential, state, &known);
        let is_right = self.note_answer(organization, &found, known, result, origin).await?;
        Ok(is_right.then_some(PatronId(found.patron_id)))
    }

    /// A question to the passkeys of one patron.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] if there are none.
    pub(crate) async fn ask_patron(&self, patron: PatronId, purpose: Purpose) -> Result<String, ServiceError> {
        let webauthn = self.webauthn()?;
        let known = passkey::list(self.store().reader(), patron).await?;
        let known: Vec<Credential> =
            known.iter().map(|one| serde_json::from_str(&one.credential)).collect::<Result<_, _>>().map_err(broken)?;
        if known.is_empty() {
            return Err(ServiceError::NotFound);
        }
        let (question, state) = webauthn.start_passkey_authentication(&known).map_err(broken)?;
        self.ask(purpose, &question, state)
    }

    /// Whether a passkey of this patron's answered.
    pub(crate) async fn check_passkey(
        &self,
        scope: PatronScope,
        purpose: Purpose,
        text: &str,
        origin: &Origin,
    ) -> Result<bool, ServiceError> {
        let webauthn = self.webauthn()?;
        let Some(Reply { state, credential }) = Reply::<PublicKeyCredential>::parse(text) else { return Ok(false) };
        let Some(state) = self.asked::<PasskeyAuthentication>(purpose, &state).await? else { return Ok(false) };
        let id = URL_SAFE_NO_PAD.encode(credential.get_credential_id());
        let found = passkey::find(self.store().reader(), &id).await?;
        let Some(found) = found.filter(|found| found.patron_id == scope.patron().0) else { return Ok(false) };
        let known: Credential = serde_json::from_str(&found.credential).map_err(broken)?;
        let result = webauthn.finish_passkey_authentication(&credential, &state);
        self.note_answer(scope.organization(), &found, known, result, origin).await
    }

    /// Keeps a passkey's new counter; a counter that went back is a copy's, and its owner is told.
    async fn note_answer(
        &self,
        organization: OrganizationId,
        found: &Passkey,
        mut known: Credential,
        result: WebauthnResult<AuthenticationResult>,
        origin: &Origin,
    ) -> Result<bool, ServiceError> {
        let patron = PatronId(found.patron_id);
        let result = match result {
            Ok(result) if result.user_verified() => result,
            Ok(_) => return Ok(false),
            Err(WebauthnError::CredentialPossibleCompromise) => {
                let scope = PatronScope::of_background_work(patron, organization);
                self.tell_owner(self.store().writer(), scope, SecurityEvent::PasskeyCopied).await?;
                self.wake_mail();
                self.log_sign_in(organization, Some(patron), origin, "passkey-refused", "refused").await?;
                return Ok(false);
            }
            Err(error) => {
                tracing::info!(%error, "a passkey's answer was not right");
                return Ok(false);
            }
        };
        known.update_credential(&result);
        let credential = serde_json::to_string(&known).map_err(broken)?;
        Ok(passkey::note_use(self.store().writer(), found, &credential, self.clock().now()).await?)
    }
}
