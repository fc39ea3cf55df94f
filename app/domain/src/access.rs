//! Who is asking, and what they may touch.
//!
//! Every query of a patron's data takes a [`PatronScope`], every one of several patrons' a [`StaffScope`], and only a
//! permission check here makes one: a query without a check does not compile. A [`GuardianScope`] hands a [`PatronScope`] out
//! for one category at a time, with the columns that are open.

mod api;

use std::sync::Arc;

pub use self::api::ApiActor;

use crate::{
    category::Category,
    guardian::{GuardianRule, Seen, Sights, Unseen, WardChoice, seen},
    id::{OrganizationId, PatronId, SessionId},
    permission::Permission,
    record::Section,
    role::Role,
    time::Date,
};

/// A role that somebody holds now: in the whole organization, or in one of its libraries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Code of the library it is limited to.
    pub library: Option<String>,
}

/// Someone signed in: made by the session service from the database on every request, so that a change of role works at
/// once.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who it is.
    pub patron: PatronId,
    /// Whose patron or staff they are.
    pub organization: OrganizationId,
    /// The session they are signed in with.
    pub session: SessionId,
    /// The roles they hold now; none for a patron.
    pub grants: Arc<[Grant]>,
}

/// A permission that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal(pub Permission);

impl Actor {
    /// Everyone may see their own data (GDPR Art. 15).
    pub const fn own_data(&self) -> PatronScope {
        PatronScope { patron: self.patron, organization: self.organization }
    }

    /// What they see of somebody's data as guardian, on this day where the library is.
    ///
    /// # Errors
    /// Why it is nothing; [`Unseen::Closed`] if they are not this one's guardian.
    pub fn as_guardian(&self, bond: &Bond, rule: GuardianRule, today: Date) -> Result<GuardianScope, Unseen> {
        let is_theirs = bond.guardian == self.patron && bond.organization == self.organization;
        if !is_theirs {
            return Err(Unseen::Closed);
        }
        let seen = bond.seen(rule, today)?;
        Ok(GuardianScope { ward: PatronScope { patron: bond.ward, organization: bond.organization }, seen })
    }

    /// The role with the most rights, for the log and the navigation.
    pub fn role(&self) -> Role {
        strongest(&self.grants)
    }

    /// Whether they have a permission anywhere.
    pub fn has(&self, permission: Permission) -> bool {
        self.may(permission).is_ok()
    }

    /// Whether they are staff.
    pub fn is_staff(&self) -> bool {
        self.grants.iter().any(|grant| grant.role.is_staff())
    }

    /// Checks a permission and answers where it holds.
    ///
    /// # Errors
    /// The missing permission.
    pub fn may(&self, permission: Permission) -> Result<StaffScope, Refusal> {
        let libraries: Vec<Option<&String>> = self
            .grants
            .iter()
            .filter(|grant| grant.role.permissions().contains(&permission))
            .map(|grant| grant.library.as_ref())
            .collect();
        if libraries.is_empty() {
            return Err(Refusal(permission));
        }
        let libraries =
            if libraries.contains(&None) { None } else { Some(libraries.into_iter().flatten().cloned().collect()) };
        Ok(StaffScope { actor: Some(self.patron), organization: self.organization, libraries })
    }

    /// Checks two permissions that are only worth something together; answers where both hold.
    ///
    /// # Errors
    /// The first missing permission.
    pub fn may_both(&self, one: Permission, other: Permission) -> Result<StaffScope, Refusal> {
        let (one, other_scope) = (self.may(one)?, self.may(other)?);
        let libraries = match (one.libraries, other_scope.libraries) {
            (None, either) | (either, None) => either,
            (Some(here), Some(there)) => {
                let both: Vec<String> = here.into_iter().filter(|library| there.contains(library)).collect();
                if both.is_empty() {
                    return Err(Refusal(other));
                }
                Some(both)
            }
        };
        Ok(StaffScope { libraries, ..one })
    }
}

