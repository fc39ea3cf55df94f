//! The log: who did what with whose data, when, from where and why.
//!
//! A view of patron data waits until its entry is in the database: what is not logged is not shown. Entries that come
//! at the same time share one transaction, so that the log does not set the pace of the pages.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use carrel_domain::{Actor, Category, OrganizationId, PatronId, Role};
pub use carrel_store::audit::{Entry, Interface};
use carrel_store::{
    Store,
    audit::{Appender, library_of},
};
use tokio::sync::{mpsc, oneshot};

use crate::{ServiceError, Services};

/// At most so many entries share a transaction.
const BATCH: usize = 256;

/// What staff do that concerns no patron, and is not an entry about themselves either.
const WITHOUT_SUBJECT: [&str; 5] =
    ["patrons-searched", "requests-listed", "permission-refused", "network-refused", "second-factor-missing"];

type Waiting = (Entry, oneshot::Sender<bool>);

/// For so long after an entry that somebody waited for, more are expected.
const EXPECTED: Duration = Duration::from_millis(250);

/// The writer of the log.
#[derive(Debug)]
pub struct AuditLog {
    sender: mpsc::Sender<Waiting>,
    started: Instant,
    /// When an entry was last waited for, in ms after the start.
    awaited: AtomicU64,
}

impl AuditLog {
    /// Starts the writer; it ends when the log is dropped.
    pub fn start(store: Store) -> Self {
        let (sender, receiver) = mpsc::channel(1024);
        tokio::spawn(write_all(store, receiver));
        Self { sender, started: Instant::now(), awaited: AtomicU64::new(0) }
    }

    /// Whether somebody waits for the log now, or did a moment ago: whoever works in the background leaves them room.
    pub fn is_awaited(&self) -> bool {
        let awaited = Duration::from_millis(self.awaited.load(Ordering::Relaxed));
        !awaited.is_zero() && self.started.elapsed().saturating_sub(awaited) < EXPECTED
    }

    /// Appends an entry and waits until it is kept.
    ///
    /// # Errors
    /// The entry could not be written: what it tells of must not happen.
    pub async fn append(&self, entry: Entry) -> Result<(), ServiceError> {
        let (done, kept) = oneshot::channel();
        let lost = || ServiceError::System(String::from("the audit log cannot be written"));
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.awaited.store(now.max(1), Ordering::Relaxed);
        self.sender.send((entry, done)).await.map_err(|_| lost())?;
        match kept.await {
            Ok(true) => Ok(()),
            _ => Err(lost()),
        }
    }
}

async fn write_all(store: Store, mut receiver: mpsc::Receiver<Waiting>) {
    let mut appender = Appender::new(store);
    let mut waiting = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut waiting, BATCH).await > 0 {
        let (entries, senders): (Vec<_>, Vec<_>) = waiting.drain(..).unzip();
        let result = appender.append(&entries).await;
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
    /// By which way it came.
    pub interface: Interface,
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

/// What an event is about, and what it made of it.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// As kind and public id: `request:…`, `disclosure:…`, `role_grant:…`.
    pub object: Option<String>,
    /// What it was before.
    pub old: Option<String>,
    /// What it is now.
    pub new: Option<String>,
}

impl Change {
    /// Something happened with this thing.
    pub fn of(kind: &str, public_id: &str) -> Self {
        Self { object: Some(format!("{kind}:{public_id}")), old: None, new: None }
    }

    /// It was so, and now is so.
    #[must_use]
    pub fn from_to(self, old: Option<String>, new: Option<String>) -> Self {
        Self { old, new, ..self }
    }
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
        self.log_change(actor, Some(patron), origin, event, Change::default()).await
    }

    /// Logs what someone signed in did, with somebody's data or nobody's, and what they changed. Staff are in the log with
    /// their role and library, and as patrons where the data is their own.
    pub async fn log_change(
        &self,
        actor: &Actor,
        patron: Option<PatronId>,
        origin: &Origin,
        event: Event,
        change: Change,
    ) -> Result<(), ServiceError> {
        let entry = self.entry_of(actor, patron, origin, event, change).await?;
        self.inner.audit.append(entry).await
    }

    /// The entry that [`Services::log_change`] appends, for those who append it in a transaction of their own
    /// ([`carrel_store::audit::append_in`]).
    pub async fn entry_of(
        &self,
        actor: &Actor,
        patron: Option<PatronId>,
        origin: &Origin,
        event: Event,
        change: Change,
    ) -> Result<Entry, ServiceError> {
        // Staff at work with nobody's data in particular.
        let patron = patron.filter(|_| !WITHOUT_SUBJECT.contains(&event.action) || !actor.is_staff());
        let is_own = patron == Some(actor.patron);
        let role = if is_own { Role::Patron } else { actor.role() };
        let library = if role == Role::Patron { None } else { self.library_of(actor).await? };
        Ok(Entry {
            patron,
            actor: Some(actor.patron),
            role: Some(role),
            category: event.category,
            outcome: event.outcome,
            library,
            network: origin.network.clone(),
            request_id: origin.request_id.clone(),
            object: change.object,
            old_value: change.old,
            new_value: change.new,
            interface: origin.interface,
            ..Entry::of_system(self.clock().now(), actor.organization, event.action, event.purpose)
        })
    }

    /// The library somebody works in: the one their role is limited to, or the one they are a patron of.
    async fn library_of(&self, actor: &Actor) -> Result<Option<String>, ServiceError> {
        let strongest = actor.grants.iter().find(|grant| grant.role == actor.role());
        match strongest.and_then(|grant| grant.library.clone()) {
            Some(library) => Ok(Some(library)),
            None => Ok(library_of(self.store().reader(), actor.own_data()).await?),
        }
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
        self.inner.audit.append(self.entry_of_visitor(organization, patron, origin, action, outcome)).await
    }

    /// The entry that [`Services::log_sign_in`] appends, for those who append it in a transaction of their own.
    pub(crate) fn entry_of_visitor(
        &self,
        organization: OrganizationId,
        patron: Option<PatronId>,
        origin: &Origin,
        action: &'static str,
        outcome: &'static str,
    ) -> Entry {
        Entry {
            patron,
            role: Some(Role::Patron),
            outcome,
            network: origin.network.clone(),
            request_id: origin.request_id.clone(),
            interface: origin.interface,
            ..Entry::of_system(self.clock().now(), organization, action, "sign-in")
        }
    }

    /// Logs what the system did by itself.
    pub async fn log_job(
        &self,
        organization: OrganizationId,
        patron: Option<PatronId>,
        event: Event,
        change: Change,
    ) -> Result<(), ServiceError> {
        self.inner.audit.append(self.entry_of_job(organization, patron, event, change)).await
    }

    /// The entry that [`Services::log_job`] appends, for those who append it in a transaction of their own.
    pub(crate) fn entry_of_job(
        &self,
        organization: OrganizationId,
        patron: Option<PatronId>,
        event: Event,
        change: Change,
    ) -> Entry {
        Entry {
            patron,
            category: event.category,
            outcome: event.outcome,
            object: change.object,
            old_value: change.old,
            new_value: change.new,
            ..Entry::of_system(self.clock().now(), organization, event.action, event.purpose)
        }
    }
}
