//! What changed in the library system is read by itself, on one node at a time, whether anybody looks or not.

use std::{collections::HashSet, time::Duration};

use carrel_domain::Timestamp;
use carrel_sources::leavers::Guard;
use carrel_store::{
    data_source,
    import::{DataSource, Leaving, Member},
    library_reading,
};

use super::Trouble;
use crate::{ServiceError, Services, profile::Profile, sources::RunEnd};

/// By this name the library system's interface is a source that patrons come from.
pub const LIVE_SOURCE: &str = "koha-rest";
/// How often a node looks whether it is time.
const POLL: Duration = Duration::from_secs(20);
/// How long a change may have been under way there when the last run began, in seconds; clocks may differ by as much.
const OVERLAP: i64 = 600;
/// Members that are read at once.
const MEMBERS: u32 = 5_000;
/// More pages of numbers are not believed.
const MOST_PAGES: u32 = 100_000;

/// Why a run did not come to its end.
enum Stop {
    /// The library system cannot be asked: what was read stays, and the next run goes on.
    Trouble(Trouble),
    /// More patrons are gone than may be at once.
    TooMany,
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
                    let Counts { added, changed, refused, leavers } = counts;
                    let report = serde_json::json!({
                        "added": added, "changed": changed, "refused": refused, "leavers": leavers,
                    });
                    match self.end_changes(&profile, &report.to_string()).await {
                        Ok(()) => RunEnd::Done(report.to_string()),
                        Err(error) => failed(&error),
                    }
                }
                Err(Stop::TooMany) => RunEnd::Stopped,
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
        if self.is_first_of_day(profile).await? {
            counts.leavers = self.look_for_leavers(profile, &source, now).await?;
        }
        source.begin(store, now.0 - OVERLAP).await?;
        let begun = source.pending_mark.unwrap_or(now.0 - OVERLAP) + OVERLAP;
        let since = Timestamp(source.mark.unwrap_or(begun - OVERLAP));
        for number in self.numbers_since(since).await? {
            let db = store.writer();
            let known = library_reading::patron_of(db, profile.id, &number).await?;
            let trouble = if let Some(patron) = known {
                let reading = library_reading::find(db, patron).await?.unwrap_or_default();
                if reading.trouble.is_none() && reading.read_at.is_some_and(|at| at >= begun) {
                    continue;
                }
                counts.changed += 1;
                self.read_one(patron, &number).await?
            } else {
                counts.added += 1;
                self.read_newcomer(profile, &number).await?
            };
            match trouble {
                None => {}
                // It has left since, which the next look for leavers finds.
                Some(Trouble::NotFound) => {}
                // This one's answer cannot be read, or somebody else's can.
                Some(Trouble::WrongShape | Trouble::TooLarge) => counts.refused += 1,
                Some(trouble) => return Err(Stop::Trouble(trouble)),
            }
        }
        Ok(counts)
    }

    /// Somebody who was never here comes in.
    async fn read_newcomer(&self, profile: &Profile, number: &str) -> Result<Option<Trouble>, ServiceError> {
        let now = self.clock().now();
        match self.inner.system.all_data(number, now).await {
            Ok(Some(data)) => {
                if self.write_line(&data.line).await?.as_deref() != Some(number) {
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
    async fn numbers_since(&self, since: Timestamp) -> Result<Vec<String>, Stop> {
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

    async fn is_first_of_day(&self, profile: &Profile) -> Result<bool, ServiceError> {
        let states = data_source::list(self.store().reader(), profile.id).await?;
        let last = states.iter().find(|state| state.name == LIVE_SOURCE).and_then(|state| state.finished_at);
        let day = |time: i64| {
            jiff::Timestamp::from_second(time).unwrap_or_default().to_zoned(profile.zone.clone()).date().to_string()
        };
        Ok(last.is_none_or(|last| day(last) != self.today(profile).to_string()))
    }

    /// Once a day: who is there, and who was and no longer is. What becomes of them is the library's setting.
    async fn look_for_leavers(&self, profile: &Profile, source: &DataSource, now: Timestamp) -> Result<u64, Stop> {
        let Some(settings) = self.inner.options.koha.as_ref().map(|koha| koha.settings()) else { return Ok(0) };
        let leaving = Leaving::ALL.into_iter().find(|one| one.name() == settings.leavers).unwrap_or_default();
        let guard = Guard::new(settings.most_leavers).unwrap_or_default();
        let there = self.numbers_since(Timestamp(0)).await?;
        let present: HashSet<&str> = there.iter().map(String::as_str).collect();
        let members = self.members_of(source).await?;
        let before = members.iter().filter(|member| !member.is_gone).count();
        let is_gone = |member: &&Member| !member.is_gone && !present.contains(member.key.as_str());
        let leavers: Vec<_> = members.iter().filter(is_gone).map(|member| member.patron).collect();
        if guard.check(leavers.len() as u64, before as u64).is_err() {
            tracing::error!(
                gone = leavers.len(),
                of = before,
                "more patrons are gone from the library system than may be"
            );
            return Err(Stop::TooMany);
        }
        let noted: Vec<(&str, &str, i64)> = there.iter().map(|number| (number.as_str(), number.as_str(), 0)).collect();
        source.note(self.store(), profile.id, &noted).await?;
        let day = self.today(profile);
        Ok(source.depart(self.store(), profile.id, &leavers, (leaving, ""), (day, now)).await?)
    }

    async fn members_of(&self, source: &DataSource) -> Result<Vec<Member>, ServiceError> {
        let mut members: Vec<Member> = Vec::new();
        loop {
            let after = members.last().map_or("", |member| member.key.as_str());
            let page = source.members(self.store(), after, MEMBERS).await?;
            let is_last = page.len() < MEMBERS as usize;
            members.extend(page);
            if is_last {
                return Ok(members);
            }
        }
    }
}

fn failed(error: &ServiceError) -> RunEnd {
    tracing::error!(%error, "what changed in the library system could not be written");
    RunEnd::Failed
}
