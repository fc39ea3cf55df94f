//! Codes from an app, and recovery codes.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{
    components::{recovery_codes::NewCodes, step_up::StepUp},
    pages::patron::two_step::Enrolment,
    visit::Visit,
};
use carrel_services::{ServiceError, factors::FactorAdded, sessions::Session};
use serde::Deserialize;

use super::{show_again, show_problem, step_up::verify, to_sign_in};
use crate::http::{
    AppState,
    cookies::{self, Purpose},
};

const PAGE: &str = "/security/two-step";

/// What every one of these forms may carry: PIN, code or passkey given again.
#[derive(Deserialize)]
pub(super) struct PinForm {
    pub(super) pin: Option<String>,
}

/// Whoever is signed in and was asked again a short while ago.
async fn verified(
    state: &AppState,
    visit: &Visit,
    jar: CookieJar,
    pin: Option<String>,
    action: &str,
) -> Result<(Session, CookieJar), Response> {
    let Some(session) = visit.session.clone() else { return Err(to_sign_in(visit)) };
    verify(state, visit, session, jar, pin, StepUp::new(action, PAGE)).await
}

/// Shows a new secret for an app.
pub(super) async fn begin(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<PinForm>,
) -> Response {
    let (session, jar) = match verified(&state, &visit, jar, form.pin, "/security/two-step/begin").await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let page = match visit.services.begin_totp(&session).await {
        Ok(totp) => show_again(&state, &visit, PAGE, Enrolment { totp, is_wrong: false }).await,
        Err(error) => show_problem(&state, &visit, PAGE, error).await,
    };
    (jar, page).into_response()
}

/// The code that proves that the secret arrived.
#[derive(Deserialize)]
pub(super) struct ConfirmForm {
    #[serde(default)]
    pending: String,
    #[serde(default)]
    code: String,
}

/// Begins to ask for codes.
pub(super) async fn confirm(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<ConfirmForm>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    match visit.services.confirm_totp(session, &form.pending, &form.code, &visit.origin).await {
        Ok(added) => show_added(&state, &visit, jar, PAGE, added).await,
        Err(ServiceError::Impossible("wrong-code")) => match visit.services.resume_totp(session, &form.pending).await {
            Ok(totp) => show_again(&state, &visit, PAGE, Enrolment { totp, is_wrong: true }).await,
            Err(error) => show_problem(&state, &visit, PAGE, error).await,
        },
        Err(error) => show_problem(&state, &visit, PAGE, error).await,
    }
}

/// Shows the account's first recovery codes, which are shown once, or that the factor is there now.
pub(super) async fn show_added(
    state: &AppState,
    visit: &Visit,
    jar: CookieJar,
    page: &'static str,
    added: FactorAdded,
) -> Response {
    let jar = cookies::set(jar, &state.config, Purpose::Session, &added.token);
    let answer = match added.codes {
        Some(codes) => show_again(state, visit, page, NewCodes(codes)).await,
        None => Redirect::to(&visit.href(page)).into_response(),
    };
    (jar, answer).into_response()
}

/// Asks for codes no longer.
pub(super) async fn remove(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<PinForm>,
) -> Response {
    let (session, jar) = match verified(&state, &visit, jar, form.pin, "/security/two-step/remove").await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    match visit.services.remove_totp(&session, &visit.origin).await {
        Ok(()) => (jar, Redirect::to(&visit.href(PAGE))).into_response(),
        Err(error) => (jar, show_problem(&state, &visit, PAGE, error).await).into_response(),
    }
}

/// Makes new recovery codes.
pub(super) async fn make_codes(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<PinForm>,
) -> Response {
    let (session, jar) = match verified(&state, &visit, jar, form.pin, "/security/two-step/codes").await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let page = match visit.services.make_recovery_codes(&session, &visit.origin).await {
        Ok(codes) => show_again(&state, &visit, PAGE, NewCodes(codes)).await,
        Err(error) => show_problem(&state, &visit, PAGE, error).await,
    };
    (jar, page).into_response()
}
