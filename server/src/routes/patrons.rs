//! Finding patrons, and recording what they ask for.

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use carrel_app::{pages::staff::patrons::Found, visit::Visit};
use carrel_domain::{
    Date,
    data_request::{RequestChannel, RequestKind},
};
use carrel_services::{ServiceError, requests::RecordedRequest};
use serde::Deserialize;

use super::{fail, show_again, show_problem, to_sign_in};
use crate::http::AppState;

/// What is looked for. In a form's body, not in the address: names do not belong into histories and logs.
#[derive(Deserialize)]
pub(super) struct SearchForm {
    #[serde(default)]
    find: String,
}

/// Shows who was found.
pub(super) async fn search(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<SearchForm>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    match visit.services.search_patrons(session, &form.find, &visit.origin).await {
        Ok(lines) => {
            let found = Found { text: form.find, lines };
            show_again(&state, &visit, "/staff/patrons", found).await
        }
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// Mails reach the patron again.
pub(super) async fn clear_address(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(patron): Path<String>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let here = format!("/staff/patrons/{patron}");
    match visit.services.clear_address_problem(session, &patron, &visit.origin).await {
        Ok(()) => Redirect::to(&visit.href(&here)).into_response(),
        Err(error) => show_problem(&state, &visit, &here, error).await,
    }
}

/// A request as it came.
#[derive(Deserialize)]
pub(super) struct RequestForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    document: String,
    #[serde(default)]
    received: String,
    #[serde(default)]
    wish: String,
}

/// Records a request.
pub(super) async fn record_request(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(patron): Path<String>,
    Form(form): Form<RequestForm>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let here = format!("/staff/patrons/{patron}");
    let (Some(kind), Some(channel)) = (RequestKind::from_name(&form.kind), RequestChannel::from_name(&form.channel))
    else {
        return show_problem(&state, &visit, &here, ServiceError::Impossible("request-incomplete")).await;
    };
    let Ok(received_on) = Date::parse(&form.received) else {
        return show_problem(&state, &visit, &here, ServiceError::Impossible("request-without-date")).await;
    };
    let recorded = RecordedRequest { kind, channel, document: form.document, wish: form.wish, received_on };
    match visit.services.record_request(session, &patron, recorded, &visit.origin).await {
        Ok(id) => Redirect::to(&visit.href(&format!("/staff/requests/{id}"))).into_response(),
        Err(error) => show_problem(&state, &visit, &here, error).await,
    }
}
