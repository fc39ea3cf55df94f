//! The older part of the log moves to the archive, and leaves it when its time is over.

use std::time::{Duration, Instant};

use carrel_domain::Timestamp;
use carrel_store::audit::archive::{Month, MonthSize, drop_month, erase_pending, move_some, state};

use crate::{
    ServiceError, Services,
    audit::{Change, Event},
};

const DAY: i64 = 24 * 60 * 60;
/// How often a node looks whether somebody is to be erased from the archive, and then whether entries are old enough.
const POLL: Duration = Duration::from_secs(60);
/// A node that does not come back for so long has lost its claim.
const CLAIM_SECONDS: i64 = 300;
/// At most so long the worker rests after each batch while others want the database too.
const LONGEST_REST: Duration = Duration::from_millis(50);
/// Beside pages, on SQLite, the worker rests so many times as long as its last transaction took, up to a limit: what leaves
/// lies all over the indexes, and the more of it, the longer the only writer is kept when it copies its log into the file.
const REST: u32 = 64;
const LONGEST_REST_BESIDE_PAGES: Duration = Duration::from_millis(400);
/// Days after which entries may move.
pub const AFTER_DAYS: std::ops::RangeInclusive<i64> = 0..=36_500;
/// Months that may be kept.
pub const KEPT_MONTHS: std::ops::RangeInclusive<i32> = 0..=1_200;

/// When entries move, and when they go: what the configuration says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ArchiveOptions {
    /// Entries move once they are so many days old; never if 0.
    pub after_days: i64,
    /// Whole months that are kept in the archive; for ever if 0.
    pub keep_months: i32,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArchiveRun {
    /// Whether another node was at it.
    pub is_elsewhere: bool,
    /// Entries that moved.
    pub moved: i64,
    /// The entry that is not what was written: from there on nothing can move. `carrel audit verify` says more.
    pub stuck_at: Option<i64>,
    /// Months that were dropped, with how many entries they had.
    pub dropped: Vec<(Month, i64)>,
}

/// Where the log lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveStatus {
    /// Entries up to this one are, or were, in the archive.
    pub position: i64,
    /// When the youngest of those was made.
    pub newest: Timestamp,
    /// What the months take on disk, the oldest first.
    pub months: Vec<MonthSize>,
}

/// The part of the log that is in the archive, for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchivedPart {
    /// How many entries have moved there.
    pub entries: i64,
    /// When the youngest of those was made.
    pub newest: Timestamp,
}

impl Services {
    pub(crate) async fn run_archive(&self) {
        loop {
            match self.archive_log(|_| {}).await {
                Ok(_) | Err(ServiceError::NotSetUp) => {}
                Err(error) => tracing::error!(%error, "the log could not be archived"),
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Erases from the archive who is to be erased; moves what is old enough and covered by a checkpoint; drops months
    /// whose time is over. `progress` hears how many entries have moved.
    ///
    /// # Errors
    /// A database failed; what was done so far stays done, and the next run goes on there.
    pub async fn archive_log(&self, mut progress: impl FnMut(i64)) -> Result<ArchiveRun, ServiceError> {
        let store = self.store();
        let ArchiveOptions { after_days, keep_months } = self.inner.options.archive;
        let mut run = ArchiveRun::default();
        let organization = self.profile().await?.id;
        erase_pending(store).await?;
        if store.archive().is_none() || (after_days == 0 && keep_months == 0) {
            return Ok(run);
        }
        let node = self.inner.options.node.as_str();
        let now = self.clock().now();
        if state::claim(store.writer(), node, now, now.plus_seconds(CLAIM_SECONDS)).await?.is_none() {
            run.is_elsewhere = true;
            return Ok(run);
        }
        let proven = self.proven_position().await?;
        if after_days > 0 {
            self.move_old(after_days, proven, &mut run, &mut progress).await?;
        }
        if let Some(entry) = run.stuck_at {
            tracing::error!(entry, "an entry of the audit log is not what was written: it and those after it stay");
        }
        if keep_months > 0 {
            let last = Month::of(self.clock().now().0).minus(keep_months + 1);
            while let Some(dropped) = drop_month(store, organization, last, proven, self.clock().now()).await? {
                run.dropped.push((dropped.month, dropped.entries));
            }
        }
        state::release(store.writer(), node).await?;
        if run.moved > 0 {
            let event = Event { action: "log-archived", category: None, purpose: "retention", outcome: "done" };
            let change = Change { new: Some(run.moved.to_string()), ..Change::default() };
            self.log_job(organization, None, event, change).await?;
        }
        Ok(run)
    }

    /// Moves what is old enough; beside pages with a rest after each batch.
    async fn move_old(
        &self,
        after_days: i64,
        proven: i64,
        run: &mut ArchiveRun,
        progress: &mut impl FnMut(i64),
    ) -> Result<(), ServiceError> {
        let node = self.inner.options.node.as_str();
        let before = self.clock().now().plus_seconds(-after_days * DAY);
        let rest = |took: Duration| self.is_beside_pages().then(|| (took * REST).min(LONGEST_REST_BESIDE_PAGES));
        loop {
            let begun = Instant::now();
            let until = self.clock().now().plus_seconds(CLAIM_SECONDS);
            let moved = move_some(self.store(), node, before, proven, until, rest).await?;
            run.moved += moved.entries;
            run.stuck_at = moved.stuck_at;
            progress(run.moved);
            if !moved.has_more {
                return Ok(());
            }
            // PostgreSQL's other users are not seen from here.
            if self.is_beside_pages() || !self.store().has_one_writer() {
                tokio::time::sleep(begun.elapsed().min(LONGEST_REST)).await;
            }
        }
    }

    /// Where the log lies, with what each month takes; `None` without an archive.
    pub async fn archive_status(&self) -> Result<Option<ArchiveStatus>, ServiceError> {
        let Some(archive) = self.store().archive() else { return Ok(None) };
        let (position, newest) = state::reach(self.store().reader()).await?;
        let months = archive.sizes().await.map_err(carrel_store::StoreError::from)?;
        Ok(Some(ArchiveStatus { position, newest, months }))
    }

    /// The part of the log that is in the archive, if there is one.
    pub(crate) async fn archived_part(&self) -> Result<Option<ArchivedPart>, ServiceError> {
        let (entries, newest) = state::reach(self.store().reader()).await?;
        Ok((entries > 0).then_some(ArchivedPart { entries, newest }))
    }
}
