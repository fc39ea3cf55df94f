//! By a link: mailed to the registered address, opened once, by that patron, after sign-in (requirement D4).

use carrel_domain::{OrganizationId, PatronId, Timestamp};
use carrel_mail::{Placeholder, Template, Values};
use carrel_store::{
    data_request,
    disclosure::{self, Disclosure},
};

use super::event;
use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    mail::Mail,
    sessions::Session,
    sign_in::LinkThrottle,
    token::Token,
};

/// So long a patron may look around after opening the link, in the session that opened it, in seconds.
pub const VIEW_SECONDS: i64 = 30 * 60;
const DAY: i64 = 24 * 60 * 60;

/// What a link is to whoever is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It can be opened until then.
    Ready(Timestamp),
    /// It was opened in this session, and the window is open until then.
    Open(Timestamp),
    /// It was opened before: in another session, or the window is over.
    Used,
    /// Its time is over.
    Expired,
    /// The library took it back, or sent a newer one.
    Revoked,
    /// It opens nothing for this account: no such link, or somebody else's. Never told which.
    Nothing,
}

impl Services {
    /// Sends the patron a link, to the registered address and no other; one sent before is revoked.
    ///
    /// # Errors
    /// As for every delivery, see the module; [`ServiceError::Mail`] if no mail can reach the patron.
    pub async fn send_link(&self, session: &Session, request: &str, origin: &Origin) -> Result<(), ServiceError> {
        let warrant = self.warrant(session, request, origin).await?;
        self.check_addressee(warrant.scope).await?;
        let profile = self.profile().await?;
        let now = self.clock().now();
        let expires_at = now.plus_seconds(profile.settings.link_days * DAY);
        let token = Token::generate()?;
        let language = self.mail_language(self.store().reader(), warrant.scope).await?;
        let values = Values::new()
            .with(Placeholder::MyDataUrl, self.address(language, &format!("/d/{}", token.reveal())))
            .with(Placeholder::Expires, profile.format(language).time(expires_at));
        let mail = Mail { to: warrant.scope, template: Template::PatronData, language: Some(language), values };
        let entry = self.entry_of_delivery(session, &warrant, origin, "link-sent").await?;
        let transaction = self.store().begin().await?;
        disclosure::revoke(&transaction, warrant.scope, None, session.actor.patron, now).await?;
        self.record_delivery(&transaction, &warrant, session, Some((token.hash(), expires_at))).await?;
        self.enqueue_mail(&transaction, mail).await?;
        self.commit_logged(transaction, &[entry]).await?;
        self.wake_mail();
        Ok(())
    }

    /// What a link is to whoever is signed in. Changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::Throttled`] for whoever tries tokens.
    pub async fn look_at_link(
        &self,
        session: &Session,
        token: &str,
        origin: &Origin,
    ) -> Result<LinkState, ServiceError> {
        let throttle = LinkThrottle::new(self, &session.actor, origin);
        throttle.charge(self).await?;
        let state = self.state_of_link(session, token).await?;
        if state == LinkState::Nothing {
            self.log_refused_link(session, origin).await?;
        } else {
            throttle.refund(self).await?;
        }
        Ok(state)
    }

    /// Opens a link, once. Answers what it is to this session then.
    ///
    /// # Errors
    /// As [`Services::look_at_link`].
    pub async fn open_link(&self, session: &Session, token: &str, origin: &Origin) -> Result<LinkState, ServiceError> {
        let throttle = LinkThrottle::new(self, &session.actor, origin);
        throttle.charge(self).await?;
        let Some(parsed) = Token::parse(token) else {
            self.log_refused_link(session, origin).await?;
            return Ok(LinkState::Nothing);
        };
        let (scope, now) = (session.actor.own_data(), self.clock().now());
        let closes_at = now.plus_seconds(VIEW_SECONDS);
        let actor = &session.actor;
        let entry = self.entry_of(actor, Some(actor.patron), origin, event("link-opened"), Change::default()).await?;
        let transaction = self.store().begin().await?;
        let opened = disclosure::open(&transaction, scope, &parsed.hash(), actor.session, closes_at, now).await?;
        if opened && let Some(link) = disclosure::find_link(&transaction, scope, &parsed.hash()).await? {
            let by = Some(actor.patron);
            data_request::add_event(&transaction, link.request_id, by, "link-opened", None, now).await?;
        }
        let state = if opened {
            self.commit_logged(transaction, &[entry]).await?;
            LinkState::Open(closes_at)
        } else {
            self.commit(transaction).await?;
            self.state_of_link(session, token).await?
        };
        if !matches!(state, LinkState::Open(_)) {
            self.log_refused_link(session, origin).await?;
        }
        if state != LinkState::Nothing {
            throttle.refund(self).await?;
        }
        Ok(state)
    }

    async fn state_of_link(&self, session: &Session, token: &str) -> Result<LinkState, ServiceError> {
        let Some(token) = Token::parse(token) else { return Ok(LinkState::Nothing) };
        let found = disclosure::find_link(self.store().reader(), session.actor.own_data(), &token.hash()).await?;
        Ok(found.map_or(LinkState::Nothing, |link| state_of(&link, session, self.clock().now())))
    }

    async fn log_refused_link(&self, session: &Session, origin: &Origin) -> Result<(), ServiceError> {
        let refused = Event { outcome: "refused", ..event("link-refused") };
        self.log(&session.actor, session.actor.patron, origin, refused).await
    }

    /// Marks links whose time is over, on their requests too.
    pub async fn expire_links(&self) -> Result<(), ServiceError> {
        let now = self.clock().now();
        let transaction = self.store().begin().await?;
        let expired = disclosure::expire(&transaction, now).await?;
        let mut entries = Vec::with_capacity(expired.len());
        for link in expired {
            data_request::add_event(&transaction, link.request_id, None, "link-expired", None, now).await?;
            let organization = OrganizationId(link.organization_id);
            let change = Change::of("disclosure", &link.public_id);
            entries.push(self.entry_of_job(
                organization,
                Some(PatronId(link.patron_id)),
                event("link-expired"),
                change,
            ));
        }
        self.commit_logged(transaction, &entries).await
    }
}

fn state_of(link: &Disclosure, session: &Session, now: Timestamp) -> LinkState {
    let closes_at = link.closes_at.map(Timestamp).filter(|closes_at| *closes_at > now);
    match link.state.as_str() {
        "sent" => match link.expires_at.map(Timestamp) {
            Some(expires_at) if expires_at > now => LinkState::Ready(expires_at),
            _ => LinkState::Expired,
        },
        "opened" => match closes_at {
            Some(closes_at) if link.opened_session_id == Some(session.actor.session.0) => LinkState::Open(closes_at),
            _ => LinkState::Used,
        },
        "revoked" => LinkState::Revoked,
        _ => LinkState::Expired,
    }
}
