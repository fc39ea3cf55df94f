//! Answering to what the library asks consent for.

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use carrel_app::visit::Visit;
use carrel_domain::consent::How;
use carrel_services::{ServiceError, consents::Answered};
use serde::Deserialize;

use super::{fail, show_problem, sign_in::is_own_page, to_sign_in};
use crate::http::AppState;

/// An answer.
#[derive(Deserialize)]
pub(super) struct AnswerForm {
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    answer: String,
    /// Which page it stood on: `gate`, `my-data`, or the page of consents.
    #[serde(default)]
    from: String,
    #[serde(default)]
    next: String,
}

impl AnswerForm {
    fn answered(&self, visit: &Visit, how: How) -> Result<Answered, ServiceError> {
        let is_yes = match self.answer.as_str() {
            "yes" => true,
            "no" => false,
            _ => return Err(ServiceError::Impossible("consent-unanswered")),
        };
        let version = self.version.parse().ok();
        Ok(Answered { purpose: self.purpose.clone(), version, is_yes, how, language: visit.language })
    }
}

/// One's own answer.
pub(super) async fn answer(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<AnswerForm>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let (how, here, to) = match form.from.as_str() {
        "gate" => (How::Gate, "/consents/ask", if is_own_page(&form.next) { &form.next } else { "/my-data" }),
        "my-data" => (How::Page, "/consents", "/my-data"),
        _ => (How::Page, "/consents", "/consents?done=1"),
    };
    let done = match form.answered(&visit, how) {
        Ok(answered) => visit.services.answer_consent(session, answered, &visit.origin).await,
        Err(error) => Err(error),
    };
    match done {
        // What else the gate asks is asked next: every page is behind it.
        Ok(_) => Redirect::to(&visit.href(to)).into_response(),
        Err(error) => show_problem(&state, &visit, here, error).await,
    }
}

/// Not now.
pub(super) async fn later(State(state): State<AppState>, Extension(visit): Extension<Visit>) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    match visit.services.answer_consents_later(session, &visit.origin).await {
        Ok(()) => Redirect::to(&visit.href("/my-data")).into_response(),
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// What a patron said at the desk.
pub(super) async fn at_desk(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(patron): Path<String>,
    Form(form): Form<AnswerForm>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let here = format!("/staff/patrons/{patron}");
    let done = match form.answered(&visit, How::Desk) {
        Ok(answered) => visit.services.answer_consent_at_desk(session, &patron, answered, &visit.origin).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Redirect::to(&visit.href(&format!("{here}?done=consent"))).into_response(),
        Err(error) => show_problem(&state, &visit, &here, error).await,
    }
}
