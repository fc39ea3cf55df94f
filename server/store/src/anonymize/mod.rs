//! Anonymizing: closed rows move from a person to the anonymous patron of their library, and what else of that person names
//! the same titles is cleaned.
//!
//! Work is done in batches of some people's rows, each one short transaction ([`Batch::begin`], then [`Batch::run`] as
//! often as wished, then the caller's own statements and log entries, then a commit): a process that is killed leaves whole
//! batches done and nothing of the others, and whoever goes on finds the rest by the same rule. A row that went has no mark
//! of the person: what it says stands among rows of others, in no order, under numbers of its own. What is kept of the person is a date for
//! each table, before which an import adds nothing.

mod anonymous;
pub(crate) mod cutoff;
mod exactness;
mod finder;
mod fold;
mod found;
mod history;
mod log;
mod names;
mod old_notices;
mod rows;
mod statistic;
mod texts;
mod together;
mod traces;

use carrel_domain::{OrganizationId, PatronId, Timestamp, loan_history::Cutoff};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement};

use self::anonymous::Anonymous;
pub use self::{
    anonymous::{ANONYMOUS, IS_SOMEBODY},
    exactness::{Clocks, Exactness},
    history::{Ends, History},
    rows::{RowFacts, count_old, list_closed},
    statistic::{RunKey, StatisticFields},
};
pub(crate) use self::{
    cutoff::Mark,
    statistic::{TAG_LENGTH, group_of_line, group_of_row},
    texts::cleaned_columns,
};
use crate::{
    Store, StoreError, import,
    lists::{in_numbers, number_list as list},
    note_finding,
};

/// Most rows of one batch: about 30 ms of the one connection that SQLite writes with.
pub const BATCH_ROWS: u32 = 1_000;
/// Rows of fewer people than this get random keys: nobody shall find them by the time they were written at.
const CROWD: usize = 8;

/// Whose rows go, and which of them are old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub patron: PatronId,
    /// What is old.
    pub cutoff: Cutoff,
}

/// Rows, with what they name.
pub(crate) struct Named(Vec<rows::Gone>);

/// How exact times stay in rows of the anonymous patron.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grain {
    /// To the second: whoever knows when somebody was at the desk finds their rows.
    Exact,
    /// To the day.
    #[default]
    Day,
    /// To thirty days.
    Month,
}

impl Grain {
    /// Seconds that become one.
    const fn seconds(self) -> i64 {
        match self {
            Self::Exact => 1,
            Self::Day => 86_400,
            Self::Month => 30 * 86_400,
        }
    }
}

/// What the library chose about rows that go.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// How exact times stay.
    pub grain: Grain,
    /// What is counted, if anything.
    pub statistics: Option<StatisticFields>,
}

/// What one run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Rows that went, of each person who had some.
    pub rows: Vec<(PatronId, u32)>,
    /// Texts of theirs that were cleaned.
    pub texts: u64,
    /// There is more to do for these people in this table.
    pub is_unfinished: bool,
    /// People some of whose rows went, and none is left to go.
    pub finished: u32,
}

impl Done {
    /// Rows that went, of all together.
    pub fn total(&self) -> u64 {
        self.rows.iter().map(|(_, rows)| u64::from(*rows)).sum()
    }
}

/// A transaction that anonymizes. Dropped, it never was.
#[derive(Debug)]
pub struct Batch {
    transaction: DatabaseTransaction,
    organization: OrganizationId,
    most: u32,
    is_dated: bool,
}

