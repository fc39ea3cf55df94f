//! A patron, by opaque id: data, history, preferences, consents, requests, deliveries.

use axum::{
    extract::{Path, RawQuery, State, rejection::PathRejection},
    response::Response,
};
use carrel_domain::Category;
use carrel_services::api::{DataItem, DataWish, List, ListedDisclosure, ListedRequest, MOST_ROWS};
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::{access::Bearer, answer::marked, problem::Problem, query::Parameters};
use crate::http::AppState;

/// Rows of a page where it is not said how many.
const USUAL_ROWS: u32 = 100;

/// What names a patron; whatever cannot be read names nobody.
type Id = Result<Path<String>, PathRejection>;

/// A page of rows.
#[derive(Serialize, ToSchema)]
pub struct DataAnswer {
    /// Id of the patron.
    patron: String,
    /// Id of the recorded request in answer to which it is read.
    request: String,
    /// The rows, category by category, newest first.
    items: Vec<DataItem>,
    /// The cursor of the next page; nothing on the last.
    next: Option<String>,
}

/// A patron's requests.
#[derive(Serialize, ToSchema)]
pub struct RequestsAnswer {
    /// Newest first.
    items: Vec<ListedRequest>,
}

/// The deliveries of a patron's data.
#[derive(Serialize, ToSchema)]
pub struct DisclosuresAnswer {
    /// Newest first.
    items: Vec<ListedDisclosure>,
}

async fn page(
    state: &AppState,
    bearer: &Bearer,
    id: Id,
    headers: &HeaderMap,
    (list, query): (List, Parameters),
) -> Result<Response, Problem> {
    let token = bearer.token()?;
    let Path(patron) = id.map_err(|_| Problem::NotFound)?;
    let wish = DataWish {
        patron,
        request: query.text("request"),
        cursor: query.text("cursor"),
        limit: query.limit("limit", USUAL_ROWS, MOST_ROWS)?,
    };
    let page = state.services.read_data(token, list, &wish, &bearer.caller).await?;
    let body = DataAnswer { patron: page.patron, request: page.request, items: page.items, next: page.next };
    Ok(marked(&body, &page.mark, headers))
}

const PAGED: [&str; 3] = ["request", "cursor", "limit"];

/// A patron's data.
#[utoipa::path(
    get, path = "/api/v1/patrons/{id}/data", tag = "Patrons",
    description = "Everything the library holds about the patron, or one category of it; read in answer to an open request \
                   for access or portability that the library recorded, with the identity checked. The category `log` \
                   takes logs:read too, and is left out without.",
    params(
        ("id" = String, Path, description = "Opaque id of the patron"),
        ("category" = Option<String>, Query, description = "One category only"),
        ("request" = Option<String>, Query, description = "Id of the recorded request; the newest that permits it if not named"),
        ("limit" = Option<u32>, Query, description = "Rows at most"),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next` of the page before"),
    ),
    responses((status = 200, description = "A page", body = DataAnswer, headers(("ETag" = String)))),
    security(("oauth2" = ["patrons:read"]), ("bearer" = []))
)]
pub async fn data(
    State(state): State<AppState>,
    bearer: Bearer,
    id: Id,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    bearer.token()?;
    let query = Parameters::read(query.as_deref(), &["request", "cursor", "limit", "category"])?;
    let category = query.read_as("category", Category::from_slug)?;
    page(&state, &bearer, id, &headers, (List::Data(category), query)).await
}

/// Returned loans and ended holds.
#[utoipa::path(
    get, path = "/api/v1/patrons/{id}/history", tag = "Patrons",
    description = "Takes a recorded request, as the data does.",
    params(
        ("id" = String, Path, description = "Opaque id of the patron"),
        ("request" = Option<String>, Query, description = "Id of the recorded request; the newest that permits it if not named"),
        ("limit" = Option<u32>, Query, description = "Rows at most"),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next` of the page before"),
    ),
    responses((status = 200, description = "A page", body = DataAnswer, headers(("ETag" = String)))),
    security(("oauth2" = ["patrons:read"]), ("bearer" = []))
)]
pub async fn history(
    State(state): State<AppState>,
    bearer: Bearer,
    id: Id,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    bearer.token()?;
    let query = Parameters::read(query.as_deref(), &PAGED)?;
    page(&state, &bearer, id, &headers, (List::History, query)).await
}

