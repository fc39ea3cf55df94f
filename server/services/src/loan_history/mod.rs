//! Loan histories: what is kept, what a patron chooses, what staff decide, and the work that follows (requirements P4, P5).

mod own;
mod policies;
mod worker;

use std::collections::{BTreeMap, BTreeSet};

use carrel_domain::{
    Date, OrganizationId, PatronId, PatronScope, Timestamp,
    consent::{Answer, LOAN_HISTORY},
    loan_history::{After, Choice, Cutoff, HoldReason, Keeping, Level, Policy, policy_of},
};
use carrel_store::{
    consent_choice,
    consent_purpose::Reach,
    history_policy::{self, Decision},
    patron_search, retention,
};
pub use carrel_store::{history_job::HistoryJob, history_policy::Wish};
use jiff::tz::TimeZone;

pub use self::{
    own::{MonthCount, OwnHistory, YearPreview},
    policies::{Concerned, Decided, HistoryPolicies, NewPolicy, PolicyPreview, REFLECTION_DAYS},
};
use crate::{ServiceError, Services};

/// The day it is at a time, where the library is.
pub(crate) fn day_of(zone: &TimeZone, time: Timestamp) -> Date {
    jiff::Timestamp::from_second(time.0)
        .ok()
        .and_then(|instant| {
            let date = instant.to_zoned(zone.clone()).date();
            Date::new(date.year(), date.month().unsigned_abs(), date.day().unsigned_abs()).ok()
        })
        .unwrap_or(Date::FIRST)
}

/// What holds for one patron.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub policy: Policy,
    pub level: Level,
    pub choice: Choice,
    pub chosen_at: Option<Timestamp>,
    /// A policy that will hold, and from when.
    pub coming: Option<(Policy, Timestamp)>,
    pub hold: Option<HoldReason>,
    /// What they answered when they were asked for consent.
    pub answered: Option<Answer>,
}

/// What holds by decisions.
#[derive(Clone, Copy)]
struct Holding {
    policy: Policy,
    level: Level,
    coming: Option<(Policy, Timestamp)>,
}

impl Holding {
    /// What holds for somebody in a category, with decisions of their own.
    fn of(all: &[Decision], own: &[Decision], category: Option<&str>, now: Timestamp) -> Self {
        let at = |time: Timestamp| {
            let of = |level: &'static str| all.iter().filter(move |decision| decision.level == level);
            let mine = of("category").filter(|decision| decision.patron_category.as_deref() == category);
            policy_of(
                history_policy::in_force(of("organization"), time),
                history_policy::in_force(mine, time),
                history_policy::in_force(own.iter(), time),
            )
        };
        let (policy, level) = at(now);
        let mut times: Vec<i64> =
            all.iter().chain(own).map(|one| one.takes_effect_at).filter(|time| *time > now.0).collect();
        times.sort_unstable();
        let coming =
            times.into_iter().map(Timestamp).map(|time| (at(time).0, time)).find(|(coming, _)| *coming != policy);
        Self { policy, level, coming }
    }

    /// Whether an answer to being kept longer matters: now, or by a policy that is to come.
    fn needs_consent(self) -> bool {
        std::iter::once(self.policy).chain(self.coming.map(|(policy, _)| policy)).any(needs_consent)
    }
}

/// Whether a policy keeps longer only on consent.
fn needs_consent(policy: Policy) -> bool {
    policy.keeping == Keeping::WithConsent && policy.after != After::Never
}

/// Whether somebody's answer to being kept longer matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConsentNeed {
    /// No.
    None,
    /// Yes.
    Now,
    /// From then on.
    From(Timestamp),
}

/// Whoever comes into another patron category has so many days before anything goes by a policy that they did not have: as
/// long as a decision of staff's usually gives.
const DAYS_AFTER_CHANGE: i64 = 30;

/// Until when nothing goes by itself of whoever came into their category then; their own policy is theirs in any.
fn spared_until(category_since: Option<i64>, level: Level) -> Option<Timestamp> {
    let since = category_since.filter(|_| level != Level::Patron)?;
    Some(Timestamp(since).plus_seconds(DAYS_AFTER_CHANGE * 24 * 60 * 60))
}

