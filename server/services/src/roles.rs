//! Who may what: looking at it, granting and revoking. All rules stand here.

use carrel_domain::{Actor, Date, Grant, OrganizationId, PatronId, Permission, Role, StaffScope};
pub use carrel_store::role_grant::Holding;
use carrel_store::{
    patron, patron_search,
    role_grant::{self, NewGrant, Revocation, Revoked},
};

use crate::{
    ServiceError, Services, audit::Origin, change::Change, entered, minimization::cover, sessions::Session,
    token::opaque_id,
};

/// Characters of a reason.
pub const LONGEST_REASON: usize = 500;

/// A role to give somebody, as it was typed.
#[derive(Clone, Debug)]
pub struct GrantWish {
    /// Card number of the holder.
    pub cardnumber: String,
    /// The role.
    pub role: Role,
    /// Code of the library it is limited to; `None` for the whole organization.
    pub library: Option<String>,
    /// The last day on which it holds.
    pub ends_on: Option<Date>,
    /// Why.
    pub reason: String,
}

/// Who may what, as somebody who may grant it sees it.
#[derive(Clone, Debug)]
pub struct Roles {
    /// Roles in force within their scope.
    pub held: Vec<Holding>,
    /// Roles they may grant.
    pub grantable: Vec<Role>,
    /// Libraries they may grant them in: code and name.
    pub libraries: Vec<(String, String)>,
    /// Whether they may grant them in the whole organization.
    pub everywhere: bool,
}

/// A critical role that nobody holds, or a single person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleHolder {
    /// The role.
    pub role: Role,
    /// Name of the one who holds it.
    pub holder: Option<String>,
}

impl Session {
    /// Whether taking this role away may be offered: it is not their own, and they may grant the like.
    pub fn may_revoke(&self, held: &Holding) -> bool {
        let role = Role::from_name(&held.role);
        held.patron_id != self.actor.patron.0
            && role.is_some_and(|role| may_change(&self.actor, role, held.library.as_deref()))
    }
}

