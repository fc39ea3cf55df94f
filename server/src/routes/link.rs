//! Opening a one-time link. Its page is shown to anybody, scanners included, and changes nothing; this form opens it.

use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use carrel_app::{pages::patron::link::Opened, visit::Visit};

use super::{fail, show_again};
use crate::http::AppState;

/// Opens the link for whoever is signed in.
pub(super) async fn open(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
) -> Response {
    let Some(session) = &visit.session else {
        return Redirect::to(&visit.href(&format!("/d/{token}"))).into_response();
    };
    match visit.services.open_link(session, &token, &visit.origin).await {
        Ok(carrel_services::disclosures::LinkState::Open(_)) => {
            Redirect::to(&visit.href(&format!("/d/{token}"))).into_response()
        }
        Ok(other) => show_again(&state, &visit, "/d/-", Opened(other)).await,
        Err(error) => fail(&state, &visit, error).await,
    }
}
