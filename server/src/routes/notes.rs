//! Notes that may hold too much: deciding about them, the library's own words, and advice while typing.

use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{
    components::{note_advice::advice_lines, step_up::StepUp},
    pages::staff::identity_numbers::ShownNumbers,
    visit::Visit,
};
use carrel_domain::Permission;
use carrel_services::ServiceError;
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{
    fail, json, show_again, show_problem,
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

/// Which page of the list the form stood on.
#[derive(Deserialize)]
pub(super) struct Where {
    #[serde(default)]
    page: Option<u32>,
}

/// Why a note is kept, and which text was seen.
#[derive(Deserialize)]
pub(super) struct Keep {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    digest: String,
}

/// Keeps a note as it is.
pub(super) async fn keep(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(note): Path<String>,
    Query(from): Query<Where>,
    Form(form): Form<Keep>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let page = from.page.unwrap_or(1);
    match visit.services.keep_note(&session, &note, &form.digest, &form.reason, &visit.origin).await {
        Ok(()) => Redirect::to(&visit.href(&format!("/staff/notes?page={page}&done=keep"))).into_response(),
        Err(error) => show_problem(&state, &visit, &format!("/staff/notes?page={page}"), error).await,
    }
}

/// The library's own list.
#[derive(Deserialize)]
pub(super) struct Words {
    #[serde(default)]
    words: String,
    #[serde(default)]
    attributes: String,
    pin: Option<String>,
}

const WORDS: StaffPage = StaffPage { path: "/staff/notes/words", permission: Permission::AdminSettings };

/// Changes the library's own list.
pub(super) async fn change_words(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<Words>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    if let Err(response) = staff_form::check(&state, &visit, &session, WORDS).await {
        return response;
    }
    let fields = [("words", &form.words), ("attributes", &form.attributes)];
    let fields = fields.map(|(name, value)| (String::from(name), value.clone())).to_vec();
    let step_up = StepUp::new(WORDS.path, WORDS.path).with(fields);
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let answer = match visit.services.change_note_words(&session, &form.words, &form.attributes, &visit.origin).await {
        Ok(None) => Redirect::to(&visit.href("/staff/notes/words?done=1")).into_response(),
        Ok(Some(again)) => show_again(&state, &visit, WORDS.path, again).await,
        Err(error) => fail(&state, &visit, error).await,
    };
    (jar, answer).into_response()
}

/// What stands in a form of staff's at the moment.
#[derive(Deserialize)]
pub(super) struct Text {
    #[serde(default)]
    text: String,
}

/// Advice about it.
#[derive(Serialize)]
struct Lines {
    lines: Vec<&'static str>,
}

/// Answers advice about a text, and keeps nothing of it: its address is none that late forms are kept for.
pub(super) async fn check(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<Text>,
) -> Response {
    let Some(session) = &visit.session else { return StatusCode::UNAUTHORIZED.into_response() };
    match visit.services.check_note(session, &form.text).await {
        Ok(advice) => {
            let lines = Lines { lines: advice_lines(visit.texts(), &advice) };
            match serde_json::to_string(&lines) {
                Ok(text) => json(text).into_response(),
                Err(error) => fail(&state, &visit, ServiceError::System(error.to_string())).await,
            }
        }
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// Why identity numbers are to be seen.
#[derive(Deserialize)]
pub(super) struct Reason {
    #[serde(default)]
    reason: String,
}

/// Shows the identity numbers of a patron whole, in answer to this form only: no address shows them.
pub(super) async fn show_identity_numbers(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(patron): Path<String>,
    Form(form): Form<Reason>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let here = format!("/staff/patrons/{patron}");
    match visit.services.show_identity_numbers(&session, &patron, &form.reason, &visit.origin).await {
        Ok(numbers) => show_again(&state, &visit, &here, ShownNumbers(numbers)).await,
        Err(error) => show_problem(&state, &visit, &here, error).await,
    }
}
