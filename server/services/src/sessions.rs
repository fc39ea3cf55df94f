//! Signed-in sessions.

use std::time::Duration;

use carrel_domain::{Actor, Method, OrganizationId, PatronId, Proof, Role, SessionId, Timestamp};
pub use carrel_store::entity::session::Model as SessionRow;
use carrel_store::{
    email::Asking,
    session::{self, SignedIn},
};

use crate::{
    ServiceError, Services,
    audit::{Event, Origin},
    factors::{Purpose, StaffFactor},
    my_data::OwnCounts,
    sign_in::{Answer, StepUpThrottle, Visitor},
    token::Token,
};

/// How long a sign-in or a repeated PIN counts for things where more is at stake, in seconds (ASVS 7.5).
pub const VERIFIED_SECONDS: i64 = 15 * 60;
/// A session is marked as used at most once in so many seconds: a page should not cost a write.
const TOUCH_SECONDS: i64 = 60;

/// How long a session lasts (ASVS 7.3).
#[derive(Clone, Copy, Debug)]
pub struct Lifetime {
    /// Without use, in seconds.
    pub idle: i64,
    /// In any case, in seconds.
    pub absolute: i64,
}

impl Lifetime {
    /// Short on a shared computer, shorter for staff than for patrons.
    pub const fn of(role: Role, is_shared_computer: bool) -> Self {
        if is_shared_computer {
            Self { idle: 5 * 60, absolute: 60 * 60 }
        } else if role.is_staff() {
            Self { idle: 15 * 60, absolute: 10 * 60 * 60 }
        } else {
            Self { idle: 30 * 60, absolute: 12 * 60 * 60 }
        }
    }
}

/// A session as pages need it.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who is asking.
    pub actor: Actor,
    /// Name for the header.
    pub name: String,
    /// Card number, shown to its owner.
    pub cardnumber: String,
    /// Home library's code.
    pub library: Option<String>,
    /// On a shared computer.
    pub is_shared_computer: bool,
    /// What it was opened with.
    pub proof: Proof,
    /// Holds roles that cannot be used from where the request came.
    pub is_outside: bool,
    /// Whether its roles need a second factor: they rest while it is missing.
    pub factor: StaffFactor,
    /// When it was opened.
    pub signed_in_at: Timestamp,
    /// When PIN or password was last given.
    pub verified_at: Timestamp,
    /// Ends after so many seconds without use.
    pub idle: Duration,
    /// Ends then in any case.
    pub expires_at: Timestamp,
    /// The patron may be asked for a mail address: none is confirmed, and they did not decline.
    pub may_ask_for_email: bool,
}

impl Session {
    /// Leaves the roles outside: from here the session is a patron's.
    pub fn leave_roles(&mut self) {
        self.is_outside = self.actor.is_staff();
        self.actor.grants = std::sync::Arc::new([]);
    }

    /// Leaves the roles of a session that lacks a second factor: until it has one it is a patron's.
    fn rest_roles(&mut self, factor: StaffFactor) {
        self.factor = factor;
        if factor == StaffFactor::Missing {
            self.actor.grants = std::sync::Arc::new([]);
        }
    }

    /// Whether PIN or password was given recently enough for what needs more trust.
    pub const fn is_verified(&self, now: Timestamp) -> bool {
        now.seconds_since(self.verified_at) < VERIFIED_SECONDS
    }
}

