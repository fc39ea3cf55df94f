//! A patron's mail address: asked for gently, changed by its owner, and believed once it is confirmed (requirement P7).
//!
//! An address that another account has is answered the same, at the same time (ASVS 6.3.8): its owner is told by mail.

use std::time::Duration;

use carrel_domain::{PatronId, PatronScope, Permission, Timestamp};
use carrel_mail::{Placeholder, Template, Values, message::is_address};
pub use carrel_store::email::Reached;
use carrel_store::email::{self, Address, Asking};
use tokio::time::Instant;

use crate::{
    ServiceError, Services,
    audit::{Change, Entry, Event, Origin},
    library_system::{Command, ContactChange, Sent},
    mail::Mail,
    security_notice::SecurityEvent,
    sessions::Session,
    sign_in::{EmailThrottle, TokenThrottle},
    token::Token,
};

/// A link to confirm an address is good for so long, in seconds.
const LINK_SECONDS: i64 = 24 * 60 * 60;
/// Answers come so long after an address was given, whatever was found.
const ANSWER_TIME: Duration = Duration::from_millis(500);
/// Longer addresses there are none (RFC 5321 §4.5.3.1).
const LONGEST: usize = 254;
const DAY: i64 = 24 * 60 * 60;
/// What library systems call it.
const COLUMN: &str = "email";

/// What a patron sees of their address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnEmail {
    /// As the library system has it.
    pub registered: Option<String>,
    /// As they confirmed it, and when.
    pub confirmed: Option<(String, Timestamp)>,
    /// One that waits to be confirmed, and until when its link is good.
    pub waiting: Option<(String, Timestamp)>,
    /// They do not want to be asked.
    pub is_asking_off: bool,
    /// The library lets patrons of this category change it, and mails go out.
    pub can_change: bool,
    /// The library asks for addresses at all.
    pub library_asks: bool,
    /// What the library system was told of one's changes, or will be.
    pub sent: Vec<Sent>,
}

/// A gentle question for an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailPrompt {
    /// The address the library has, which nobody confirmed; often empty.
    pub registered: String,
}

/// What a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmationLink {
    /// It can be used.
    Ready,
    /// It opens nothing: used, expired, replaced, or never was one.
    Nothing,
}

impl Services {
    /// Whether to ask for an address now, and which one the library has: the library asks, patrons may change it, none is
    /// confirmed, the patron did not decline, and mails go out. Costs queries only where all else is so.
    pub async fn email_prompt(&self, session: &Session) -> Result<Option<EmailPrompt>, ServiceError> {
        if !session.may_ask_for_email || !self.sends_mail() {
            return Ok(None);
        }
        let profile = self.profile().await?;
        let is_wished = profile.settings.email_prompt && profile.email_change.is_for_anybody();
        let db = self.store().reader();
        if !is_wished || !email::is_way_out_open(db, profile.id).await? {
            return Ok(None);
        }
        let address = email::find(db, session.actor.own_data()).await?;
        let may_change = |address: &Address| profile.email_change.is_for(address.patron_category.as_deref());
        let address = address.filter(may_change);
        Ok(address.map(|address| EmailPrompt { registered: address.email.unwrap_or_default() }))
    }

    /// One's own address.
    pub async fn own_email(&self, session: &Session, origin: &Origin) -> Result<OwnEmail, ServiceError> {
        let scope = session.actor.own_data();
        let db = self.store().reader();
        let profile = self.profile().await?;
        let address = email::find(db, scope).await?.ok_or(ServiceError::NotFound)?;
        let waiting = email::waiting_of(db, scope, self.clock().now()).await?;
        self.log(&session.actor, scope.patron(), origin, event("security-viewed", "done")).await?;
        let confirmed = address.confirmed_email.zip(address.email_confirmed_at.map(Timestamp));
        Ok(OwnEmail {
            registered: address.email.filter(|email| !email.trim().is_empty()),
            confirmed,
            waiting: waiting.map(|waiting| (waiting.address, Timestamp(waiting.expires_at))),
            is_asking_off: Asking::of_stored(address.email_ask_after) == Asking::Never,
            can_change: profile.email_change.is_for(address.patron_category.as_deref()) && self.sends_mail(),
            library_asks: profile.settings.email_prompt,
            sent: self.sent_of(scope).await?,
        })
    }

    /// The address that whoever is signed in confirmed, if any.
    pub async fn confirmed_email(&self, session: &Session) -> Result<Option<String>, ServiceError> {
        if session.may_ask_for_email {
            return Ok(None);
        }
        let address = email::find(self.store().reader(), session.actor.own_data()).await?;
        Ok(address.and_then(|address| address.confirmed_email))
    }

