//! Asking whether it is still the same person before something where more is at stake (ASVS 7.5).

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{
    components::step_up::{StepUp, StepUpProblem},
    visit::Visit,
};
use carrel_services::{ServiceError, sessions::Session};

use super::{NO_PAGE, fail, json, minutes, show_again, to_sign_in};
use crate::http::{
    AppState,
    cookies::{self, Purpose},
};

/// Lets a recent sign-in pass, checks what came, and asks for it otherwise: the PIN, or from whoever has a second factor a
/// code or a passkey, in the same field.
pub(super) async fn verify(
    state: &AppState,
    visit: &Visit,
    mut session: Session,
    jar: CookieJar,
    pin: Option<String>,
    step_up: StepUp,
) -> Result<(Session, CookieJar), Response> {
    let now = visit.services.clock().now();
    if session.is_verified(now) {
        return Ok((session, jar));
    }
    let step_up = match visit.services.factors_of(session.actor.patron).await {
        Ok(factors) => StepUp { factors, ..step_up },
        Err(error) => return Err(fail(state, visit, error).await),
    };
    let Some(pin) = pin.filter(|pin| !pin.is_empty()) else {
        return Err(show_again(state, visit, NO_PAGE, step_up).await);
    };
    match visit.services.step_up(&session, pin, &visit.origin).await {
        Ok(token) => {
            session.verified_at = now;
            Ok((session, cookies::set(jar, &state.config, Purpose::Session, &token)))
        }
        Err(ServiceError::WrongSecret) => {
            let again = StepUp { problem: Some(StepUpProblem::Wrong), ..step_up };
            Err(show_again(state, visit, NO_PAGE, again).await)
        }
        Err(ServiceError::Throttled { seconds }) => {
            let again = StepUp { problem: Some(StepUpProblem::Throttled(minutes(seconds))), ..step_up };
            Err(show_again(state, visit, NO_PAGE, again).await)
        }
        Err(ServiceError::LibrarySystemAway) => {
            let again = StepUp { problem: Some(StepUpProblem::Away), ..step_up };
            Err(show_again(state, visit, NO_PAGE, again).await)
        }
        Err(error) => Err(fail(state, visit, error).await),
    }
}

/// A question to a passkey of whoever is signed in.
pub(super) async fn ask(State(state): State<AppState>, Extension(visit): Extension<Visit>) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    match visit.services.ask_for_step_up(session).await {
        Ok(question) => json(question).into_response(),
        Err(error) => fail(&state, &visit, error).await,
    }
}
