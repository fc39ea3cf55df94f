//! Asking for a link: by card number or address, or by staff for a patron.

use carrel_domain::{OrganizationId, PatronId, PatronScope, Permission};
use carrel_mail::{Placeholder, Template, Values};
use carrel_store::{
    StoreError,
    audit::Entry,
    credential, email, patron_search,
    recovery::{self, NewRecovery, Way},
};
use tokio::time::Instant;

use super::{ANSWER_TIME, LINK_SECONDS};
use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    mail::Mail,
    requests::plain_id,
    sessions::Session,
    sign_in::RecoveryThrottle,
    token::Token,
};

/// So many accounts may share an address; each gets a mail of its own.
const MOST_ACCOUNTS: u32 = 6;
/// Longer names than anybody has are not looked for.
const LONGEST: usize = 320;

/// What everybody hears, whatever was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryAnswer {
    /// If there is such an account with an address, a mail is on its way.
    Taken,
    /// Too many questions from this network.
    Throttled {
        /// Seconds until the next one counts.
        seconds: i64,
    },
}

impl Services {
    /// Sends a link to whoever has this card number, user name or mail address, if anybody does. Answers the same after
    /// the same time in any case.
    pub async fn ask_for_recovery(&self, name: &str, origin: &Origin) -> Result<RecoveryAnswer, ServiceError> {
        let answer_at = Instant::now() + ANSWER_TIME;
        let throttle = RecoveryThrottle::new(self, name, origin);
        let answer = match throttle.charge_network(self).await? {
            Some(seconds) => RecoveryAnswer::Throttled { seconds },
            None => {
                let (services, name, origin) = (self.clone(), name.trim().to_owned(), origin.clone());
                tokio::spawn(async move {
                    if let Err(error) = services.answer_recovery(&throttle, &name, &origin).await {
                        tracing::error!(%error, "a link for a new password could not be sent");
                    }
                });
                RecoveryAnswer::Taken
            }
        };
        tokio::time::sleep_until(answer_at).await;
        Ok(answer)
    }

    async fn answer_recovery(
        &self,
        throttle: &RecoveryThrottle,
        name: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let organization = self.profile().await?.id;
        if !throttle.charge_name(self).await? {
            return self.log_sign_in(organization, None, origin, "recovery-asked", "refused").await;
        }
        let patrons = self.accounts_named(organization, name).await?;
        if patrons.is_empty() {
            return self.log_sign_in(organization, None, origin, "recovery-asked", "refused").await;
        }
        for patron in patrons {
            let entry = |outcome| self.entry_of_visitor(organization, Some(patron), origin, "recovery-asked", outcome);
            if !throttle.charge_patron(self, patron).await? {
                self.inner.audit.append(entry("refused")).await?;
                continue;
            }
            let scope = PatronScope::of_background_work(patron, organization);
            match self.send_recovery_link(scope, None, entry("done")).await {
                Ok(()) => {}
                // No address, or one that does not work: the page says what to do then.
                Err(ServiceError::Mail(_)) => self.inner.audit.append(entry("failed")).await?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn accounts_named(&self, organization: OrganizationId, name: &str) -> Result<Vec<PatronId>, ServiceError> {
        // PostgreSQL has no NUL in texts.
        if name.is_empty() || name.len() > LONGEST || name.contains('\0') {
            return Ok(Vec::new());
        }
        let db = self.store().reader();
        if name.contains('@') {
            let owners = email::owners(db, organization, name, MOST_ACCOUNTS).await?;
            if !owners.is_empty() {
                return Ok(owners);
            }
        }
        // Two with the same number are a mistake of the source: nobody may guess which was meant.
        match credential::find_accounts(db, organization, name).await?.as_slice() {
            [only] => Ok(vec![PatronId(only.id)]),
            _ => Ok(Vec::new()),
        }
    }

    /// Staff send a patron the link that the patron could ask for, to the address that mails go to and no other.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::Mail`] if no mail can reach the patron; [`ServiceError::Impossible`]
    /// with one's own account.
    pub async fn start_recovery(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = self.check_recovery(session, public_id, origin).await?;
        let entry = self.entry_of(&session.actor, Some(scope.patron()), origin, started(), Change::default()).await?;
        self.send_recovery_link(scope, Some(session.actor.patron), entry).await
    }

    /// Staff may help patrons of theirs to a new password, but not themselves.
    pub(super) async fn check_recovery(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<PatronScope, ServiceError> {
        let staff = self.check(session, Permission::EditContact, origin).await?;
        let db = self.store().reader();
        let line = patron_search::find(db, &staff, plain_id(public_id)?).await?.ok_or(ServiceError::NotFound)?;
        let scope = line.scope(&staff).ok_or(ServiceError::NotFound)?;
        if credential::find_account(db, scope.organization(), scope.patron()).await?.is_none() {
            return Err(ServiceError::Impossible("recovery-closed"));
        }
        if scope.patron() == session.actor.patron {
            return Err(ServiceError::Impossible("recovery-own"));
        }
        if session.is_verified(self.clock().now()) { Ok(scope) } else { Err(ServiceError::StepUpNeeded) }
    }

    async fn send_recovery_link(
        &self,
        scope: PatronScope,
        started_by: Option<PatronId>,
        entry: Entry,
    ) -> Result<(), ServiceError> {
        let profile = self.profile().await?;
        let now = self.clock().now();
        let expires_at = now.plus_seconds(LINK_SECONDS);
        let token = Token::generate()?;
        let language = self.mail_language(self.store().reader(), scope).await?;
        let values = Values::new()
            .with(Placeholder::RecoveryUrl, self.address(language, &format!("/r/{}", token.reveal())))
            .with(Placeholder::Expires, profile.format(language).time(expires_at));
        let mail = Mail { to: scope, template: Template::Recovery, language: Some(language), values };
        let new = NewRecovery { of: scope, way: Way::Link, token_hash: token.hash(), expires_at, started_by };
        let transaction = self.store().begin().await?;
        recovery::add(&transaction, new, now).await?;
        self.enqueue_mail(&transaction, mail).await?;
        self.commit_logged(transaction, &[entry]).await?;
        self.wake_mail();
        Ok(())
    }

    /// Forgets links and codes that ended a day ago.
    pub(crate) async fn clear_away_links(&self) -> Result<(), StoreError> {
        recovery::sweep(self.store().writer(), self.clock().now().plus_seconds(-24 * 60 * 60)).await
    }
}

const fn started() -> Event {
    Event { action: "recovery-started", category: None, purpose: "service", outcome: "done" }
}
