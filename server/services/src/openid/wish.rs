//! What somebody wanted to do, kept while they confirm who they are elsewhere: nothing they typed is lost.

use carrel_store::openid::{Flow, add_flow, find_flow};
use serde::{Deserialize, Serialize};

use super::{
    FLOW_SECONDS,
    sealed::{open, seal},
};
use crate::{ServiceError, Services, sessions::Session, token::Token};

/// Stands where a flow has its provider.
const KEPT: &str = "wish";

/// A form that was sent, and is to be sent again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct StepUpWish {
    /// Address the form goes to, without language prefix.
    pub action: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
    /// Where to go instead, without language prefix.
    pub back: String,
}

impl Services {
    /// Keeps a wish of this session's; answers the token that shows it.
    pub(super) async fn keep_wish(&self, session: &Session, wish: &StepUpWish) -> Result<Token, ServiceError> {
        let token = Token::generate()?;
        let hash = token.hash();
        let flow = Flow {
            state_hash: &hash,
            browser_hash: "",
            provider: KEPT,
            sealed: &seal(&self.inner.keyring, &name(&hash), wish)?,
            session: Some(session.actor.session),
            expires_at: self.clock().now().plus_seconds(FLOW_SECONDS),
        };
        add_flow(self.store().writer(), flow).await?;
        Ok(token)
    }

    /// What somebody wanted to do before they confirmed who they are. Looking at it changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] if there is nothing, or it is another session's.
    pub async fn kept_wish(&self, session: &Session, token: &Token) -> Result<StepUpWish, ServiceError> {
        let hash = token.hash();
        let db = self.store().reader();
        let sealed = find_flow(db, &hash, KEPT, session.actor.session, self.clock().now()).await?;
        sealed.and_then(|sealed| open(&self.inner.keyring, &name(&hash), &sealed)).ok_or(ServiceError::NotFound)
    }
}

fn name(hash: &str) -> String {
    format!("openid-wish:{hash}")
}
