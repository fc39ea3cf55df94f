//! Staff help a patron to a new password: by a link to the registered address, or a code on paper.

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, pages::staff::recovery::PaperCodeMade, visit::Visit};
use carrel_domain::{Permission, data_request::IdentityMethod};
use carrel_services::{ServiceError, sessions::Session};
use serde::Deserialize;

use super::{
    fail, show_again, show_problem,
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const PAGE: StaffPage = StaffPage { path: "/staff/patrons", permission: Permission::EditContact };

/// The PIN asked again, and for a code on paper how the patron's identity was checked.
#[derive(Deserialize)]
pub(super) struct RecoveryForm {
    #[serde(default)]
    pin: Option<String>,
    #[serde(default)]
    method: String,
    #[serde(default)]
    reason: String,
}

/// Sends the link.
pub(super) async fn send_link(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(patron): Path<String>,
    jar: CookieJar,
    Form(form): Form<RecoveryForm>,
) -> Response {
    let here = format!("/staff/patrons/{patron}");
    let (session, jar) = match begin(&state, &visit, &patron, "recovery", jar, &form).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let answer = match visit.services.start_recovery(&session, &patron, &visit.origin).await {
        Ok(()) => Redirect::to(&visit.href(&format!("{here}?done=recovery"))).into_response(),
        Err(error) => show_problem(&state, &visit, &here, error).await,
    };
    (jar, answer).into_response()
}

/// Makes a code and shows it, this once.
pub(super) async fn issue_code(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(patron): Path<String>,
    jar: CookieJar,
    Form(form): Form<RecoveryForm>,
) -> Response {
    let here = format!("/staff/patrons/{patron}");
    let (session, jar) = match begin(&state, &visit, &patron, "recovery-code", jar, &form).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let services = &visit.services;
    let made = match IdentityMethod::from_name(&form.method).filter(|method| *method != IdentityMethod::StrongSignIn) {
        Some(method) => services.issue_paper_code(&session, &patron, method, &form.reason, &visit.origin).await,
        None => Err(ServiceError::Impossible("recovery-needs-method")),
    };
    let answer = match made {
        Ok(code) => show_again(&state, &visit, super::NO_PAGE, PaperCodeMade { code, back: here }).await,
        Err(ServiceError::NotFound) => fail(&state, &visit, ServiceError::NotFound).await,
        Err(error) => show_problem(&state, &visit, &here, error).await,
    };
    (jar, answer).into_response()
}

/// Whoever may not do it is not asked for a PIN.
async fn begin(
    state: &AppState,
    visit: &Visit,
    patron: &str,
    action: &str,
    jar: CookieJar,
    form: &RecoveryForm,
) -> Result<(Session, CookieJar), Response> {
    let Some(session) = visit.session.clone() else { return Err(to_sign_in(visit)) };
    staff_form::check(state, visit, &session, PAGE).await?;
    let here = format!("/staff/patrons/{patron}");
    let fields = [("method", &form.method), ("reason", &form.reason)];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let step_up = StepUp::new(&format!("{here}/{action}"), &here)
        .with(fields.map(|(name, value)| (name.to_owned(), value.clone())).collect());
    verify(state, visit, session, jar, form.pin.clone(), step_up).await
}
