//! Somebody comes back from a provider.

use carrel_domain::{Language, Method, OrganizationId, PatronId, PatronScope, Proof, SessionId};
use carrel_openid::{Arrival, Identity, MatchField, Provider};
use carrel_store::{
    credential,
    openid::{self, Field},
    second_factor, session, sign_in_step,
};

use super::{
    FLOW_SECONDS, OpenIdError, OpenIdProblem,
    depart::{Purpose, Secrets, flow_name},
    sealed::{open, seal},
    wish::StepUpWish,
};
use crate::{
    ServiceError, Services,
    audit::Event,
    sessions::Session,
    sign_in::{Door, OpenIdThrottle, Outcome, Visitor},
    token::Token,
};

/// What the browser brings back from a provider.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The provider whose address was called.
    pub provider: &'a str,
    /// The state in the address.
    pub state: Option<&'a Token>,
    /// The browser's cookie.
    pub browser: Option<&'a Token>,
    /// The code to exchange; none if the provider says no.
    pub code: Option<&'a str>,
    /// Who answers, if that is said (RFC 9207).
    pub issuer: Option<&'a str>,
}

/// What became of it.
#[derive(Debug)]
pub struct Arrived {
    /// Language to go on in, if the flow was found.
    pub language: Option<Language>,
    /// What came of it.
    pub came: Result<Came, OpenIdError>,
}

/// Somebody came back well.
#[derive(Debug)]
pub enum Came {
    /// To sign in.
    In {
        /// What the library makes of it.
        outcome: Outcome,
        /// Where to go on, without language prefix.
        next: String,
    },
    /// To confirm who they are, in a session that goes on.
    Again {
        /// The session's new token.
        session: Token,
        /// Shows what they wanted to do.
        wish: Token,
    },
}

impl Services {
    /// Ends a flow: exchanges the code, checks the token, finds the patron. The session is that of the browser, if it has
    /// one; the visitor's wish for a shared computer is taken from the flow.
    pub async fn end_openid(&self, answer: Answer<'_>, session: Option<&Session>, visitor: Visitor) -> Arrived {
        match self.take(answer).await {
            Err(error) => Arrived { language: None, came: Err(error) },
            Ok((secrets, of)) => {
                let language = Language::ALL.into_iter().find(|language| language.code() == secrets.language);
                let came = self.go_on(answer, secrets, of, session, visitor.clone()).await;
                if let Err(error) = &came
                    && let Err(failed) = self.log_failed(error, &visitor).await
                {
                    return Arrived { language, came: Err(failed.into()) };
                }
                Arrived { language, came }
            }
        }
    }

    async fn take(&self, answer: Answer<'_>) -> Result<(Secrets, Option<SessionId>), OpenIdError> {
        self.provider(answer.provider)?;
        let stale = || OpenIdError::Problem(OpenIdProblem::Stale);
        let (Some(state), Some(browser)) = (answer.state, answer.browser) else { return Err(stale()) };
        let (hash, db) = (state.hash(), self.store().writer());
        let taken = openid::take_flow(db, &hash, &browser.hash(), answer.provider, self.clock().now()).await?;
        let taken = taken.ok_or_else(stale)?;
        let secrets = open(&self.inner.keyring, &flow_name(&hash), &taken.sealed).ok_or_else(stale)?;
        Ok((secrets, taken.session_id.map(SessionId)))
    }

    async fn go_on(
        &self,
        answer: Answer<'_>,
        secrets: Secrets,
        of: Option<SessionId>,
        session: Option<&Session>,
        visitor: Visitor,
    ) -> Result<Came, OpenIdError> {
        let code = answer.code.ok_or(OpenIdError::Problem(OpenIdProblem::Declined))?;
        let provider = self.provider(answer.provider)?;
        let arrival = Arrival {
            code,
            issuer: answer.issuer,
            redirect_uri: &self.redirect_uri(answer.provider),
            nonce: &secrets.nonce,
            verifier: &secrets.verifier,
        };
        let identity = provider.arrive(arrival, self.clock().now()).await.inspect_err(|problem| {
            tracing::warn!(provider = answer.provider, %problem, "a sign-in with a provider failed");
        })?;
        match secrets.purpose {
            Purpose::SignIn { next, is_shared_computer } => {
                let visitor = Visitor { is_shared_computer, next: next.clone(), ..visitor };
                let outcome = self.sign_in_with(provider, &identity, answer, &visitor).await?;
                OpenIdThrottle::new(self, &visitor.origin).give_back(self).await?;
                Ok(Came::In { outcome, next })
            }
            Purpose::StepUp { wish } => {
                let session = session.filter(|session| of == Some(session.actor.session));
                let session = session.ok_or(OpenIdError::Problem(OpenIdProblem::Stale))?;
                self.confirm(session, answer.provider, &identity, secrets.began_at, &wish, &visitor).await
            }
        }
    }

