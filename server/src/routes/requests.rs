//! What staff do with a data request.

use axum::{
    Extension, Form,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, visit::Visit};
use carrel_domain::{
    Language,
    data_request::{IdentityMethod, RequestState},
};
use carrel_services::{ServiceError, exports::ExportFormat};
use carrel_texts::{Texts, key};
use serde::Deserialize;

use super::{show_problem, step_up::verify, take_away::attachment, to_sign_in};
use crate::http::AppState;

/// What any of the forms may say.
#[derive(Deserialize)]
pub(super) struct ActForm {
    #[serde(default)]
    method: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    into: String,
    #[serde(default)]
    disclosure: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    pin: Option<String>,
}

/// What is done to a request, by the last part of the address.
pub(super) async fn act(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path((request, action)): Path<(String, String)>,
    jar: CookieJar,
    Form(form): Form<ActForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let (services, origin) = (&visit.services, &visit.origin);
    let here = format!("/staff/requests/{request}");
    let done = match action.as_str() {
        "assign" => services.assign_request(&session, &request, origin).await,
        "identity" => match IdentityMethod::from_name(&form.method) {
            Some(method) => services.check_identity(&session, &request, method, origin).await,
            None => Err(ServiceError::Impossible("request-incomplete")),
        },
        "extend" => services.extend_request(&session, &request, &form.reason, origin).await,
        "close" => match RequestState::from_name(&form.state) {
            Some(outcome) => services.close_request(&session, &request, outcome, &form.outcome, origin).await,
            None => Err(ServiceError::Impossible("request-incomplete")),
        },
        "merge" => services.merge_request(&session, &request, &form.into, origin).await,
        "revoke" => services.revoke_link(&session, &request, &form.disclosure, origin).await,
        "proof" => return prove(&state, &visit, &request, &form.language).await,
        "link" | "print" => return deliver(&state, &visit, &request, &action, jar, form).await,
        _ => Err(ServiceError::NotFound),
    };
    match done {
        Ok(()) => Redirect::to(&visit.href(&here)).into_response(),
        Err(error) => show_problem(&state, &visit, &here, error).await,
    }
}

/// Gives the proof file of a request. A POST, for the log tells of it.
async fn prove(state: &AppState, visit: &Visit, request: &str, language: &str) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(visit) };
    let language = Language::from_tag(language).unwrap_or(visit.language);
    match visit.services.prove_request(session, request, language, &visit.origin).await {
        Ok(pdf) => {
            let name = format!("{}.pdf", Texts::of(language).say(key::PROOF_FILE_NAME));
            attachment(ExportFormat::Pdf, &name, Body::from(pdf))
        }
        Err(error) => show_problem(state, visit, &format!("/staff/requests/{request}"), error).await,
    }
}

/// Delivers, after the PIN was given again if it must be. Whether it may be done at all is told before that.
async fn deliver(
    state: &AppState,
    visit: &Visit,
    request: &str,
    action: &str,
    jar: CookieJar,
    form: ActForm,
) -> Response {
    let Some(mut session) = visit.session.clone() else { return to_sign_in(visit) };
    let here = format!("/staff/requests/{request}");
    let mut jar = jar;
    let language = Language::from_tag(&form.language);
    for _ in 0..2 {
        let delivered = match action {
            "link" => visit.services.send_link(&session, request, &visit.origin).await.map(|()| None),
            _ => visit.services.deliver_print(&session, request, language, &visit.origin).await.map(Some),
        };
        match delivered {
            Ok(None) => return (jar, Redirect::to(&visit.href(&here))).into_response(),
            Ok(Some(pdf)) => {
                let name = format!("{}.pdf", Texts::of(visit.language).say(key::REPORT_FILE_NAME));
                return (jar, attachment(ExportFormat::Pdf, &name, Body::from(pdf))).into_response();
            }
            Err(ServiceError::StepUpNeeded) => {
                let step_up = StepUp::new(&format!("{here}/{action}"), &here)
                    .with(vec![(String::from("language"), form.language.clone())]);
                match verify(state, visit, session, jar, form.pin.clone(), step_up).await {
                    Ok(verified) => (session, jar) = verified,
                    Err(response) => return response,
                }
            }
            Err(error) => return show_problem(state, visit, &here, error).await,
        }
    }
    show_problem(state, visit, &here, ServiceError::StepUpNeeded).await
}
