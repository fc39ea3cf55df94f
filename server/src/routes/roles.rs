//! Granting and revoking roles.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, visit::Visit};
use carrel_domain::{Date, Permission, Role};
use carrel_services::{ServiceError, roles::GrantWish};
use serde::Deserialize;

use super::{
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const PAGE: StaffPage = StaffPage { path: "/staff/roles", permission: Permission::AdminRoles };

/// A role to give.
#[derive(Deserialize)]
pub(super) struct GrantForm {
    #[serde(default)]
    cardnumber: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    library: String,
    #[serde(default)]
    ends_on: String,
    #[serde(default)]
    reason: String,
    pin: Option<String>,
}

/// Gives it.
pub(super) async fn grant(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<GrantForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let fields = vec![
        (String::from("cardnumber"), form.cardnumber.clone()),
        (String::from("role"), form.role.clone()),
        (String::from("library"), form.library.clone()),
        (String::from("ends_on"), form.ends_on.clone()),
        (String::from("reason"), form.reason.clone()),
    ];
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    let step_up = StepUp::new(PAGE.path, PAGE.path).with(fields.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin.clone(), step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let done = match read(form) {
        Ok(wish) => visit.services.grant_role(&session, wish, &visit.origin).await,
        Err(problem) => Err(ServiceError::Impossible(problem)),
    };
    match done {
        Ok(()) => (jar, Redirect::to(&visit.href("/staff/roles?done=granted"))).into_response(),
        Err(error) => (jar, staff_form::fail(&state, &visit, PAGE.path, error, fields).await).into_response(),
    }
}

fn read(form: GrantForm) -> Result<GrantWish, &'static str> {
    let ends_on = match form.ends_on.trim() {
        "" => None,
        text => Some(Date::parse(text).map_err(|_| "end")?),
    };
    Ok(GrantWish {
        cardnumber: form.cardnumber,
        role: Role::from_name(&form.role).ok_or("role-not-allowed")?,
        library: Some(form.library).filter(|code| !code.is_empty()),
        ends_on,
        reason: form.reason,
    })
}

/// A role to take away.
#[derive(Deserialize)]
pub(super) struct RevokeForm {
    #[serde(default)]
    grant: String,
    #[serde(default)]
    reason: String,
    pin: Option<String>,
}

/// Takes it away.
pub(super) async fn revoke(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<RevokeForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let fields = vec![(String::from("grant"), form.grant.clone()), (String::from("reason"), form.reason.clone())];
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    let step_up = StepUp::new("/staff/roles/revoke", PAGE.path).with(fields.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    match visit.services.revoke_role(&session, &form.grant, &form.reason, &visit.origin).await {
        Ok(()) => (jar, Redirect::to(&visit.href("/staff/roles?done=revoked"))).into_response(),
        Err(error) => (jar, staff_form::fail(&state, &visit, PAGE.path, error, fields).await).into_response(),
    }
}
