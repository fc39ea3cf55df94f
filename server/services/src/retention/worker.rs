//! Runs in the background.
//!
//! A run is a row: any node claims it, and another takes over when a node is killed. What it does, how far it is and what
//! it tells of that are one short transaction each: a killed node leaves whole batches done and nothing of the others.

use std::time::{Duration, Instant};

use carrel_domain::{
    OrganizationId, PatronId,
    retention::{Action, Rule, Rules},
};
use carrel_store::{
    DatabaseTransaction,
    anonymize::RunKey,
    retention::{
        Question, batch,
        preview::tally,
        run::{self, Progress, Run, State},
    },
};
use tokio::sync::Notify;

use super::{Plan, Work};
use crate::{
    ServiceError, Services,
    audit::{Change, Entry, Event},
    pace::Pace,
    profile::Profile,
};

/// A claim holds for so long without a sign of life, in seconds.
const CLAIM_SECONDS: i64 = 60;
/// How often a node looks for work that nobody woke it for.
const POLL: Duration = Duration::from_secs(20);
/// How often a claim is held longer while nothing is written.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Attempts without any progress before a run is given up.
const ATTEMPTS: i64 = 5;
/// Most rows that go in one transaction: a few hundredths of a second of the one connection that SQLite writes with.
const ROWS: u32 = 400;

/// Wakes the background work when there is some.
#[derive(Debug, Default)]
pub struct RetentionWorker {
    notify: Notify,
}

impl RetentionWorker {
    pub(super) fn wake(&self) {
        self.notify.notify_one();
    }
}

/// Holds a claim as long as it is there: whoever gives the work up in the middle holds nothing.
struct Beat(tokio::task::JoinHandle<()>);

impl Drop for Beat {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A run at work: where it is, and what all its steps need.
pub(super) struct Job<'a> {
    pub run: &'a Run,
    pub node: String,
    pub profile: &'a Profile,
    pub plan: Plan,
    pub rules: Rules,
    pub today: carrel_domain::Date,
    pub step: usize,
    pub cursor: i64,
    /// Ties what goes of one person, as long as this node works on it.
    pub key: RunKey,
    pub pace: Pace,
    /// Before the next transaction.
    pub rest: Duration,
}

/// How a batch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Batch {
    /// The step goes on from this patron.
    From(i64),
    /// The step is done.
    Last,
    /// The run is no longer this node's: nothing of the batch was committed.
    Lost,
}

impl Job<'_> {
    pub const fn organization(&self) -> OrganizationId {
        OrganizationId(self.run.organization_id)
    }

    /// What a rule is asked.
    pub fn question<'q>(&'q self, rule: &'q Rule) -> Question<'q> {
        Question {
            organization: self.organization(),
            rules: &self.rules,
            rule,
            today: self.today,
            zone: &self.profile.zone,
            private_debits: self.plan.private_debits(),
        }
    }
}