impl Services {
    /// The roles in force, and what may be done about them.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn list_roles(&self, session: &Session, origin: &Origin) -> Result<Roles, ServiceError> {
        let scope = self.check(session, Permission::AdminRoles, origin).await?;
        let held = role_grant::list(self.store().reader(), scope.organization(), self.clock().now()).await?;
        let allowed = self.settings_of(scope.organization()).await?.roles_allowed;
        let libraries = self.open_libraries(&scope).await?;
        self.log_look(&session.actor, origin).await?;
        Ok(Roles {
            held: held.into_iter().filter(|held| scope.covers(held.library.as_deref())).collect(),
            grantable: allowed.into_iter().filter(|role| may_change(&session.actor, *role, None)).collect(),
            libraries,
            everywhere: scope.covers(None),
        })
    }

    /// Critical roles that nobody or a single person holds, for those who can do something about it: others, and those
    /// who look after some libraries only, are told of none.
    pub async fn single_holders(&self, session: &Session) -> Result<Vec<SingleHolder>, ServiceError> {
        let Ok(scope) = session.actor.may(Permission::AdminRoles) else { return Ok(Vec::new()) };
        if !scope.covers(None) {
            return Ok(Vec::new());
        }
        let held = role_grant::list(self.store().reader(), scope.organization(), self.clock().now()).await?;
        Ok(single_holders(&held))
    }

    /// Gives somebody a role.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`] with the rule it is against.
    pub async fn grant_role(&self, session: &Session, wish: GrantWish, origin: &Origin) -> Result<(), ServiceError> {
        let scope = self.check(session, Permission::AdminRoles, origin).await?;
        let now = self.clock().now();
        if !session.is_verified(now) {
            return Err(ServiceError::StepUpNeeded);
        }
        let actor = &session.actor;
        let holder = self.find_holder(&scope, &wish.cardnumber).await?;
        if let Some(rule) = self.rule_against(actor, &scope, holder, &wish).await? {
            let change = Change { patron: holder, ..granted(&wish, String::new()) };
            return Err(self.log_refused(actor, origin, change, rule).await?);
        }
        let holder = holder.ok_or(ServiceError::Impossible("holder"))?;
        let mut reason = entered::text(&wish.reason, LONGEST_REASON).ok_or(ServiceError::Impossible("reason"))?;
        cover(&mut reason);
        let expires_at = match wish.ends_on {
            None => None,
            Some(date) => {
                let end = entered::end_of(date, &self.profile().await?.zone);
                Some(end.filter(|end| *end > now).ok_or(ServiceError::Impossible("end"))?)
            }
        };
        let new = NewGrant {
            public_id: opaque_id()?,
            organization: scope.organization(),
            patron: holder,
            grant: Grant { role: wish.role, library: wish.library.clone() },
            reason,
            by: Some(actor.patron),
            expires_at,
        };
        let change = Change { patron: Some(holder), ..granted(&wish, new.public_id.clone()) };
        let base = self.changes_of(actor, origin).await?;
        let transaction = self.store().begin().await?;
        if !role_grant::add_once(&transaction, new, now).await? {
            return Err(ServiceError::Impossible("already-held"));
        }
        self.log_changes(&transaction, &base, actor, vec![change]).await?;
        Ok(transaction.commit().await.map_err(carrel_store::StoreError::from)?)
    }

    /// Takes a role away from whoever holds it.
    ///
    /// # Errors
    /// As [`Services::grant_role`]; [`ServiceError::NotFound`] if nobody within scope holds it by this id.
    pub async fn revoke_role(
        &self,
        session: &Session,
        public_id: &str,
        reason: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = self.check(session, Permission::AdminRoles, origin).await?;
        let now = self.clock().now();
        let organization = scope.organization();
        let held = role_grant::find(self.store().reader(), organization, public_id, now).await?;
        let held = held.filter(|held| scope.covers(held.library.as_deref())).ok_or(ServiceError::NotFound)?;
        if !session.is_verified(now) {
            return Err(ServiceError::StepUpNeeded);
        }
        let actor = &session.actor;
        let change = Change {
            action: "role-revoked",
            patron: Some(PatronId(held.patron_id)),
            object: format!("role_grant:{public_id}"),
            old: Some(in_words(&held.role, held.library.as_deref())),
            new: None,
        };
        let role = Role::from_name(&held.role).ok_or(ServiceError::NotFound)?;
        if held.patron_id == actor.patron.0 {
            return Err(self.log_refused(actor, origin, change, "own-role").await?);
        }
        if !may_change(actor, role, held.library.as_deref()) {
            return Err(self.log_refused(actor, origin, change, "administrator-only").await?);
        }
        let mut reason = entered::text(reason, LONGEST_REASON).ok_or(ServiceError::Impossible("reason"))?;
        cover(&mut reason);
        let revocation = Revocation { organization, public_id, by: actor.patron, reason: &reason };
        let base = self.changes_of(actor, origin).await?;
        let transaction = self.store().begin().await?;
        match role_grant::revoke(&transaction, revocation, now).await? {
            Revoked::Done => {}
            Revoked::Gone => return Err(ServiceError::NotFound),
            Revoked::LastAdministrator => {
                // The log's writer waits for this transaction, on SQLite.
                transaction.rollback().await.map_err(carrel_store::StoreError::from)?;
                return Err(self.log_refused(actor, origin, change, "last-administrator").await?);
            }
        }
        self.log_changes(&transaction, &base, actor, vec![change]).await?;
        Ok(transaction.commit().await.map_err(carrel_store::StoreError::from)?)
    }

    /// The rule that a grant would be against.
    async fn rule_against(
        &self,
        actor: &Actor,
        scope: &StaffScope,
        holder: Option<PatronId>,
        wish: &GrantWish,
    ) -> Result<Option<&'static str>, ServiceError> {
        let library = wish.library.as_deref();
        if holder == Some(actor.patron) {
            return Ok(Some("own-role"));
        }
        if !wish.role.is_staff() || !self.settings_of(scope.organization()).await?.roles_allowed.contains(&wish.role) {
            return Ok(Some("role-not-allowed"));
        }
        if !may_change(actor, wish.role, library) {
            return Ok(Some("administrator-only"));
        }
        if !scope.covers(library) {
            return Ok(Some("outside-scope"));
        }
        if let Some(library) = library {
            let is_open = self.open_libraries(scope).await?.iter().any(|(code, _)| code == library);
            return Ok(if is_open { None } else { Some("library") });
        }
        Ok(None)
    }

    /// Whose card it is, if the patron is within scope: somebody else's patron is answered like nobody.
    async fn find_holder(&self, scope: &StaffScope, cardnumber: &str) -> Result<Option<PatronId>, ServiceError> {
        let db = self.store().reader();
        let Some(cardnumber) = entered::text(cardnumber, 100) else { return Ok(None) };
        let Some(found) = patron::find_by_cardnumber(db, scope.organization(), &cardnumber).await? else {
            return Ok(None);
        };
        let line = patron_search::get(db, found).await?;
        Ok(line.and_then(|line| line.scope(scope)).map(|patron| patron.patron()))
    }

    /// Code and name of the libraries within scope that are not closed.
    pub(crate) async fn open_libraries(&self, scope: &StaffScope) -> Result<Vec<(String, String)>, ServiceError> {
        let all = carrel_store::library::list(self.store().reader(), scope.organization(), self.clock().now()).await?;
        Ok(all
            .into_iter()
            .filter(|library| library.moved_to.is_none() && scope.covers(Some(&library.code)))
            .map(|library| (library.code, library.name))
            .collect())
    }

    /// The settings as they are now: what is kept of them for pages may be half a minute old.
    pub(crate) async fn settings_of(
        &self,
        organization: OrganizationId,
    ) -> Result<crate::settings::LibrarySettings, ServiceError> {
        let stored = carrel_store::setting::list(self.store().reader(), organization).await?;
        Ok(crate::settings::LibrarySettings::read(&stored))
    }
}

