//! The page between sign-in and everything else, where a library asks for a consent so.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use carrel_app::visit::Visit;

use super::AppState;

/// What is open before the answer: answering itself, leaving, links from mails, help with signing in, and staff's work,
/// which has nothing to do with what they agree to as patrons.
const OPEN: [&str; 19] = [
    "/consents",
    "/sign-in",
    "/sign-out",
    "/signed-out",
    "/session",
    "/kept-form",
    "/security/step-up",
    "/step-up",
    "/recover",
    "/r",
    "/e",
    "/u",
    "/d",
    "/not-me",
    "/health",
    "/demo",
    "/staff",
    "/idle.js",
    "/favicon.svg",
];
/// What a library may leave open: seeing one's data, taking it along, asking for corrections.
const DATA: [&str; 3] = ["/my-data", "/my-requests", "/api"];

/// Sends whoever has something to answer there first.
pub(super) async fn stop(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let visit = request.extensions().get::<Visit>().cloned();
    let Some((visit, session)) = visit.and_then(|visit| visit.session.clone().map(|session| (visit, session))) else {
        return next.run(request).await;
    };
    if is_below(&path, &OPEN) {
        return next.run(request).await;
    }
    match state.services.asked_at_gate(&session).await {
        Ok(asked) => {
            let shows_data = asked.iter().all(|item| item.purpose.gate_shows_data);
            if asked.is_empty() || (shows_data && is_below(&path, &DATA)) {
                return next.run(request).await;
            }
            let to = if path == "/" { "/my-data" } else { &path };
            Redirect::to(&visit.href(&format!("/consents/ask?next={to}"))).into_response()
        }
        // Nobody is kept from their data by what went wrong here; the page itself will tell.
        Err(error) => {
            tracing::error!(%error, "what to ask consent for cannot be read");
            next.run(request).await
        }
    }
}

fn is_below(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::{DATA, OPEN, is_below};

    #[test]
    fn what_is_open_is_open_as_a_whole_word() {
        for path in ["/consents", "/consents/ask", "/sign-out", "/e/abc", "/staff/patrons"] {
            assert!(is_below(path, &OPEN), "{path}");
        }
        for path in ["/", "/my-data", "/security", "/consentsx", "/recovery", "/my-requests", "/messages"] {
            assert!(!is_below(path, &OPEN), "{path}");
        }
        assert!(is_below("/my-data/checkouts", &DATA) && !is_below("/security", &DATA));
    }
}
