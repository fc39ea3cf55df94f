//! Moving what still adds up to the anonymous patron.

use std::time::Instant;

use carrel_domain::{
    Date, PatronId, Timestamp,
    loan_history::Cutoff,
    retention::{Rule, Stage, Subject},
};
use carrel_store::{
    DatabaseTransaction,
    anonymize::{self, History, Person},
    retention::{
        batch,
        stage::{self, Standing},
    },
};

use super::{
    people::standing,
    worker::{Batch, Job},
};
use crate::{ServiceError, Services};

impl Services {
    /// Anonymizes the next rows that a rule selects, by way of the engine.
    pub(super) async fn anonymize_rows(&self, job: &mut Job<'_>, rule: &Rule) -> Result<Batch, ServiceError> {
        let question = job.question(rule);
        let (Some(history), Some(cutoff)) = (batch::history(rule.subject()), question.cutoff()) else {
            let transaction = self.store().begin().await?;
            return self.commit_batch(job, transaction, Batch::Last, 0, &[]).await;
        };
        let most = job.pace.rows();
        let found = batch::next(self.store().reader(), &question, job.cursor, most).await?;
        let now = self.clock().now();
        let choices = self.history_choices(job.organization(), job.key).await?;
        let work = anonymize::Batch::begin(self.store(), job.organization()).await?.at_most(most).of_dated();
        let began = Instant::now();
        let verified = batch::verified(work.transaction(), &question, &found.rows).await?;
        let mut people: Vec<PatronId> = verified.iter().map(|(_, patron)| *patron).collect();
        people.dedup();
        let (of_whom, is_unfinished) = if matches!(rule.subject(), Subject::PrivateFees | Subject::PublicFees) {
            let rows: Vec<i64> = verified.iter().map(|(row, _)| *row).collect();
            work.run_rows(history, &rows, &choices, now).await?;
            batch::keep_away(work.transaction(), &question, people).await?;
            (counted(verified.iter().map(|(_, patron)| (*patron, 1))), false)
        } else {
            let people: Vec<Person> = people.into_iter().map(|patron| Person { patron, cutoff }).collect();
            let done = work.run(self.store(), history, &people, &choices, now).await?;
            let of_whom = counted(done.rows.iter().map(|(patron, rows)| (*patron, u64::from(*rows))));
            (of_whom, done.is_unfinished)
        };
        let is_last = found.rows.len() < most as usize && !is_unfinished;
        let next = match (is_last, of_whom.is_empty()) {
            (true, _) => Batch::Last,
            // All of them changed meanwhile: not the same ones again.
            (false, true) => Batch::From(found.patron + 1),
            // There may be more of whoever it began with.
            (false, false) => Batch::From(job.cursor),
        };
        let acted = of_whom.iter().map(|(_, count)| count).sum();
        let entries = self.entries_of(job, rule, "data-anonymized", &of_whom);
        let next = self.commit_batch(job, work.into_transaction(), next, acted, &entries).await?;
        job.rest = job.pace.learn(acted, began.elapsed(), self.is_beside_pages());
        Ok(next)
    }

    /// Moves everything of somebody that still adds up, as long as it is their turn. Answers the transaction with the last
    /// of it, for what else is to be done; nothing if the run is no longer this node's.
    pub(super) async fn move_everything(
        &self,
        job: &mut Job<'_>,
        patron: PatronId,
    ) -> Result<Option<DatabaseTransaction>, ServiceError> {
        let person = Person { patron, cutoff: everything() };
        loop {
            let choices = self.history_choices(job.organization(), job.key).await?;
            let now = self.clock().now();
            let work = anonymize::Batch::begin(self.store(), job.organization()).await?.at_most(job.pace.rows());
            let began = Instant::now();
            let is_due = stage::is_due(work.transaction(), patron, Stage::Locked, job.today).await?;
            if !is_due || standing(work.transaction(), job, patron).await? != Standing::Goes {
                return Ok(Some(work.into_transaction()));
            }
            let (mut is_unfinished, mut rows) = (false, 0);
            for history in History::ALL {
                let done = work.run(self.store(), history, &[person], &choices, now).await?;
                rows += done.total();
                is_unfinished = done.is_unfinished;
                if is_unfinished {
                    break;
                }
            }
            if !is_unfinished {
                return Ok(Some(work.into_transaction()));
            }
            // More than a batch: whoever goes on begins with the same person.
            let again = Batch::From(patron.0 - 1);
            if self.commit_batch(job, work.into_transaction(), again, 0, &[]).await? == Batch::Lost {
                return Ok(None);
            }
            let rest = job.pace.learn(rows, began.elapsed(), self.is_beside_pages());
            tokio::time::sleep(rest).await;
        }
    }
}

/// Whatever is closed.
fn everything() -> Cutoff {
    Cutoff { before: Timestamp(i64::MAX), day: Date::new(9999, 12, 31).unwrap_or(Date::FIRST) }
}

fn counted(rows: impl Iterator<Item = (PatronId, u64)>) -> Vec<(PatronId, u64)> {
    let mut of_whom: Vec<(PatronId, u64)> = Vec::new();
    for (patron, count) in rows {
        match of_whom.last_mut() {
            Some((last, sum)) if *last == patron => *sum += count,
            _ => of_whom.push((patron, count)),
        }
    }
    of_whom
}
