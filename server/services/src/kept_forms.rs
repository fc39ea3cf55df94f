//! What somebody was writing when their session ended: kept for the same person, and for nobody else (requirement A7).

use carrel_domain::{Actor, PatronId};
use carrel_store::{kept_form, session};
use serde::{Deserialize, Serialize};

use crate::{ServiceError, Services, sealed, sessions::Session, token::Token};

/// A form is kept so long, in seconds.
const KEPT_SECONDS: i64 = 30 * 60;
/// Fields that are never kept: whoever comes back gives them again.
const SECRETS: [&str; 6] = ["pin", "password", "new_password", "code", "secret", "credential"];

/// A form as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptForm {
    /// Where it was to go, without language prefix.
    pub path: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
}

impl KeptForm {
    fn without_secrets(mut self) -> Self {
        self.fields.retain(|(name, _)| !SECRETS.contains(&name.as_str()));
        self
    }
}

impl Services {
    /// Keeps a form that came with a session that is over, if it is clear whose it was. Answers what opens it.
    ///
    /// # Errors
    /// The database failed; the form is lost then.
    pub async fn keep_late_form(&self, session: &Token, form: KeptForm) -> Result<Option<Token>, ServiceError> {
        let now = self.clock().now();
        let owner = session::owner_of_late(self.store().reader(), &session.hash(), now, session::LATE_SECONDS).await?;
        match owner {
            Some(patron) => Ok(Some(self.keep_form(patron, form).await?)),
            None => Ok(None),
        }
    }

    /// Keeps a form of somebody whose session is about to end.
    ///
    /// # Errors
    /// As [`Services::keep_late_form`].
    pub async fn keep_own_form(&self, session: &Session, form: KeptForm) -> Result<Token, ServiceError> {
        self.keep_form(session.actor.patron, form).await
    }

    async fn keep_form(&self, patron: PatronId, form: KeptForm) -> Result<Token, ServiceError> {
        let token = Token::generate()?;
        let json =
            serde_json::to_vec(&form.without_secrets()).map_err(|error| ServiceError::System(error.to_string()))?;
        let payload = sealed::seal(&self.inner.keyring, &name_of(&token), &json)?;
        let until = self.clock().now().plus_seconds(KEPT_SECONDS);
        kept_form::add(self.store().writer(), patron, &token.hash(), &payload, until).await?;
        Ok(token)
    }

    /// The form kept in this browser, if it is theirs.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for anybody else, and later.
    pub async fn kept_form(&self, session: &Session, token: &Token) -> Result<KeptForm, ServiceError> {
        let Actor { patron, .. } = session.actor;
        let found = kept_form::find(self.store().reader(), patron, &token.hash(), self.clock().now()).await?;
        found
            .and_then(|payload| sealed::open(&self.inner.keyring, &name_of(token), &payload))
            .and_then(|json| serde_json::from_slice(&json).ok())
            .ok_or(ServiceError::NotFound)
    }

    /// Forgets the form kept in this browser.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_form(&self, session: &Session, token: &Token) -> Result<(), ServiceError> {
        Ok(kept_form::remove(self.store().writer(), session.actor.patron, &token.hash()).await?)
    }
}

fn name_of(token: &Token) -> String {
    format!("form:{}", token.hash())
}