    async fn sign_in_with(
        &self,
        provider: &Provider,
        identity: &Identity,
        answer: Answer<'_>,
        visitor: &Visitor,
    ) -> Result<Outcome, OpenIdError> {
        let organization = self.profile().await?.id;
        let now = self.clock().now();
        let known =
            openid::Identity { provider: answer.provider, issuer: &identity.issuer, subject: &identity.subject };
        let patron = match openid::use_link(self.store().writer(), organization, known, now).await? {
            Some(patron) => Some(patron),
            None => match self.matching(provider, identity, organization).await? {
                Some(patron) => {
                    // What is closed is not opened to a new identity.
                    let account = credential::find_account(self.store().reader(), organization, patron).await?;
                    if let Some(account) = account
                        && let Some(outcome) = self.kept_out(&account).await?
                    {
                        return Ok(outcome);
                    }
                    let owner = PatronScope::of_background_work(patron, organization);
                    self.link(owner, known, None, &visitor.origin).await?.then_some(patron)
                }
                None => None,
            },
        };
        let account = match patron {
            Some(patron) => credential::find_account(self.store().reader(), organization, patron).await?,
            None => None,
        };
        let Some(account) = account else {
            // On a shared computer the next one would be asked whether it is theirs.
            if let Some(browser) = answer.browser.filter(|_| !visitor.is_shared_computer && patron.is_none()) {
                self.keep_pending(answer.provider, identity, browser).await?;
            }
            return Err(OpenIdError::Problem(OpenIdProblem::Unknown));
        };
        let proof = if identity.is_strong { Proof::strong(Method::OpenId) } else { Proof::single(Method::OpenId) };
        let door = Door::Provider(answer.provider.to_owned());
        let outcome = self.admit_through(&account, proof, &door, visitor).await?;
        let sealed = seal(&self.inner.keyring, &token_name(answer.provider), &identity.id_token)?;
        let db = self.store().writer();
        match &outcome {
            Outcome::Done(signed_in) => {
                openid::keep_token(db, &signed_in.token.hash(), answer.provider, &sealed).await?;
            }
            Outcome::SecondStep(step) => {
                sign_in_step::keep_provider(db, &step.hash(), answer.provider, &sealed).await?;
            }
            _ => {}
        }
        Ok(outcome)
    }

    /// The one open patron whom the configured claim names exactly. Whoever has another identity at this provider already
    /// is not taken by a claim: they say themselves that both are theirs.
    async fn matching(
        &self,
        provider: &Provider,
        identity: &Identity,
        organization: OrganizationId,
    ) -> Result<Option<PatronId>, OpenIdError> {
        let (Some((_, field)), Some(claim)) = (&provider.settings().matching, &identity.claim) else { return Ok(None) };
        let marks;
        let field = match field {
            MatchField::Cardnumber => Field::Cardnumber,
            MatchField::Userid => Field::Userid,
            MatchField::Attribute(code) => {
                marks = self.inner.keyring.attribute_marks(code, claim);
                Field::Attribute(code, &marks)
            }
        };
        let found = openid::find_patrons(self.store().reader(), organization, field, claim).await?;
        let [patron] = found.as_slice() else { return Ok(None) };
        let owner = PatronScope::of_background_work(*patron, organization);
        let links = openid::list_links(self.store().reader(), owner).await?;
        Ok((!links.iter().any(|link| link.issuer == identity.issuer)).then_some(*patron))
    }

    async fn keep_pending(&self, provider: &str, identity: &Identity, browser: &Token) -> Result<(), OpenIdError> {
        let hash = browser.hash();
        let pending = openid::Pending {
            provider: provider.to_owned(),
            issuer: identity.issuer.clone(),
            sealed: seal(&self.inner.keyring, &super::link::pending_name(&hash), &identity.subject)?,
        };
        let until = self.clock().now().plus_seconds(FLOW_SECONDS);
        Ok(openid::keep_pending(self.store().writer(), &hash, &pending, until).await?)
    }

    /// Confirms a session: the same person, who just signed in there once more.
    async fn confirm(
        &self,
        session: &Session,
        provider: &str,
        identity: &Identity,
        began_at: i64,
        wish: &StepUpWish,
        visitor: &Visitor,
    ) -> Result<Came, OpenIdError> {
        let actor = &session.actor;
        let now = self.clock().now();
        let known = openid::Identity { provider, issuer: &identity.issuer, subject: &identity.subject };
        let patron = openid::use_link(self.store().writer(), actor.organization, known, now).await?;
        let is_fresh = identity.authenticated_at.is_some_and(|at| at >= began_at - 60);
        let event = |action, outcome| Event { action, category: None, purpose: "sign-in", outcome };
        // Who has a second factor is asked for it, unless the provider did.
        let is_enough = identity.is_strong || !second_factor::count(self.store().reader(), actor.patron).await?.any();
        if patron != Some(actor.patron) || !is_fresh || !is_enough {
            self.log(actor, actor.patron, &visitor.origin, event("step-up-failed", "refused")).await?;
            return Err(OpenIdError::Problem(OpenIdProblem::NotConfirmed));
        }
        let token = Token::generate()?;
        session::verify(self.store().writer(), actor.session, &token.hash(), now).await?;
        self.log(actor, actor.patron, &visitor.origin, event("step-up", "done")).await?;
        Ok(Came::Again { session: token, wish: self.keep_wish(session, wish).await? })
    }

    async fn log_failed(&self, error: &OpenIdError, visitor: &Visitor) -> Result<(), ServiceError> {
        let OpenIdError::Problem(problem) = error else { return Ok(()) };
        if matches!(problem, OpenIdProblem::Unavailable | OpenIdProblem::NotConfirmed) {
            return Ok(());
        }
        let organization = self.profile().await?.id;
        self.log_sign_in(organization, None, &visitor.origin, "sign-in-failed", "refused").await
    }

    /// Where to send a browser whose session ends, so that its provider forgets it too.
    pub async fn openid_sign_out(&self, session: &Session) -> Result<Option<String>, ServiceError> {
        let kept = openid::find_token(self.store().reader(), session.actor.session).await?;
        let Some((name, sealed)) = kept else { return Ok(None) };
        let Some(provider) = self.inner.options.openid.find(&name) else { return Ok(None) };
        let Some(token) = open::<String>(&self.inner.keyring, &token_name(&name), &sealed) else { return Ok(None) };
        Ok(provider.sign_out_address(&token, &format!("{}/signed-out", self.inner.options.base_url)).await)
    }
}

fn token_name(provider: &str) -> String {
    format!("openid-token:{provider}")
}
