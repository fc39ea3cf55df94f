//! Sources that patrons come from: scheduled runs, and how the last one ended.

use std::future::Future;

use carrel_domain::{OrganizationId, Timestamp};
use carrel_store::data_source::{self, SourceState};
use serde_json::Value;

use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    sessions::Session,
};

/// A claim holds for so long without a sign of life, in seconds.
const CLAIM_SECONDS: i64 = 180;
/// How often a claim is held longer.
const HEARTBEAT: std::time::Duration = std::time::Duration::from_secs(45);

/// A source as staff see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// What it is called here.
    pub name: String,
    /// When its last run ended.
    pub finished_at: Option<Timestamp>,
    /// How.
    pub outcome: SourceOutcome,
}

/// How a source's last run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceOutcome {
    /// It is under way.
    Running,
    /// Patrons added, changed, who left, records refused.
    Done([u64; 4]),
    /// More had left than may at once: nothing was changed.
    Stopped,
    /// It is done but for those who are gone: they are more than may be at once.
    TooManyGone,
    /// The file, the mapping or the database could not be read; the server's log says why.
    Failed,
}

/// How a scheduled run ended, for [`Services::run_source`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// It is done; its counts as JSON.
    Done(String),
    /// More had left than may at once.
    Stopped,
    /// It failed.
    Failed,
}

impl Services {
    /// The sources that patrons come from, for whoever may see the settings.
    ///
    /// # Errors
    /// As [`Services::library_settings`].
    pub async fn list_sources(&self, session: &Session, origin: &Origin) -> Result<Vec<SourceLine>, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        let states = data_source::list(self.store().reader(), organization).await?;
        Ok(states.iter().map(line).collect())
    }

    /// How the library system was last read by itself; `None` where that is not done. For staff.
    pub(crate) async fn synchronized(&self) -> Result<Option<SourceLine>, ServiceError> {
        let Some(name) = &self.inner.options.synchronized else { return Ok(None) };
        let organization = self.profile().await?.id;
        let states = data_source::list(self.store().reader(), organization).await?;
        Ok(states.iter().find(|state| state.name == *name).map(line))
    }

    /// Makes the run of a source for a day, or another stretch of time, unless it was made, here or on another node, and logs
    /// how it ended. `false` if it was. A later stretch must be the greater text.
    ///
    /// # Errors
    /// When our own database fails.
    pub async fn run_source(
        &self,
        organization: OrganizationId,
        name: &str,
        day: &str,
        action: &'static str,
        run: impl Future<Output = RunEnd>,
    ) -> Result<bool, ServiceError> {
        let node = self.inner.options.node.clone();
        let db = self.store().writer();
        let now = self.clock().now();
        let states = data_source::list(self.store().reader(), organization).await?;
        let before = states.into_iter().find(|state| state.name == name).and_then(|state| state.outcome);
        if !data_source::claim(db, organization, name, day, &node, (now, now.plus_seconds(CLAIM_SECONDS))).await? {
            return Ok(false);
        }
        let beat = async {
            loop {
                tokio::time::sleep(HEARTBEAT).await;
                let until = self.clock().now().plus_seconds(CLAIM_SECONDS);
                if let Err(error) = data_source::hold(db, organization, name, &node, until).await {
                    tracing::error!(%error, "the claim of a register cannot be held");
                }
            }
        };
        let end = tokio::select! { end = run => end, () = beat => RunEnd::Failed };
        let outcome = match &end {
            RunEnd::Done(_) => "done",
            RunEnd::Stopped => "stopped",
            RunEnd::Failed => "failed",
        };
        // What is read every few minutes is told in the log when it is news.
        let is_news = action == "register-read" || before.as_deref() != Some(outcome) || is_something(&end);
        let now = self.clock().now();
        if !matches!(end, RunEnd::Done(_)) {
            data_source::end(db, organization, name, &node, outcome, now).await?;
        }
        if !is_news {
            return Ok(true);
        }
        let outcome = match &end {
            RunEnd::Done(_) => "done",
            RunEnd::Stopped => "refused",
            RunEnd::Failed => "failed",
        };
        let event = Event { action, category: None, purpose: "import", outcome };
        let new = match end {
            RunEnd::Done(report) => Some(report),
            RunEnd::Stopped | RunEnd::Failed => None,
        };
        self.log_job(organization, None, event, Change { new, ..Change::of("register", name) }).await?;
        Ok(true)
    }
}

/// Whether anything came of a run.
fn is_something(end: &RunEnd) -> bool {
    let RunEnd::Done(report) = end else { return false };
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    ["added", "changed", "leavers", "refused"].iter().any(|name| report.get(name).and_then(Value::as_u64) != Some(0))
}

fn line(state: &SourceState) -> SourceLine {
    let report: Value = state.report.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let number = |name: &str| match name {
        // What could not be read before and still cannot.
        "refused" => {
            ["refused", "unread"].iter().filter_map(|name| report.get(name)?.as_u64()).max().unwrap_or_default()
        }
        name => report.get(name).and_then(Value::as_u64).unwrap_or_default(),
    };
    SourceLine {
        name: state.name.clone(),
        finished_at: state.finished_at.map(Timestamp),
        outcome: match state.outcome.as_deref() {
            Some("running") => SourceOutcome::Running,
            Some("done") if state.census_stopped != 0 => SourceOutcome::TooManyGone,
            Some("done") => SourceOutcome::Done(["added", "changed", "leavers", "refused"].map(number)),
            Some("stopped") => SourceOutcome::Stopped,
            _ => SourceOutcome::Failed,
        },
    }
}
