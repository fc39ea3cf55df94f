//! Staff remove the second factors of somebody who lost them all.

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, visit::Visit};
use carrel_domain::{Permission, data_request::IdentityMethod};
use carrel_services::{ServiceError, factors::IdentityProof};
use serde::Deserialize;

use super::{fail, show_problem, step_up::verify, to_sign_in};
use crate::http::AppState;

/// How staff made sure who it is.
#[derive(Deserialize)]
pub(super) struct ResetForm {
    #[serde(default)]
    method: String,
    #[serde(default)]
    document: String,
    pin: Option<String>,
}

/// Removes them.
pub(super) async fn submit(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(patron): Path<String>,
    jar: CookieJar,
    Form(form): Form<ResetForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    if let Err(error) = visit.services.check(&session, Permission::ViewBorrowers, &visit.origin).await {
        return fail(&state, &visit, error).await;
    }
    let here = format!("/staff/patrons/{patron}");
    let action = format!("{here}/reset-factors");
    let fields = vec![(String::from("method"), form.method.clone()), (String::from("document"), form.document.clone())];
    let step_up = StepUp::new(&action, &here).with(fields);
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let done = match IdentityMethod::from_name(&form.method) {
        Some(method) => {
            let proof = IdentityProof { method, document: form.document };
            visit.services.reset_factors(&session, &patron, proof, &visit.origin).await
        }
        None => Err(ServiceError::Impossible("identity-method")),
    };
    match done {
        Ok(()) => (jar, Redirect::to(&visit.href(&format!("{here}?done=factors-reset")))).into_response(),
        Err(error) => (jar, show_problem(&state, &visit, &here, error).await).into_response(),
    }
}
