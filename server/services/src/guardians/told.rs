//! Who is told who sees what: the ward, and staff who help them.

use carrel_domain::{Date, Permission, StaffScope};
use carrel_store::{guardian, patron_search};

use super::{Sees, rules_in_force};
use crate::{ServiceError, Services, audit::Origin, profile::Profile, requests::plain_id, sessions::Session};

/// A guardian, as their ward is told of them.
#[derive(Clone, Debug)]
pub struct Told {
    /// First name and surname.
    pub name: String,
    /// What they are to the ward, in the library's words; nothing where the ward is named.
    pub relationship: Option<String>,
    /// What they see.
    pub sees: Sees,
}

/// Guardians and wards of a patron, as staff see them.
#[derive(Clone, Debug, Default)]
pub struct StaffView {
    /// Who looks after them; with the opaque id if staff may look at them too.
    pub guardians: Vec<(Option<String>, Told)>,
    /// Who is in their care, in the same way.
    pub wards: Vec<(Option<String>, Told)>,
}

impl Services {
    /// One's own guardians, and what each sees. Costs two queries: call it for whoever has guardians or wards.
    pub async fn told_of_guardians(&self, session: &Session, profile: &Profile) -> Result<Vec<Told>, ServiceError> {
        let (scope, db) = (session.actor.own_data(), self.store().reader());
        let today = self.today(profile);
        let guardians = guardian::guardians(db, scope).await?;
        if guardians.is_empty() {
            return Ok(Vec::new());
        }
        let rules = rules_in_force(db, scope.organization()).await?;
        let told = |one: guardian::Guardianship| Told {
            sees: one.bond.seen(rules.of(one.category.as_deref()), today),
            name: one.guardian.name,
            relationship: one.relationship,
        };
        Ok(guardians.into_iter().map(told).collect())
    }

    /// Guardians and wards of a patron, for staff who look at the patron's page, which logs it. Somebody of a library that
    /// staff do not work for is named, for that is the patron's own matter, but not linked.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::NotFound`].
    pub async fn guardians_of_patron(
        &self,
        session: &Session,
        profile: &Profile,
        public_id: &str,
        origin: &Origin,
    ) -> Result<StaffView, ServiceError> {
        let staff = self.check(session, Permission::ViewBorrowers, origin).await?;
        let db = self.store().reader();
        let line = patron_search::find(db, &staff, plain_id(public_id)?).await?.ok_or(ServiceError::NotFound)?;
        let scope = line.scope(&staff).ok_or(ServiceError::NotFound)?;
        let (guardians, wards) = (guardian::guardians(db, scope).await?, guardian::wards(db, scope).await?);
        if guardians.is_empty() && wards.is_empty() {
            return Ok(StaffView::default());
        }
        let rules = rules_in_force(db, scope.organization()).await?;
        let today: Date = self.today(profile);
        let named = |party: guardian::Party, relationship, sees| {
            (linked(&staff, &party), Told { name: party.name, relationship, sees })
        };
        let sees = |one: &guardian::Guardianship| one.bond.seen(rules.of(one.category.as_deref()), today);
        Ok(StaffView {
            guardians: guardians
                .into_iter()
                .map(|one| named(one.guardian.clone(), one.relationship.clone(), sees(&one)))
                .collect(),
            wards: wards.into_iter().map(|one| named(one.ward.clone(), None, sees(&one))).collect(),
        })
    }
}

fn linked(staff: &StaffScope, party: &guardian::Party) -> Option<String> {
    staff.covers(party.library.as_deref()).then(|| party.public_id.clone())
}