/// The role with the most rights among these.
pub fn strongest(grants: &[Grant]) -> Role {
    let rank = |role: Role| Role::ALL.iter().position(|other| *other == role);
    grants.iter().map(|grant| grant.role).max_by_key(|role| rank(*role)).unwrap_or(Role::Patron)
}

/// The patrons that a member of staff may work with: those of an organization, or of some of its libraries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffScope {
    actor: Option<PatronId>,
    organization: OrganizationId,
    libraries: Option<Vec<String>>,
}

impl StaffScope {
    /// The scope of work that a member of staff began while they were allowed to and that goes on in the background: its
    /// row holds their libraries, and the check was made when the row was written.
    pub const fn of_background_work(organization: OrganizationId, libraries: Option<Vec<String>>) -> Self {
        Self { actor: None, organization, libraries }
    }

    /// Who is at work; nobody where a program asks.
    pub const fn actor(&self) -> Option<PatronId> {
        self.actor
    }

    /// In which organization.
    pub const fn organization(&self) -> OrganizationId {
        self.organization
    }

    /// Codes of the libraries it is limited to; `None` for the whole organization.
    pub fn libraries(&self) -> Option<&[String]> {
        self.libraries.as_deref()
    }

    /// Whether a patron, a request or a grant of this library is in scope. What has no library belongs to the whole
    /// organization only.
    pub fn covers(&self, library: Option<&str>) -> bool {
        match &self.libraries {
            None => true,
            Some(libraries) => library.is_some_and(|library| libraries.iter().any(|own| own == library)),
        }
    }

    /// The scope of one patron, as found in the database, if it is within this one.
    pub fn of_patron(
        &self,
        patron: PatronId,
        organization: OrganizationId,
        library: Option<&str>,
    ) -> Option<PatronScope> {
        (organization == self.organization && self.covers(library)).then_some(PatronScope { patron, organization })
    }
}

/// The one patron whose data a query may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PatronScope {
    patron: PatronId,
    organization: OrganizationId,
}

impl PatronScope {
    /// The scope of work that a person started while they were allowed to and that goes on in the background, such as
    /// an export job: its row holds who asked, whose data it is, and the check is made when the row is written.
    pub const fn of_background_work(patron: PatronId, organization: OrganizationId) -> Self {
        Self { patron, organization }
    }

    /// Whose data.
    pub const fn patron(self) -> PatronId {
        self.patron
    }

    /// In which organization.
    pub const fn organization(self) -> OrganizationId {
        self.organization
    }
}

/// A guardianship as found in the database: both are patrons of one organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bond {
    /// Who looks after the other.
    pub guardian: PatronId,
    /// Who is looked after.
    pub ward: PatronId,
    /// Of both.
    pub organization: OrganizationId,
    /// Neither account is closed, locked or on its way out.
    pub both_open: bool,
    /// The ward's day of birth, if it is known.
    pub born: Option<Date>,
    /// What the ward chose.
    pub choice: WardChoice,
}

impl Bond {
    /// What the guardian sees, on this day where the library is; for telling people. Looking takes
    /// [`Actor::as_guardian`].
    ///
    /// # Errors
    /// Why it is nothing.
    pub fn seen(&self, rule: GuardianRule, today: Date) -> Result<Seen, Unseen> {
        if self.guardian == self.ward || !self.both_open {
            return Err(Unseen::Closed);
        }
        seen(rule, self.born, self.choice, today)
    }
}

/// What a guardian may see of one ward: some categories, and some of their columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuardianScope {
    ward: PatronScope,
    seen: Seen,
}

impl GuardianScope {
    /// Whose data.
    pub const fn ward(self) -> PatronId {
        self.ward.patron
    }

    /// What is shown.
    pub const fn sights(self) -> Sights {
        self.seen.sights
    }

    /// The day from which on nothing is.
    pub const fn until(self) -> Date {
        self.seen.until
    }

