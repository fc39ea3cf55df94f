//! Changing one's own password.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, pages::patron::password::PasswordProblem, visit::Visit};
use carrel_services::ServiceError;
use serde::Deserialize;

use super::{fail, minutes, show_again, step_up::verify, to_sign_in, two_step::PinForm};
use crate::http::{
    AppState,
    cookies::{self, Purpose},
};

const PAGE: &str = "/security/password";

/// Takes the second factor of whoever has one; the page asks for the passwords then.
pub(super) async fn begin(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<PinForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let step_up = StepUp::new("/security/password/begin", "/security");
    match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok((_, jar)) => (jar, Redirect::to(&visit.href(PAGE))).into_response(),
        Err(response) => response,
    }
}

/// The present one and the new one.
#[derive(Deserialize)]
pub(super) struct PasswordForm {
    #[serde(default)]
    pin: String,
    #[serde(default)]
    new_password: String,
}

/// Changes it.
pub(super) async fn change(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<PasswordForm>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    match visit.services.change_password(session, form.pin, form.new_password, &visit.origin).await {
        Ok(changed) => {
            let jar = cookies::set(jar, &state.config, Purpose::Session, &changed.token);
            let answer = match changed.outcome {
                Ok(strength) => Redirect::to(&visit.href(&format!("{PAGE}?done={}", strength.name()))).into_response(),
                Err(weakness) => show_again(&state, &visit, PAGE, PasswordProblem::Weak(weakness)).await,
            };
            (jar, answer).into_response()
        }
        Err(ServiceError::WrongSecret) => show_again(&state, &visit, PAGE, PasswordProblem::Wrong).await,
        Err(ServiceError::Throttled { seconds }) => {
            show_again(&state, &visit, PAGE, PasswordProblem::Throttled(minutes(seconds))).await
        }
        Err(ServiceError::StepUpNeeded) => Redirect::to(&visit.href(PAGE)).into_response(),
        Err(error) => fail(&state, &visit, error).await,
    }
}