impl Services {
    pub(crate) async fn run_retention(&self) {
        loop {
            if let Err(error) = self.schedule_retention().await {
                tracing::error!(%error, "retention could not be scheduled");
            }
            loop {
                match self.run_next_retention().await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::error!(%error, "retention runs cannot be claimed");
                        break;
                    }
                }
            }
            // Either way there may be work.
            let _ = tokio::time::timeout(POLL, self.inner.retention.notify.notified()).await;
        }
    }

    /// Claims a run and works on it until it is over; `false` if there is none.
    pub async fn run_next_retention(&self) -> Result<bool, ServiceError> {
        let now = self.clock().now();
        let node = self.inner.options.node.clone();
        let until = now.plus_seconds(CLAIM_SECONDS);
        let Some(run) = run::claim(self.store().writer(), &node, now, until).await? else { return Ok(false) };
        if run.attempts > ATTEMPTS {
            tracing::error!(run = run.id, "a retention run got no further and is given up");
            self.finish_run(&run, &node, State::Failed).await?;
            return Ok(true);
        }
        let beat = Beat(tokio::spawn(self.clone().keep_run(run.id, node.clone())));
        let outcome = self.work_on(&run, &node).await;
        drop(beat);
        if let Err(error) = outcome {
            // Nothing about anybody is in the error.
            tracing::error!(%error, run = run.id, attempt = run.attempts, "a retention run failed");
            let again = self.clock().now().plus_seconds(10 * run.attempts * run.attempts);
            run::give_back(self.store().writer(), run.id, &node, again).await?;
        }
        Ok(true)
    }

    /// Holds the claim while a long look finds nothing to write.
    async fn keep_run(self, run: i64, node: String) {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            let until = self.clock().now().plus_seconds(CLAIM_SECONDS);
            if let Err(error) = run::keep(self.store().writer(), run, &node, until).await {
                tracing::warn!(%error, "a retention run's claim could not be held");
            }
        }
    }

    async fn work_on(&self, run: &Run, node: &str) -> Result<(), ServiceError> {
        let profile = self.profile().await?;
        let plan = Plan::from_json(&run.report);
        let unreadable = || ServiceError::System(String::from("the retention run cannot be read"));
        let today = carrel_domain::Date::parse(&run.today).map_err(|_| unreadable())?;
        let mut job = Job {
            run,
            node: node.to_owned(),
            profile: &profile,
            rules: plan.rules(),
            plan,
            today,
            step: usize::try_from(run.step).map_err(|_| unreadable())?,
            cursor: run.cursor,
            key: RunKey::new(),
            pace: Pace::new(ROWS),
            rest: Duration::ZERO,
        };
        while job.step < job.plan.steps.len() {
            let began = Instant::now();
            job.rest = Duration::ZERO;
            let Some(work) = job.plan.work(job.step) else { return Err(unreadable()) };
            match self.next_batch(&mut job, &work).await? {
                Batch::From(patron) => job.cursor = patron,
                Batch::Last => (job.step, job.cursor) = (job.step + 1, 0),
                Batch::Lost => return self.untie_statistics(OrganizationId(run.organization_id)).await,
            }
            // As long as it held the connection, others have it now.
            tokio::time::sleep(began.elapsed().min(Duration::from_millis(50)).max(job.rest)).await;
        }
        self.finish_run(run, node, State::Done).await
    }

    async fn finish_run(&self, run: &Run, node: &str, state: State) -> Result<(), ServiceError> {
        let outcome = if state == State::Done { "done" } else { "failed" };
        self.untie_statistics(OrganizationId(run.organization_id)).await?;
        let event = Event { action: "retention-run-finished", category: None, purpose: super::PURPOSE, outcome };
        let change = Change::of("retention_run", &run.public_id);
        let entry = self.entry_of_job(OrganizationId(run.organization_id), None, event, change);
        let transaction = self.store().begin().await?;
        if run::finish(&transaction, run.id, node, state, self.clock().now()).await? {
            self.commit_logged(transaction, &[entry]).await?;
        }
        Ok(())
    }

    async fn next_batch(&self, job: &mut Job<'_>, work: &Work) -> Result<Batch, ServiceError> {
        match work {
            Work::Rows(rule) => self.next_rows(job, rule).await,
            Work::EndStages(_) => self.end_stages(job).await,
            Work::Advance(_, stage) => self.advance_stages(job, *stage).await,
            Work::Tell(rule) => self.tell_people(job, rule).await,
        }
    }

    async fn next_rows(&self, job: &mut Job<'_>, rule: &Rule) -> Result<Batch, ServiceError> {
        self.count_kept(job, rule).await?;
        match rule.action() {
            Action::Delete => self.delete_rows(job, rule).await,
            Action::Anonymize => self.anonymize_rows(job, rule).await,
            Action::Stages | Action::Tell => Ok(Batch::Last),
        }
    }

    /// Counts once in each step what is over by its period and kept all the same.
    pub(super) async fn count_kept(&self, job: &mut Job<'_>, rule: &Rule) -> Result<(), ServiceError> {
        if job.plan.steps.get(job.step).is_none_or(|step| step.is_counted) {
            return Ok(());
        }
        let tallies = tally(self.store().reader(), &job.question(rule)).await?;
        let kept = tallies.into_iter().filter_map(|tallied| Some((tallied.stop?, tallied.count)));
        job.plan.note_kept(job.step, kept);
        Ok(())
    }

    async fn delete_rows(&self, job: &mut Job<'_>, rule: &Rule) -> Result<Batch, ServiceError> {
        let most = job.pace.rows();
        let found = batch::next(self.store().reader(), &job.question(rule), job.cursor, most).await?;
        let is_last = found.rows.len() < most as usize;
        let deleting = carrel_store::anonymize::Batch::begin(self.store(), job.organization()).await?;
        let began = Instant::now();
        let now = self.clock().now();
        let of_whom = batch::delete(self.store(), &deleting, &job.question(rule), &found.rows, now).await?;
        let transaction = deleting.into_transaction();
        let next = match (is_last, of_whom.is_empty()) {
            (true, _) => Batch::Last,
            // All of them changed meanwhile: not the same ones again.
            (false, true) => Batch::From(found.patron + 1),
            (false, false) => Batch::From(found.patron),
        };
        let entries = self.entries_of(job, rule, "data-deleted", &of_whom);
        let acted = of_whom.iter().map(|(_, count)| count).sum();
        let next = self.commit_batch(job, transaction, next, acted, &entries).await?;
        job.rest = job.pace.learn(acted, began.elapsed(), self.is_beside_pages());
        Ok(next)
    }

    /// What is told of in the log of each patron.
    pub(super) fn entries_of(
        &self,
        job: &Job<'_>,
        rule: &Rule,
        action: &'static str,
        of_whom: &[(PatronId, u64)],
    ) -> Vec<Entry> {
        let category = Some(rule.subject().category());
        let event = Event { action, category, purpose: super::PURPOSE, outcome: "done" };
        of_whom
            .iter()
            .map(|(patron, count)| {
                let change = Change::of("retention_run", &job.run.public_id).from_to(None, Some(count.to_string()));
                self.entry_of_job(job.organization(), Some(*patron), event, change)
            })
            .collect()
    }

    /// Notes progress in the transaction that made it, and commits both with what tells of it.
    pub(super) async fn commit_batch(
        &self,
        job: &mut Job<'_>,
        transaction: DatabaseTransaction,
        next: Batch,
        acted: u64,
        entries: &[Entry],
    ) -> Result<Batch, ServiceError> {
        job.plan.note(job.step, acted);
        let (step, cursor) = match next {
            Batch::From(patron) => (job.step, patron),
            Batch::Last | Batch::Lost => (job.step + 1, 0),
        };
        let progress = Progress {
            step: i64::try_from(step).unwrap_or(i64::MAX),
            cursor,
            acted: i64::try_from(acted).unwrap_or(i64::MAX),
            report: job.plan.to_json(),
        };
        let until = self.clock().now().plus_seconds(CLAIM_SECONDS);
        if !run::advance(&transaction, job.run.id, &job.node, &progress, until).await? {
            return Ok(Batch::Lost);
        }
        self.commit_logged(transaction, entries).await?;
        Ok(next)
    }
}
