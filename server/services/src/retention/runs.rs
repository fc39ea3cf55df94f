//! Starting runs, looking at them, calling them off.

use carrel_domain::retention::Subject;
use carrel_store::{StoreError, organization, retention::run};

use super::{Plan, Run};
use crate::{
    ServiceError, Services,
    audit::{Change, Origin},
    profile::Profile,
    requests::plain_id,
    sessions::Session,
    token::opaque_id,
};

/// A run as staff confirmed it.
#[derive(Clone, Copy, Debug)]
pub struct RunWish {
    /// About what; everything if `None`.
    pub subject: Option<Subject>,
    /// The number that was shown.
    pub shown: i64,
}

impl Services {
    /// Begins a run in the background. The number that was shown must still be the right one: what runs is what was looked
    /// at. Answers the run's opaque id.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`]: `retention-changed`,
    /// `retention-mail-off`.
    pub async fn start_retention_run(
        &self,
        session: &Session,
        profile: &Profile,
        wish: RunWish,
        origin: &Origin,
    ) -> Result<String, ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        let now = self.clock().now();
        if !session.is_verified(now) {
            return Err(ServiceError::StepUpNeeded);
        }
        let settings = self.retention_settings(self.store().reader(), organization).await?;
        let preview = self.preview_with(profile, organization, wish.subject, &settings).await?;
        if preview.acts() != wish.shown {
            return Err(ServiceError::Impossible("retention-changed"));
        }
        let public_id = opaque_id()?;
        let subject = wish.subject.map(Subject::name).unwrap_or_default();
        let change = Change::of("retention_run", &public_id).from_to(None, Some(format!("{subject} {}", wish.shown)));
        let entry = self.entry_of(&session.actor, None, origin, super::event("retention-run-started"), change).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let rules = carrel_store::retention::rules::list(&transaction, organization).await?;
        let new = run::NewRun {
            public_id: public_id.clone(),
            organization,
            scheduled_for: None,
            subject: subject.to_owned(),
            today: self.today(profile).to_string(),
            expected: wish.shown,
            requested_by: Some(session.actor.patron),
            report: Plan::of(&rules, wish.subject, &settings).to_json(),
        };
        run::add(&transaction, new, now).await?;
        self.commit_logged(transaction, &[entry]).await?;
        self.inner.retention.wake();
        Ok(public_id)
    }

    /// One run.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::NotFound`].
    pub async fn view_retention_run(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<Run, ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        let found = run::find(self.store().reader(), organization, plain_id(public_id)?).await?;
        let found = found.ok_or(ServiceError::NotFound)?;
        self.log_look(&session.actor, origin).await?;
        Ok(found)
    }

    /// Calls a run off. What was done until then stays done; nothing more is.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::Impossible`]: `retention-run-over`.
    pub async fn cancel_retention_run(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        let public_id = plain_id(public_id)?;
        let change = Change::of("retention_run", public_id);
        let entry =
            self.entry_of(&session.actor, None, origin, super::event("retention-run-cancelled"), change).await?;
        let transaction = self.store().begin().await?;
        if run::find(&transaction, organization, public_id).await?.is_none() {
            return Err(ServiceError::NotFound);
        }
        if !run::cancel(&transaction, organization, public_id, session.actor.patron, self.clock().now()).await? {
            transaction.rollback().await.map_err(StoreError::from)?;
            return Err(ServiceError::Impossible("retention-run-over"));
        }
        self.commit_logged(transaction, &[entry]).await
    }
}
