//! Writing a mailing's mails in the background. Few of them wait at a time: other mails are not held up behind them, consent
//! is asked shortly before each goes, and a mailing that is stopped has hardly any under way.

use std::time::Duration;

use carrel_domain::{Language, OrganizationId, PatronId, PatronScope, StaffScope};
use carrel_mail::{Template, Values};
use carrel_store::{
    StoreError,
    audit::Entry,
    news::{self, Mailing, Step},
};

use super::own_words;
use crate::{ServiceError, Services, mail::Mail};

/// A claim holds for so long without a step, in seconds.
const CLAIM_SECONDS: i64 = 60;
/// How often a node looks for a mailing that nobody woke it for.
const POLL: Duration = Duration::from_secs(20);
/// So many mails wait at most.
const WAITING: i64 = 100;
/// After so many seconds it is looked whether they have gone.
const PAUSE_SECONDS: i64 = 5;
/// Mails written in one transaction: a few hundredths of a second of the one connection that SQLite writes with.
const AT_ONCE: u32 = 10;
/// Between two transactions, for those who wait for that connection.
const REST: Duration = Duration::from_millis(100);
/// Attempts that get nothing done before a mailing is given up.
const ATTEMPTS: i64 = 8;

impl Services {
    /// Works on mailings until the task is dropped.
    pub(crate) async fn run_news(&self) {
        if !self.sends_mail() {
            return;
        }
        loop {
            let pause = match self.work_on_next_news().await {
                Ok(true) => Duration::from_secs(PAUSE_SECONDS.unsigned_abs()),
                Ok(false) => POLL,
                Err(error) => {
                    tracing::error!(%error, "mailings cannot be claimed");
                    POLL
                }
            };
            // Either way there may be work.
            let _ = tokio::time::timeout(pause, self.inner.news.notified()).await;
        }
    }

    /// Claims a mailing and writes its mails, until enough of them wait; `false` if there is none to work on.
    pub async fn work_on_next_news(&self) -> Result<bool, ServiceError> {
        let now = self.clock().now();
        let node = self.inner.options.node.clone();
        let until = now.plus_seconds(CLAIM_SECONDS);
        let Some(mailing) = news::claim(self.store().writer(), &node, now, until).await? else { return Ok(false) };
        if mailing.attempts > ATTEMPTS {
            tracing::error!(mailing = mailing.id, "a mailing was never finished and is given up");
            news::finish(self.store().writer(), mailing.id, &node, false, now).await?;
            return Ok(true);
        }
        if let Err(error) = self.write_news(&mailing, &node).await {
            tracing::error!(%error, mailing = mailing.id, attempt = mailing.attempts, "a mailing failed");
            let again = self.clock().now().plus_seconds(10 * mailing.attempts * mailing.attempts);
            news::give_back(self.store().writer(), mailing.id, &node, again).await?;
        }
        Ok(true)
    }

    async fn write_news(&self, mailing: &Mailing, node: &str) -> Result<(), ServiceError> {
        let organization = OrganizationId(mailing.organization_id);
        let libraries: Option<Vec<String>> = match &mailing.libraries {
            Some(codes) => Some(serde_json::from_str(codes).map_err(|error| ServiceError::System(error.to_string()))?),
            None => None,
        };
        let staff = StaffScope::of_background_work(organization, libraries);
        // They cannot be changed as long as it is under way.
        let written: Vec<Language> = own_words(self.store().reader(), organization)
            .await?
            .into_iter()
            .filter_map(|(language, words)| words.map(|_| language))
            .collect();
        let mut cursor = mailing.cursor;
        loop {
            let now = self.clock().now();
            // Whichever mailing they are of.
            let waiting = news::count_waiting(self.store().reader(), organization).await?;
            if waiting.values().sum::<i64>() >= WAITING {
                let step = Step { cursor, ..Step::default() };
                if news::advance(self.store().writer(), mailing.id, node, step, now).await? {
                    let later = now.plus_seconds(PAUSE_SECONDS);
                    news::give_back(self.store().writer(), mailing.id, node, later).await?;
                }
                return Ok(());
            }
            let people = news::candidates(self.store().reader(), &staff, cursor, AT_ONCE).await?;
            let Some(last) = people.last() else { break };
            cursor = last.0;
            if !self.write_some(mailing, node, &people, &written).await? {
                return Ok(());
            }
            tokio::time::sleep(REST).await;
        }
        let now = self.clock().now();
        let transaction = self.store().begin().await?;
        if news::finish(&transaction, mailing.id, node, true, now).await? {
            let entry = Entry {
                object: Some(format!("news:{}", mailing.public_id)),
                ..Entry::of_system(now, organization, "news-sent", "administration")
            };
            self.commit_logged(transaction, &[entry]).await?;
        }
        Ok(())
    }

    /// Writes mails to some people, and how far the mailing has come with them: both or neither. `false` if it was stopped.
    async fn write_some(
        &self,
        mailing: &Mailing,
        node: &str,
        people: &[PatronId],
        written: &[Language],
    ) -> Result<bool, ServiceError> {
        let now = self.clock().now();
        let organization = OrganizationId(mailing.organization_id);
        let transaction = self.store().begin().await?;
        let mut step = Step { cursor: people.last().map_or(mailing.cursor, |last| last.0), ..Step::default() };
        for patron in people {
            let to = PatronScope::of_background_work(*patron, organization);
            let own = self.mail_language(&transaction, to).await?;
            // Who reads a language that nobody wrote in gets the first one that somebody did.
            let language = if written.contains(&own) { Some(own) } else { written.first().copied() };
            let mail = Mail { to, template: Template::LibraryNews, language, values: Values::new() };
            match self.enqueue_news(&transaction, mail, Some(mailing.id)).await {
                Ok(_) => step.written += 1,
                Err(ServiceError::Mail(crate::MailProblem::NotWanted)) => {}
                Err(ServiceError::Mail(_)) => step.left_out += 1,
                Err(error) => return Err(error),
            }
        }
        if !news::advance(&transaction, mailing.id, node, step, now.plus_seconds(CLAIM_SECONDS)).await? {
            return Ok(false);
        }
        transaction.commit().await.map_err(StoreError::from)?;
        self.wake_mail();
        Ok(true)
    }
}
