//! Staying signed in, and forms kept over the end of a session.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::visit::Visit;
use carrel_services::kept_forms::KeptForm;
use http::StatusCode;

use super::{fail, to_sign_in};
use crate::http::{
    AppState,
    cookies::{self, Purpose},
};

/// Name of the field that tells where the form was to go.
const ACTION: &str = "kept-form-action";

/// Stays signed in.
pub(super) async fn stay(Extension(visit): Extension<Visit>) -> StatusCode {
    let Some(session) = &visit.session else { return StatusCode::UNAUTHORIZED };
    match visit.services.stay(session).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(error) => {
            tracing::error!(%error, "a session could not be kept open");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// Keeps what stands in a form when the page is about to leave by itself.
pub(super) async fn keep(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut fields): Form<Vec<(String, String)>>,
) -> Response {
    let Some(session) = &visit.session else { return StatusCode::UNAUTHORIZED.into_response() };
    let Some(at) = fields.iter().position(|(name, _)| name == ACTION) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let (_, path) = fields.remove(at);
    match visit.services.keep_own_form(session, KeptForm { path: own_path(&path), fields }).await {
        Ok(token) => (cookies::set(jar, &state.config, Purpose::Form, &token), StatusCode::NO_CONTENT).into_response(),
        Err(error) => {
            tracing::error!(%error, "a form could not be kept");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Forgets what was kept.
pub(super) async fn discard(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    if let Some(token) = cookies::read(&jar, &state.config, Purpose::Form)
        && let Err(error) = visit.services.forget_form(session, &token).await
    {
        return fail(&state, &visit, error).await;
    }
    let jar = cookies::remove(jar, &state.config, Purpose::Form);
    (jar, Redirect::to(&visit.href("/my-data"))).into_response()
}

/// The path alone, without language: what is kept is never sent to another host.
fn own_path(path: &str) -> String {
    let (_, path) = carrel_domain::Language::split_path(path);
    format!("/{}", path.trim_start_matches(['/', '\\']))
}
