//! Once a day: who is in the library system, and who was and no longer is.

use std::collections::HashSet;

use carrel_domain::Timestamp;
use carrel_sources::leavers::Guard;
use carrel_store::{
    data_source,
    import::{DataSource, Leaving, Member},
};

use super::{
    LIVE_SOURCE, PatronKey, Trouble,
    synchronization::{Stop, is_of_one},
};
use crate::{
    ServiceError, Services,
    audit::{Change, Event},
    profile::Profile,
};

/// Members that are read at once.
const MEMBERS: u32 = 5_000;

impl Services {
    /// Whether today's look for leavers is over, however it ended. One that could not be made is made by the next run.
    pub(super) async fn was_looked_today(&self, profile: &Profile) -> Result<bool, ServiceError> {
        let states = data_source::list(self.store().reader(), profile.id).await?;
        let last = states.into_iter().find(|state| state.name == LIVE_SOURCE).and_then(|state| state.census_on);
        Ok(last == Some(self.today(profile).to_string()))
    }

    /// Finds who left. What becomes of them is the library's setting; if they are too many, nothing, and staff are told until
    /// a later look finds fewer. Whoever had left and is back is read, which undoes what was done. Answers how many left.
    pub(super) async fn look_for_leavers(
        &self,
        profile: &Profile,
        source: &DataSource,
        now: Timestamp,
    ) -> Result<u64, Stop> {
        let Some(settings) = self.inner.options.koha.as_ref().map(|koha| koha.settings()) else { return Ok(0) };
        let leaving = Leaving::ALL.into_iter().find(|one| one.name() == settings.leavers).unwrap_or_default();
        let guard = Guard::new(settings.most_leavers).unwrap_or_default();
        let there = self.numbers_since(None).await?;
        let present: HashSet<&str> = there.iter().map(String::as_str).collect();
        let members = self.members_of(source).await?;
        let (gone, before): (Vec<&Member>, Vec<&Member>) = members.iter().partition(|member| member.is_gone);
        let missing: Vec<_> = before.iter().filter(|member| !present.contains(member.key.as_str())).collect();
        let day = self.today(profile);
        if guard.check(missing.len() as u64, before.len() as u64).is_err() {
            let (gone, of) = (missing.len(), before.len());
            tracing::error!(gone, of, "more patrons are gone from the library system than may be");
            let event = Event { action: "koha-read", category: None, purpose: "import", outcome: "refused" };
            self.log_job(profile.id, None, event, Change::of("register", LIVE_SOURCE)).await?;
            data_source::note_census(self.store().writer(), source.id, &day.to_string(), true).await?;
            return Ok(0);
        }
        let mut leavers = Vec::new();
        for member in missing {
            // The list moves while it is read page by page: only who is asked for and not found is gone.
            match self.inner.system.person(PatronKey::Number(&member.key), now).await {
                Err(Trouble::NotFound) => leavers.push(member.patron),
                Ok(_) => {}
                Err(trouble) => return Err(Stop::Trouble(trouble)),
            }
        }
        let mut still_gone = HashSet::new();
        for member in gone.into_iter().filter(|member| present.contains(member.key.as_str())) {
            match self.read_one(member.patron, &member.key).await? {
                None => {}
                Some(trouble) if is_of_one(trouble) || trouble == Trouble::NotFound => {
                    still_gone.insert(member.key.as_str());
                }
                Some(trouble) => return Err(Stop::Trouble(trouble)),
            }
        }
        let present = there.iter().map(String::as_str).filter(|number| !still_gone.contains(number));
        let noted: Vec<(&str, &str, i64)> = present.map(|number| (number, number, 0)).collect();
        source.note(self.store(), profile.id, &noted).await?;
        let departed = source.depart(self.store(), profile.id, &leavers, (leaving, ""), (day, now)).await?;
        data_source::note_census(self.store().writer(), source.id, &day.to_string(), false).await?;
        Ok(departed)
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
