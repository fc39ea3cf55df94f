//! What the library asks consent for: how, and in which words.

use std::collections::HashMap;

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{
    components::{form_again::FormAgain, step_up::StepUp},
    pages::staff::consents::ConsentPreview,
    visit::Visit,
};
use carrel_domain::{
    Date, Language, Permission,
    consent::{Asking, is_purpose_code, purpose_code},
};
use carrel_services::{
    ServiceError,
    consents::{Draft, LONGEST_NAME, LONGEST_TEXT, Wording},
    entered,
    sessions::Session,
};

use super::{
    fail, show_again,
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const LIST: StaffPage = StaffPage { path: "/staff/consents", permission: Permission::AdminSettings };

/// Begins a new purpose.
pub(super) async fn begin(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    if let Err(response) = staff_form::check(&state, &visit, session, LIST).await {
        return response;
    }
    let typed = form.get("code").cloned().unwrap_or_default();
    let code = purpose_code(&typed);
    if !is_purpose_code(&code) {
        let again = FormAgain { problem: "consent-code", fields: vec![(String::from("code"), typed)] };
        return show_again(&state, &visit, LIST.path, again).await;
    }
    Redirect::to(&visit.href(&format!("/staff/consents/{code}"))).into_response()
}

/// What is done, by the last part of the address.
pub(super) async fn act(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path((code, action)): Path<(String, String)>,
    jar: CookieJar,
    Form(mut form): Form<HashMap<String, String>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    if let Err(response) = staff_form::check(&state, &visit, &session, LIST).await {
        return response;
    }
    if !is_purpose_code(&code) || !["preview", "publish", "asking"].contains(&action.as_str()) {
        return fail(&state, &visit, ServiceError::NotFound).await;
    }
    let pin = form.remove("pin");
    let mut fields: Vec<(String, String)> = form.clone().into_iter().collect();
    fields.sort();
    let here = format!("/staff/consents/{code}");
    if action == "preview" {
        return preview(&state, &visit, &session, &here, read(&code, &form), fields).await;
    }
    let step_up = StepUp::new(&format!("{here}/{action}"), &here).with(fields.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let (services, origin) = (&visit.services, &visit.origin);
    let done = if action == "publish" {
        let expected = form.get("expected").and_then(|number| number.parse().ok()).unwrap_or(0);
        services.publish_consent(&session, read(&code, &form), expected, origin).await
    } else {
        let shows_data = form.contains_key("gate_shows_data");
        match form.get("asking").and_then(|name| Asking::from_name(name)) {
            Some(asking) => services.set_consent_asking(&session, &code, asking, shows_data, origin).await,
            None => Err(ServiceError::Impossible("consent-asking")),
        }
    };
    let answer = match done {
        Ok(()) => Redirect::to(&visit.href(&format!("{here}?done=1"))).into_response(),
        Err(error) => again(&state, &visit, &here, error, fields).await,
    };
    (jar, answer).into_response()
}

async fn preview(
    state: &AppState,
    visit: &Visit,
    session: &Session,
    here: &str,
    draft: Draft,
    fields: Vec<(String, String)>,
) -> Response {
    match visit.services.preview_consent(session, &draft, &visit.origin).await {
        Ok(line) => {
            let number = line.purpose.versions.last().map_or(1, |last| last.number + 1);
            let preview = ConsentPreview { draft, number, standing: line.standing, fields };
            show_again(state, visit, here, preview).await
        }
        Err(error) => again(state, visit, here, error, fields).await,
    }
}

async fn again(
    state: &AppState,
    visit: &Visit,
    here: &str,
    error: ServiceError,
    fields: Vec<(String, String)>,
) -> Response {
    match error {
        ServiceError::Impossible(problem) => show_again(state, visit, here, FormAgain { problem, fields }).await,
        error => fail(state, visit, error).await,
    }
}

fn read(code: &str, form: &HashMap<String, String>) -> Draft {
    let typed = |part: &str, language: Language, longest: usize| {
        let text = form.get(&format!("{part}-{}", language.code()));
        text.and_then(|text| entered::text(text, longest)).unwrap_or_default()
    };
    let wording = |language: Language| Wording {
        name: typed("name", language, LONGEST_NAME),
        explanation: typed("explanation", language, LONGEST_TEXT),
        consequence: typed("consequence", language, LONGEST_TEXT),
    };
    Draft {
        code: code.to_owned(),
        asks_again: form.contains_key("asks_again"),
        valid_on: form.get("valid_on").and_then(|day| Date::parse(day).ok()),
        wordings: Language::ALL.into_iter().map(|language| (language, wording(language))).collect(),
    }
}
