//! Whether a client may read a patron's data (requirement D1): the same rule as for staff in `disclosures`, for a program.

use carrel_domain::{
    ApiScope, Category, PatronScope,
    data_request::{RequestKind, RequestState},
};
use carrel_store::{
    api_call::Found,
    data_request::{self, Reason},
    patron_search::{self, PatronLine},
};

use futures::future::try_join_all;

use super::{ApiCall, ApiError};
use crate::{
    ServiceError, Services,
    audit::{Change, Event},
    requests::{DataRequest, plain_id},
};

/// The request's time line says once in so many seconds that a client reads.
pub(super) const TOLD_SECONDS: i64 = 60 * 60;
/// Why data may not be read, as the catalogue's codes, from the nearest to being allowed on.
const REFUSALS: [&str; 4] =
    ["delivery-identity-unchecked", "delivery-wrong-kind", "delivery-request-closed", NO_REQUEST];
const NO_REQUEST: &str = "delivery-no-request";

/// The right to read one patron's data in answer to one request, now.
#[derive(Debug)]
pub(super) struct ApiWarrant {
    pub scope: PatronScope,
    pub patron: PatronLine,
    pub request: Reason,
}

impl Services {
    /// The patron with this opaque id, if the client reaches them. That somebody else's was asked for is logged.
    pub(super) async fn patron_of_call(&self, call: &ApiCall, public_id: &str) -> Result<PatronLine, ApiError> {
        let plain = plain_id(public_id).ok();
        let found = match plain {
            Some(public_id) => patron_search::find(self.store().reader(), &call.scope, public_id).await?,
            None => None,
        };
        self.found_or_refused(call, plain.map(|id| format!("patron:{id}")), found).await
    }

    /// What was found of what was asked for; that there is nothing within reach is logged.
    pub(super) async fn found_or_refused<T>(
        &self,
        call: &ApiCall,
        asked: Option<String>,
        found: Option<T>,
    ) -> Result<T, ApiError> {
        match found {
            Some(found) => Ok(found),
            None => {
                let error = ServiceError::NotFound.into();
                Err(self.refuse_question(&call.actor, &call.origin, asked.as_deref(), error).await?)
            }
        }
    }

    /// [`Services::api_warrant`] for the patron whom [`Services::begin_call_for`] found by this number, if there is one.
    pub(super) async fn warrant_of_found(
        &self,
        call: &ApiCall,
        (number, found): (i64, Option<Found>),
        named: Option<&str>,
    ) -> Result<ApiWarrant, ApiError> {
        let found = found.filter(|(line, _)| line.scope(&call.scope).is_some());
        let (patron, requests) = self.found_or_refused(call, Some(format!("borrowernumber={number}")), found).await?;
        self.warrant_by(call, patron, requests, named).await
    }

    /// Decides whether a patron's data may be read: only in answer to an open request of that patron for access or
    /// portability, recorded, with the identity checked by staff. Which one may be named; otherwise the newest that permits
    /// it counts. What is refused is logged with the patron.
    pub(super) async fn api_warrant(
        &self,
        call: &ApiCall,
        patron: PatronLine,
        named: Option<&str>,
    ) -> Result<ApiWarrant, ApiError> {
        let scope = patron.scope(&call.scope).ok_or(ServiceError::NotFound)?;
        let told = (READ, call.actor.name.as_str(), self.clock().now().plus_seconds(-TOLD_SECONDS));
        let requests = data_request::reasons_of_patron(self.store().reader(), scope, told).await?;
        self.warrant_by(call, patron, requests, named).await
    }

    async fn warrant_by(
        &self,
        call: &ApiCall,
        patron: PatronLine,
        mut requests: Vec<Reason>,
        named: Option<&str>,
    ) -> Result<ApiWarrant, ApiError> {
        let scope = patron.scope(&call.scope).ok_or(ServiceError::NotFound)?;
        requests.retain(|request| named.is_none_or(|named| request.public_id == named));
        let nearest = requests.iter().filter_map(refusal_of).min().unwrap_or(REFUSALS.len() - 1);
        let Some(request) = requests.into_iter().find(|request| refusal_of(request).is_none()) else {
            let refused =
                Event { action: "delivery-refused", category: None, purpose: "data-request", outcome: "refused" };
            let entry = self.entry_of_client(&call.actor, &call.origin, Some(scope.patron()), refused, None);
            self.inner.audit.append(entry).await?;
            // Which requests a patron made is told to whoever may read them.
            let may_know = call.also(ApiScope::ReadRequests).is_ok();
            return Err(ApiError::RequestNeeded(if may_know { REFUSALS[nearest] } else { NO_REQUEST }));
        };
        self.tell_time_line(call, &request).await?;
        Ok(ApiWarrant { scope, patron, request })
    }

    /// What was done about a request is proved by its time line: reading by a program belongs to it.
    async fn tell_time_line(&self, call: &ApiCall, request: &Reason) -> Result<(), ServiceError> {
        if request.is_told != 0 {
            return Ok(());
        }
        let (db, now, name) = (self.store().writer(), self.clock().now(), call.actor.name.as_str());
        Ok(data_request::add_event(db, request.id, None, READ, Some(name), now).await?)
    }

    /// Logs the reading of a patron's data: an entry for each of these categories, or one for everything if none is named.
    pub(super) async fn log_reading(
        &self,
        call: &ApiCall,
        warrant: &ApiWarrant,
        categories: &[Category],
    ) -> Result<(), ServiceError> {
        let entry = |category: Option<Category>| {
            let event = Event { action: "view", category, purpose: "data-request", outcome: "done" };
            let object = Change::of("request", &warrant.request.public_id).object;
            self.entry_of_client(&call.actor, &call.origin, Some(warrant.scope.patron()), event, object)
        };
        let entries = match categories {
            [] => vec![entry(None)],
            several => several.iter().map(|one| entry(Some(*one))).collect(),
        };
        try_join_all(entries.into_iter().map(|entry| self.inner.audit.append(entry))).await?;
        Ok(())
    }
}

/// Whether data may be read in answer to a request now.
pub(super) fn permits(request: &DataRequest) -> bool {
    refusal(&request.state, &request.kind, request.identity_checked_at).is_none()
}

/// What the time line calls it.
pub(super) const READ: &str = "api-read";

fn refusal_of(request: &Reason) -> Option<usize> {
    refusal(&request.state, &request.kind, request.identity_checked_at)
}

/// Which of [`REFUSALS`] speaks against a request; `None` if nothing does.
fn refusal(state: &str, kind: &str, identity_checked_at: Option<i64>) -> Option<usize> {
    if state != RequestState::Open.name() {
        Some(2)
    } else if !RequestKind::from_name(kind).is_some_and(RequestKind::allows_delivery) {
        Some(1)
    } else if identity_checked_at.is_none() {
        Some(0)
    } else {
        None
    }
}
