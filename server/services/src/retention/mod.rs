//! How long data is kept: rules as staff set them, previews, runs, and people who did not renew (requirements R1, R2, R4).
//!
//! Nothing is removed in surprise: rules say what would be done, staff look at it and say so once, naming the number; only
//! then does a run begin, or the schedule.

mod anonymize;
mod holds;
mod letters;
mod people;
mod plan;
mod preview;
mod rules;
mod runs;
mod schedule;
mod stages;
mod statistics;
pub mod words;
mod worker;

use carrel_domain::{OrganizationId, Permission, Refusal, StaffScope, retention::Delays};
pub use carrel_store::retention::{
    hold::Hold,
    preview::{Sample, Tallied},
    run::{Run, State as RunState},
    stage::Staged,
    statistics::SmallGroups,
};
use carrel_store::{ConnectionTrait, setting};

pub use self::{
    holds::{HoldWish, PatronRetention},
    plan::{Plan, Step, Work},
    preview::{Preview, PreviewLine},
    rules::{RuleWish, RulesView},
    runs::RunWish,
    schedule::{HOURS, RetentionSettings, ScheduleWish},
    stages::StagesView,
    statistics::{Exactness, SMALLEST_GROUPS, STATISTIC_FIELDS, SmallWarning, StatisticsSettings, StatisticsView},
    worker::RetentionWorker,
};
use crate::{
    ServiceError, Services,
    audit::{Event, Origin},
    change::Change,
    minimization::cover,
    sessions::Session,
};

/// Reasons are at most so long, in characters.
pub const LONGEST_REASON: usize = 500;
/// On what ground people are erased who did not renew: the data is no longer needed (GDPR Art. 17(1)(a), 5(1)(e)).
const GROUND: &str = "GDPR 5(1)(e), 17(1)(a)";
/// Why a run does what it does, in the log.
const PURPOSE: &str = "retention";

impl Services {
    /// Rules are the whole organization's: who looks after one library does not remove for all.
    async fn check_retention(&self, session: &Session, origin: &Origin) -> Result<StaffScope, ServiceError> {
        let scope = self.check(session, Permission::Retention, origin).await?;
        if scope.covers(None) {
            return Ok(scope);
        }
        let change = Change { action: "permission-refused", ..Change::default() };
        self.log_refused(&session.actor, origin, change, "outside-scope").await?;
        Err(ServiceError::Refused(Refusal(Permission::Retention)))
    }

    /// The settings that runs go by.
    async fn retention_settings(
        &self,
        db: &impl ConnectionTrait,
        organization: OrganizationId,
    ) -> Result<RetentionSettings, ServiceError> {
        Ok(RetentionSettings::read(&setting::list(db, organization).await?))
    }
}

/// A reason as it was typed, without what no reason has, personal identity numbers covered; `None` if there is none, or more than one.
fn reason_of(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect();
    let mut text = text.trim().to_owned();
    cover(&mut text);
    (!text.is_empty() && text.chars().count() <= LONGEST_REASON).then_some(text)
}

const fn event(action: &'static str) -> Event {
    Event { action, category: None, purpose: PURPOSE, outcome: "done" }
}

/// Delays as they are stored.
fn delays_stored(delays: &Delays) -> [(&'static str, u16); 3] {
    [
        ("retention_told_days", delays.told),
        ("retention_locked_days", delays.locked),
        ("retention_anonymized_days", delays.anonymized),
    ]
}
