//! The proof file of a request: a PDF of everything that was done about it (GDPR Art. 5(2)).

use carrel_domain::{Date, Language, PatronId, Permission, Timestamp};
use carrel_report::{ProofDelivery, ProofEvent, ProofHead, ProofIdentity, write_proof};
use carrel_store::patron_search;

use super::{Disclosure, RequestEvent, RequestView};
use crate::{ServiceError, Services, audit::Origin, profile::Profile, sessions::Session};

impl Services {
    /// Makes the proof file of a request, open or closed: what was asked, what was done, by whom and when. The entry in
    /// the log is written before it is handed over.
    ///
    /// # Errors
    /// As [`Services::view_request`]; [`ServiceError::System`] if the PDF cannot be made.
    pub async fn prove_request(
        &self,
        session: &Session,
        request: &str,
        language: Language,
        origin: &Origin,
    ) -> Result<Vec<u8>, ServiceError> {
        let staff = self.check(session, Permission::Requests, origin).await?;
        // Before anything is read: what happens meanwhile may be missing, but nothing from before then.
        let now = self.clock().now();
        let (request, patron, scope) = self.find_request(&staff, request).await?;
        let view = self.view(request, patron, scope).await?;
        let public_id = view.request.public_id.clone();
        let profile = self.profile().await?;
        let identity = self.identity_of(&view).await?;
        let deliveries = self.deliveries_of(&view).await?;
        let events: Vec<ProofEvent> = view.events.iter().map(event_of).collect();
        let head = ProofHead { identity, ..head_of(view, session, &profile, now)? };
        let format = profile.format(language);
        let written = tokio::task::spawn_blocking(move || {
            let mut pdf = Vec::new();
            write_proof(&head, &format, &events, &deliveries, &mut pdf)
                .map_err(|error| ServiceError::System(error.to_string()))?;
            Ok::<_, ServiceError>(pdf)
        });
        let pdf = written.await.map_err(|error| ServiceError::System(error.to_string()))??;
        self.log_request(session, &public_id, scope.patron(), origin, "request-proved").await?;
        Ok(pdf)
    }

    async fn identity_of(&self, view: &RequestView) -> Result<Option<ProofIdentity>, ServiceError> {
        let request = &view.request;
        let Some(method) = request.identity_method.clone() else { return Ok(None) };
        let by = match request.identity_checked_by {
            Some(by) => self.name_of(by).await?,
            None => None,
        };
        Ok(Some(ProofIdentity { method, by, at: request.identity_checked_at.map(Timestamp) }))
    }

    /// The deliveries in the order in which they were made.
    async fn deliveries_of(&self, view: &RequestView) -> Result<Vec<ProofDelivery>, ServiceError> {
        let mut deliveries = Vec::with_capacity(view.disclosures.len());
        for disclosure in view.disclosures.iter().rev() {
            let by = self.name_of(disclosure.created_by).await?;
            deliveries.push(delivery_of(disclosure, by));
        }
        Ok(deliveries)
    }

    /// The name of somebody who acted; `None` if nobody knows it any more.
    async fn name_of(&self, patron: i64) -> Result<Option<String>, ServiceError> {
        let line = patron_search::get(self.store().reader(), PatronId(patron)).await?;
        Ok(line.map(|line| line.name()).filter(|name| !name.is_empty()))
    }
}

fn head_of(
    view: RequestView,
    session: &Session,
    profile: &Profile,
    produced_at: Timestamp,
) -> Result<ProofHead, ServiceError> {
    let RequestView { request, patron, owner, merged_into, .. } = view;
    let day = |text: &str| Date::parse(text).map_err(|_| ServiceError::System("a request without a date".to_owned()));
    Ok(ProofHead {
        organization: profile.name.clone(),
        library: patron.library.as_deref().map(|code| profile.library(code).to_owned()).unwrap_or_default(),
        patron_name: patron.name(),
        cardnumber: patron.cardnumber.unwrap_or_default(),
        number: request.public_id,
        received_on: day(&request.received_on)?,
        due_on: day(&request.due_on)?,
        kind: request.kind,
        channel: request.channel,
        document: request.document,
        wish: request.wish,
        extension_reason: request.extension_reason,
        identity: None,
        owner,
        state: request.state,
        closed_at: request.closed_at.map(Timestamp),
        outcome: request.outcome,
        merged_into,
        produced_at,
        produced_by: session.name.clone(),
        generator: format!("Carrel {}", env!("CARGO_PKG_VERSION")),
    })
}

fn event_of(event: &RequestEvent) -> ProofEvent {
    ProofEvent {
        at: Timestamp(event.at),
        action: event.action.clone(),
        by: event.actor_name.clone(),
        note: event.note.clone(),
    }
}

fn delivery_of(disclosure: &Disclosure, by: Option<String>) -> ProofDelivery {
    ProofDelivery {
        at: Timestamp(disclosure.created_at),
        way: disclosure.way.clone(),
        by,
        state: disclosure.state.clone(),
        expires_at: disclosure.expires_at.map(Timestamp),
        opened_at: disclosure.opened_at.map(Timestamp),
        revoked_at: disclosure.revoked_at.map(Timestamp),
    }
}
