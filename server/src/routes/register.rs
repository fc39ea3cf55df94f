//! Wording the register of processing.

use std::collections::HashMap;

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{
    components::{form_again::FormAgain, step_up::StepUp},
    visit::Visit,
};
use carrel_domain::{Category, Language, Permission};
use carrel_services::{
    ServiceError, entered,
    register::{LONGEST, OwnWords},
};

use super::{
    fail, show_again,
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const LIST: StaffPage = StaffPage { path: "/staff/register", permission: Permission::AdminSettings };

/// Saves what one category is said to be for.
pub(super) async fn word(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(category): Path<String>,
    jar: CookieJar,
    Form(mut form): Form<HashMap<String, String>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    if let Err(response) = staff_form::check(&state, &visit, &session, LIST).await {
        return response;
    }
    let language = form.get("language").and_then(|code| Language::from_tag(code));
    let (Some(category), Some(language)) = (Category::from_slug(&category), language) else {
        return fail(&state, &visit, ServiceError::NotFound).await;
    };
    let pin = form.remove("pin");
    let mut fields: Vec<(String, String)> = form.clone().into_iter().collect();
    fields.sort();
    let here = format!("{}/{}", LIST.path, category.slug());
    let (session, jar) =
        match verify(&state, &visit, session, jar, pin, StepUp::new(&here, LIST.path).with(fields.clone())).await {
            Ok(verified) => verified,
            Err(response) => return response,
        };
    let here = format!("{here}?language={}", language.code());
    let Some(words) = read(&form) else {
        let again = FormAgain { problem: "register-text", fields };
        return (jar, show_again(&state, &visit, &here, again).await).into_response();
    };
    let answer = match visit.services.word_register(&session, (category, language), &words, &visit.origin).await {
        Ok(()) => Redirect::to(&visit.href(&format!("{here}&done=1"))).into_response(),
        Err(error) => fail(&state, &visit, error).await,
    };
    (jar, answer).into_response()
}

/// An empty field is no words; `None` if one has too many.
fn read(form: &HashMap<String, String>) -> Option<OwnWords> {
    let words = |name: &str| match form.get(name).map(|typed| typed.trim()).filter(|typed| !typed.is_empty()) {
        Some(typed) => entered::text(typed, LONGEST).map(Some),
        None => Some(None),
    };
    Some(OwnWords {
        purpose: words("purpose")?,
        legal_basis: words("basis")?,
        retention: words("retention")?,
        recipients: words("recipients")?,
    })
}
