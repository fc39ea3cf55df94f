//! People who did not renew: told, locked, anonymized, removed.

use carrel_domain::{
    Date, PatronId, PatronScope,
    retention::{Rule, Stage, Subject},
};
use carrel_mail::{Placeholder, Template, Values};
use carrel_store::{
    ConnectionTrait, DatabaseTransaction, StoreError,
    retention::{
        batch, hold,
        person::{self, CLEARED, Removal},
        stage::{self, BY_MAIL, Standing},
    },
    session,
};

use super::worker::{Batch, Job};
use crate::{
    ServiceError, Services,
    audit::{Change, Entry, Event},
    mail::{Mail, MailProblem},
};

/// People who are looked at in one transaction.
const LOOKED_AT: u32 = 100;
/// People who are told in one transaction.
const TOLD: u32 = 20;

impl Services {
    /// Ends what began for people whom no rule is about any more: they renewed, or the rule changed.
    pub(super) async fn end_stages(&self, job: &mut Job<'_>) -> Result<Batch, ServiceError> {
        let db = self.store().reader();
        let found = stage::reversible(db, job.organization(), job.cursor, LOOKED_AT).await?;
        let Some(last) = found.last().copied() else {
            let transaction = self.store().begin().await?;
            return self.commit_batch(job, transaction, Batch::Last, 0, &[]).await;
        };
        let transaction = self.store().begin().await?;
        let mut entries = Vec::new();
        for patron in found {
            if standing(&transaction, job, patron).await? == Standing::Over && stage::end(&transaction, patron).await? {
                entries.push(self.entry_of_stage(job, Some(patron), "stage-ended"));
            }
        }
        let acted = entries.len() as u64;
        self.commit_batch(job, transaction, Batch::From(last.0), acted, &entries).await
    }

    /// Lets people whose time in a stage is over go on to the next one, one at a time.
    pub(super) async fn advance_stages(&self, job: &mut Job<'_>, from: Stage) -> Result<Batch, ServiceError> {
        let due = (from, job.plan.untold());
        let found = stage::due(self.store().reader(), job.organization(), due, job.today, job.cursor, 1).await?;
        let Some(patron) = found.first().copied() else {
            let transaction = self.store().begin().await?;
            return self.commit_batch(job, transaction, Batch::Last, 0, &[]).await;
        };
        match from {
            Stage::Told => self.lock_out(job, patron).await,
            Stage::Locked => self.anonymize_person(job, patron).await,
            Stage::Anonymized | Stage::Removed => self.remove_person(job, patron).await,
        }
    }

    async fn lock_out(&self, job: &mut Job<'_>, patron: PatronId) -> Result<Batch, ServiceError> {
        let transaction = self.store().begin().await?;
        let mut entries = Vec::new();
        if standing(&transaction, job, patron).await? == Standing::Goes {
            let next_on = job.plan.delays().next_on(Stage::Locked, job.today);
            if stage::advance(&transaction, patron, Stage::Told, job.plan.untold(), job.today, next_on).await? {
                session::end_all(&transaction, patron).await?;
                entries.push(self.entry_of_stage(job, Some(patron), "patron-locked"));
            }
        }
        let acted = entries.len() as u64;
        self.commit_batch(job, transaction, Batch::From(patron.0), acted, &entries).await
    }

    /// Takes the person out of everything, the log among it: in as many transactions as that is long, and then the rest at
    /// once.
    async fn anonymize_person(&self, job: &mut Job<'_>, patron: PatronId) -> Result<Batch, ServiceError> {
        let scope = PatronScope::of_background_work(patron, job.organization());
        let transaction = self.store().begin().await?;
        let is_due = stage::is_due(&transaction, patron, Stage::Locked, job.today).await?;
        if is_due && standing(&transaction, job, patron).await? == Standing::Goes {
            let (keys, now) = (self.store().audit_keys()?, self.clock().now());
            let forgotten = person::forget(&transaction, keys, scope, super::GROUND, now).await?;
            job.plan.cleared += forgotten;
            // Whoever goes on begins with the same person.
            let next = Batch::From(patron.0 - 1);
            let done = self.commit_batch(job, transaction, next, 0, &[]).await?;
            if done == Batch::Lost || forgotten >= CLEARED {
                return Ok(done);
            }
        } else {
            transaction.rollback().await.map_err(StoreError::from)?;
        }
        let Some(transaction) = self.move_everything(job, patron).await? else {
            return Ok(Batch::Lost);
        };
        let mut entries = Vec::new();
        let mut files = Vec::new();
        if standing(&transaction, job, patron).await? == Standing::Goes {
            let next_on = job.plan.delays().next_on(Stage::Anonymized, job.today);
            if stage::advance(&transaction, patron, Stage::Locked, job.plan.untold(), job.today, next_on).await? {
                files = person::exports(&transaction, patron).await?;
                let dependents = person::dependents(&transaction).await?;
                let (keys, now) = (self.store().audit_keys()?, self.clock().now());
                person::empty(&transaction, keys, scope, &dependents, super::GROUND, now).await?;
                let cleared = std::mem::take(&mut job.plan.cleared);
                let new_value = Some(cleared.to_string());
                entries.push(Entry { new_value, ..self.entry_of_stage(job, Some(patron), "patron-anonymized") });
            }
        }
        let acted = entries.len() as u64;
        let done = self.commit_batch(job, transaction, Batch::From(patron.0), acted, &entries).await?;
        if done != Batch::Lost {
            for public_id in files {
                self.remove_files(&public_id).await?;
            }
        }
        Ok(done)
    }

