//! Sending the library's news, and stopping that.

use std::collections::HashMap;

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, visit::Visit};
use carrel_domain::Permission;

use super::{
    show_problem,
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const PAGE: StaffPage = StaffPage { path: "/staff/news", permission: Permission::AdminTemplates };

/// Begins to send what was read.
pub(super) async fn begin(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<HashMap<String, String>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    let pin = form.remove("pin");
    let mut fields: Vec<(String, String)> = form.clone().into_iter().collect();
    fields.sort();
    let step_up = StepUp::new(PAGE.path, PAGE.path).with(fields);
    let (session, jar) = match verify(&state, &visit, session, jar, pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let read = form.get("words").map(String::as_str).unwrap_or_default();
    let answer = match visit.services.begin_news(&session, read, form.contains_key("again"), &visit.origin).await {
        Ok(()) => Redirect::to(&visit.href("/staff/news?done=begun")).into_response(),
        Err(error) => show_problem(&state, &visit, PAGE.path, error).await,
    };
    (jar, answer).into_response()
}

/// Stops a mailing.
pub(super) async fn stop(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(mailing): Path<String>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    match visit.services.stop_news(&session, &mailing, &visit.origin).await {
        Ok(()) => Redirect::to(&visit.href("/staff/news?done=stopped")).into_response(),
        Err(error) => show_problem(&state, &visit, PAGE.path, error).await,
    }
}
