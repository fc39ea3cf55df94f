//! Entries of the log that are written in the transaction of what they tell of: both are there, or neither.

use carrel_domain::{Actor, PatronId, Role};
use carrel_store::{
    DatabaseTransaction,
    audit::{Entry, append},
};

use crate::{ServiceError, Services, audit::Origin};

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

impl Services {
    /// Logs changes within the transaction that makes them, as its last statement.
    pub(crate) async fn log_changes(
        &self,
        transaction: &DatabaseTransaction,
        actor: &Actor,
        origin: &Origin,
        changes: Vec<Change>,
    ) -> Result<(), ServiceError> {
        let entries: Vec<Entry> = changes.into_iter().map(|change| self.entry(actor, origin, change, "done")).collect();
        for some in entries.chunks(256) {
            append(transaction, some).await?;
        }
        Ok(())
    }

    /// Logs a change that was refused by a rule, and answers the rule's code.
    pub(crate) async fn log_refused(
        &self,
        actor: &Actor,
        origin: &Origin,
        change: Change,
        rule: &'static str,
    ) -> Result<ServiceError, ServiceError> {
        self.inner.audit.append(self.entry(actor, origin, change, "refused")).await?;
        Ok(ServiceError::Impossible(rule))
    }

    /// Logs that staff looked at a list of roles, libraries or settings.
    pub(crate) async fn log_look(&self, actor: &Actor, origin: &Origin) -> Result<(), ServiceError> {
        let change = Change { action: "view", ..Change::default() };
        self.inner.audit.append(self.entry(actor, origin, change, "done")).await
    }

    fn entry(&self, actor: &Actor, origin: &Origin, change: Change, outcome: &'static str) -> Entry {
        Entry {
            at: self.clock().now(),
            organization: actor.organization,
            patron: change.patron,
            actor: Some(actor.patron),
            role: Some(if change.patron == Some(actor.patron) { Role::Patron } else { actor.role() }),
            action: change.action,
            category: None,
            purpose: PURPOSE,
            outcome,
            library: None,
            network: origin.network.clone(),
            request_id: origin.request_id.clone(),
        }
    }
}
