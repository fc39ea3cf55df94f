//! What changed in the library system is read by itself, on one node at a time, whether anybody looks or not.

use std::{collections::HashSet, time::Duration};

use carrel_domain::Timestamp;
use carrel_store::{data_source, import::DataSource, library_reading};
use jiff::tz::TimeZone;

use super::Trouble;
use crate::{ServiceError, Services, profile::Profile, sources::RunEnd};

/// By this name the library system's interface is a source that patrons come from.
pub const LIVE_SOURCE: &str = "koha-rest";
/// How often a node looks whether it is time.
const POLL: Duration = Duration::from_secs(20);
/// How long a change may have been under way there when the last run began, in seconds; clocks may differ by as much.
const OVERLAP: i64 = 600;
/// More pages of numbers are not believed.
const MOST_PAGES: u32 = 100_000;

/// Records that could not be read are tried again, so many in each run.
const AGAIN: usize = 50;
/// With more of them it is not those records that are bad.
const MOST_UNREAD: usize = 1_000;

/// Why a run did not come to its end.
pub(super) enum Stop {
    /// The library system cannot be asked: what was read stays, and the next run goes on.
    Trouble(Trouble),
    /// Our own database failed.
    Failed(ServiceError),
}

impl<E: Into<ServiceError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// What a run did.
#[derive(Default)]
struct Counts {
    added: u64,
    changed: u64,
    refused: u64,
    leavers: u64,
    /// Records that could not be read, of this run and earlier ones.
    unread: usize,
}

impl Services {
    /// Reads what changed whenever its time has come, until the task is dropped.
    pub(crate) async fn run_synchronization(&self) {
        if !self.is_synchronized() {
            return;
        }
        loop {
            if let Err(error) = self.synchronize_if_due().await {
                tracing::error!(%error, "what changed in the library system could not be looked after");
            }
            tokio::time::sleep(POLL).await;
        }
    }

    fn is_synchronized(&self) -> bool {
        self.inner.options.synchronized.as_deref() == Some(LIVE_SOURCE)
    }

    /// Reads what changed in the library system, if the time has come and nobody has; `false` if not.
    ///
    /// # Errors
    /// When our own database fails.
    pub async fn synchronize_if_due(&self) -> Result<bool, ServiceError> {
        let every = self.inner.options.koha.as_ref().and_then(|koha| koha.settings().sync);
        let Some(every) = every.filter(|_| self.is_synchronized()) else { return Ok(false) };
        let Ok(profile) = self.profile().await else { return Ok(false) };
        let now = self.clock().now();
        let begun = now.0 - now.0.rem_euclid(every.as_secs().cast_signed().max(60));
        let slot = jiff::Timestamp::from_second(begun).unwrap_or_default().to_string();
        let work = async {
            match self.read_changes(&profile, now).await {
                Ok(counts) => {
                    let Counts { added, changed, refused, leavers, unread } = counts;
                    let report = serde_json::json!({
                        "added": added, "changed": changed, "refused": refused, "leavers": leavers, "unread": unread,
                    });
                    match self.end_changes(&profile, &report.to_string()).await {
                        Ok(()) => RunEnd::Done(report.to_string()),
                        Err(error) => failed(&error),
                    }
                }
                Err(Stop::Trouble(trouble)) => {
                    tracing::warn!(%trouble, "what changed in the library system was not read to the end");
                    RunEnd::Failed
                }
                Err(Stop::Failed(error)) => failed(&error),
            }
        };
        self.run_source(profile.id, LIVE_SOURCE, &slot, "koha-read", work).await
    }

    async fn end_changes(&self, profile: &Profile, report: &str) -> Result<(), ServiceError> {
        let mut source = DataSource::open(self.store(), profile.id, LIVE_SOURCE, false).await?;
        Ok(source.finish(self.store(), report, self.clock().now()).await?)
    }