    /// Removes somebody, in as many transactions as their log is long; only the last one moves them on.
    async fn remove_person(&self, job: &mut Job<'_>, patron: PatronId) -> Result<Batch, ServiceError> {
        let scope = PatronScope::of_background_work(patron, job.organization());
        let transaction = self.store().begin().await?;
        stage::lock(&transaction, patron).await?;
        let is_due = stage::is_due(&transaction, patron, Stage::Anonymized, job.today).await?;
        let is_held = hold::is_held(&transaction, job.organization(), patron, job.today).await?;
        if is_held || !is_due {
            return self.commit_batch(job, transaction, Batch::From(patron.0), 0, &[]).await;
        }
        let keys = self.store().audit_keys()?;
        match person::remove(&transaction, keys, scope, super::GROUND, self.clock().now()).await? {
            Removal::Began(cleared) => {
                job.plan.cleared += cleared;
                // Whoever goes on begins with the same person.
                self.commit_batch(job, transaction, Batch::From(patron.0 - 1), 0, &[]).await
            }
            Removal::Done(cleared) => {
                // The stage went with the row.
                let cleared = std::mem::take(&mut job.plan.cleared) + cleared;
                let mut entry = self.entry_of_stage(job, None, "patron-removed");
                entry.new_value = Some(cleared.to_string());
                self.commit_batch(job, transaction, Batch::From(patron.0), 1, &[entry]).await
            }
        }
    }

    /// Tells people that it begins. Where no mails go out at all, it does not begin.
    pub(super) async fn tell_people(&self, job: &mut Job<'_>, rule: &Rule) -> Result<Batch, ServiceError> {
        self.count_kept(job, rule).await?;
        if !self.sends_mail() {
            let transaction = self.store().begin().await?;
            return self.commit_batch(job, transaction, Batch::Last, 0, &[]).await;
        }
        let found = batch::next(self.store().reader(), &job.question(rule), job.cursor, TOLD).await?;
        let is_last = found.rows.len() < TOLD as usize;
        let next = if is_last { Batch::Last } else { Batch::From(found.patron + 1) };
        let next_on = job.plan.delays().next_on(Stage::Told, job.today).unwrap_or(job.today);
        let transaction = self.store().begin().await?;
        let mut entries = Vec::new();
        for (_, patron) in batch::verified(&transaction, &job.question(rule), &found.rows).await? {
            let told = self.tell_of_end(&transaction, job, patron, next_on).await?;
            if stage::enter(&transaction, job.organization(), patron, job.today, next_on, told).await? {
                let mut entry = self.entry_of_stage(job, Some(patron), "patron-told");
                entry.outcome = if told == BY_MAIL { "done" } else { "failed" };
                entries.push(entry);
            }
        }
        let acted = entries.len() as u64;
        let done = self.commit_batch(job, transaction, next, acted, &entries).await?;
        self.wake_mail();
        Ok(done)
    }

    /// Writes the mail; answers how they were told, or why not.
    async fn tell_of_end(
        &self,
        db: &impl ConnectionTrait,
        job: &Job<'_>,
        patron: PatronId,
        due: Date,
    ) -> Result<&'static str, ServiceError> {
        let to = PatronScope::of_background_work(patron, job.organization());
        let language = self.mail_language(db, to).await?;
        let format = job.profile.format(language);
        let expired = stage::expired_on(db, patron).await?;
        let expired = expired.map(|day| format.date(day)).unwrap_or_default();
        let values = Values::new().with(Placeholder::LockedOn, format.date(due)).with(Placeholder::Ended, expired);
        let mail = Mail { to, template: Template::MembershipEnded, language: Some(language), values };
        match self.enqueue_mail(db, mail).await {
            Ok(_) => Ok(BY_MAIL),
            Err(ServiceError::Mail(problem @ (MailProblem::NoAddress | MailProblem::Undeliverable))) => {
                Ok(problem.code())
            }
            Err(error) => Err(error),
        }
    }

    fn entry_of_stage(&self, job: &Job<'_>, patron: Option<PatronId>, action: &'static str) -> Entry {
        let event = Event { action, category: None, purpose: super::PURPOSE, outcome: "done" };
        self.entry_of_job(job.organization(), patron, event, Change::of("retention_run", &job.run.public_id))
    }
}

/// Whether any rule is about somebody in a stage, and what keeps them.
pub(super) async fn standing(
    db: &DatabaseTransaction,
    job: &Job<'_>,
    patron: PatronId,
) -> Result<Standing, StoreError> {
    stage::lock(db, patron).await?;
    for rule in job.rules.about(Subject::Patrons) {
        let standing = stage::standing(db, &job.question(rule), patron).await?;
        if standing != Standing::Over {
            return Ok(standing);
        }
    }
    Ok(Standing::Over)
}
