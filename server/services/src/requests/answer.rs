//! What staff do with a request until it is closed.

use carrel_domain::{
    PatronId, PatronScope, Permission,
    data_request::{IdentityMethod, RequestState, extended_to},
};
use carrel_mail::{Placeholder, Template, Values};
use carrel_store::{
    DatabaseTransaction,
    data_request::{self, Change},
    disclosure,
};

use super::{DataRequest, clean};
use crate::{
    ServiceError, Services,
    audit::{Entry, Origin},
    sessions::Session,
};

/// How a request can end by staff's hand.
pub const OUTCOMES: [RequestState; 4] =
    [RequestState::Answered, RequestState::Partly, RequestState::Refused, RequestState::Withdrawn];

impl Services {
    /// Takes a request on.
    pub async fn assign_request(&self, session: &Session, request: &str, origin: &Origin) -> Result<(), ServiceError> {
        let (request, _) = self.request_for_work(session, request, origin).await?;
        let change = Change::Assign(session.actor.patron);
        let entry = self.entry_of_work(session, &request, origin, "request-assigned").await?;
        self.change_request(session, &request, change, ("assigned", None), entry).await
    }

    /// Records that the request is the patron's own, and how that was made sure; once.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `request-closed` if it is, or was checked already.
    pub async fn check_identity(
        &self,
        session: &Session,
        request: &str,
        method: IdentityMethod,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let (request, _) = self.request_for_work(session, request, origin).await?;
        if request.patron_id == session.actor.patron.0 {
            // Nobody vouches for themselves.
            return Err(ServiceError::Impossible("request-own"));
        }
        let change = Change::CheckIdentity(method, session.actor.patron, self.clock().now());
        let entry = self.entry_of_work(session, &request, origin, "identity-checked").await?;
        self.change_request(session, &request, change, ("identity-checked", Some(method.name())), entry).await
    }

    /// Takes two months more, once, and tells the patron why (GDPR Art. 12(3)).
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `request-needs-reason`, `request-overdue` after the first month, `request-closed`.
    pub async fn extend_request(
        &self,
        session: &Session,
        request: &str,
        reason: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let (request, scope) = self.request_for_work(session, request, origin).await?;
        let reason = clean(reason).ok_or(ServiceError::Impossible("request-needs-reason"))?;
        let profile = self.profile().await?;
        // The patron must hear of it within the first month.
        if super::days_left(&request.due_on, self.today(&profile)) < 0 {
            return Err(ServiceError::Impossible("request-overdue"));
        }
        let received = carrel_domain::Date::parse(&request.received_on).map_err(|_| ServiceError::NotFound)?;
        let change = Change::Extend(extended_to(received), &reason);
        let entry = self.entry_of_work(session, &request, origin, "request-extended").await?;
        let transaction = self.store().begin().await?;
        self.apply(&transaction, session, &request, change, ("extended", Some(&reason))).await?;
        let request = data_request::get(&transaction, request.id).await?.ok_or(ServiceError::NotFound)?;
        let values = Values::new().with(Placeholder::Reason, reason.clone());
        self.tell(&transaction, scope, Template::RequestExtended, &request, values).await?;
        self.commit_logged(transaction, &[entry]).await?;
        self.wake_mail();
        Ok(())
    }

    /// Closes a request and tells the patron what it came to. Links that nobody opened are revoked.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `request-needs-outcome`, `request-closed`.
    pub async fn close_request(
        &self,
        session: &Session,
        request: &str,
        state: RequestState,
        outcome: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let (request, scope) = self.request_for_work(session, request, origin).await?;
        if !OUTCOMES.contains(&state) {
            return Err(ServiceError::NotFound);
        }
        let outcome = clean(outcome).ok_or(ServiceError::Impossible("request-needs-outcome"))?;
        let now = self.clock().now();
        let entry = self.entry_of_work(session, &request, origin, "request-closed").await?;
        let transaction = self.store().begin().await?;
        let change = Change::Close(state, &outcome, now);
        self.apply(&transaction, session, &request, change, (state.name(), Some(&outcome))).await?;
        disclosure::revoke_of_request(&transaction, request.id, session.actor.patron, now).await?;
        let values = Values::new().with(Placeholder::Outcome, outcome.clone());
        self.tell(&transaction, scope, Template::RequestClosed, &request, values).await?;
        self.commit_logged(transaction, &[entry]).await?;
        self.wake_mail();
        Ok(())
    }

    /// Merges a request into another open one of the same patron and kind. The other keeps its own identity check, or
    /// still needs one, and is due when the first of the two is.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `request-not-alike`, `request-closed`.
    pub async fn merge_request(
        &self,
        session: &Session,
        request: &str,
        into: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let (request, _) = self.request_for_work(session, request, origin).await?;
        let (into, _) = self.request_for_work(session, into, origin).await?;
        if request.id == into.id || request.patron_id != into.patron_id || request.kind != into.kind {
            return Err(ServiceError::Impossible("request-not-alike"));
        }
        let now = self.clock().now();
        let entry = self.entry_of_work(session, &request, origin, "request-merged").await?;
        let transaction = self.store().begin().await?;
        let note = into.document.clone().unwrap_or_default();
        self.apply(&transaction, session, &request, Change::Merge(into.id, now), ("merged", Some(&note))).await?;
        let note = request.document.clone().unwrap_or_default();
        let change = Change::Hasten(&request.due_on);
        self.apply(&transaction, session, &into, change, ("merged-here", Some(&note))).await?;
        disclosure::revoke_of_request(&transaction, request.id, session.actor.patron, now).await?;
        self.commit_logged(transaction, &[entry]).await
    }

    async fn request_for_work(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<(DataRequest, PatronScope), ServiceError> {
        let staff = self.check(session, Permission::Requests, origin).await?;
        let (request, _, scope) = self.find_request(&staff, public_id).await?;
        Ok((request, scope))
    }

    /// Makes a change, adds it to the time line and to the log: all of it or nothing.
    pub(super) async fn change_request(
        &self,
        session: &Session,
        request: &DataRequest,
        change: Change<'_>,
        told: (&str, Option<&str>),
        entry: Entry,
    ) -> Result<(), ServiceError> {
        let transaction = self.store().begin().await?;
        let is_over = matches!(change, Change::Close(..));
        self.apply(&transaction, session, request, change, told).await?;
        if is_over {
            disclosure::revoke_of_request(&transaction, request.id, session.actor.patron, self.clock().now()).await?;
        }
        self.commit_logged(transaction, &[entry]).await
    }

    async fn entry_of_work(
        &self,
        session: &Session,
        request: &DataRequest,
        origin: &Origin,
        action: &'static str,
    ) -> Result<Entry, ServiceError> {
        self.entry_of_request(session, &request.public_id, PatronId(request.patron_id), origin, action).await
    }

    async fn apply(
        &self,
        transaction: &DatabaseTransaction,
        session: &Session,
        request: &DataRequest,
        change: Change<'_>,
        (action, note): (&str, Option<&str>),
    ) -> Result<(), ServiceError> {
        if !data_request::change(transaction, request.id, change).await? {
            return Err(ServiceError::Impossible("request-closed"));
        }
        let (by, now) = (Some(session.actor.patron), self.clock().now());
        Ok(data_request::add_event(transaction, request.id, by, action, note, now).await?)
    }

    /// Commits; what came before is done or not at all.
    pub(crate) async fn commit(&self, transaction: DatabaseTransaction) -> Result<(), ServiceError> {
        transaction.commit().await.map_err(|error| ServiceError::Store(error.into()))
    }
}
