//! What other services hold about patrons: asked when somebody looks, kept in memory for a while, and never in the database.

mod kept;

use std::{sync::Arc, time::Duration};

use carrel_client::Health;
use carrel_domain::{
    PatronScope, Timestamp,
    remote::{PatronFact, RemoteData, Words},
};
pub use carrel_remote::RemoteSource;
use carrel_remote::{Facts, MISSING_FACT};
use carrel_store::{library_reading, patron};

pub(crate) use self::kept::Kept;
use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    profile::Profile,
    sessions::Session,
};

/// Why nothing is known yet: it is being asked.
pub const ON_ITS_WAY: &str = "on-its-way";
/// What an export waits for all of them, at most.
const EXPORT_PATIENCE: Duration = Duration::from_secs(20);

/// Another service, to be named on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceName {
    /// In addresses.
    pub name: String,
    /// For people.
    pub title: Words,
    /// What it is, in a sentence; may be empty.
    pub lead: Words,
}

impl SourceName {
    fn of(source: &RemoteSource) -> Self {
        let settings = source.settings();
        Self { name: settings.name.clone(), title: settings.title.clone(), lead: settings.lead.clone() }
    }
}

/// What another service tells of whoever looks.
#[derive(Clone, Debug)]
pub struct RemoteView {
    /// Which.
    pub source: SourceName,
    /// What it tells.
    pub data: Arc<RemoteData>,
}

impl Services {
    /// The other services that there are.
    pub fn remote_sources(&self) -> Vec<SourceName> {
        self.inner.options.remote_sources.iter().map(SourceName::of).collect()
    }

    /// Those that fail again and again, and until when they are left alone: for staff.
    pub(crate) fn resting_remote_sources(&self) -> Vec<(Words, Timestamp)> {
        let now = self.clock().now();
        let resting = self.inner.options.remote_sources.iter().filter_map(|source| match source.health() {
            Health::RestsUntil(time) if time > now => Some((source.settings().title.clone(), time)),
            _ => None,
        });
        resting.collect()
    }

    /// What another service tells of whoever is signed in. This waits for it no longer than a page may; the asking goes on.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] if there is no such service.
    pub async fn remote_source(
        &self,
        session: &Session,
        profile: &Profile,
        name: &str,
        origin: &Origin,
    ) -> Result<RemoteView, ServiceError> {
        self.check_display(session, profile).await?;
        let sources = &self.inner.options.remote_sources;
        let number = sources.iter().position(|source| source.settings().name == name).ok_or(ServiceError::NotFound)?;
        let source = &sources[number];
        let scope = session.actor.own_data();
        let event = Event { action: "remote-viewed", category: None, purpose: "own-access", outcome: "done" };
        let change = Change::of("remote_source", name);
        self.log_change(&session.actor, Some(scope.patron()), origin, event, change).await?;
        let patience = source.settings().page_patience;
        let data = self.ask_remote(scope, number, patience).await?;
        Ok(RemoteView { source: SourceName::of(source), data })
    }

    /// What all other services tell of a patron, for a file.
    pub(crate) async fn remote_data(&self, scope: PatronScope) -> Result<Vec<Arc<RemoteData>>, ServiceError> {
        let count = self.inner.options.remote_sources.len();
        let asked = (0..count).map(|number| self.ask_remote(scope, number, EXPORT_PATIENCE));
        futures::future::join_all(asked).await.into_iter().collect()
    }

    /// What a service tells: what is fresh at once, or what comes in time, or what is known.
    async fn ask_remote(
        &self,
        scope: PatronScope,
        number: usize,
        patience: Duration,
    ) -> Result<Arc<RemoteData>, ServiceError> {
        let Some(source) = self.inner.options.remote_sources.get(number) else { return Err(ServiceError::NotFound) };
        let facts = self.facts(scope).await?;
        let key = (scope.patron(), number);
        let now = self.clock().now();
        let fresh = source.settings().fresh;
        if let Some(data) = self.inner.remote.fresh(key, &facts, now, fresh) {
            return Ok(data);
        }
        let mut end = self.begin_asking(scope, number, source, facts.clone());
        let is_over = tokio::time::timeout(patience, end.changed()).await.is_ok();
        let known = self.inner.remote.known(key, &facts, now);
        Ok(match (known, is_over) {
            (Some(data), true) => data,
            (Some(data), false) => Arc::new(told_of(&data, ON_ITS_WAY)),
            (None, _) => Arc::new(source.unknown(ON_ITS_WAY)),
        })
    }

    /// Asks in the background, unless that is done already; the receiver hears of its end.
    fn begin_asking(
        &self,
        scope: PatronScope,
        number: usize,
        source: &RemoteSource,
        facts: Facts,
    ) -> tokio::sync::watch::Receiver<()> {
        let key = (scope.patron(), number);
        let (tell, end) = match self.inner.remote.begin(key) {
            Ok(begun) => begun,
            Err(on_its_way) => return on_its_way,
        };
        let (services, source) = (self.clone(), source.clone());
        tokio::spawn(async move {
            // Facts of the patron leave the house: that is in the log before they do.
            let name = source.settings().name.as_str();
            let event = Event { action: "remote-asked", category: None, purpose: "own-access", outcome: "done" };
            let change = Change::of("remote_source", name);
            let logged = services.log_job(scope.organization(), Some(scope.patron()), event, change).await;
            match logged {
                Ok(()) => {
                    let data = source.fetch(&facts, services.clock().now()).await;
                    services.inner.remote.keep(key, facts, data, services.clock().now());
                }
                Err(error) => tracing::error!(%error, "another service was not asked, for that could not be logged"),
            }
            services.inner.remote.end(key);
            drop(tell);
        });
        end
    }

    /// What questions may hold of a patron: as the library system says it, and not as the patron corrected it here, or a patron
    /// could ask for somebody else.
    async fn facts(&self, scope: PatronScope) -> Result<Facts, ServiceError> {
        let db = self.store().reader();
        let record = patron::find_record(db, scope).await?.ok_or(ServiceError::NotFound)?;
        let number = library_reading::find(db, scope.patron()).await?.unwrap_or_default().source_id;
        Ok(Facts::new(PatronFact::ALL.map(|fact| match fact {
            PatronFact::Number => (fact, number.clone()),
            _ => (fact, record.source_said(fact.name())),
        })))
    }
}

/// What was known before, with the reason why it is not newer.
fn told_of(data: &RemoteData, trouble: &'static str) -> RemoteData {
    let mut data = data.clone();
    for part in data.parts.iter_mut().filter(|part| part.trouble != Some(MISSING_FACT)) {
        part.trouble = Some(trouble);
    }
    data
}