    /// Sends a link to an address that whoever is signed in calls theirs. Answers the same after the same time whether
    /// another account has it or not.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`]: `email-not-here`, `email-not-an-address`;
    /// [`ServiceError::Throttled`]; [`ServiceError::Mail`] if no mails are sent.
    pub async fn ask_for_email(&self, session: &Session, address: &str, origin: &Origin) -> Result<(), ServiceError> {
        let answer_at = Instant::now() + ANSWER_TIME;
        let own = email::find(self.store().reader(), session.actor.own_data()).await?.ok_or(ServiceError::NotFound)?;
        if !self.profile().await?.email_change.is_for(own.patron_category.as_deref()) {
            return Err(ServiceError::Impossible("email-not-here"));
        }
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        if !self.sends_mail() {
            return Err(crate::MailProblem::Off.into());
        }
        let address = address.trim().to_owned();
        if address.len() > LONGEST || !is_address(&address) {
            return Err(ServiceError::Impossible("email-not-an-address"));
        }
        EmailThrottle::new(self, &session.actor).charge(self).await?;
        let (services, session, origin) = (self.clone(), session.clone(), origin.clone());
        tokio::spawn(async move {
            if let Err(error) = services.answer_email(&session, &address, &origin).await {
                tracing::error!(%error, "a link to confirm an address could not be sent");
            }
        });
        tokio::time::sleep_until(answer_at).await;
        Ok(())
    }

    async fn answer_email(&self, session: &Session, address: &str, origin: &Origin) -> Result<(), ServiceError> {
        let scope = session.actor.own_data();
        let asked = event("email-change-asked", "done");
        let entry = self.entry_of(&session.actor, Some(scope.patron()), origin, asked, Change::default()).await?;
        let others: Vec<PatronId> = email::owners(self.store().reader(), scope.organization(), address, 2)
            .await?
            .into_iter()
            .filter(|owner| *owner != scope.patron())
            .collect();
        if let Some(owner) = others.first() {
            return self.tell_of_taken_address(scope, *owner, entry).await;
        }
        let profile = self.profile().await?;
        let now = self.clock().now();
        let expires_at = now.plus_seconds(LINK_SECONDS);
        let token = Token::generate()?;
        let language = self.mail_language(self.store().reader(), scope).await?;
        let values = Values::new()
            .with(Placeholder::ConfirmUrl, self.address(language, &format!("/e/{}", token.reveal())))
            .with(Placeholder::Expires, profile.format(language).time(expires_at));
        let mail = Mail { to: scope, template: Template::EmailConfirm, language: Some(language), values };
        let transaction = self.store().begin().await?;
        email::ask(&transaction, scope, address, &token.hash(), expires_at, now).await?;
        self.enqueue_mail_to(&transaction, mail, address).await?;
        self.commit_logged(transaction, &[entry]).await?;
        self.wake_mail();
        Ok(())
    }

    async fn tell_of_taken_address(
        &self,
        asker: PatronScope,
        owner: PatronId,
        entry: carrel_store::audit::Entry,
    ) -> Result<(), ServiceError> {
        let to = PatronScope::of_background_work(owner, asker.organization());
        let mail = Mail { to, template: Template::EmailTaken, language: None, values: Values::new() };
        let transaction = self.store().begin().await?;
        match self.enqueue_mail(&transaction, mail).await {
            // An owner whom no mail reaches cannot be told; the answer stays the same.
            Ok(_) | Err(ServiceError::Mail(_)) => {}
            Err(error) => return Err(error),
        }
        self.commit_logged(transaction, &[entry]).await?;
        self.wake_mail();
        Ok(())
    }

    /// What a link is. Changes nothing, whoever looks: scanners of mails do.
    ///
    /// # Errors
    /// [`ServiceError::Throttled`] for whoever tries tokens.
    pub async fn look_at_confirmation(&self, token: &str, origin: &Origin) -> Result<ConfirmationLink, ServiceError> {
        let waiting = self.waiting_address(token, origin).await?;
        Ok(if waiting.is_some() { ConfirmationLink::Ready } else { ConfirmationLink::Nothing })
    }

