//! Renaming and ending libraries.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, visit::Visit};
use carrel_domain::Permission;
use carrel_services::{
    ServiceError,
    libraries::{Ending, MoveWish},
};
use serde::Deserialize;

use super::{
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const PAGE: StaffPage = StaffPage { path: "/staff/libraries", permission: Permission::AdminRoles };

/// Another name.
#[derive(Deserialize)]
pub(super) struct RenameForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    name: String,
    pin: Option<String>,
}

/// Gives a library another name.
pub(super) async fn rename(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<RenameForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let fields = vec![(String::from("code"), form.code.clone()), (String::from("name"), form.name.clone())];
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    let step_up = StepUp::new("/staff/libraries/rename", PAGE.path).with(fields.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    match visit.services.rename_library(&session, &form.code, &form.name, &visit.origin).await {
        Ok(()) => (jar, Redirect::to(&visit.href("/staff/libraries?done=renamed"))).into_response(),
        Err(error) => (jar, staff_form::fail(&state, &visit, PAGE.path, error, fields).await).into_response(),
    }
}

/// A library to end, and what was shown about it.
#[derive(Deserialize)]
pub(super) struct EndForm {
    #[serde(default)]
    ending: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    shown: String,
    confirmed: Option<String>,
    pin: Option<String>,
}

/// Ends it.
pub(super) async fn end(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<EndForm>,
) -> Response {
    const PATH: &str = "/staff/libraries/end";
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let mut fields: Vec<(String, String)> =
        [("ending", &form.ending), ("from", &form.from), ("to", &form.to), ("shown", &form.shown)]
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .into();
    fields.extend(form.confirmed.iter().map(|value| (String::from("confirmed"), value.clone())));
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    let step_up = StepUp::new(PATH, PAGE.path).with(fields.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let done = match (Ending::from_name(&form.ending), form.confirmed) {
        (Some(ending), Some(_)) => {
            let wish = MoveWish { ending, from: form.from, to: form.to };
            visit.services.end_library(&session, &wish, &form.shown, &visit.origin).await
        }
        (Some(_), None) => Err(ServiceError::Impossible("not-confirmed")),
        (None, _) => Err(ServiceError::Impossible("library")),
    };
    match done {
        Ok(()) => {
            let to = format!("/staff/libraries?done={}", form.ending);
            (jar, Redirect::to(&visit.href(&to))).into_response()
        }
        Err(error) => (jar, staff_form::fail(&state, &visit, PATH, error, fields).await).into_response(),
    }
}