/// Whether somebody who may grant roles may grant or revoke this one there: only administrators make administrators.
fn may_change(actor: &Actor, role: Role, library: Option<&str>) -> bool {
    role != Role::Administrator
        || actor
            .grants
            .iter()
            .any(|own| own.role == Role::Administrator && (own.library.is_none() || own.library.as_deref() == library))
}

fn granted(wish: &GrantWish, public_id: String) -> Change {
    Change {
        action: "role-granted",
        patron: None,
        object: format!("role_grant:{public_id}"),
        old: None,
        new: Some(in_words(wish.role.name(), wish.library.as_deref())),
    }
}

/// A role and where it holds, for the log: `desk`, `desk@OUT`.
pub(crate) fn in_words(role: &str, library: Option<&str>) -> String {
    library.map_or_else(|| role.to_owned(), |library| format!("{role}@{library}"))
}

fn single_holders(held: &[Holding]) -> Vec<SingleHolder> {
    let critical = Role::ALL.into_iter().filter(|role| role.is_critical());
    critical
        .filter_map(|role| {
            let mut holders = held.iter().filter(|held| held.role == role.name() && held.disabled == 0);
            let first = holders.next();
            match first {
                None => Some(SingleHolder { role, holder: None }),
                Some(first) if holders.all(|other| other.patron_id == first.patron_id) => {
                    Some(SingleHolder { role, holder: Some(first.holder_name.clone()) })
                }
                Some(_) => None,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use carrel_domain::SessionId;

    use super::*;

    fn holding(patron: i64, role: Role, library: Option<&str>) -> Holding {
        Holding {
            public_id: String::new(),
            patron_id: patron,
            holder_name: format!("Holder {patron}"),
            cardnumber: None,
            disabled: 0,
            role: role.name().to_owned(),
            library: library.map(str::to_owned),
            reason: String::new(),
            giver_name: None,
            granted_at: 0,
            expires_at: None,
        }
    }

    #[test]
    fn a_critical_role_that_one_person_holds_twice_has_one_holder() {
        let mut held = vec![
            holding(1, Role::MainUser, None),
            holding(1, Role::MainUser, Some("OUT")),
            holding(1, Role::PrivacyOfficer, None),
            holding(2, Role::PrivacyOfficer, None),
            holding(3, Role::Auditor, None),
            holding(4, Role::Administrator, None),
        ];
        let single =
            |role: Role, holder: Option<i64>| SingleHolder { role, holder: holder.map(|id| format!("Holder {id}")) };
        let (main, admin) = (single(Role::MainUser, Some(1)), single(Role::Administrator, Some(4)));
        assert_eq!(single_holders(&held), [main.clone(), admin]);
        held[5].disabled = 1;
        assert_eq!(single_holders(&held), [main, single(Role::Administrator, None)], "a closed account does not count");
    }

    #[test]
    fn only_administrators_make_administrators_and_only_where_they_are() {
        let actor = |role, library: Option<&str>| Actor {
            patron: PatronId(1),
            organization: OrganizationId(1),
            session: SessionId(1),
            grants: [Grant { role, library: library.map(str::to_owned) }].into(),
        };
        assert!(!may_change(&actor(Role::MainUser, None), Role::Administrator, None));
        assert!(may_change(&actor(Role::MainUser, None), Role::MainUser, None));
        assert!(may_change(&actor(Role::Administrator, None), Role::Administrator, Some("OUT")));
        let of_one_library = actor(Role::Administrator, Some("OUT"));
        assert!(may_change(&of_one_library, Role::Administrator, Some("OUT")));
        assert!(!may_change(&of_one_library, Role::Administrator, None));
    }
}