impl Services {
    /// The session a token opens, if it is still good. One query; a write at most once a minute.
    pub async fn find_session(&self, token: &Token) -> Result<Option<Session>, ServiceError> {
        let found = session::find(self.store().reader(), &token.hash(), self.clock().now()).await?;
        match found {
            Some(row) => self.session(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// As [`Services::find_session`], in one query with how much the library holds about its patron, and about those whose
    /// home pages are asked for at the same time.
    pub async fn find_session_with_counts(&self, token: &Token) -> Result<Option<(Session, OwnCounts)>, ServiceError> {
        let Some(mut row) = self.inner.home.ask(token.hash()).await? else { return Ok(None) };
        let answer = row.counts.take().unwrap_or_default().into();
        let counts = OwnCounts { patron: PatronId(row.patron_id), answer };
        Ok(Some((self.session(row).await?, counts)))
    }

    async fn session(&self, row: SignedIn) -> Result<Session, ServiceError> {
        let now = self.clock().now();
        if now.0 - row.last_used_at >= TOUCH_SECONDS {
            session::touch(self.store().writer(), SessionId(row.id), now).await?;
        }
        let proof = row.proof();
        let (grants, began) = row.grants()?;
        let factor = match began {
            Some(began) if !proof.is_strong() => {
                self.settings_of(OrganizationId(row.organization_id)).await?.staff_factor.of(began, now)
            }
            _ => StaffFactor::NotNeeded,
        };
        let name = [row.firstname.as_deref(), row.surname.as_deref()];
        let mut session = Session {
            actor: Actor {
                patron: PatronId(row.patron_id),
                organization: OrganizationId(row.organization_id),
                session: SessionId(row.id),
                grants: grants.into(),
            },
            name: name.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
            cardnumber: row.cardnumber.unwrap_or_default(),
            library: row.library,
            is_shared_computer: row.is_shared_computer != 0,
            proof,
            is_outside: false,
            factor: StaffFactor::NotNeeded,
            signed_in_at: Timestamp(row.created_at),
            verified_at: Timestamp(row.verified_at),
            idle: Duration::from_secs(u64::try_from(row.idle_seconds).unwrap_or(0)),
            expires_at: Timestamp(row.expires_at),
            may_ask_for_email: row.has_confirmed_email == 0
                && match Asking::of_stored(row.email_ask_after) {
                    Asking::Whenever => true,
                    Asking::From(at) => at.0 <= row.created_at,
                    Asking::Never => false,
                },
        };
        session.rest_roles(factor);
        Ok(session)
    }

    /// Ends a session on the server.
    pub async fn sign_out(&self, session: &Session, origin: &Origin) -> Result<(), ServiceError> {
        let actor = &session.actor;
        session::end(self.store().writer(), actor.patron, actor.session).await?;
        self.log(actor, actor.patron, origin, done("sign-out")).await
    }

    /// Checks that it is still the same person, and answers the session's new token (ASVS 7.2.4). Whoever has a second
    /// factor gives a code or uses a passkey (its answer is JSON); others give PIN or password.
    ///
    /// # Errors
    /// [`ServiceError::WrongSecret`], or [`ServiceError::Throttled`] after too many of those.
    pub async fn step_up(&self, session: &Session, secret: String, origin: &Origin) -> Result<Token, ServiceError> {
        let has_factor = self.factors_of(session.actor.patron).await?.any();
        self.step_up_by(session, secret, has_factor, origin).await
    }

    /// As [`Services::step_up`], by PIN or password whatever else the account has.
    ///
    /// # Errors
    /// As [`Services::step_up`].
    pub(crate) async fn step_up_with_secret(
        &self,
        session: &Session,
        secret: String,
        origin: &Origin,
    ) -> Result<Token, ServiceError> {
        self.step_up_by(session, secret, false, origin).await
    }

    async fn step_up_by(
        &self,
        session: &Session,
        given: String,
        by_factor: bool,
        origin: &Origin,
    ) -> Result<Token, ServiceError> {
        let actor = &session.actor;
        let throttle = StepUpThrottle::new(self, actor);
        if let Err(error) = throttle.charge(self).await {
            if let ServiceError::Throttled { .. } = error {
                self.log(actor, actor.patron, origin, refused("step-up-failed")).await?;
            }
            return Err(error);
        }
        let method = if by_factor {
            self.factor_given(session, given, origin).await?
        } else {
            self.check_secret_again(actor.patron, given).await?.then_some(Method::Secret)
        };
        let Some(method) = method else {
            self.log(actor, actor.patron, origin, refused("step-up-failed")).await?;
            return Err(ServiceError::WrongSecret);
        };
        throttle.forgive(self).await?;
        if method != Method::Secret {
            let proof = session.proof.clone().and(method);
            session::strengthen(self.store().writer(), actor.session, &proof).await?;
        }
        let token = Token::generate()?;
        session::verify(self.store().writer(), actor.session, &token.hash(), self.clock().now()).await?;
        self.log(actor, actor.patron, origin, done("step-up")).await?;
        Ok(token)
    }

    async fn factor_given(
        &self,
        session: &Session,
        given: String,
        origin: &Origin,
    ) -> Result<Option<Method>, ServiceError> {
        let actor = &session.actor;
        let answer = if given.starts_with('{') { Answer::Passkey(given) } else { Answer::Code(given) };
        let visitor = Visitor { origin: origin.clone(), ..Visitor::default() };
        self.method_of(actor.own_data(), Purpose::StepUp(actor.session.0), answer, &visitor).await
    }

    /// A question to a passkey of whoever is signed in, for a step-up, as JSON for the browser's script.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] if there is none.
    pub async fn ask_for_step_up(&self, session: &Session) -> Result<String, ServiceError> {
        self.ask_patron(session.actor.patron, Purpose::StepUp(session.actor.session.0)).await
    }

    /// The sessions of whoever is signed in, the most recently used first.
    pub async fn list_sessions(&self, session: &Session, origin: &Origin) -> Result<Vec<SessionRow>, ServiceError> {
        let sessions = session::list(self.store().reader(), session.actor.patron, self.clock().now()).await?;
        self.log(&session.actor, session.actor.patron, origin, done("security-viewed")).await?;
        Ok(sessions)
    }

    /// Ends one of one's own sessions.
    pub async fn end_session(&self, session: &Session, which: SessionId, origin: &Origin) -> Result<(), ServiceError> {
        let actor = &session.actor;
        if !session::end(self.store().writer(), actor.patron, which).await? {
            return Err(ServiceError::NotFound);
        }
        self.log(actor, actor.patron, origin, done("session-ended")).await
    }

    /// Ends all of one's own sessions but this one.
    pub async fn end_other_sessions(&self, session: &Session, origin: &Origin) -> Result<u64, ServiceError> {
        let actor = &session.actor;
        let ended = session::end_others(self.store().writer(), actor.patron, actor.session).await?;
        self.log(actor, actor.patron, origin, done("session-ended")).await?;
        Ok(ended)
    }

    /// Stays signed in: the time without use begins anew, as with a page (WCAG 2.2.1).
    pub async fn stay(&self, session: &Session) -> Result<(), ServiceError> {
        Ok(session::touch(self.store().writer(), session.actor.session, self.clock().now()).await?)
    }

    /// Ends all of one's own sessions, this one too, and forgets the browsers.
    pub async fn end_all_sessions(&self, session: &Session, origin: &Origin) -> Result<(), ServiceError> {
        let actor = &session.actor;
        session::end_all(self.store().writer(), actor.patron).await?;
        self.log(actor, actor.patron, origin, done("session-ended")).await
    }
}

const fn refused(action: &'static str) -> Event {
    Event { outcome: "refused", ..done(action) }
}

const fn done(action: &'static str) -> Event {
    Event { action, category: None, purpose: "sign-in", outcome: "done" }
}
