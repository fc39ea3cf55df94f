//! Ending sessions.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::visit::{PageError, Visit};
use carrel_domain::SessionId;
use carrel_services::ServiceError;
use serde::Deserialize;

use super::{NO_PAGE, fail, show_again, sign_out::signed_out, to_sign_in};
use crate::http::AppState;

/// Which session.
#[derive(Deserialize)]
pub(super) struct EndForm {
    session: i64,
}

/// Ends one of one's own sessions.
pub(super) async fn end(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<EndForm>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let ended = visit.services.end_session(session, SessionId(form.session), &visit.origin).await;
    back(&state, &visit, ended).await
}

/// Ends all of one's own sessions but this one.
pub(super) async fn end_others(State(state): State<AppState>, Extension(visit): Extension<Visit>) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let ended = visit.services.end_other_sessions(session, &visit.origin).await.map(|_| ());
    back(&state, &visit, ended).await
}

/// Ends all of one's own sessions, this one too: as signing out, everywhere.
pub(super) async fn end_all(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    match visit.services.end_all_sessions(session, &visit.origin).await {
        Ok(()) => signed_out(&state, &visit, jar, true),
        Err(error) => fail(&state, &visit, error).await,
    }
}

async fn back(state: &AppState, visit: &Visit, ended: Result<(), ServiceError>) -> Response {
    match ended {
        Ok(()) => Redirect::to(&visit.href("/security")).into_response(),
        Err(ServiceError::NotFound) => show_again(state, visit, NO_PAGE, PageError::NotFound).await,
        Err(error) => {
            tracing::error!(%error, "a session could not be ended");
            show_again(state, visit, NO_PAGE, PageError::Unavailable).await
        }
    }
}
