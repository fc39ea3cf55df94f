//! Handing mails over in the background.
//!
//! Any node claims the next mail; when it is killed, another takes over once the claim has run out. A mail that the server
//! took just before the kill goes a second time, with the same `Message-ID`: programs show it once.

use std::{sync::Arc, time::Duration};

use carrel_domain::{Language, OrganizationId, PatronId, PatronScope, consent::DIRECT_MAILING};
use carrel_mail::{DeliveryError, Message, Template, smtp};
use carrel_store::{
    address_problem, consent_choice, news,
    outbox::{self, Mail},
    patron_search,
    retention::stage,
};
use tokio::sync::{Notify, Semaphore};

use super::{MailOptions, MailProblem, sealed};
use crate::{ServiceError, Services};

/// A claim holds for so long, in seconds: longer than any attempt.
const CLAIM_SECONDS: i64 = smtp::TIMEOUT.as_secs() as i64 + 30;
/// How often a node looks for mails that nobody woke it for: another node's, or those whose time has come.
const POLL: Duration = Duration::from_secs(5);
/// So many are handed over at the same time.
const AT_ONCE: u32 = 4;
/// The program's end waits so long for them.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is in a mail that failed is kept for so long, in seconds, for staff to try again.
const FAILED_KEPT_SECONDS: i64 = 7 * 24 * 60 * 60;
/// That there was a mail, to which address and when, is known for so long after its end, in seconds: twelve months, leap
/// years too. Nothing reads it later: what a mail told of has a time line, a stage or an entry of the log of its own.
const KEPT_SECONDS: i64 = 366 * 24 * 60 * 60;
/// What ended a mail whose mailing was stopped.
const STOPPED: &str = "mailing-stopped";
/// Waits after the first attempts, in seconds; from then on the last one.
const BACK_OFF: [i64; 5] = [60, 5 * 60, 15 * 60, 60 * 60, 4 * 60 * 60];
/// With these waits, the last attempt is about three days after the first.
const ATTEMPTS: i64 = 22;

/// Wakes the background work when there is a mail.
#[derive(Debug)]
pub struct MailWorker {
    notify: Notify,
    lanes: Arc<Semaphore>,
}

impl Default for MailWorker {
    fn default() -> Self {
        Self { notify: Notify::new(), lanes: Arc::new(Semaphore::new(AT_ONCE as usize)) }
    }
}

impl MailWorker {
    pub(super) fn wake(&self) {
        self.notify.notify_one();
    }
}

/// When to try again after so many attempts; `None` when it is enough.
const fn wait_after(attempts: i64) -> Option<i64> {
    if attempts >= ATTEMPTS {
        return None;
    }
    let index = if attempts < 1 { 0 } else { attempts as usize - 1 };
    Some(BACK_OFF[if index < BACK_OFF.len() { index } else { BACK_OFF.len() - 1 }])
}

impl Services {
    /// Hands mails over until the task is dropped; what is under way then goes on.
    pub(crate) async fn run_mail(&self) {
        if self.inner.options.mail.is_none() {
            return;
        }
        while let Ok(lane) = Arc::clone(&self.inner.mail.lanes).acquire_owned().await {
            match self.claim_mail().await {
                Ok(Some(mail)) => {
                    let services = self.clone();
                    tokio::spawn(async move {
                        if let Err(error) = services.deliver(mail).await {
                            tracing::error!(%error, "what became of a mail could not be written down");
                        }
                        drop(lane);
                    });
                    continue;
                }
                Ok(None) => drop(lane),
                Err(error) => tracing::error!(%error, "mails cannot be claimed"),
            }
            tokio::select! {
                () = self.inner.mail.notify.notified() => {}
                () = tokio::time::sleep(POLL) => self.read_bounces().await,
            }
        }
    }

    /// Waits for mails that are being handed over right now, but not for ever: called when the program ends, after the
    /// background work was stopped.
    pub async fn finish_mail(&self) {
        let all = self.inner.mail.lanes.acquire_many(AT_ONCE);
        // Whatever is not done by then goes again, from this node or another.
        let _ = tokio::time::timeout(PATIENCE, all).await;
    }

    /// Claims and hands over one mail; `false` if there is none.
    pub async fn deliver_next_mail(&self) -> Result<bool, ServiceError> {
        match self.claim_mail().await? {
            Some(mail) => self.deliver(mail).await.map(|()| true),
            None => Ok(false),
        }
    }

    async fn claim_mail(&self) -> Result<Option<Mail>, ServiceError> {
        let now = self.clock().now();
        let until = now.plus_seconds(CLAIM_SECONDS);
        Ok(outbox::claim(self.store().writer(), &self.inner.options.node, now, until).await?)
    }

    async fn deliver(&self, mail: Mail) -> Result<(), ServiceError> {
        let options = self.mail_options()?;
        if let Some(code) = self.is_unwanted(&mail).await? {
            let now = self.clock().now();
            outbox::cancel_claimed(self.store().writer(), mail.id, &self.inner.options.node, code, now).await?;
            return Ok(());
        }
        match self.hand_over(options, &mail).await {
            Ok(()) => {
                // First of all: a mail is sent twice if the node is killed before this.
                self.mark_sent(&mail).await
            }
            Err(error) => self.note_failure(&mail, &error).await,
        }
    }

