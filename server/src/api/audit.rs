//! The log, in our own form.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use carrel_domain::log::{self, Module};
use carrel_services::{
    api::{AuditItem, AuditWish, MOST_ROWS},
    audit::Interface,
    logs::LogWish,
};
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::{access::Bearer, answer::marked, problem::Problem, query::Parameters};
use crate::http::AppState;

/// Entries of a page where it is not said how many.
const USUAL_ENTRIES: u32 = 100;

/// A page of the log.
#[derive(Serialize, ToSchema)]
pub struct AuditAnswer {
    /// The entries, newest first.
    items: Vec<AuditItem>,
    /// The cursor of the next page; nothing on the last.
    next: Option<String>,
}

/// The log.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "Log",
    description = "Who did what, when, why and by which way: the entries in the main database and those in the archive as \
                   one. What was changed in a patron’s data is shown with `patron` only, and takes a recorded request, and the scope patrons:read too.",
    params(
        ("patron" = Option<String>, Query, description = "Opaque id of the patron whose data it was"),
        ("staff" = Option<String>, Query, description = "Opaque id of the member of staff who did it"),
        ("module" = Option<String>, Query, description = "A group of actions"),
        ("action" = Option<String>, Query, description = "One action"),
        ("object" = Option<String>, Query, description = "A thing, as kind and id"),
        ("from" = Option<String>, Query, description = "First day, YYYY-MM-DD"),
        ("until" = Option<String>, Query, description = "Last day, YYYY-MM-DD"),
        ("interface" = Option<String>, Query, description = "By which way"),
        ("outcome" = Option<String>, Query, description = "How it ended"),
        ("request" = Option<String>, Query, description = "Id of the recorded request, with `patron`"),
        ("limit" = Option<u32>, Query, description = "Entries at most"),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next` of the page before"),
    ),
    responses((status = 200, description = "A page", body = AuditAnswer, headers(("ETag" = String)))),
    security(("oauth2" = ["logs:read"]), ("bearer" = []))
)]
pub async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    const KNOWN: [&str; 12] = [
        "patron",
        "staff",
        "module",
        "action",
        "object",
        "from",
        "until",
        "interface",
        "outcome",
        "request",
        "limit",
        "cursor",
    ];
    let token = bearer.token()?;
    let query = Parameters::read(query.as_deref(), &KNOWN)?;
    let search = LogWish {
        patron: query.text("patron"),
        staff: query.text("staff"),
        module: query.read_as("module", Module::from_name)?,
        action: query.read_as("action", |text| log::actions().find(|action| *action == text))?,
        object: query.text("object"),
        from: query.date("from")?,
        until: query.date("until")?,
        interface: query.read_as("interface", Interface::from_name)?,
        outcome: query.read_as("outcome", |text| log::OUTCOMES.into_iter().find(|outcome| *outcome == text))?,
    };
    let wish = AuditWish {
        search,
        request: query.text("request"),
        cursor: query.text("cursor"),
        limit: query.limit("limit", USUAL_ENTRIES, MOST_ROWS)?,
    };
    let page = state.services.read_audit(token, &wish, &bearer.caller).await?;
    Ok(marked(&AuditAnswer { items: page.items, next: page.next }, &page.mark, &headers))
}
