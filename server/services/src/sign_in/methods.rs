//! By which ways each group may sign in (requirement A1).
//!
//! Read from the database at every sign-in: a change holds at once, on every node. Whoever has roles follows the rules of
//! all their roles together; everybody else that of their category, or the one for all patrons.

use std::collections::{BTreeMap, BTreeSet};

use carrel_domain::{Grant, Method, OrganizationId, PatronId, PatronScope, Proof, Role, access::strongest};
use carrel_store::{
    ConnectionTrait, StoreError,
    credential::{self, Account},
    openid, organization, passkey, role_grant, setting,
};
use serde::{Deserialize, Serialize};

use super::{Outcome, Visitor};
use crate::{ServiceError, Services, audit::Origin, change::Change, sessions::Session};

/// The setting's name in the database and the log.
const SETTING: &str = "sign_in_methods";

/// A way in: what is asked for first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Door {
    /// PIN or password.
    Secret,
    /// A passkey.
    Passkey,
    /// The provider with this name.
    Provider(String),
}

impl Door {
    /// Name in the database, forms and the log: `secret`, `passkey`, `openid:NAME`.
    pub fn name(&self) -> String {
        match self {
            Self::Secret => String::from("secret"),
            Self::Passkey => String::from("passkey"),
            Self::Provider(name) => format!("openid:{name}"),
        }
    }

    /// The way with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "secret" => Some(Self::Secret),
            "passkey" => Some(Self::Passkey),
            other => other.strip_prefix("openid:").map(|name| Self::Provider(name.to_owned())),
        }
    }

    /// The way that a proof without a provider's name came by.
    fn of(proof: &Proof) -> Self {
        match proof.methods().first() {
            Some(Method::Passkey) => Self::Passkey,
            _ => Self::Secret,
        }
    }
}

/// Whom a rule is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// All patrons, unless their category has a rule of its own.
    Patrons,
    /// Patrons of the category with this code.
    Category(String),
    /// Whoever has this role.
    Role(Role),
}

impl Group {
    /// Name in forms.
    pub fn name(&self) -> String {
        match self {
            Self::Patrons => String::from("patrons"),
            Self::Category(code) => format!("category:{code}"),
            Self::Role(role) => format!("role:{}", role.name()),
        }
    }
}

/// The ways of one group; by their names.
type Names = BTreeSet<String>;

/// The rules. A group without one may use every way; a category without one is as all patrons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct SignInRules {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    patrons: Option<Names>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    categories: BTreeMap<String, Names>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    roles: BTreeMap<String, Names>,
}

impl SignInRules {
    /// Gives a group a rule.
    pub fn set(&mut self, group: &Group, doors: impl IntoIterator<Item = Door>) {
        let names: Names = doors.into_iter().map(|door| door.name()).collect();
        match group {
            Group::Patrons => self.patrons = Some(names),
            Group::Category(code) => drop(self.categories.insert(code.clone(), names)),
            Group::Role(role) => drop(self.roles.insert(role.name().to_owned(), names)),
        }
    }

    /// Whether a group has a rule of its own.
    pub fn has(&self, group: &Group) -> bool {
        self.names(group).is_some()
    }

    /// Whether a group's own rule, or its lack of one, lets this way in.
    pub fn allows(&self, group: &Group, door: &Door) -> bool {
        match (group, self.names(group)) {
            (_, Some(names)) => names.contains(&door.name()),
            (Group::Category(_), None) => self.allows(&Group::Patrons, door),
            (_, None) => true,
        }
    }

    fn names(&self, group: &Group) -> Option<&Names> {
        match group {
            Group::Patrons => self.patrons.as_ref(),
            Group::Category(code) => self.categories.get(code),
            Group::Role(role) => self.roles.get(role.name()),
        }
    }

    /// Whether somebody may come in this way.
    fn admits(&self, grants: &[Grant], category: Option<&str>, door: &Door) -> bool {
        if grants.is_empty() {
            let group = category.map_or(Group::Patrons, |code| Group::Category(code.to_owned()));
            self.allows(&group, door)
        } else {
            grants.iter().all(|grant| self.allows(&Group::Role(grant.role), door))
        }
    }

    fn read(stored: Option<&String>) -> Result<Self, ServiceError> {
        let unreadable = |_| ServiceError::System(format!("the setting {SETTING} cannot be read"));
        stored.map_or(Ok(Self::default()), |json| serde_json::from_str(json).map_err(unreadable))
    }

    fn stored(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A group whose rule lets nobody in.
    fn is_closed(&self) -> bool {
        self.patrons.iter().chain(self.categories.values()).chain(self.roles.values()).any(BTreeSet::is_empty)
    }
}

impl Services {
    /// Every way in there is here.
    pub fn doors(&self) -> Vec<Door> {
        let providers = self.inner.options.openid.settings().map(|settings| Door::Provider(settings.name.clone()));
        [Door::Secret, Door::Passkey].into_iter().chain(providers).collect()
    }

    /// Lets somebody in whose proof names its own way.
    pub(crate) async fn admit(
        &self,
        account: &Account,
        proof: Proof,
        visitor: &Visitor,
    ) -> Result<Outcome, ServiceError> {
        self.admit_through(account, proof.clone(), &Door::of(&proof), visitor).await
    }

    /// The ways that somebody may use instead, if this one is not for them.
    pub(super) async fn doors_instead(
        &self,
        account: &Account,
        organization: OrganizationId,
        door: &Door,
    ) -> Result<Option<Vec<Door>>, ServiceError> {
        let db = self.store().reader();
        let rules = SignInRules::read(setting::list(db, organization).await?.get(SETTING))?;
        let grants = role_grant::held(db, PatronId(account.id), self.clock().now()).await?;
        let category = account.patron_category.as_deref();
        if self.is_open(&rules, &grants, category, door) {
            return Ok(None);
        }
        Ok(Some(self.doors().into_iter().filter(|door| self.is_open(&rules, &grants, category, door)).collect()))
    }

