//! Changing one's own password.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{pages::patron::password::PasswordProblem, visit::Visit};
use carrel_services::ServiceError;
use serde::Deserialize;

use super::{fail, minutes, show_again, to_sign_in};
use crate::http::{
    AppState,
    cookies::{self, Purpose},
};

const PAGE: &str = "/security/password";

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
        Err(error) => fail(&state, &visit, error).await,
    }
}
