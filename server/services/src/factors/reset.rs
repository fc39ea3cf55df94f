//! Losing every factor: staff make sure who it is, and remove them (ASVS 6.4.4).

use carrel_domain::{PatronScope, Permission, StaffScope, data_request::IdentityMethod};
use carrel_store::{passkey, patron_search, role_grant, second_factor, session, sign_in_step};

use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    entered,
    requests::plain_id,
    security_notice::SecurityEvent,
    sessions::Session,
};

/// Characters of a document's reference.
const LONGEST_DOCUMENT: usize = 200;

/// How staff made sure who it is.
#[derive(Clone, Debug)]
pub struct IdentityProof {
    /// By what.
    pub method: IdentityMethod,
    /// Where it is written down.
    pub document: String,
}

impl Services {
    /// Whether removing a patron's factors may be offered: there are some, they are not one's own, and one may.
    pub async fn may_reset_factors(&self, session: &Session, scope: PatronScope) -> Result<bool, ServiceError> {
        if scope.patron() == session.actor.patron {
            return Ok(false);
        }
        let needed = self.permission_to_reset(scope).await?;
        Ok(session.actor.has(needed) && self.factors_of(scope.patron()).await?.any())
    }

    /// Removes every second factor of a patron, after their identity was checked: they sign in with PIN or password only,
    /// until they add a new one. All their sessions end, and they are told.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::NotFound`]; [`ServiceError::Impossible`]:
    /// `own-factors`, `no-factors`, `identity-method`, `identity-document`.
    pub async fn reset_factors(
        &self,
        session: &Session,
        patron: &str,
        proof: IdentityProof,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let staff = self.check(session, Permission::ViewBorrowers, origin).await?;
        let scope = self.patron_within(&staff, patron).await?;
        if scope.patron() == session.actor.patron {
            return Err(ServiceError::Impossible("own-factors"));
        }
        // A member of staff's account opens more than a patron's: whoever grants roles looks after it.
        let needed = self.permission_to_reset(scope).await?;
        let staff = self.check(session, needed, origin).await?;
        let scope = self.patron_within(&staff, patron).await?;
        self.must_be_verified(session)?;
        let actor = &session.actor;
        if proof.method == IdentityMethod::StrongSignIn {
            return Err(ServiceError::Impossible("identity-method"));
        }
        let document = entered::text(&proof.document, LONGEST_DOCUMENT);
        let document = document.ok_or(ServiceError::Impossible("identity-document"))?;
        let event = Event { action: "factors-reset", category: None, purpose: "service", outcome: "done" };
        let change = Change::default().from_to(None, Some(format!("{}: {document}", proof.method.name())));
        let entry = self.entry_of(actor, Some(scope.patron()), origin, event, change).await?;
        let transaction = self.store().begin().await?;
        let had_totp = second_factor::remove_totp(&transaction, scope.patron()).await?;
        let had_passkeys = passkey::remove_all(&transaction, scope.patron()).await?;
        second_factor::remove_codes(&transaction, scope.patron()).await?;
        if !had_totp && !had_passkeys {
            return Err(ServiceError::Impossible("no-factors"));
        }
        session::end_all(&transaction, scope.patron()).await?;
        sign_in_step::end_all(&transaction, scope.patron()).await?;
        self.tell_owner(&transaction, scope, SecurityEvent::FactorsReset).await?;
        self.commit_factors(transaction, &[entry]).await
    }

    async fn patron_within(&self, staff: &StaffScope, patron: &str) -> Result<PatronScope, ServiceError> {
        let line = patron_search::find(self.store().reader(), staff, plain_id(patron)?).await?;
        line.and_then(|line| line.scope(staff)).ok_or(ServiceError::NotFound)
    }

    async fn permission_to_reset(&self, scope: PatronScope) -> Result<Permission, ServiceError> {
        let held = role_grant::held(self.store().reader(), scope.patron(), self.clock().now()).await?;
        Ok(if held.is_empty() { Permission::EditContact } else { Permission::AdminRoles })
    }
}
