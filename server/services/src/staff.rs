//! What everything staff do begins with: the permission check, and the entry in the log if it fails.

use carrel_domain::{Permission, Refusal, StaffScope};

use crate::{
    ServiceError, Services,
    audit::{Event, Origin},
    factors::StaffFactor,
    sessions::Session,
};

impl Services {
    /// Checks a permission and answers where it holds.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] to patrons, for whom staff pages do not exist; [`ServiceError::Refused`] and
    /// [`ServiceError::Outside`] to staff. Each is logged.
    pub async fn check(
        &self,
        session: &Session,
        permission: Permission,
        origin: &Origin,
    ) -> Result<StaffScope, ServiceError> {
        match session.actor.may(permission) {
            Ok(scope) => Ok(scope),
            Err(refusal) => Err(self.refuse(session, refusal, origin).await?),
        }
    }

    /// Checks two permissions, see [`carrel_domain::Actor::may_both`].
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn check_both(
        &self,
        session: &Session,
        permissions: (Permission, Permission),
        origin: &Origin,
    ) -> Result<StaffScope, ServiceError> {
        match session.actor.may_both(permissions.0, permissions.1) {
            Ok(scope) => Ok(scope),
            Err(refusal) => Err(self.refuse(session, refusal, origin).await?),
        }
    }

    async fn refuse(&self, session: &Session, refusal: Refusal, origin: &Origin) -> Result<ServiceError, ServiceError> {
        let lacks_factor = session.factor == StaffFactor::Missing;
        let action = match (session.is_outside, lacks_factor) {
            (true, _) => "network-refused",
            (false, true) => "second-factor-missing",
            (false, false) => "permission-refused",
        };
        let event = Event { action, category: None, purpose: "staff-work", outcome: "refused" };
        self.log(&session.actor, session.actor.patron, origin, event).await?;
        Ok(match (session.is_outside, session.actor.is_staff()) {
            (true, _) => ServiceError::Outside,
            _ if lacks_factor => ServiceError::SecondFactorMissing,
            (false, true) => ServiceError::Refused(refusal),
            (false, false) => ServiceError::NotFound,
        })
    }
}
