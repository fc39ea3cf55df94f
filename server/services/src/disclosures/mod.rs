//! Delivering all of a patron's data: on paper, or by a link that opens once.
//!
//! Whether it may be done is decided in one place, [`Services::warrant`]: every delivery takes the [`Warrant`] that only
//! it makes, and the database looks once more when the delivery is recorded.

mod link;
mod print;
mod window;

use carrel_domain::{PatronScope, Permission, data_request::RequestState};
use carrel_store::{
    data_request,
    disclosure::{self, NewDisclosure},
};

pub use self::link::{LinkState, VIEW_SECONDS};
use crate::{
    ServiceError, Services,
    audit::{Change, Entry, Event, Origin},
    requests::{DataRequest, kind_of, plain_id},
    sessions::Session,
    token::opaque_id,
};

/// The right to deliver one patron's data in answer to one request, now.
#[derive(Debug)]
struct Warrant {
    scope: PatronScope,
    request: DataRequest,
}

/// Why data may not be delivered, as the catalogue's codes. In the order in which they are told.
const REFUSALS: [&str; 3] = ["delivery-request-closed", "delivery-wrong-kind", "delivery-identity-unchecked"];

impl Services {
    /// Decides whether all data of a patron may be delivered (requirements D1, D2): both permissions, where the patron
    /// is; an open request of that patron for access or portability; identity checked; PIN or password given just now.
    /// What is refused is logged.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::Impossible`] with the reason; [`ServiceError::StepUpNeeded`].
    async fn warrant(&self, session: &Session, request: &str, origin: &Origin) -> Result<Warrant, ServiceError> {
        let staff = self.check_both(session, (Permission::PatronData, Permission::ViewLogs), origin).await?;
        let (request, _, scope) = self.find_request(&staff, request).await?;
        let refusal = if request.state != RequestState::Open.name() {
            Some(REFUSALS[0])
        } else if !kind_of(&request).allows_delivery() {
            Some(REFUSALS[1])
        } else if request.identity_checked_at.is_none() {
            Some(REFUSALS[2])
        } else {
            None
        };
        if let Some(refusal) = refusal {
            let refused = Event { outcome: "refused", ..event("delivery-refused") };
            let change = Change::of("request", &request.public_id);
            let entry = self.entry_of(&session.actor, Some(scope.patron()), origin, refused, change).await?;
            let (by, now) = (Some(session.actor.patron), self.clock().now());
            let transaction = self.store().begin().await?;
            data_request::add_event(&transaction, request.id, by, "delivery-refused", Some(refusal), now).await?;
            self.commit_logged(transaction, &[entry]).await?;
            return Err(ServiceError::Impossible(refusal));
        }
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        Ok(Warrant { scope, request })
    }

    /// Records a delivery and adds it to the request's time line, both or neither; with what else belongs to it.
    async fn record_delivery(
        &self,
        transaction: &carrel_store::DatabaseTransaction,
        warrant: &Warrant,
        session: &Session,
        link: Option<(String, carrel_domain::Timestamp)>,
    ) -> Result<(), ServiceError> {
        let now = self.clock().now();
        let action = if link.is_some() { "link-sent" } else { "printed" };
        let new =
            NewDisclosure { public_id: opaque_id()?, request: warrant.request.id, by: session.actor.patron, link };
        // Between the look and now somebody may have closed the request.
        if !disclosure::add(transaction, warrant.scope, new, now).await? {
            return Err(ServiceError::Impossible(REFUSALS[0]));
        }
        let by = Some(session.actor.patron);
        Ok(data_request::add_event(transaction, warrant.request.id, by, action, None, now).await?)
    }

    /// The entry of a delivery, which is appended in the delivery's own transaction. Made before that begins, for it
    /// takes a connection of its own.
    async fn entry_of_delivery(
        &self,
        session: &Session,
        warrant: &Warrant,
        origin: &Origin,
        action: &'static str,
    ) -> Result<Entry, ServiceError> {
        let change = Change::of("request", &warrant.request.public_id);
        self.entry_of(&session.actor, Some(warrant.scope.patron()), origin, event(action), change).await
    }

    /// Revokes a link that nobody opened, or ends the window of one that was opened.
    pub async fn revoke_link(
        &self,
        session: &Session,
        request: &str,
        disclosure: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let staff = self.check_both(session, (Permission::PatronData, Permission::ViewLogs), origin).await?;
        let (request, _, scope) = self.find_request(&staff, request).await?;
        let (by, now) = (session.actor.patron, self.clock().now());
        let public_id = plain_id(disclosure)?;
        let change = Change::of("disclosure", public_id);
        let entry = self.entry_of(&session.actor, Some(scope.patron()), origin, event("link-revoked"), change).await?;
        let transaction = self.store().begin().await?;
        let revoked = disclosure::revoke(&transaction, scope, Some(public_id), by, now).await? > 0
            || disclosure::close_window(&transaction, scope, public_id, now).await?;
        if !revoked {
            return Err(ServiceError::Impossible("link-over"));
        }
        data_request::add_event(&transaction, request.id, Some(by), "link-revoked", None, now).await?;
        self.commit_logged(transaction, &[entry]).await
    }
}

/// Work on a delivery.
const fn event(action: &'static str) -> Event {
    Event { action, category: None, purpose: "data-request", outcome: "done" }
}
