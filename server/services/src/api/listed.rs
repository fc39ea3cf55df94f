//! Which requests a patron has made, and which deliveries were made in answer: how the library answers, not the data.
//!
//! Neither takes a recorded request: it is how a program learns that there is one. Nobody's words are in it.

use carrel_domain::{ApiScope, Timestamp};
use carrel_store::{data_request, disclosure};
use serde::Serialize;

use super::{ApiError, Caller, shape::rfc3339};
use crate::{ServiceError, Services};

/// A data request.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ListedRequest {
    /// Opaque id.
    pub id: String,
    /// `access`, `portability`, …
    pub kind: String,
    /// `open`, `answered`, …
    pub state: String,
    /// Day it came.
    pub received_on: String,
    /// Day by which it must be answered.
    pub due_on: String,
    /// When staff made sure that it is the patron's own.
    pub identity_checked_at: Option<String>,
    /// When it was closed.
    pub closed_at: Option<String>,
    /// Whether the patron's data may be read in answer to it now.
    pub permits_reading: bool,
}

/// A delivery of all of a patron's data.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ListedDisclosure {
    /// Opaque id.
    pub id: String,
    /// Opaque id of the request it answers.
    pub request: Option<String>,
    /// `print` or `link`.
    pub way: String,
    /// `delivered`, `sent`, `opened`, …
    pub state: String,
    /// When it was made.
    pub created_at: String,
    /// When a link was opened.
    pub opened_at: Option<String>,
}

/// A list, and a mark of its content.
type Marked<T> = (Vec<T>, String);

impl Services {
    /// A patron's requests, newest first.
    ///
    /// # Errors
    /// Those of [`ApiError`].
    pub async fn read_requests(
        &self,
        token: Option<&str>,
        patron: &str,
        caller: &Caller,
    ) -> Result<Marked<ListedRequest>, ApiError> {
        let call = self.begin_call(token, ApiScope::ReadRequests, caller).await?;
        let patron = self.patron_of_call(&call, patron).await?;
        let scope = patron.scope(&call.scope).ok_or(ServiceError::NotFound)?;
        let zone = self.profile().await?.zone.clone();
        let time = |at: Option<i64>| at.map(|at| rfc3339(Timestamp(at), &zone));
        let requests = data_request::list_of_patron(self.store().reader(), scope).await?;
        let listed = requests.into_iter().map(|request| ListedRequest {
            permits_reading: super::delivery::permits(&request),
            id: request.public_id,
            kind: request.kind,
            state: request.state,
            received_on: request.received_on,
            due_on: request.due_on,
            identity_checked_at: time(request.identity_checked_at),
            closed_at: time(request.closed_at),
        });
        let listed: Vec<_> = listed.collect();
        self.log_call(&call, Some(scope.patron()), ("requests-listed", None, "data-request"), None).await?;
        self.marked(listed)
    }

    /// The deliveries of a patron's data, newest first.
    ///
    /// # Errors
    /// Those of [`ApiError`].
    pub async fn read_disclosures(
        &self,
        token: Option<&str>,
        patron: &str,
        caller: &Caller,
    ) -> Result<Marked<ListedDisclosure>, ApiError> {
        let call = self.begin_call(token, ApiScope::ReadDisclosures, caller).await?;
        let patron = self.patron_of_call(&call, patron).await?;
        let scope = patron.scope(&call.scope).ok_or(ServiceError::NotFound)?;
        let zone = self.profile().await?.zone.clone();
        let time = |at: i64| rfc3339(Timestamp(at), &zone);
        let db = self.store().reader();
        let requests = data_request::list_of_patron(db, scope).await?;
        let request = |id: i64| requests.iter().find(|one| one.id == id).map(|one| one.public_id.clone());
        let listed = disclosure::list(db, scope).await?.into_iter().map(|delivery| ListedDisclosure {
            request: request(delivery.request_id),
            id: delivery.public_id,
            way: delivery.way,
            state: delivery.state,
            created_at: time(delivery.created_at),
            opened_at: delivery.opened_at.map(time),
        });
        let listed: Vec<_> = listed.collect();
        self.log_call(&call, Some(scope.patron()), ("deliveries-listed", None, "data-request"), None).await?;
        self.marked(listed)
    }

    fn marked<T: Serialize>(&self, listed: Vec<T>) -> Result<Marked<T>, ApiError> {
        let content = serde_json::to_string(&listed).map_err(|error| ServiceError::System(error.to_string()))?;
        Ok((listed, self.mark_of(&content)))
    }
}
