//! Tokens for clients that say who they are (RFC 6749 §4.4). They are opaque, short-lived and kept as hashes.

use carrel_domain::{ApiActor, ApiScope};
use carrel_store::{api_client, api_token};

use super::{
    ApiError,
    call::{Caller, actor_of, may_come_from},
};
use crate::{ServiceError, Services, audit::Event, requests::plain_id, sign_in::ClientThrottle, token::Token};

/// How long a token is good, in seconds.
const TOKEN_SECONDS: i64 = 10 * 60;

/// What a client says.
#[derive(Clone, Copy)]
pub struct TokenWish<'a> {
    /// Who it says it is.
    pub client_id: &'a str,
    /// Its secret.
    pub secret: &'a str,
    /// Which scopes it wants; all of its own if it names none.
    pub scope: Option<&'a str>,
}

/// A token, shown this once.
#[derive(Debug)]
pub struct IssuedToken {
    /// The token.
    pub token: Token,
    /// What it may be used for.
    pub scopes: Vec<ApiScope>,
    /// How long, in seconds.
    pub seconds: i64,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// There is no such client, its secret is another, it was taken away, it has ended, or it may not come from there:
    /// the answer is the same.
    #[error("invalid client")]
    InvalidClient,
    /// It may not have what it wants.
    #[error("invalid scope")]
    InvalidScope,
    /// Too many tries, or too many calls: wait so many seconds.
    #[error("wait {0} s")]
    Throttled(i64),
    /// Anything else.
    #[error(transparent)]
    Service(ServiceError),
}

impl From<ServiceError> for TokenError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Throttled { seconds } => Self::Throttled(seconds),
            error => Self::Service(error),
        }
    }
}

impl From<carrel_store::StoreError> for TokenError {
    fn from(error: carrel_store::StoreError) -> Self {
        Self::Service(error.into())
    }
}

const fn event(action: &'static str, outcome: &'static str) -> Event {
    Event { action, category: None, purpose: "sign-in", outcome }
}

impl Services {
    /// Gives a client a token.
    ///
    /// # Errors
    /// Those of [`TokenError`]. What is refused of a client that exists is logged.
    pub async fn issue_token(&self, wish: TokenWish<'_>, caller: &Caller) -> Result<IssuedToken, TokenError> {
        let now = self.clock().now();
        let throttle = ClientThrottle::new(self, wish.client_id, &caller.origin);
        throttle.check(self).await?;
        let organization = self.profile().await?.id;
        let found = match plain_id(wish.client_id) {
            Ok(id) => api_client::find_with_secret(self.store().reader(), organization, id).await?,
            Err(_) => None,
        };
        let Some((client, secret_hash)) = found else {
            throttle.charge(self).await?;
            return Err(TokenError::InvalidClient);
        };
        let actor = actor_of(&client, &client.scopes)?;
        // Of 256 random bits only hashes are compared: how long that takes tells nothing of them.
        let is_right = Token::parse(wish.secret).is_some_and(|secret| secret.hash() == secret_hash);
        let is_open = client.revoked_at.is_none() && client.expires_at > now.0;
        if !is_right || !is_open || !may_come_from(&client, caller.address) {
            throttle.charge(self).await?;
            return Err(self.refuse_token(&actor, caller, TokenError::InvalidClient).await?);
        }
        match self.count_call(actor.client, client.requests_per_minute).await {
            Ok(()) => {}
            Err(ApiError::TooManyCalls { seconds }) => return Err(TokenError::Throttled(seconds)),
            Err(ApiError::Service(error)) => return Err(error.into()),
            Err(error) => return Err(ServiceError::System(error.to_string()).into()),
        }
        let wished = wish.scope.map_or(Some(Vec::new()), ApiScope::parse_list);
        let scopes = match wished {
            Some(wished) if wished.is_empty() => actor.scopes.to_vec(),
            Some(wished) if wished.iter().all(|scope| actor.scopes.contains(scope)) => wished,
            _ => return Err(self.refuse_token(&actor, caller, TokenError::InvalidScope).await?),
        };
        let token = Token::generate()?;
        let entry = self.entry_of_client(&actor, &caller.origin, None, event("api-token-issued", "done"), None);
        let transaction = self.store().begin().await?;
        let expires_at = now.plus_seconds(TOKEN_SECONDS);
        let asker = (actor.client, secret_hash.as_str());
        let scope = ApiScope::list(&scopes);
        if !api_token::add(&transaction, asker, &token.hash(), &scope, expires_at, now).await? {
            transaction.rollback().await.map_err(carrel_store::StoreError::from)?;
            return Err(self.refuse_token(&actor, caller, TokenError::InvalidClient).await?);
        }
        self.commit_logged(transaction, &[entry]).await?;
        Ok(IssuedToken { token, scopes, seconds: TOKEN_SECONDS })
    }

    async fn refuse_token(
        &self,
        actor: &ApiActor,
        caller: &Caller,
        error: TokenError,
    ) -> Result<TokenError, TokenError> {
        let refused = event("api-token-refused", "refused");
        self.inner.audit.append(self.entry_of_client(actor, &caller.origin, None, refused, None)).await?;
        Ok(error)
    }
}