    /// What the operator's settings allow of a provider, and the library's rules of every way.
    fn is_open(&self, rules: &SignInRules, grants: &[Grant], category: Option<&str>, door: &Door) -> bool {
        let is_offered = match door {
            Door::Secret | Door::Passkey => true,
            Door::Provider(name) => self.inner.options.openid.find(name).is_some_and(|provider| {
                let settings = provider.settings();
                if strongest(grants).is_staff() { settings.staff } else { settings.patrons }
            }),
        };
        is_offered && rules.admits(grants, category, door)
    }

    /// The rules in force.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn sign_in_rules(&self, session: &Session, origin: &Origin) -> Result<SignInRules, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        self.log_look(&session.actor, origin).await?;
        SignInRules::read(setting::list(self.store().reader(), organization).await?.get(SETTING))
    }

    /// Changes the rules.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`] if a group has no way in, or no
    /// administrator has what they would need.
    pub async fn change_sign_in_rules(
        &self,
        session: &Session,
        wish: SignInRules,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        if wish.is_closed() {
            return Err(ServiceError::Impossible("sign-in-closed"));
        }
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let stored = setting::list(&transaction, organization).await?;
        let before = SignInRules::read(stored.get(SETTING))?;
        let change = Change {
            action: "setting-changed",
            patron: None,
            object: format!("setting:{SETTING}"),
            old: Some(before.stored()),
            new: Some(wish.stored()),
        };
        if !self.lets_an_administrator_in(&transaction, &wish, organization).await? {
            drop(transaction);
            return Err(self.log_refused(&session.actor, origin, change, "sign-in-locked-out").await?);
        }
        if wish != before {
            setting::set(&transaction, organization, SETTING, &wish.stored()).await?;
            self.log_changes(&transaction, &base, &session.actor, vec![change]).await?;
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// Whether one administrator of the whole organization, at least, has what the rules ask of them.
    async fn lets_an_administrator_in(
        &self,
        db: &impl ConnectionTrait,
        rules: &SignInRules,
        organization: OrganizationId,
    ) -> Result<bool, ServiceError> {
        let now = self.clock().now();
        for held in role_grant::list(db, organization, now).await? {
            let is_administrator = held.role == Role::Administrator.name() && held.library.is_none();
            if !is_administrator || held.disabled != 0 {
                continue;
            }
            let patron = PatronId(held.patron_id);
            let grants = role_grant::held(db, patron, now).await?;
            let enrolled = self.enrolled(db, PatronScope::of_background_work(patron, organization)).await?;
            if enrolled.iter().any(|door| self.is_open(rules, &grants, None, door)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The ways that somebody has what it takes for.
    async fn enrolled(&self, db: &impl ConnectionTrait, owner: PatronScope) -> Result<Vec<Door>, ServiceError> {
        let mut doors = Vec::new();
        if credential::find_hash(db, owner.patron()).await?.is_some() {
            doors.push(Door::Secret);
        }
        if !passkey::list(db, owner.patron()).await?.is_empty() {
            doors.push(Door::Passkey);
        }
        let links = openid::list_links(db, owner).await?;
        for settings in self.inner.options.openid.settings() {
            if links.iter().any(|link| link.issuer == settings.issuer) {
                doors.push(Door::Provider(settings.name.clone()));
            }
        }
        Ok(doors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(role: Role) -> Grant {
        Grant { role, library: None }
    }

    #[test]
    fn without_rules_every_way_is_open() {
        let rules = SignInRules::default();
        assert!(rules.admits(&[], Some("PT"), &Door::Secret));
        assert!(rules.admits(&[grant(Role::Desk)], None, &Door::Provider(String::from("x"))));
    }

    #[test]
    fn a_category_goes_before_all_patrons() {
        let mut rules = SignInRules::default();
        rules.set(&Group::Patrons, [Door::Secret]);
        rules.set(&Group::Category(String::from("STUDENT")), [Door::Provider(String::from("haka"))]);
        assert!(rules.admits(&[], Some("PT"), &Door::Secret) && rules.admits(&[], None, &Door::Secret));
        assert!(!rules.admits(&[], Some("PT"), &Door::Passkey));
        assert!(!rules.admits(&[], Some("STUDENT"), &Door::Secret));
        assert!(rules.admits(&[], Some("STUDENT"), &Door::Provider(String::from("haka"))));
    }

    #[test]
    fn whoever_has_two_roles_follows_the_rules_of_both() {
        let mut rules = SignInRules::default();
        rules.set(&Group::Patrons, [Door::Secret]);
        rules.set(&Group::Role(Role::Desk), [Door::Secret, Door::Passkey]);
        rules.set(&Group::Role(Role::Administrator), [Door::Passkey]);
        assert!(rules.admits(&[grant(Role::Desk)], None, &Door::Secret));
        let both = [grant(Role::Desk), grant(Role::Administrator)];
        assert!(!rules.admits(&both, None, &Door::Secret) && rules.admits(&both, None, &Door::Passkey));
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let mut rules = SignInRules::default();
        rules.set(&Group::Category(String::from("A:B")), [Door::Provider(String::from("haka"))]);
        assert_eq!(SignInRules::read(Some(&rules.stored())).unwrap(), rules);
        assert!(SignInRules::read(Some(&String::from("nonsense"))).is_err());
    }
}
