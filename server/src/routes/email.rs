//! One's mail address: giving one, confirming it, and whether to be asked for one.

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, pages::recovery::confirm_email::Confirmed, visit::Visit};
use carrel_services::ServiceError;
use serde::Deserialize;

use super::{fail, show_again, show_problem, step_up::verify, to_sign_in};
use crate::http::AppState;

const PAGE: &str = "/security/email";

/// An address.
#[derive(Deserialize)]
pub(super) struct AddressForm {
    #[serde(default)]
    address: String,
    #[serde(default)]
    pin: Option<String>,
}

/// Sends a link to it.
pub(super) async fn ask(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<AddressForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let step_up = StepUp::new(PAGE, PAGE).with(vec![(String::from("address"), form.address.clone())]);
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let answer = match visit.services.ask_for_email(&session, &form.address, &visit.origin).await {
        Ok(()) => Redirect::to(&visit.href("/security/email?done=sent")).into_response(),
        Err(error) => show_problem(&state, &visit, PAGE, error).await,
    };
    (jar, answer).into_response()
}

/// Confirms an address.
pub(super) async fn confirm(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
) -> Response {
    match visit.services.confirm_email(&token, &visit.origin).await {
        Ok(is_confirmed) => show_again(&state, &visit, "/e/-", Confirmed(is_confirmed)).await,
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// What somebody answered to the question for an address.
#[derive(Deserialize)]
pub(super) struct AskingForm {
    #[serde(default)]
    asking: String,
}

/// Later, never, or again.
pub(super) async fn asking(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<AskingForm>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let (services, origin) = (&visit.services, &visit.origin);
    // Whoever answers on My data stays there.
    let (done, to) = match form.asking.as_str() {
        "later" => (services.ask_for_email_later(session, origin).await, "/my-data"),
        "never" => (services.set_email_asking(session, false, origin).await, "/my-data"),
        "off" => (services.set_email_asking(session, false, origin).await, "/security/email?done=off"),
        "on" => (services.set_email_asking(session, true, origin).await, "/security/email?done=on"),
        _ => (Err(ServiceError::NotFound), PAGE),
    };
    match done {
        Ok(()) => Redirect::to(&visit.href(to)).into_response(),
        Err(error) => fail(&state, &visit, error).await,
    }
}
