//! Loan histories: what patrons choose and ask for, and what staff decide.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, pages::staff::loan_history::read_wish, visit::Visit};
use carrel_domain::Permission;
use carrel_services::loan_history::Wish;
use serde::Deserialize;

use super::{
    fail, show_problem,
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const HERE: &str = "/loan-history";
const CONFIRM: &str = "/loan-history/anonymize";
const STAFF: StaffPage = StaffPage { path: "/staff/loan-history", permission: Permission::Retention };

/// A choice.
#[derive(Deserialize)]
pub(super) struct ChoiceForm {
    #[serde(default)]
    wish: String,
    #[serde(default)]
    is_on: String,
    /// Of the words that were on the page.
    #[serde(default)]
    version: String,
}

/// Notes what a patron chose.
pub(super) async fn choose(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<ChoiceForm>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let chosen = match (Wish::from_name(&form.wish), form.is_on.as_str()) {
        (Some(wish), "on" | "off") => {
            let chosen = (wish, form.is_on == "on", form.version.parse().ok());
            visit.services.choose_history(session, chosen, visit.language, &visit.origin).await
        }
        _ => Err(carrel_services::ServiceError::Impossible("history-no-choice")),
    };
    match chosen {
        Ok(()) => Redirect::to(&visit.href(HERE)).into_response(),
        Err(error) => show_problem(&state, &visit, HERE, error).await,
    }
}

/// The number that the patron was told, and the PIN if it was asked for.
#[derive(Deserialize)]
pub(super) struct AnonymizeForm {
    #[serde(default)]
    rows: String,
    #[serde(default)]
    pin: Option<String>,
}

/// Begins to anonymize the loan history of whoever is signed in.
pub(super) async fn anonymize(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<AnonymizeForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let step_up = StepUp::new(CONFIRM, HERE).with(vec![(String::from("rows"), form.rows.clone())]);
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let rows = form.rows.parse().unwrap_or(0);
    match visit.services.anonymize_own_history(&session, rows, visit.language, &visit.origin).await {
        Ok(job) => (jar, Redirect::to(&visit.href(&format!("{HERE}/jobs/{job}")))).into_response(),
        Err(error) => (jar, show_problem(&state, &visit, CONFIRM, error).await).into_response(),
    }
}

/// Takes a decision of staff's.
pub(super) async fn decide(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<Vec<(String, String)>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    if let Err(response) = staff_form::check(&state, &visit, &session, STAFF).await {
        return response;
    }
    let pin = form.iter().find(|(name, _)| name == "pin").map(|(_, pin)| pin.clone());
    form.retain(|(name, _)| name != "pin");
    let step_up = StepUp::new(STAFF.path, STAFF.path).with(form.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let field = |name: &str| form.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
    let Some(wish) = read_wish(field) else {
        let error = carrel_services::ServiceError::Impossible("history-days");
        return (jar, show_problem(&state, &visit, STAFF.path, error).await).into_response();
    };
    match visit.services.set_history_policy(&session, wish, &visit.origin).await {
        Ok(()) => (jar, Redirect::to(&visit.href("/staff/loan-history?done=1"))).into_response(),
        Err(error @ carrel_services::ServiceError::Impossible(_)) => {
            (jar, show_problem(&state, &visit, STAFF.path, error).await).into_response()
        }
        Err(error) => (jar, fail(&state, &visit, error).await).into_response(),
    }
}
