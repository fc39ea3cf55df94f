//! Legal holds, and what keeps a patron's data.

use carrel_domain::{Date, PatronScope, Permission};
use carrel_store::{
    patron_search,
    retention::{hold, stage},
};

use super::{Hold, Staged, event, reason_of};
use crate::{
    ServiceError, Services,
    audit::{Change, Origin},
    profile::Profile,
    requests::plain_id,
    sessions::Session,
    token::opaque_id,
};

/// A hold as staff want it.
#[derive(Clone, Debug)]
pub struct HoldWish {
    /// Why.
    pub reason: String,
    /// Its last day, if it has one.
    pub ends_on: Option<Date>,
}

/// What stands about a patron's data on their page.
#[derive(Clone, Debug, Default)]
pub struct PatronRetention {
    /// Holds that were not lifted.
    pub holds: Vec<Hold>,
    /// How far it has come, if they did not renew.
    pub stage: Option<Staged>,
}

impl Services {
    /// What keeps a patron's data, and where they stand: for a page that was logged already.
    pub async fn retention_of_patron(
        &self,
        session: &Session,
        public_id: &str,
    ) -> Result<Option<PatronRetention>, ServiceError> {
        let Ok(staff) = session.actor.may(Permission::Retention) else { return Ok(None) };
        let db = self.store().reader();
        let found = patron_search::find(db, &staff, plain_id(public_id)?).await?;
        let Some(scope) = found.and_then(|line| line.scope(&staff)) else { return Ok(None) };
        Ok(Some(PatronRetention {
            holds: hold::list_of_patron(db, scope).await?,
            stage: stage::find(db, scope.patron()).await?,
        }))
    }

    async fn patron_to_hold(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<PatronScope, ServiceError> {
        let staff = self.check(session, Permission::Retention, origin).await?;
        let found = patron_search::find(self.store().reader(), &staff, plain_id(public_id)?).await?;
        found.and_then(|line| line.scope(&staff)).ok_or(ServiceError::NotFound)
    }

    /// Holds everything about a patron: no rule touches it until the hold ends.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::NotFound`]; [`ServiceError::Impossible`]: `hold-reason`, `hold-past`.
    pub async fn place_legal_hold(
        &self,
        session: &Session,
        profile: &Profile,
        public_id: &str,
        wish: HoldWish,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = self.patron_to_hold(session, public_id, origin).await?;
        let reason = reason_of(&wish.reason).ok_or(ServiceError::Impossible("hold-reason"))?;
        if wish.ends_on.is_some_and(|day| day < self.today(profile)) {
            return Err(ServiceError::Impossible("hold-past"));
        }
        let id = opaque_id()?;
        let change = Change::of("retention_hold", &id).from_to(None, wish.ends_on.map(|day| day.to_string()));
        let entry =
            self.entry_of(&session.actor, Some(scope.patron()), origin, event("legal-hold-placed"), change).await?;
        let transaction = self.store().begin().await?;
        hold::place(&transaction, scope, &id, &reason, wish.ends_on, session.actor.patron, self.clock().now()).await?;
        self.commit_logged(transaction, &[entry]).await
    }

    /// Lifts a hold.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::NotFound`] if there is none that is in force.
    pub async fn lift_legal_hold(
        &self,
        session: &Session,
        public_id: &str,
        hold: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = self.patron_to_hold(session, public_id, origin).await?;
        let hold = plain_id(hold)?;
        let change = Change::of("retention_hold", hold);
        let entry =
            self.entry_of(&session.actor, Some(scope.patron()), origin, event("legal-hold-lifted"), change).await?;
        let transaction = self.store().begin().await?;
        if !hold::lift(&transaction, scope, hold, session.actor.patron, self.clock().now()).await? {
            return Err(ServiceError::NotFound);
        }
        self.commit_logged(transaction, &[entry]).await
    }

    /// Stops what began for somebody who did not renew, or lets it begin anew.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::NotFound`]; [`ServiceError::Impossible`]: `stop-reason`, `stop-too-late`.
    pub async fn stop_stage(
        &self,
        session: &Session,
        public_id: &str,
        reason: Option<&str>,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = self.patron_to_hold(session, public_id, origin).await?;
        let action = if reason.is_some() { "stage-stopped" } else { "stage-resumed" };
        let entry =
            self.entry_of(&session.actor, Some(scope.patron()), origin, event(action), Change::default()).await?;
        let reason = reason.map(|text| reason_of(text).ok_or(ServiceError::Impossible("stop-reason"))).transpose()?;
        let transaction = self.store().begin().await?;
        let is_done = match reason {
            Some(reason) => {
                let (by, now) = (session.actor.patron, self.clock().now());
                stage::stop(&transaction, scope.patron(), by, &reason, now).await?
            }
            None => stage::resume(&transaction, scope.patron()).await?,
        };
        if !is_done {
            return Err(ServiceError::Impossible("stop-too-late"));
        }
        self.commit_logged(transaction, &[entry]).await
    }
}
