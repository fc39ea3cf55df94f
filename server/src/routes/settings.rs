//! Changing what the library decides for itself.

use std::collections::HashMap;

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, visit::Visit};
use carrel_domain::{Permission, Role};
use carrel_services::{
    ServiceError,
    factors::RequiredFactor,
    settings::{LibrarySettings, MyDataDisplay},
};

use super::{
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const PAGE: StaffPage = StaffPage { path: "/staff/settings", permission: Permission::AdminSettings };

/// Saves the settings as the form has them.
pub(super) async fn change(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<HashMap<String, String>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let pin = form.remove("pin");
    let mut fields: Vec<(String, String)> = form.clone().into_iter().collect();
    fields.sort();
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    let step_up = StepUp::new(PAGE.path, PAGE.path).with(fields.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let present = match visit.services.profile().await {
        Ok(profile) => profile.settings.clone(),
        Err(error) => return super::fail(&state, &visit, error).await,
    };
    let done = match read(&form, &present) {
        Ok(wish) => visit.services.change_settings(&session, wish, &visit.origin).await,
        Err(problem) => Err(ServiceError::Impossible(problem)),
    };
    match done {
        Ok(()) => (jar, Redirect::to(&visit.href("/staff/settings?done=1"))).into_response(),
        Err(error) => (jar, staff_form::fail(&state, &visit, PAGE.path, error, fields).await).into_response(),
    }
}

/// A box that is not ticked is not sent; a number that is not sent stays as it is.
fn read(form: &HashMap<String, String>, present: &LibrarySettings) -> Result<LibrarySettings, &'static str> {
    let is_allowed = |role: Role| role == Role::Administrator || form.contains_key(&format!("allow-{}", role.name()));
    let number = |name: &str, present: i64| match form.get(name) {
        Some(typed) => typed.trim().parse().ok(),
        None => Some(present),
    };
    Ok(LibrarySettings {
        my_data_display: form
            .get("my_data_display")
            .and_then(|name| MyDataDisplay::from_name(name))
            .ok_or("my-data-display")?,
        link_days: form.get("link_days").and_then(|days| days.trim().parse().ok()).ok_or("link-days")?,
        sign_in_is_identity_check: form.contains_key("sign_in_is_identity_check"),
        log_shows_staff_names: form.contains_key("log_shows_staff_names"),
        staff_factor: RequiredFactor {
            days: match form.contains_key("staff_second_factor") {
                false => None,
                true => Some(number("staff_second_factor_days", 14).ok_or("second-factor-days")?),
            },
            since: None,
        },
        password_length: number("password_length", present.password_length).ok_or("password-length")?,
        patrons_update_email: form.contains_key("patrons_update_email"),
        email_prompt: form.contains_key("email_prompt"),
        email_prompt_days: number("email_prompt_days", present.email_prompt_days).ok_or("email-prompt-days")?,
        roles_allowed: Role::ALL.into_iter().filter(|role| role.is_staff() && is_allowed(*role)).collect(),
    })
}
