//! Adding, naming and removing passkeys.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, visit::Visit};
use serde::Deserialize;

use super::{fail, json, show_problem, step_up::verify, to_sign_in, two_step::show_added};
use crate::http::AppState;

const PAGE: &str = "/security/passkeys";

/// What these forms carry.
#[derive(Deserialize)]
pub(super) struct KeyForm {
    /// The browser's answer, or which passkey.
    #[serde(default)]
    passkey: String,
    #[serde(default)]
    name: String,
    pin: Option<String>,
}

/// Asks who it is, so that the page can offer to add one.
pub(super) async fn begin(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<KeyForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    match verify(&state, &visit, session, jar, form.pin, StepUp::new("/security/passkeys/begin", PAGE)).await {
        Ok((_, jar)) => (jar, Redirect::to(&visit.href(PAGE))).into_response(),
        Err(response) => response,
    }
}

/// Asks the browser to make a passkey.
pub(super) async fn ask(State(state): State<AppState>, Extension(visit): Extension<Visit>) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    match visit.services.ask_for_passkey(session).await {
        Ok(question) => json(question).into_response(),
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// Keeps the passkey that the browser made.
pub(super) async fn add(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<KeyForm>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    match visit.services.add_passkey(session, &form.name, &form.passkey, &visit.origin).await {
        Ok(added) => show_added(&state, &visit, jar, PAGE, added).await,
        Err(error) => show_problem(&state, &visit, PAGE, error).await,
    }
}

/// Calls a passkey something else.
pub(super) async fn rename(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<KeyForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let fields = vec![(String::from("passkey"), form.passkey.clone()), (String::from("name"), form.name.clone())];
    let step_up = StepUp::new("/security/passkeys/rename", PAGE).with(fields);
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    match visit.services.rename_passkey(&session, &form.passkey, &form.name, &visit.origin).await {
        Ok(()) => (jar, Redirect::to(&visit.href(PAGE))).into_response(),
        Err(error) => (jar, show_problem(&state, &visit, PAGE, error).await).into_response(),
    }
}

/// Takes a passkey no longer.
pub(super) async fn remove(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<KeyForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let step_up =
        StepUp::new("/security/passkeys/remove", PAGE).with(vec![(String::from("passkey"), form.passkey.clone())]);
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    match visit.services.remove_passkey(&session, &form.passkey, &visit.origin).await {
        Ok(()) => (jar, Redirect::to(&visit.href(PAGE))).into_response(),
        Err(error) => (jar, show_problem(&state, &visit, PAGE, error).await).into_response(),
    }
}
