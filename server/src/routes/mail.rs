//! What staff do with mails that have not gone.

use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use carrel_app::visit::Visit;
use carrel_services::ServiceError;

use super::{show_problem, to_sign_in};
use crate::http::AppState;

/// What is done, by the last part of the address.
pub(super) async fn act(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path((mail, action)): Path<(String, String)>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let here = "/staff/mail";
    let done = match action.as_str() {
        "retry" => visit.services.retry_mail(&session, &mail, &visit.origin).await,
        "cancel" => visit.services.call_off_mail(&session, &mail, &visit.origin).await,
        _ => Err(ServiceError::NotFound),
    };
    match done {
        Ok(()) => Redirect::to(&visit.href(&format!("{here}?done={action}"))).into_response(),
        Err(error) => show_problem(&state, &visit, here, error).await,
    }
}