    /// Where to read a category, and what of it; `None` if it is not the guardian's to see.
    pub fn section(self, category: Category) -> Option<(PatronScope, &'static Section)> {
        Some((self.ward, self.seen.sights.section(category)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardian::{Sight, WardAge};

    const TODAY: &str = "2026-03-02";

    fn bond() -> Bond {
        Bond {
            guardian: PatronId(1),
            ward: PatronId(2),
            organization: OrganizationId(1),
            both_open: true,
            born: Date::parse("2016-06-15").ok(),
            choice: WardChoice::default(),
        }
    }

    fn looks(bond: Bond) -> Result<GuardianScope, Unseen> {
        let rule = GuardianRule::new(WardAge::USUAL, Sights::SUGGESTED);
        actor(&[]).as_guardian(&bond, rule, Date::parse(TODAY).unwrap())
    }

    #[test]
    fn a_guardian_gets_the_open_categories_of_their_own_ward() {
        let scope = looks(bond()).unwrap();
        let (fees, section) = scope.section(Category::Fees).unwrap();
        assert_eq!((fees.patron(), section.category), (PatronId(2), Category::Fees));
        assert!(scope.section(Category::CheckoutHistory).is_none());
        assert!(scope.section(Category::Holds).is_none(), "not among what is suggested");
        assert!(scope.sights().contains(Sight::Checkouts));
    }

    #[test]
    fn nobody_elses_ward_and_no_closed_account_is_seen() {
        for other in [
            Bond { guardian: PatronId(3), ..bond() },
            Bond { organization: OrganizationId(2), ..bond() },
            Bond { ward: PatronId(1), ..bond() },
            Bond { both_open: false, ..bond() },
        ] {
            assert_eq!(looks(other), Err(Unseen::Closed), "{other:?}");
        }
        assert_eq!(looks(Bond { born: None, ..bond() }), Err(Unseen::BirthUnknown));
        assert_eq!(looks(Bond { born: Date::parse("2011-03-02").ok(), ..bond() }), Err(Unseen::Grown));
    }

    fn actor(grants: &[(Role, Option<&str>)]) -> Actor {
        let grants = grants.iter().map(|(role, library)| Grant { role: *role, library: library.map(str::to_owned) });
        Actor { patron: PatronId(1), organization: OrganizationId(1), session: SessionId(1), grants: grants.collect() }
    }

    #[test]
    fn a_patron_has_no_permission() {
        let patron = actor(&[]);
        assert!(Permission::ALL.into_iter().all(|permission| !patron.has(permission)));
        assert_eq!(patron.role(), Role::Patron);
    }

    #[test]
    fn a_role_in_one_library_reaches_its_patrons_only() {
        let scope = actor(&[(Role::Desk, Some("OUT"))]).may(Permission::ViewBorrowers).unwrap();
        assert!(scope.of_patron(PatronId(5), OrganizationId(1), Some("OUT")).is_some());
        assert!(scope.of_patron(PatronId(5), OrganizationId(1), Some("JNS")).is_none());
        assert!(scope.of_patron(PatronId(5), OrganizationId(1), None).is_none());
        assert!(scope.of_patron(PatronId(5), OrganizationId(2), Some("OUT")).is_none(), "another organization's");
    }

    #[test]
    fn a_role_everywhere_and_one_in_a_library_reach_everywhere() {
        let scope =
            actor(&[(Role::Desk, Some("OUT")), (Role::PrivacyOfficer, None)]).may(Permission::ViewBorrowers).unwrap();
        assert_eq!(scope.libraries(), None);
    }

    #[test]
    fn two_permissions_hold_where_both_do() {
        let both = |grants| actor(grants).may_both(Permission::PatronData, Permission::ViewLogs);
        assert_eq!(both(&[(Role::Auditor, None)]), Err(Refusal(Permission::PatronData)));
        let scope = both(&[(Role::PrivacyOfficer, Some("OUT")), (Role::Auditor, None)]).unwrap();
        assert_eq!(scope.libraries(), Some(&[String::from("OUT")][..]));
    }
}
