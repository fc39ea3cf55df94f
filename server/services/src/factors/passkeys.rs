//! One's own passkeys: adding, naming, removing.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use carrel_domain::Method;
use carrel_store::passkey::{self, NewPasskey};
use webauthn_rs::prelude::{Passkey as Credential, PasskeyRegistration, RegisterPublicKeyCredential, Uuid};

use super::{
    FactorAdded,
    challenge::{Purpose, Reply, broken},
};
use crate::{
    ServiceError, Services,
    audit::Origin,
    entered,
    security_notice::SecurityEvent,
    sessions::Session,
    token::{fill_random, opaque_id},
};

/// Characters of a passkey's name.
pub const LONGEST_NAME: usize = 60;
/// Passkeys of one patron.
const MOST: usize = 20;

impl Services {
    /// Asks the browser to make a passkey; the answer is JSON for its script.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`]: `too-many-passkeys`; [`ServiceError::NotFound`] if this
    /// Carrel takes none.
    pub async fn ask_for_passkey(&self, session: &Session) -> Result<String, ServiceError> {
        self.must_be_verified(session)?;
        let webauthn = self.webauthn()?;
        let known = passkey::list(self.store().reader(), session.actor.patron).await?;
        if known.len() >= MOST {
            return Err(ServiceError::Impossible("too-many-passkeys"));
        }
        let handle = match known.first() {
            Some(first) => Uuid::parse_str(&first.user_handle).map_err(broken)?,
            None => {
                let mut bytes = [0; 16];
                fill_random(&mut bytes)?;
                Uuid::from_bytes(bytes)
            }
        };
        let ids = known
            .iter()
            .map(|one| serde_json::from_str::<Credential>(&one.credential).map(|known| known.cred_id().clone()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(broken)?;
        let (question, state) = webauthn
            .start_passkey_registration(handle, &session.cardnumber, &session.name, Some(ids))
            .map_err(broken)?;
        // Kept on the device where it can be, so that signing in needs no card number.
        let mut question = serde_json::to_value(&question).map_err(broken)?;
        if let Some(selection) = question.pointer_mut("/publicKey/authenticatorSelection") {
            selection["residentKey"] = "preferred".into();
        }
        self.ask(Purpose::Register(session.actor.session.0), &question, (handle, state))
    }

    /// Keeps a passkey that the browser made.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `passkey-name`, `passkey-refused`, `passkey-known`.
    pub async fn add_passkey(
        &self,
        session: &Session,
        name: &str,
        text: &str,
        origin: &Origin,
    ) -> Result<FactorAdded, ServiceError> {
        let webauthn = self.webauthn()?;
        let name = entered::text(name, LONGEST_NAME).ok_or(ServiceError::Impossible("passkey-name"))?;
        let refused = ServiceError::Impossible("passkey-refused");
        let Some(Reply { state, credential }) = Reply::<RegisterPublicKeyCredential>::parse(text) else {
            return Err(refused);
        };
        let purpose = Purpose::Register(session.actor.session.0);
        let Some((handle, state)) = self.asked::<(Uuid, PasskeyRegistration)>(purpose, &state).await? else {
            return Err(refused);
        };
        let made = webauthn.finish_passkey_registration(&credential, &state).map_err(|error| {
            tracing::info!(%error, "a passkey could not be added");
            refused
        })?;
        let (actor, now) = (&session.actor, self.clock().now());
        let new = NewPasskey {
            public_id: opaque_id()?,
            patron: actor.patron,
            credential_id: URL_SAFE_NO_PAD.encode(made.cred_id()),
            user_handle: handle.to_string(),
            credential: serde_json::to_string(&made).map_err(broken)?,
            name,
        };
        let adding = self.begin_adding(session, origin, "passkey-added").await?;
        let transaction = self.store().begin().await?;
        if !passkey::add(&transaction, new, now).await? {
            return Err(ServiceError::Impossible("passkey-known"));
        }
        self.finish_adding(transaction, session, Method::Passkey, SecurityEvent::PasskeyAdded, adding).await
    }

    /// Calls a passkey something else.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`]: `passkey-name`; [`ServiceError::NotFound`].
    pub async fn rename_passkey(
        &self,
        session: &Session,
        public_id: &str,
        name: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        self.must_be_verified(session)?;
        let name = entered::text(name, LONGEST_NAME).ok_or(ServiceError::Impossible("passkey-name"))?;
        let actor = &session.actor;
        let entry = self.factor_entry(actor, actor.patron, origin, "passkey-renamed").await?;
        let transaction = self.store().begin().await?;
        if !passkey::rename(&transaction, actor.patron, plain(public_id)?, &name).await? {
            return Err(ServiceError::NotFound);
        }
        self.commit_factors(transaction, &[entry]).await
    }

    /// Takes a passkey no longer.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::NotFound`].
    pub async fn remove_passkey(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        self.must_be_verified(session)?;
        let actor = &session.actor;
        let entry = self.factor_entry(actor, actor.patron, origin, "passkey-removed").await?;
        let transaction = self.store().begin().await?;
        if !passkey::remove(&transaction, actor.patron, plain(public_id)?).await? {
            return Err(ServiceError::NotFound);
        }
        self.forget_codes_of_nothing(&transaction, actor.patron).await?;
        self.tell_owner(&transaction, actor.own_data(), SecurityEvent::PasskeyRemoved).await?;
        self.commit_factors(transaction, &[entry]).await
    }
}

/// PostgreSQL has no NUL in texts: asking for one is an error.
fn plain(public_id: &str) -> Result<&str, ServiceError> {
    if public_id.contains('\0') { Err(ServiceError::NotFound) } else { Ok(public_id) }
}
