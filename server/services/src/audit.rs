//! The log: who did what with whose data, when, from where and why.
//!
//! A view of patron data waits until its entry is in the database: what is not logged is not shown. Entries that come
//! at the same time share one transaction, so that the log does not set the pace of the pages.

use carrel_domain::{Actor, Category, OrganizationId, PatronId};
use carrel_store::{
    Store, StoreError,
    audit::{Entry, append},
};
use tokio::sync::{mpsc, oneshot};

use crate::{ServiceError, Services};

/// At most so many entries share a transaction.
const BATCH: usize = 256;

type Waiting = (Entry, oneshot::Sender<bool>);

/// The writer of the log.
#[derive(Debug)]
pub struct AuditLog {
    sender: mpsc::Sender<Waiting>,
}

impl AuditLog {
    /// Starts the writer; it ends when the log is dropped.
    pub fn start(store: Store) -> Self {
        let (sender, receiver) = mpsc::channel(1024);
        tokio::spawn(write_all(store, receiver));
        Self { sender }
    }

    /// Appends an entry and waits until it is kept.
    ///
    /// # Errors
    /// The entry could not be written: what it tells of must not happen.
    pub async fn append(&self, entry: Entry) -> Result<(), ServiceError> {
        let (done, kept) = oneshot::channel();
        let lost = || ServiceError::System(String::from("the audit log cannot be written"));
        self.sender.send((entry, done)).await.map_err(|_| lost())?;
        match kept.await {
            Ok(true) => Ok(()),
            _ => Err(lost()),
        }
    }
}

async fn write_all(store: Store, mut receiver: mpsc::Receiver<Waiting>) {
    let mut waiting = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut waiting, BATCH).await > 0 {
        let (entries, senders): (Vec<_>, Vec<_>) = waiting.drain(..).unzip();
        let result: Result<(), StoreError> = append(store.writer(), &entries).await;
        if let Err(error) = &result {
            tracing::error!(%error, entries = entries.len(), "audit entries could not be written");
        }
        for sender in senders {
            // Whoever gave up waiting has nothing to hear.
            let _ = sender.send(result.is_ok());
        }
    }
}

/// Where a request came from, for the log.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The network in coarse form, see [`crate::network::coarse`].
    pub network: Option<String>,
    /// The request's id.
    pub request_id: String,
}

/// What happened, in the catalogue's codes.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// `view`, `export`, …
    pub action: &'static str,
    /// Which category; `None` for all or none.
    pub category: Option<Category>,
    /// Why.
    pub purpose: &'static str,
    /// `done`, `refused`, `failed`.
    pub outcome: &'static str,
}

impl Services {
    /// Logs what someone signed in did with somebody's data.
    pub async fn log(
        &self,
        actor: &Actor,
        patron: PatronId,
        origin: &Origin,
        event: Event,
    ) -> Result<(), ServiceError> {
        let entry = Entry {
            at: self.clock().now(),
            organization: actor.organization,
            patron: Some(patron),
            actor: Some(actor.patron),
            role: Some(if actor.patron == patron { carrel_domain::Role::Patron } else { actor.role() }),
            action: event.action,
            category: event.category,
            purpose: event.purpose,
            outcome: event.outcome,
            library: None,
            network: origin.network.clone(),
            request_id: origin.request_id.clone(),
        };
        self.inner.audit.append(entry).await
    }

    /// Logs what happened to an account while nobody was signed in to it.
    pub async fn log_sign_in(
        &self,
        organization: OrganizationId,
        patron: Option<PatronId>,
        origin: &Origin,
        action: &'static str,
        outcome: &'static str,
    ) -> Result<(), ServiceError> {
        let entry = Entry {
            at: self.clock().now(),
            organization,
            patron,
            actor: None,
            role: Some(carrel_domain::Role::Patron),
            action,
            category: None,
            purpose: "sign-in",
            outcome,
            library: None,
            network: origin.network.clone(),
            request_id: origin.request_id.clone(),
        };
        self.inner.audit.append(entry).await
    }
}
