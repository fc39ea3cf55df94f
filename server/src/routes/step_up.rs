//! Asking for the PIN again before something where more is at stake (ASVS 7.5).

use axum::response::Response;
use axum_extra::extract::CookieJar;
use carrel_app::{
    components::step_up::{StepUp, StepUpProblem},
    visit::Visit,
};
use carrel_services::{ServiceError, sessions::Session};

use super::{NO_PAGE, fail, minutes, show_again};
use crate::http::{
    AppState,
    cookies::{self, Purpose},
};

/// Lets a recent sign-in pass, checks the PIN if one came, and asks for it otherwise.
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
        Err(error) => Err(fail(state, visit, error).await),
    }
}
