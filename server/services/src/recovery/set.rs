//! The link's page, and the new password: set once, by the form, never by looking.

use carrel_domain::{PatronId, PatronScope, Timestamp};
use carrel_store::{
    account_lock,
    recovery::{self, Found},
    session,
};

use crate::{
    ServiceError, Services,
    audit::Origin,
    password,
    password_policy::{Strength, Weakness},
    security_notice::SecurityEvent,
    sign_in::TokenThrottle,
    token::Token,
};

/// So many of a card number's last characters tell its owner which account a link is for.
const SHOWN: usize = 4;

/// What a link is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecoveryLink {
    /// It can be used.
    Ready {
        /// The card number's end, for whoever has several.
        card_end: String,
        /// The fewest characters of the new password.
        least: i64,
        /// Good until then.
        expires_at: Timestamp,
    },
    /// It opens nothing: used, expired, replaced, or never was one.
    Nothing,
}

/// What became of a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// It is set; sign in with it.
    Done(Strength),
    /// It breaks a rule; the link is still good.
    Weak(Weakness),
    /// The link opens nothing.
    Nothing,
}

impl Services {
    /// What a link is. Changes nothing, whoever looks: scanners of mails do.
    ///
    /// # Errors
    /// [`ServiceError::Throttled`] for whoever tries tokens.
    pub async fn look_at_recovery(&self, token: &str, origin: &Origin) -> Result<RecoveryLink, ServiceError> {
        let Some((scope, found)) = self.good_link(token, origin).await? else { return Ok(RecoveryLink::Nothing) };
        let owner = self.owner_of(scope, self.factors_of(scope.patron()).await?.any()).await?;
        let least = owner.least(self.profile().await?.settings.password_length);
        let card: Vec<char> = found.cardnumber.unwrap_or_default().chars().collect();
        let card_end = card[card.len().saturating_sub(SHOWN)..].iter().collect();
        Ok(RecoveryLink::Ready { card_end, least, expires_at: Timestamp(found.expires_at) })
    }

    /// Sets a new password. All sessions end, no browser is known any more, all other links and codes are gone, and the
    /// owner is told. Nobody is signed in (OWASP: a reset does not sign in).
    ///
    /// # Errors
    /// As [`Services::look_at_recovery`].
    pub async fn recover(&self, token: &str, new: String, origin: &Origin) -> Result<Recovered, ServiceError> {
        let Some((scope, _)) = self.good_link(token, origin).await? else { return Ok(Recovered::Nothing) };
        let accepted = match self.check_new(scope, self.factors_of(scope.patron()).await?.any(), &new).await? {
            Ok(accepted) => accepted,
            Err(weakness) => return Ok(Recovered::Weak(weakness)),
        };
        let hash = password::hash(new).await?;
        let Some(token) = Token::parse(token) else { return Ok(Recovered::Nothing) };
        let now = self.clock().now();
        let entry = self.entry_of_visitor(scope.organization(), Some(scope.patron()), origin, "recovery-done", "done");
        let transaction = self.store().begin().await?;
        // Of two at once one gets further; the other's transaction is rolled back.
        if !recovery::consume(&transaction, scope, &token.hash(), now).await? {
            return Ok(Recovered::Nothing);
        }
        recovery::revoke(&transaction, scope, None, now).await?;
        self.set_password(&transaction, scope, &hash, accepted).await?;
        session::end_all(&transaction, scope.patron()).await?;
        // Whoever said “this wasn't me” is let in again by this.
        account_lock::unlock(&transaction, scope.patron()).await?;
        self.tell_owner(&transaction, scope, SecurityEvent::RecoveryDone).await?;
        self.commit_logged(transaction, &[entry]).await?;
        self.wake_mail();
        Ok(Recovered::Done(accepted.strength))
    }

    async fn good_link(&self, token: &str, origin: &Origin) -> Result<Option<(PatronScope, Found)>, ServiceError> {
        let throttle = TokenThrottle::new(self, origin);
        throttle.check(self).await?;
        let organization = self.profile().await?.id;
        let found = match Token::parse(token) {
            Some(token) => recovery::find(self.store().reader(), organization, &token.hash()).await?,
            None => None,
        };
        let Some(found) = found else {
            throttle.charge(self).await?;
            self.log_sign_in(organization, None, origin, "recovery-refused", "refused").await?;
            return Ok(None);
        };
        let is_good = found.used_at.is_none() && found.expires_at > self.clock().now().0 && found.disabled == 0;
        let scope = PatronScope::of_background_work(PatronId(found.patron_id), organization);
        Ok(is_good.then_some((scope, found)))
    }
}