impl Services {
    pub(crate) async fn history_standing(
        &self,
        scope: PatronScope,
        category: Option<&str>,
    ) -> Result<Standing, ServiceError> {
        let db = self.store().reader();
        let all = history_policy::list(db, scope.organization()).await?;
        let own = history_policy::of_patron(db, scope.patron()).await?;
        let now = self.clock().now();
        let Holding { policy, level, coming } = Holding::of(&all, &own, category, now);
        let spared = spared_until(history_policy::category_since(db, scope).await?, level).filter(|until| *until > now);
        let coming = match spared {
            Some(until) if coming.is_none_or(|(_, from)| from > until) => Some((policy, until)),
            _ => coming,
        };
        let (choice, chosen_at) = history_policy::choice(db, scope).await?;
        let hold = self.history_hold(scope).await?;
        let answered = consent_choice::current(db, scope, LOAN_HISTORY).await?.map(|choice| choice.answer);
        Ok(Standing { policy, level, choice, chosen_at, coming, hold, answered })
    }

    /// What keeps the whole history of the patron in scope, if anything does.
    async fn history_hold(&self, scope: PatronScope) -> Result<Option<HoldReason>, ServiceError> {
        let (db, now) = (self.store().reader(), self.clock().now());
        let today = day_of(&self.profile().await?.zone, now);
        if retention::hold::is_held(db, scope.organization(), scope.patron(), today).await? {
            return Ok(Some(HoldReason::Legal));
        }
        Ok(history_policy::has_request(db, scope).await?.then_some(HoldReason::RunningRequest))
    }

    /// Whether their answer to being kept longer matters to somebody.
    pub(crate) async fn history_consent_need(&self, scope: PatronScope) -> Result<ConsentNeed, ServiceError> {
        let line = patron_search::get(self.store().reader(), scope.patron()).await?;
        let category = line.and_then(|line| line.patron_category);
        let Standing { policy, coming, .. } = self.history_standing(scope, category.as_deref()).await?;
        let from = coming.filter(|(coming, _)| needs_consent(*coming)).map(|(_, from)| from);
        Ok(match (needs_consent(policy), from) {
            // After a change of category: it holds already, and nothing goes yet.
            (_, Some(from)) => ConsentNeed::From(from),
            (true, None) => ConsentNeed::Now,
            (false, None) => ConsentNeed::None,
        })
    }

    /// For whom that is so: by category, and for those who have a policy of their own.
    pub(crate) async fn history_consent_reach(&self, organization: OrganizationId) -> Result<Reach, ServiceError> {
        let db = self.store().reader();
        let now = self.clock().now();
        let all = history_policy::list(db, organization).await?;
        let own = history_policy::of_patrons(db, organization).await?;
        let needs = |own: &[Decision], category: Option<&str>| Holding::of(&all, own, category, now).needs_consent();
        let is_for_most = needs(&[], None);
        let categories: BTreeSet<&str> = all.iter().filter_map(|one| one.patron_category.as_deref()).collect();
        let otherwise = categories.into_iter().filter(|code| needs(&[], Some(code)) != is_for_most);
        let mut decided: BTreeMap<i64, Vec<Decision>> = BTreeMap::new();
        for decision in &own {
            decided.entry(decision.patron_id.unwrap_or_default()).or_default().push(decision.clone());
        }
        let category = |own: &[Decision]| own.first().and_then(|one| one.patron_category.clone());
        let (with, without) =
            decided.into_iter().partition::<Vec<_>, _>(|(_, own)| needs(own, category(own).as_deref()));
        let keys = |decided: Vec<(i64, _)>| decided.into_iter().map(|(patron, _)| patron).collect();
        let otherwise = otherwise.map(str::to_owned).collect();
        Ok(Reach { is_for_most, otherwise, with: keys(with), without: keys(without) })
    }

    /// What is old now for this time after the end of a row.
    pub(crate) fn history_cutoff(&self, zone: &TimeZone, after: carrel_domain::loan_history::After) -> Option<Cutoff> {
        Cutoff::of(after, self.clock().now(), |time| day_of(zone, time))
    }
}

/// A scope for work in the background.
const fn scope_of(patron: i64, organization: OrganizationId) -> PatronScope {
    PatronScope::of_background_work(PatronId(patron), organization)
}