    /// Who changed since the last run that came to its end is read; who was read since this one began, before it was killed
    /// perhaps, is not read again.
    async fn read_changes(&self, profile: &Profile, now: Timestamp) -> Result<Counts, Stop> {
        let store = self.store();
        let mut source = DataSource::open(store, profile.id, LIVE_SOURCE, false).await?;
        let mut counts = Counts::default();
        if !self.was_looked_today(profile).await? {
            counts.leavers = self.look_for_leavers(profile, &source, now).await?;
        }
        source.begin(store, now.0 - OVERLAP).await?;
        let begun = source.pending_mark.unwrap_or(now.0 - OVERLAP) + OVERLAP;
        let since = on_any_clock(&profile.zone, Timestamp(source.mark.unwrap_or(begun - OVERLAP)));
        let mut unread = data_source::unread(store.writer(), source.id).await?;
        let mut late: Vec<String> = unread.clone();
        for number in self.numbers_since(Some(since)).await? {
            if unread.contains(&number) {
                continue;
            }
            match self.read_changed(profile, &number, begun, &mut counts).await? {
                None => {}
                Some(trouble) if is_of_one(trouble) && unread.len() < MOST_UNREAD => {
                    counts.refused += 1;
                    unread.push(number);
                    data_source::set_unread(store.writer(), source.id, &unread).await?;
                }
                Some(trouble) => return Err(Stop::Trouble(trouble)),
            }
        }
        // These come last, so that what can never be read stands in nobody's way.
        late.truncate(AGAIN);
        for number in late {
            let trouble = self.read_changed(profile, &number, begun, &mut counts).await?;
            if trouble.is_some_and(|trouble| !is_of_one(trouble)) {
                break;
            }
            unread.retain(|other| *other != number);
            if trouble.is_some() {
                unread.push(number);
            }
            data_source::set_unread(store.writer(), source.id, &unread).await?;
        }
        counts.unread = unread.len();
        Ok(counts)
    }

    /// Reads somebody who changed, unless they were read since this run began.
    async fn read_changed(
        &self,
        profile: &Profile,
        number: &str,
        begun: i64,
        counts: &mut Counts,
    ) -> Result<Option<Trouble>, ServiceError> {
        let db = self.store().writer();
        let (trouble, count) = if let Some(patron) = library_reading::patron_of(db, profile.id, number).await? {
            let reading = library_reading::find(db, patron).await?.unwrap_or_default();
            if reading.trouble.is_none() && reading.read_at.is_some_and(|at| at >= begun) {
                return Ok(None);
            }
            (self.read_one(patron, number).await?, &mut counts.changed)
        } else {
            (self.read_newcomer(profile, number).await?, &mut counts.added)
        };
        *count += u64::from(trouble.is_none());
        // Who has left since is found by the next look for leavers.
        Ok(trouble.filter(|trouble| *trouble != Trouble::NotFound))
    }

    /// Somebody who was never here comes in.
    async fn read_newcomer(&self, profile: &Profile, number: &str) -> Result<Option<Trouble>, ServiceError> {
        let now = self.clock().now();
        match self.inner.system.all_data(number, now).await {
            Ok(Some(data)) => {
                if self.write_data(&data).await?.as_deref() != Some(number) {
                    return Ok(Some(Trouble::WrongShape));
                }
                // Who was erased here does not come back.
                if let Some(patron) = library_reading::patron_of(self.store().writer(), profile.id, number).await? {
                    self.note_read(patron, &data, now).await?;
                }
                Ok(None)
            }
            Ok(None) => Ok(None),
            Err(trouble) => Ok(Some(trouble)),
        }
    }

    /// Numbers of those who changed since then, or of everybody.
    pub(super) async fn numbers_since(&self, since: Option<Timestamp>) -> Result<Vec<String>, Stop> {
        let mut seen = HashSet::new();
        let mut numbers = Vec::new();
        for page in 1..MOST_PAGES {
            let found =
                self.inner.system.changed_since(since, page, self.clock().now()).await.map_err(Stop::Trouble)?;
            let before = numbers.len();
            numbers.extend(found.into_iter().filter(|number| seen.insert(number.clone())));
            // Empty, or the same page again from somebody who does not count.
            if numbers.len() == before {
                break;
            }
        }
        Ok(numbers)
    }
}

/// A time to ask for changes with. Whether Koha reads it as UTC or by the clock of its database depends on its version: west
/// of Greenwich, read by that clock it would be hours too late, and changes would never be read.
fn on_any_clock(zone: &TimeZone, since: Timestamp) -> Timestamp {
    let at = jiff::Timestamp::from_second(since.0).unwrap_or_default();
    since.plus_seconds(i64::from(zone.to_offset(at).seconds()).min(0))
}

/// It may be this one record, and not the library system as a whole: which after a few of these is left alone.
pub(super) const fn is_of_one(trouble: Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Slow
            | Trouble::TooLarge
            | Trouble::CutOff
            | Trouble::NotJson
            | Trouble::WrongShape
            | Trouble::Incomplete
            | Trouble::Forbidden
            | Trouble::Refused
            | Trouble::Broken
    )
}

fn failed(error: &ServiceError) -> RunEnd {
    tracing::error!(%error, "what changed in the library system could not be written");
    RunEnd::Failed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_asked_for_early_enough_whichever_clock_koha_reads_the_time_by() {
        let noon = Timestamp(1_772_452_800);
        let zone = |name| TimeZone::get(name).unwrap();
        assert_eq!(on_any_clock(&zone("Europe/Helsinki"), noon), noon, "two hours early by its clock already");
        assert_eq!(on_any_clock(&zone("America/New_York"), noon), Timestamp(noon.0 - 5 * 3_600));
    }
}
