//! Looking at rules and setting them.

use carrel_domain::{
    OrganizationId, Timestamp,
    retention::{Action, Keep, Rule, Rules, Subject},
};
use carrel_store::{
    StoreError, organization,
    retention::{rules, run, stage},
};

use super::{RetentionSettings, Run};
use crate::{ServiceError, Services, audit::Origin, change::Change, profile::Profile, sessions::Session};

/// So many runs are shown.
const RUNS_SHOWN: u32 = 20;

/// The rules and what comes of them.
#[derive(Clone, Debug)]
pub struct RulesView {
    /// The rules.
    pub rules: Rules,
    /// When and how they run.
    pub settings: RetentionSettings,
    /// The newest runs.
    pub runs: Vec<Run>,
    /// When the next one is, if rules run by themselves.
    pub next_run: Option<Timestamp>,
    /// How many people are in which stage.
    pub stages: Vec<(String, i64)>,
    /// Whether mails go out: without them nobody can be told, and nobody leaves.
    pub sends_mail: bool,
}

/// A rule as staff want it.
#[derive(Clone, Debug)]
pub struct RuleWish {
    /// About what.
    pub subject: Subject,
    /// Code of the patron category; everybody without a rule of their own if `None`.
    pub patron_category: Option<String>,
    /// How long.
    pub keep: Keep,
    /// What happens then.
    pub action: Action,
}

impl Services {
    /// The rules, with when they run.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn view_retention(
        &self,
        session: &Session,
        profile: &Profile,
        origin: &Origin,
    ) -> Result<RulesView, ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        let db = self.store().reader();
        let settings = self.retention_settings(db, organization).await?;
        let view = RulesView {
            rules: self.rules_of(organization).await?,
            runs: run::list(db, organization, RUNS_SHOWN).await?,
            next_run: self.next_run(profile, &settings).await?,
            stages: stage::counts(db, organization).await?,
            sends_mail: self.sends_mail(),
            settings,
        };
        self.log_look(&session.actor, origin).await?;
        Ok(view)
    }

    pub(super) async fn rules_of(&self, organization: OrganizationId) -> Result<Rules, ServiceError> {
        Ok(rules::list(self.store().reader(), organization).await?)
    }

    /// Sets a rule. It does nothing by itself: what it would do is shown before it runs. The daily run stops until somebody
    /// looked at that; `true` if it was on.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`]: `retention-action`,
    /// `retention-category`.
    pub async fn set_retention_rule(
        &self,
        session: &Session,
        profile: &Profile,
        wish: RuleWish,
        origin: &Origin,
    ) -> Result<bool, ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        if wish.patron_category.as_ref().is_some_and(|code| !profile.names.categories.contains_key(code)) {
            return Err(ServiceError::Impossible("retention-category"));
        }
        let rule = Rule::new(wish.subject, wish.patron_category, wish.keep, wish.action)
            .ok_or(ServiceError::Impossible("retention-action"))?;
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let before = rules::list(&transaction, organization).await?;
        let old =
            before.about(rule.subject()).find(|other| other.patron_category() == rule.patron_category()).map(written);
        let new = Some(written(&rule));
        let mut has_stopped = false;
        if old != new {
            rules::set(&transaction, organization, &rule, Some(session.actor.patron), self.clock().now()).await?;
            let change = Change { action: "retention-rule-changed", patron: None, object: object(&rule), old, new };
            let stopped = self.stop_schedule(&transaction, organization).await?;
            has_stopped = stopped.is_some();
            let changes = std::iter::once(change).chain(stopped).collect();
            self.log_changes(&transaction, &base, &session.actor, changes).await?;
        }
        transaction.commit().await.map_err(StoreError::from)?;
        self.forget_profile().await?;
        Ok(has_stopped)
    }

    /// Takes back the rule of one patron category: everybody's holds for it then. Answers as
    /// [`Services::set_retention_rule`].
    ///
    /// # Errors
    /// As [`Services::set_retention_rule`]; [`ServiceError::NotFound`] if there is none.
    pub async fn remove_retention_rule(
        &self,
        session: &Session,
        subject: Subject,
        patron_category: &str,
        origin: &Origin,
    ) -> Result<bool, ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let before = rules::list(&transaction, organization).await?;
        let found = before.about(subject).find(|rule| rule.patron_category() == Some(patron_category));
        let Some(rule) = found else { return Err(ServiceError::NotFound) };
        rules::remove(&transaction, organization, subject, patron_category).await?;
        let change = Change {
            action: "retention-rule-changed",
            patron: None,
            object: object(rule),
            old: Some(written(rule)),
            new: None,
        };
        let stopped = self.stop_schedule(&transaction, organization).await?;
        let has_stopped = stopped.is_some();
        let changes = std::iter::once(change).chain(stopped).collect();
        self.log_changes(&transaction, &base, &session.actor, changes).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.forget_profile().await?;
        Ok(has_stopped)
    }
}

fn object(rule: &Rule) -> String {
    match rule.patron_category() {
        Some(category) => format!("retention_rule:{}/{category}", rule.subject().name()),
        None => format!("retention_rule:{}", rule.subject().name()),
    }
}

/// A rule as the log has it: `3 years, anonymize`.
fn written(rule: &Rule) -> String {
    let (unit, number) = rule.keep().stored();
    let number = number.map(|number| format!("{number} ")).unwrap_or_default();
    format!("{number}{unit}, {}", rule.action().name())
}
