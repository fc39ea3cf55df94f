//! Telling owners what happened to their accounts (ASVS 6.3.7), with a way to stop it if it was not them.

use carrel_domain::{OrganizationId, PatronId, PatronScope, Timestamp};
use carrel_mail::{Placeholder, Template, Values};
use carrel_store::{
    ConnectionTrait,
    account_lock::{self, Notice},
    credential, session,
};
use carrel_texts::{Key, Texts};

use crate::{
    Mail, ServiceError, Services,
    audit::{Entry, Origin},
    sign_in::TokenThrottle,
    token::Token,
};

/// The link of a notice works for so long, in seconds.
const LINK_SECONDS: i64 = 7 * 24 * 60 * 60;
/// What a notice tells of was written down so many seconds before it at most: both are one transaction, and clocks tick.
const BEFORE_TOLD: i64 = 10;

/// What an owner is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityEvent {
    /// A password was chosen while signed in.
    PasswordChanged,
    /// Mails go to another address from now on; told to the old one.
    EmailChanged,
    /// The address was confirmed.
    EmailConfirmed,
    /// Address or phone number were corrected.
    ContactCorrected,
    /// A password was chosen by recovery.
    RecoveryDone,
    /// Codes from an app are asked for.
    TotpAdded,
    /// They are no longer.
    TotpRemoved,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A passkey's counter went back: there is a copy of it.
    PasskeyCopied,
    /// Recovery codes were made.
    RecoveryCodesMade,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// The library removed all second factors.
    FactorsReset,
    /// Another organization's sign-in was linked.
    IdentityLinked,
    /// It was unlinked.
    IdentityUnlinked,
    /// Somebody signed in with a browser not seen before.
    NewDevice,
    /// The owner said “this wasn't me”.
    Locked,
}

impl SecurityEvent {
    /// Name in the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password-changed",
            Self::EmailChanged => "email-changed",
            Self::ContactCorrected => "contact-corrected",
            Self::EmailConfirmed => "email-confirmed",
            Self::RecoveryDone => "recovery-done",
            Self::TotpAdded => "totp-added",
            Self::TotpRemoved => "totp-removed",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
            Self::PasskeyCopied => "passkey-copied",
            Self::RecoveryCodesMade => "recovery-codes-made",
            Self::RecoveryCodeUsed => "recovery-code-used",
            Self::FactorsReset => "factors-reset",
            Self::IdentityLinked => "identity-linked",
            Self::IdentityUnlinked => "identity-unlinked",
            Self::NewDevice => "new-device",
            Self::Locked => "locked",
        }
    }

    fn text(self, texts: Texts) -> &'static str {
        Key::find(&format!("security-event-{}", self.name())).map_or("", |key| texts.say(key))
    }
}

impl Services {
    /// Writes a mail to the owner of an account on the connection that makes the change: both are there, or neither. Whoever
    /// has no address that works is not told, which never keeps them from the change itself. Call [`Services::wake_mail`]
    /// after the commit.
    pub(crate) async fn tell_owner(
        &self,
        db: &impl ConnectionTrait,
        to: PatronScope,
        event: SecurityEvent,
    ) -> Result<(), ServiceError> {
        let now = self.clock().now();
        let token = Token::generate()?;
        let language = self.mail_language(db, to).await?;
        let profile = self.profile().await?;
        let values = Values::new()
            .with(Placeholder::Event, event.text(Texts::of(language)))
            .with(Placeholder::Time, profile.format(language).time(now))
            .with(Placeholder::NotMeUrl, self.address(language, &format!("/not-me/{}", token.reveal())));
        let mail = Mail { to, template: Template::SecurityNotice, language: Some(language), values };
        match self.enqueue_mail(db, mail).await {
            Ok(_) => {
                let until = now.plus_seconds(LINK_SECONDS);
                Ok(account_lock::add_notice(db, to.patron(), &token.hash(), event.name(), until).await?)
            }
            Err(ServiceError::Mail(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// “This wasn't me”: ends all sessions, takes back what was added to the account since the notice, and lets nobody in
    /// until a new password is chosen by recovery. Answers whether the link was still good; it works once.
    ///
    /// # Errors
    /// [`ServiceError::Throttled`] for whoever tries tokens.
    pub async fn stop_account(&self, token: &str, origin: &Origin) -> Result<bool, ServiceError> {
        let throttle = TokenThrottle::new(self, origin);
        throttle.check(self).await?;
        let organization = self.profile().await?.id;
        let Some(notice) = self.stop_account_of(token, organization, origin).await? else {
            throttle.charge(self).await?;
            self.log_sign_in(organization, None, origin, "not-me-refused", "refused").await?;
            return Ok(false);
        };
        tracing::info!(event = notice.event, "an owner closed their account");
        Ok(true)
    }

    async fn stop_account_of(
        &self,
        token: &str,
        organization: OrganizationId,
        origin: &Origin,
    ) -> Result<Option<Notice>, ServiceError> {
        let Some(token) = Token::parse(token) else { return Ok(None) };
        let now = self.clock().now();
        let transaction = self.store().begin().await?;
        let Some(notice) = account_lock::take_notice(&transaction, organization, &token.hash(), now).await? else {
            return Ok(None);
        };
        let patron = PatronId(notice.patron_id);
        account_lock::lock(&transaction, patron, &notice.event, now).await?;
        session::end_all(&transaction, patron).await?;
        // Or recovery would lead to an address, and signing in to a factor, of whoever it was.
        let told_at = Timestamp(notice.expires_at - LINK_SECONDS - BEFORE_TOLD);
        let scope = PatronScope::of_background_work(patron, organization);
        self.take_contact_back(&transaction, scope, told_at).await?;
        account_lock::undo_since(&transaction, patron, told_at).await?;
        let entry = Entry {
            old_value: Some(notice.event.clone()),
            ..self.entry_of_visitor(organization, Some(patron), origin, "account-locked", "done")
        };
        self.commit_logged(transaction, &[entry]).await?;
        Ok(Some(notice))
    }

    /// Whether the owner closed the account.
    pub(crate) async fn is_locked(&self, account: &credential::Account) -> Result<bool, ServiceError> {
        Ok(account_lock::is_locked(self.store().reader(), PatronId(account.id)).await?)
    }
}