    async fn hand_over(&self, options: &MailOptions, mail: &Mail) -> Result<(), DeliveryError> {
        let rendered = sealed::open(&self.inner.keyring, &mail.public_id, &mail.payload)
            .ok_or_else(|| DeliveryError::permanent("sealed"))?;
        let at = carrel_domain::Timestamp(mail.created_at);
        let unsubscribe = self.unsubscribe_of(mail).await.map_err(|_| DeliveryError::temporary("unsubscribe"))?;
        let message = Message::new(&options.sender, &mail.recipient, &rendered, &mail.language, &mail.message_id, at)
            .and_then(|message| match &unsubscribe {
                Some(address) => message.with_unsubscribe(address),
                None => Ok(message),
            })
            .map_err(|_| DeliveryError::permanent("address"))?;
        options.delivery.deliver(&message).await
    }

    /// Why news do not go that were written: staff stopped them, or whoever gets them called them off.
    async fn is_unwanted(&self, mail: &Mail) -> Result<Option<&'static str>, ServiceError> {
        if let Some(mailing) = mail.mailing_id
            && news::is_stopped(self.store().reader(), mailing).await?
        {
            return Ok(Some(STOPPED));
        }
        let is_news = Template::from_code(&mail.template).is_some_and(Template::is_direct_mailing);
        let Some(patron) = mail.patron_id.filter(|_| is_news) else { return Ok(None) };
        let scope = PatronScope::of_background_work(PatronId(patron), OrganizationId(mail.organization_id));
        let choice = consent_choice::current(self.store().reader(), scope, DIRECT_MAILING).await?;
        Ok((!choice.is_some_and(|choice| choice.is_given())).then_some(MailProblem::NotWanted.code()))
    }

    /// Where a mail of news is called off, for the headers of RFC 8058.
    async fn unsubscribe_of(&self, mail: &Mail) -> Result<Option<String>, ServiceError> {
        let is_news = Template::from_code(&mail.template).is_some_and(Template::is_direct_mailing);
        let Some(patron) = mail.patron_id.filter(|_| is_news) else { return Ok(None) };
        let line = patron_search::get(self.store().reader(), PatronId(patron)).await?;
        let language = Language::from_tag(&mail.language).unwrap_or_default();
        Ok(line.map(|line| self.unsubscribe_address(&line.public_id, language)))
    }

    /// A database that is busy or away for a moment is no reason to send a mail twice.
    async fn mark_sent(&self, mail: &Mail) -> Result<(), ServiceError> {
        let mut tries = 0;
        loop {
            match outbox::mark_sent(self.store().writer(), mail.id, self.clock().now()).await {
                Ok(_) => return Ok(()),
                Err(error) if tries < 5 => {
                    tries += 1;
                    tracing::warn!(%error, mail = mail.public_id, "a mail that went could not be marked yet");
                    tokio::time::sleep(Duration::from_millis(200 << tries)).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn note_failure(&self, mail: &Mail, error: &DeliveryError) -> Result<(), ServiceError> {
        let now = self.clock().now();
        let wait = if error.is_permanent { None } else { wait_after(mail.attempts) };
        tracing::warn!(%error, mail = mail.public_id, attempt = mail.attempts, gives_up = wait.is_none(), "no delivery");
        let db = self.store().writer();
        let node = &self.inner.options.node;
        let again = wait.map(|seconds| now.plus_seconds(seconds));
        if !outbox::give_back(db, mail.id, node, &error.code, again, now).await? || wait.is_some() {
            return Ok(());
        }
        let (organization, patron) = (OrganizationId(mail.organization_id), mail.patron_id.map(PatronId));
        if let (true, Some(patron)) = (error.is_bad_address, patron) {
            address_problem::report(db, organization, patron, &mail.recipient, now).await?;
        }
        self.untell(mail, patron).await?;
        self.log_mail(organization, patron, None, "mail-failed", "failed").await
    }

    /// Whoever was to be told by a mail that did not arrive that their membership ended has not been told.
    pub(super) async fn untell(&self, mail: &Mail, patron: Option<PatronId>) -> Result<(), ServiceError> {
        let Some(patron) = patron.filter(|_| Template::from_code(&mail.template) == Some(Template::MembershipEnded))
        else {
            return Ok(());
        };
        Ok(stage::untell(self.store().writer(), patron, MailProblem::Undeliverable.code()).await?)
    }

    /// Forgets what is in mails that failed long ago, mails that were over a year ago, and problems of addresses that have
    /// changed.
    pub(crate) async fn clear_away_mail(&self) -> Result<(), ServiceError> {
        let now = self.clock().now();
        let db = self.store().writer();
        outbox::forget_failed(db, now.plus_seconds(-FAILED_KEPT_SECONDS)).await?;
        // Some each time: whoever begins with years of them does so over minutes.
        outbox::sweep(db, now.plus_seconds(-KEPT_SECONDS)).await?;
        address_problem::clear_changed(db, now).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_after_about_three_days() {
        let waits: Vec<i64> = (1..).map_while(wait_after).collect();
        assert_eq!(&waits[..6], &[60, 300, 900, 3600, 14_400, 14_400]);
        let days = waits.iter().sum::<i64>() as f64 / 86_400.0;
        assert!((2.5..3.5).contains(&days), "{days}");
    }
}
