//! Anonymizing in the background, in small transactions beside normal use.
//!
//! A patron's own comes first; the policies run once a day. Each batch is one transaction: rows, traces, log entries and how
//! far the job has come. A node that is killed leaves whole batches, and another goes on when its claim is over.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use carrel_domain::{
    Language, OrganizationId, PatronId, Timestamp,
    loan_history::{Cutoff, Policy, policy_of},
};
use carrel_mail::{Placeholder, Template, Values};
use carrel_store::{
    anonymize::{BATCH_ROWS, Batch, Done, History, Person, RunKey, count_old},
    audit::Entry,
    history_job::{self, HistoryJob, Step},
    history_policy::{self, Decision, Subject},
    retention::batch::lock_patrons,
};

use jiff::tz::TimeZone;

use super::{day_of, scope_of, spared_until};
use crate::{
    ServiceError, Services,
    audit::{Change, Event},
    mail::Mail,
    pace::Pace,
    token::opaque_id,
};

/// A claim holds for so long without a batch, in seconds.
const CLAIM_SECONDS: i64 = 60;
/// How often a node looks for work that nobody woke it for.
const POLL: Duration = Duration::from_secs(5);
/// Attempts that get nothing done before a job is given up.
const ATTEMPTS: i64 = 8;
/// Patrons looked at in one query.
const PATRONS: u32 = 200;

/// A job at work.
struct Work<'a> {
    job: &'a HistoryJob,
    organization: OrganizationId,
    /// By which decisions something goes by itself; none where a patron asked for it.
    decisions: Option<Vec<Decision>>,
    /// Ties what goes of one person, as long as this node works on it.
    key: RunKey,
    /// Patrons up to this key are done.
    cursor: i64,
    pace: Pace,
}

/// How the batches about some people ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Batches {
    /// Nothing is left to do.
    Done,
    /// Everybody who is left is held.
    Held,
    /// The job is no longer this node's.
    Lost,
}