/// Which messages the patron wants.
#[utoipa::path(
    get, path = "/api/v1/patrons/{id}/preferences", tag = "Patrons",
    description = "Takes a recorded request, as the data does.",
    params(
        ("id" = String, Path, description = "Opaque id of the patron"),
        ("request" = Option<String>, Query, description = "Id of the recorded request; the newest that permits it if not named"),
        ("limit" = Option<u32>, Query, description = "Rows at most"),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next` of the page before"),
    ),
    responses((status = 200, description = "A page", body = DataAnswer, headers(("ETag" = String)))),
    security(("oauth2" = ["preferences:read"]), ("bearer" = []))
)]
pub async fn preferences(
    State(state): State<AppState>,
    bearer: Bearer,
    id: Id,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    bearer.token()?;
    let query = Parameters::read(query.as_deref(), &PAGED)?;
    page(&state, &bearer, id, &headers, (List::Preferences, query)).await
}

/// What the patron agreed to.
#[utoipa::path(
    get, path = "/api/v1/patrons/{id}/consents", tag = "Patrons",
    description = "Takes a recorded request, as the data does.",
    params(
        ("id" = String, Path, description = "Opaque id of the patron"),
        ("request" = Option<String>, Query, description = "Id of the recorded request; the newest that permits it if not named"),
        ("limit" = Option<u32>, Query, description = "Rows at most"),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next` of the page before"),
    ),
    responses((status = 200, description = "A page", body = DataAnswer, headers(("ETag" = String)))),
    security(("oauth2" = ["consents:read"]), ("bearer" = []))
)]
pub async fn consents(
    State(state): State<AppState>,
    bearer: Bearer,
    id: Id,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    bearer.token()?;
    let query = Parameters::read(query.as_deref(), &PAGED)?;
    page(&state, &bearer, id, &headers, (List::Consents, query)).await
}

/// A patron's data requests.
#[utoipa::path(
    get, path = "/api/v1/patrons/{id}/requests", tag = "Patrons",
    description = "How far they are, and in answer to which data may be read; nobody’s words. Takes no recorded request.",
    params(("id" = String, Path, description = "Opaque id of the patron")),
    responses((status = 200, description = "The requests", body = RequestsAnswer, headers(("ETag" = String)))),
    security(("oauth2" = ["requests:read"]), ("bearer" = []))
)]
pub async fn requests(
    State(state): State<AppState>,
    bearer: Bearer,
    id: Id,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let token = bearer.token()?;
    Parameters::read(query.as_deref(), &[])?;
    let Path(patron) = id.map_err(|_| Problem::NotFound)?;
    let (items, mark) = state.services.read_requests(token, &patron, &bearer.caller).await?;
    Ok(marked(&RequestsAnswer { items }, &mark, &headers))
}

/// The deliveries of a patron's data.
#[utoipa::path(
    get, path = "/api/v1/patrons/{id}/disclosures", tag = "Patrons",
    description = "When all data was printed or a link was sent, and in answer to what. Takes no recorded request.",
    params(("id" = String, Path, description = "Opaque id of the patron")),
    responses((status = 200, description = "The deliveries", body = DisclosuresAnswer, headers(("ETag" = String)))),
    security(("oauth2" = ["disclosures:read"]), ("bearer" = []))
)]
pub async fn disclosures(
    State(state): State<AppState>,
    bearer: Bearer,
    id: Id,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let token = bearer.token()?;
    Parameters::read(query.as_deref(), &[])?;
    let Path(patron) = id.map_err(|_| Problem::NotFound)?;
    let (items, mark) = state.services.read_disclosures(token, &patron, &bearer.caller).await?;
    Ok(marked(&DisclosuresAnswer { items }, &mark, &headers))
}