    /// Confirms an address: mails go there from now on. The old address is told before, the new one after. `false` if the
    /// link opens nothing, or somebody else confirmed the address meanwhile.
    ///
    /// # Errors
    /// As [`Services::look_at_confirmation`].
    pub async fn confirm_email(&self, token: &str, origin: &Origin) -> Result<bool, ServiceError> {
        let Some((scope, address)) = self.waiting_address(token, origin).await? else { return Ok(false) };
        let Some(token) = Token::parse(token) else { return Ok(false) };
        let now = self.clock().now();
        let entry =
            self.entry_of_visitor(scope.organization(), Some(scope.patron()), origin, "email-confirmed", "done");
        let transaction = self.store().begin().await?;
        if !email::consume(&transaction, scope, &token.hash(), now).await? {
            return Ok(false);
        }
        let before = email::find(&transaction, scope).await?.ok_or(ServiceError::NotFound)?;
        let registered = before.email.unwrap_or_default();
        let old = before.confirmed_email.unwrap_or_else(|| registered.clone());
        let is_other = !old.trim().is_empty() && !old.trim().eq_ignore_ascii_case(&address);
        if is_other {
            self.tell_owner(&transaction, scope, SecurityEvent::EmailChanged).await?;
        }
        if !email::confirm(&transaction, scope, &address, now).await? {
            return Ok(false);
        }
        if is_other {
            self.tell_owner(&transaction, scope, SecurityEvent::EmailConfirmed).await?;
        }
        if registered.trim() != address {
            let change = ContactChange {
                column: COLUMN.to_owned(),
                // An address that was confirmed earlier may have arrived there, and not have been read back yet.
                before: vec![registered, old.clone()],
                after: address.clone(),
            };
            self.tell_library_system(&transaction, scope, &Command::Contact(vec![change])).await?;
        }
        let entry =
            Entry { object: Some(format!("field:{COLUMN}")), old_value: Some(old), new_value: Some(address), ..entry };
        self.commit_logged(transaction, &[entry]).await?;
        self.wake_mail();
        Ok(true)
    }

    async fn waiting_address(
        &self,
        token: &str,
        origin: &Origin,
    ) -> Result<Option<(PatronScope, String)>, ServiceError> {
        let throttle = TokenThrottle::new(self, origin);
        throttle.check(self).await?;
        let organization = self.profile().await?.id;
        let found = match Token::parse(token) {
            Some(token) => email::find_waiting(self.store().reader(), organization, &token.hash()).await?,
            None => None,
        };
        let Some(found) = found else {
            throttle.charge(self).await?;
            self.log_sign_in(organization, None, origin, "email-refused", "refused").await?;
            return Ok(None);
        };
        let is_good = found.used_at.is_none() && found.expires_at > self.clock().now().0;
        let scope = PatronScope::of_background_work(PatronId(found.patron_id), organization);
        Ok(is_good.then_some((scope, found.address)))
    }

    /// “Later”: not before some days are over.
    pub async fn ask_for_email_later(&self, session: &Session, origin: &Origin) -> Result<(), ServiceError> {
        let days = self.profile().await?.settings.email_prompt_days;
        self.set_asking(session, Asking::From(self.clock().now().plus_seconds(days * DAY)), origin).await
    }

    /// “Don’t ask”, or taken back: ask again.
    pub async fn set_email_asking(&self, session: &Session, is_on: bool, origin: &Origin) -> Result<(), ServiceError> {
        self.set_asking(session, if is_on { Asking::Whenever } else { Asking::Never }, origin).await
    }

    async fn set_asking(&self, session: &Session, asking: Asking, origin: &Origin) -> Result<(), ServiceError> {
        let scope = session.actor.own_data();
        email::set_asking(self.store().writer(), scope, asking).await?;
        let new = match asking {
            Asking::Whenever => "on",
            Asking::From(_) => "later",
            Asking::Never => "off",
        };
        let change = Change { object: None, old: None, new: Some(new.to_owned()) };
        self.log_change(&session.actor, Some(scope.patron()), origin, event("email-asking-changed", "done"), change)
            .await
    }

    /// How many patrons can be reached by mail, by library, as far as staff's libraries go.
    pub async fn contact_overview(&self, session: &Session, origin: &Origin) -> Result<Vec<Reached>, ServiceError> {
        let staff = self.check(session, Permission::ViewBorrowers, origin).await?;
        let reached = email::reached(self.store().reader(), &staff).await?;
        let looked = Event { action: "view", category: None, purpose: "staff-work", outcome: "done" };
        self.log_change(&session.actor, None, origin, looked, Change::default()).await?;
        Ok(reached)
    }
}

const fn event(action: &'static str, outcome: &'static str) -> Event {
    Event { action, category: None, purpose: "service", outcome }
}