impl Services {
    /// Does what is asked for, and the day's run, until the task is dropped.
    pub(crate) async fn run_history(&self) {
        loop {
            if let Err(error) = self.begin_history_day().await {
                tracing::error!(%error, "the daily run of loan-history policies could not be begun");
            }
            loop {
                match self.work_on_next_history().await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::error!(%error, "anonymization of loan histories cannot be claimed");
                        break;
                    }
                }
            }
            // Either way there may be work.
            let _ = tokio::time::timeout(POLL, self.inner.history.notified()).await;
        }
    }

    /// Makes sure that the policies run today, if there is one by which something goes by itself.
    pub async fn begin_history_day(&self) -> Result<(), ServiceError> {
        let Ok(profile) = self.profile().await else { return Ok(()) };
        let now = self.clock().now();
        if !history_policy::any_by_itself(self.store().reader(), profile.id, now).await? {
            return Ok(());
        }
        let day = day_of(&profile.zone, now).to_string();
        history_job::add_day(self.store().writer(), profile.id, &opaque_id()?, &day, now).await?;
        Ok(())
    }

    /// Claims and does one job; `false` if there is none.
    pub async fn work_on_next_history(&self) -> Result<bool, ServiceError> {
        let now = self.clock().now();
        let node = self.inner.options.node.clone();
        let until = now.plus_seconds(CLAIM_SECONDS);
        let Some(job) = history_job::claim(self.store().writer(), &node, now, until).await? else {
            return Ok(false);
        };
        if job.attempts > ATTEMPTS {
            tracing::error!(job = job.id, "an anonymization was never finished and is given up");
            history_job::finish(self.store().writer(), job.id, &node, false, now).await?;
            return Ok(true);
        }
        let done = if job.patron_id.is_some() { self.do_own(&job).await } else { self.do_day(&job).await };
        if let Err(error) = done {
            // No data of the person is in the error; the job's own number finds it.
            tracing::error!(%error, job = job.id, attempt = job.attempts, "an anonymization failed");
            let again = self.clock().now().plus_seconds(10 * job.attempts * job.attempts);
            history_job::give_back(self.store().writer(), job.id, &node, again).await?;
        }
        Ok(true)
    }

    async fn do_own(&self, job: &HistoryJob) -> Result<(), ServiceError> {
        let unreadable = || ServiceError::System(String::from("the anonymization job cannot be read"));
        let patron = job.patron_id.ok_or_else(unreadable)?;
        let before = Timestamp(job.closed_before.ok_or_else(unreadable)?);
        let day = job.closed_day.as_deref().and_then(|day| carrel_domain::Date::parse(day).ok());
        let cutoff = Cutoff { before, day: day.ok_or_else(unreadable)? };
        let organization = OrganizationId(job.organization_id);
        let scope = scope_of(patron, organization);
        // A request for all data that came meanwhile is answered first, and what must be kept stays.
        if self.history_hold(scope).await?.is_some() {
            history_job::finish(self.store().writer(), job.id, &self.inner.options.node, false, self.clock().now())
                .await?;
            return Ok(());
        }
        let key = RunKey::new();
        let mut work = Work { job, organization, decisions: None, key, cursor: 0, pace: Pace::new(BATCH_ROWS) };
        for history in History::LOANS {
            match self.do_batches(&mut work, history, vec![Person { patron: PatronId(patron), cutoff }]).await? {
                Batches::Done => {}
                Batches::Lost => return Ok(()),
                // What is done stays done; nothing more is, and the page says why.
                Batches::Held => {
                    self.untie_statistics(organization).await?;
                    let (node, now) = (&self.inner.options.node, self.clock().now());
                    history_job::finish(self.store().writer(), job.id, node, false, now).await?;
                    return Ok(());
                }
            }
        }
        self.untie_statistics(organization).await?;
        let found = history_job::find(self.store().reader(), scope, &job.public_id).await?.ok_or_else(unreadable)?;
        let now = self.clock().now();
        let language = Language::from_tag(&job.language);
        let profile = self.profile().await?;
        let format = profile.format(language.unwrap_or_default());
        let values = Values::new()
            .with(Placeholder::Rows, format.count(found.rows_done))
            .with(Placeholder::Time, format.time(now));
        let mail = Mail { to: scope, template: Template::HistoryAnonymized, language, values };
        let transaction = self.store().begin().await?;
        match self.enqueue_mail(&transaction, mail).await {
            // The page tells the same.
            Ok(_) | Err(ServiceError::Mail(_)) => {}
            Err(error) => return Err(error),
        }
        self.tell_of_anonymized(&transaction, scope).await?;
        if !history_job::finish(&transaction, job.id, &self.inner.options.node, true, now).await? {
            return Ok(());
        }
        transaction.commit().await.map_err(carrel_store::StoreError::from)?;
        self.wake_mail();
        Ok(())
    }

    async fn do_day(&self, job: &HistoryJob) -> Result<(), ServiceError> {
        let organization = OrganizationId(job.organization_id);
        let all = history_policy::list(self.store().reader(), organization).await?;
        let (key, decisions) = (RunKey::new(), Some(all.clone()));
        let mut work = Work { job, organization, decisions, key, cursor: job.cursor, pace: Pace::new(BATCH_ROWS) };
        loop {
            let now = self.clock().now();
            let today = day_of(&self.profile().await?.zone, now);
            let subjects =
                history_policy::subjects(self.store().reader(), organization, work.cursor, (now, today), PATRONS)
                    .await?;
            let Some(last) = subjects.last() else { break };
            let zone = self.profile().await?.zone.clone();
            let people = self.old_of(&all, &subjects, &zone, now);
            for history in History::LOANS {
                for group in self.groups(history, &people).await? {
                    // Whoever is held by now is passed over; the others go on.
                    if self.do_batches(&mut work, history, group).await? == Batches::Lost {
                        return Ok(());
                    }
                }
            }
            work.cursor = last.id;
            let until = self.clock().now().plus_seconds(CLAIM_SECONDS);
            let step = Step { cursor: work.cursor, ..Step::default() };
            if !history_job::advance(self.store().writer(), job.id, &self.inner.options.node, step, until).await? {
                return Ok(());
            }
        }
        self.untie_statistics(organization).await?;
        let now = self.clock().now();
        history_job::finish(self.store().writer(), job.id, &self.inner.options.node, true, now).await?;
        Ok(())
    }

    /// Of whom something goes by itself now, and from when on it is old.
    fn old_of(&self, all: &[Decision], subjects: &[Subject], zone: &TimeZone, now: Timestamp) -> Vec<Person> {
        let organization =
            history_policy::in_force(all.iter().filter(|decision| decision.level == "organization"), now);
        let person = |subject: &Subject| {
            let category = all
                .iter()
                .filter(|decision| decision.level == "category" && decision.patron_category == subject.patron_category);
            let category = history_policy::in_force(category, now);
            let (policy, level) = policy_of(organization, category, subject.policy.as_deref().and_then(Policy::parse));
            let cutoff = self.history_cutoff(zone, policy.automatic(subject.choice()))?;
            let is_spared = spared_until(subject.category_since, level).is_some_and(|until| until > now);
            (subject.is_held == 0 && !is_spared).then_some(Person { patron: PatronId(subject.id), cutoff })
        };
        subjects.iter().filter_map(person).collect()
    }

    /// People with something to do, as many together as make a batch: most have nothing, and no writer waits for them.
    async fn groups(&self, history: History, people: &[Person]) -> Result<Vec<Vec<Person>>, ServiceError> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let counts = count_old(self.store().reader(), history, people).await?;
        let mut groups: Vec<Vec<Person>> = Vec::new();
        let mut rows = i64::from(BATCH_ROWS);
        for (patron, count) in counts {
            let Some(person) = people.iter().find(|person| person.patron == patron) else { continue };
            if rows + count >= i64::from(BATCH_ROWS) {
                groups.push(Vec::new());
                rows = 0;
            }
            rows += count;
            if let Some(group) = groups.last_mut() {
                group.push(*person);
            }
        }
        Ok(groups)
    }

    /// Batches until nothing of these people is left to do in this table. Whether somebody is held, or wishes otherwise by now,
    /// is asked in each of them: what comes in the middle of a long history counts from the next batch on.
    async fn do_batches(
        &self,
        work: &mut Work<'_>,
        history: History,
        mut people: Vec<Person>,
    ) -> Result<Batches, ServiceError> {
        let choices = self.history_choices(work.organization, work.key).await?;
        loop {
            let now = self.clock().now();
            let zone = self.profile().await?.zone.clone();
            let batch = Batch::begin(self.store(), work.organization).await?.at_most(work.pace.rows());
            let began = Instant::now();
            let patrons = people.iter().map(|person| person.patron);
            lock_patrons(batch.transaction(), "patron", patrons.clone().map(|patron| patron.0)).await?;
            let when = (now, day_of(&zone, now));
            let subjects =
                history_policy::subjects_among(batch.transaction(), work.organization, patrons, when).await?;
            let still: HashSet<PatronId> = match &work.decisions {
                Some(all) => self.old_of(all, &subjects, &zone, now).into_iter().map(|person| person.patron).collect(),
                None => subjects.iter().filter(|one| one.is_held == 0).map(|one| PatronId(one.id)).collect(),
            };
            people.retain(|person| still.contains(&person.patron));
            if people.is_empty() {
                return Ok(Batches::Held);
            }
            let done = batch.run(self.store(), history, &people, &choices, now).await?;
            // Each counts once, whatever of theirs goes and whoever was killed in between: their log tells.
            let patrons: Vec<PatronId> = done.rows.iter().map(|(patron, _)| *patron).collect();
            let known = history_job::told(batch.transaction(), work.job, &patrons).await?;
            let step = Step {
                cursor: work.cursor,
                rows: i64::try_from(done.total()).unwrap_or(i64::MAX),
                patrons: i64::try_from(patrons.len()).unwrap_or(i64::MAX) - known,
            };
            let until = now.plus_seconds(CLAIM_SECONDS);
            let node = &self.inner.options.node;
            if !history_job::advance(batch.transaction(), work.job.id, node, step, until).await? {
                return Ok(Batches::Lost);
            }
            let entries = self.history_entries_of(work.job, work.organization, history, &done);
            self.commit_logged(batch.into_transaction(), &entries).await?;
            let rest = work.pace.learn(done.total(), began.elapsed(), self.is_beside_pages());
            tokio::time::sleep(rest).await;
            if !done.is_unfinished {
                return Ok(Batches::Done);
            }
        }
    }

    /// Each person's log says how many rows went; which, nobody knows any more.
    fn history_entries_of(
        &self,
        job: &HistoryJob,
        organization: OrganizationId,
        history: History,
        done: &Done,
    ) -> Vec<Entry> {
        let category = match history {
            History::Checkouts => carrel_domain::Category::CheckoutHistory,
            History::Holds => carrel_domain::Category::HoldHistory,
            History::AccountLines => carrel_domain::Category::Fees,
            History::Suggestions => carrel_domain::Category::Suggestions,
            History::InterlibraryLoans => carrel_domain::Category::InterlibraryLoans,
        };
        let event =
            Event { action: "history-anonymized", category: Some(category), purpose: "erasure", outcome: "done" };
        done.rows
            .iter()
            .map(|(patron, rows)| {
                let change = Change::of("history", &job.public_id).from_to(None, Some(rows.to_string()));
                self.entry_of_job(organization, Some(*patron), event, change)
            })
            .collect()
    }
}
