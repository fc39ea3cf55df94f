//! Entries of the log that are written in the transaction of what they tell of: both are there, or neither.

use carrel_domain::{Actor, OrganizationId, PatronId, Role};
use carrel_store::{
    DatabaseTransaction,
    audit::{Entry, append_in},
    setting,
};

use crate::{
    ServiceError, Services,
    audit::{Event, Origin},
};

/// Why roles, libraries and settings are changed.
const PURPOSE: &str = "administration";

/// What was changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    /// `role-granted`, …
    pub action: &'static str,
    /// Whose role or data, if anybody's.
    pub patron: Option<PatronId>,
    /// As kind and id: `role_grant:…`, `library:…`, `setting:…`.
    pub object: String,
    /// What it was before.
    pub old: Option<String>,
    /// What it is now.
    pub new: Option<String>,
}

/// Gives a setting a new value; what to log, if it is another than before.
pub(crate) async fn change_setting(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    name: &str,
    old: String,
    new: String,
) -> Result<Option<Change>, ServiceError> {
    if old == new {
        return Ok(None);
    }
    setting::set(transaction, organization, name, &new).await?;
    let object = format!("setting:{name}");
    Ok(Some(Change { action: "setting-changed", patron: None, object, old: Some(old), new: Some(new) }))
}

impl Services {
    /// What entries about changes of somebody's have in common; asked for before the transaction begins, for it takes a
    /// connection of its own.
    pub(crate) async fn changes_of(&self, actor: &Actor, origin: &Origin) -> Result<Entry, ServiceError> {
        self.entry(actor, origin, "done").await
    }

    /// Logs changes within the transaction that makes them, as its last statement.
    pub(crate) async fn log_changes(
        &self,
        transaction: &DatabaseTransaction,
        base: &Entry,
        actor: &Actor,
        changes: Vec<Change>,
    ) -> Result<(), ServiceError> {
        let entries: Vec<Entry> = changes.into_iter().map(|change| change.entry(base, actor)).collect();
        Ok(append_in(transaction, self.store().audit_keys()?, &entries).await?)
    }

    /// Appends entries as a transaction's last statement, and commits: a server killed in between leaves both, or neither.
    pub(crate) async fn commit_logged(
        &self,
        transaction: DatabaseTransaction,
        entries: &[Entry],
    ) -> Result<(), ServiceError> {
        append_in(&transaction, self.store().audit_keys()?, entries).await?;
        transaction.commit().await.map_err(|error| ServiceError::Store(error.into()))
    }

    /// Logs a change that was refused by a rule, and answers the rule's code.
    pub(crate) async fn log_refused(
        &self,
        actor: &Actor,
        origin: &Origin,
        change: Change,
        rule: &'static str,
    ) -> Result<ServiceError, ServiceError> {
        let base = self.entry(actor, origin, "refused").await?;
        self.inner.audit.append(change.entry(&base, actor)).await?;
        Ok(ServiceError::Impossible(rule))
    }

    /// Logs that staff looked at a list of roles, libraries or settings.
    pub(crate) async fn log_look(&self, actor: &Actor, origin: &Origin) -> Result<(), ServiceError> {
        let base = self.entry(actor, origin, "done").await?;
        self.inner.audit.append(Entry { action: "view", ..base }).await
    }

    /// What all entries of a change have in common.
    async fn entry(&self, actor: &Actor, origin: &Origin, outcome: &'static str) -> Result<Entry, ServiceError> {
        let event = Event { action: "", category: None, purpose: PURPOSE, outcome };
        self.entry_of(actor, None, origin, event, Default::default()).await
    }
}

impl Change {
    fn entry(self, base: &Entry, actor: &Actor) -> Entry {
        let is_own = self.patron == Some(actor.patron);
        Entry {
            patron: self.patron,
            role: if is_own { Some(Role::Patron) } else { base.role },
            action: self.action,
            object: (!self.object.is_empty()).then_some(self.object),
            old_value: self.old,
            new_value: self.new,
            ..base.clone()
        }
    }
}