impl Batch {
    /// Begins one. While it goes on no import writes, and no other batch: what one of them sees, the other has not half done.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn begin(store: &Store, organization: OrganizationId) -> Result<Self, StoreError> {
        let (transaction, backend) = (store.begin().await?, store.backend());
        if backend != DbBackend::Sqlite {
            let lock = Statement::from_sql_and_values(
                backend,
                "SELECT CAST(pg_advisory_xact_lock($1) AS TEXT)",
                [import::LOCK.into()],
            );
            transaction.query_one_raw(lock).await?;
        }
        Ok(Self { transaction, organization, most: BATCH_ROWS, is_dated: false })
    }

    /// The same with fewer rows than [`BATCH_ROWS`]: others wait less.
    #[must_use]
    pub fn at_most(self, rows: u32) -> Self {
        Self { most: rows.clamp(1, BATCH_ROWS), ..self }
    }

    /// The same without rows that say nowhere when they ended. They count as old otherwise, which is for whoever chose to have
    /// their history anonymized; a retention rule does not know whether their time is over.
    #[must_use]
    pub fn of_dated(self) -> Self {
        Self { is_dated: true, ..self }
    }

    /// For statements that belong to it, and for the commit. Entries of the log come last.
    pub const fn transaction(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The transaction, to be committed.
    pub fn into_transaction(self) -> DatabaseTransaction {
        self.transaction
    }

    /// Anonymizes rows of one table, as many as the batch may: old closed rows of these people move to the anonymous patron,
    /// titles that nothing of theirs names any more are cleaned from their texts, prepared files of theirs end, and the
    /// import learns that these rows stay away. Again until nothing is unfinished.
    ///
    /// # Errors
    /// Those of the database; nothing of the batch may be committed then.
    pub async fn run(
        &self,
        store: &Store,
        history: History,
        people: &[Person],
        choices: &Choices,
        now: Timestamp,
    ) -> Result<Done, StoreError> {
        if people.is_empty() {
            return Ok(Done::default());
        }
        // One more tells whether there are more, and whose.
        let how = (self.most + 1, self.is_dated);
        let mut gone = rows::choose(&self.transaction, self.organization, history, people, how).await?;
        let next = if gone.len() > self.most as usize { gone.pop().map(|row| row.patron) } else { None };
        let Some(last) = gone.last().map(|row| row.patron) else { return Ok(Done::default()) };
        let mut rows: Vec<(PatronId, u32)> = Vec::new();
        for row in &gone {
            match rows.last_mut() {
                Some((patron, count)) if *patron == row.patron => *count += 1,
                _ => rows.push((row.patron, 1)),
            }
        }
        self.move_all(history, &gone, rows.iter().map(|(patron, _)| *patron), choices, now).await?;
        let touched: Vec<Person> =
            people.iter().filter(|person| rows.iter().any(|(patron, _)| *patron == person.patron)).copied().collect();
        cutoff::set_closed(&self.transaction, history.table().name, &touched).await?;
        note_finding::forget_gone(&self.transaction, history.table().name, touched.iter().map(|one| one.patron))
            .await?;
        let texts = if history.names_titles() {
            traces::clean(&self.transaction, store, self.organization, &touched, &gone, now).await?
        } else {
            0
        };
        let finished = u32::try_from(rows.len()).unwrap_or(u32::MAX) - u32::from(next == Some(last));
        Ok(Done { rows, texts, is_unfinished: next.is_some(), finished })
    }
}

impl Batch {
    /// Anonymizes exactly these rows, which a rule chose by more than their age: fees of some kinds. Their texts name no
    /// titles of their own. Whoever chose them tells the import.
    ///
    /// # Errors
    /// Those of the database; nothing of the batch may be committed then.
    pub async fn run_rows(
        &self,
        history: History,
        ids: &[i64],
        choices: &Choices,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let gone = rows::these(&self.transaction, self.organization, history, ids).await?;
        if gone.is_empty() {
            return Ok(0);
        }
        let mut people: Vec<PatronId> = gone.iter().map(|row| row.patron).collect();
        people.dedup();
        self.move_all(history, &gone, people.into_iter(), choices, now).await?;
        Ok(gone.len() as u64)
    }

    /// The rows with these keys that still are somebody's, and what they name: for [`Batch::clean`], before they are deleted.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn find_named(&self, history: History, ids: &[i64]) -> Result<Named, StoreError> {
        if !history.names_titles() {
            return Ok(Named(Vec::new()));
        }
        Ok(Named(rows::these(&self.transaction, self.organization, history, ids).await?))
    }

    /// Cleans what else of people names rows that were deleted, as if they had been anonymized.
    ///
    /// # Errors
    /// Those of the database; nothing of the batch may be committed then.
    pub(crate) async fn clean(
        &self,
        store: &Store,
        named: &Named,
        cutoff: Cutoff,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut people: Vec<Person> = named.0.iter().map(|row| Person { patron: row.patron, cutoff }).collect();
        people.dedup();
        if !people.is_empty() {
            traces::clean(&self.transaction, store, self.organization, &people, &named.0, now).await?;
        }
        Ok(())
    }

    /// Counts and moves these rows of these people.
    async fn move_all(
        &self,
        history: History,
        gone: &[rows::Gone],
        people: impl ExactSizeIterator<Item = PatronId>,
        choices: &Choices,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let is_few = people.len() < CROWD;
        let anonymous = Anonymous::of_people(&self.transaction, self.organization, people, now).await?;
        if let Some(fields) = &choices.statistics {
            statistic::write(&self.transaction, self.organization, history, gone, fields).await?;
        }
        rows::move_to_anonymous(&self.transaction, history, gone, &anonymous, choices.grain, is_few).await
    }
}

/// `IN (…)` over a list in place `$1`: the statement stays the same however many there are.
fn in_list(backend: DbBackend) -> String {
    in_numbers(backend, 1)
}
