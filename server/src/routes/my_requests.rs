//! What patrons ask of the library.

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use carrel_app::visit::Visit;
use carrel_domain::data_request::RequestKind;
use carrel_services::ServiceError;
use serde::Deserialize;

use super::{show_problem, to_sign_in};
use crate::http::AppState;

/// A request in the patron's words.
#[derive(Deserialize)]
pub(super) struct WishForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    wish: String,
}

/// Files a request.
pub(super) async fn file(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<WishForm>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let filed = match RequestKind::from_name(&form.kind) {
        Some(kind) => visit.services.file_request(session, kind, &form.wish, &visit.origin).await,
        None => Err(ServiceError::Impossible("request-incomplete")),
    };
    match filed {
        Ok(id) => Redirect::to(&visit.href(&format!("/my-requests/{id}"))).into_response(),
        Err(error) => show_problem(&state, &visit, "/my-requests", error).await,
    }
}

/// Takes a request back.
pub(super) async fn withdraw(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(request): Path<String>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let here = format!("/my-requests/{request}");
    match visit.services.withdraw_request(session, &request, &visit.origin).await {
        Ok(()) => Redirect::to(&visit.href(&here)).into_response(),
        Err(error) => show_problem(&state, &visit, &here, error).await,
    }
}
