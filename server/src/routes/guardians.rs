//! Deciding what guardians see.

use std::collections::HashMap;

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{
    components::step_up::StepUp,
    pages::staff::guardians::{GuardianWish, read_rules},
    visit::Visit,
};
use carrel_domain::Permission;
use carrel_services::{ServiceError, guardians::Decided};

use super::{
    fail, show_again,
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const PAGE: StaffPage = StaffPage { path: "/staff/guardians", permission: Permission::AdminSettings };

/// Shows whom a decision concerns; saves it once that was seen.
pub(super) async fn decide(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<HashMap<String, String>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let pin = form.remove("pin");
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    let mut sent: Vec<(String, String)> = form.clone().into_iter().collect();
    sent.sort();
    let step_up = StepUp::new(PAGE.path, PAGE.path).with(sent.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let profile = match visit.services.profile().await {
        Ok(profile) => profile,
        Err(error) => return fail(&state, &visit, error).await,
    };
    let shown = form.get("shown").map(String::as_str);
    let answer = match read_rules(&form, profile.names.categories.keys()) {
        None => {
            let error = ServiceError::Impossible("guardian-sights");
            staff_form::fail(&state, &visit, PAGE.path, error, sent).await
        }
        Some(rules) => match visit.services.decide_guardians(&session, &profile, &rules, shown, &visit.origin).await {
            Ok(Decided::Saved) => Redirect::to(&visit.href(&format!("{}?done=1", PAGE.path))).into_response(),
            Ok(Decided::Shown(reach, seal)) => {
                show_again(&state, &visit, PAGE.path, GuardianWish { rules, reach, seal }).await
            }
            Err(error) => staff_form::fail(&state, &visit, PAGE.path, error, sent).await,
        },
    };
    (jar, answer).into_response()
}
