//! Signing out.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::visit::Visit;
use http::{HeaderName, HeaderValue, StatusCode, header::LOCATION};

use crate::http::{
    AppState,
    cookies::{self, Purpose},
};

/// Ends the session on the server and has the browser forget what it kept (ASVS 7.4, 14.3).
pub(super) async fn submit(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
) -> Response {
    // Read first: it goes with the session. A provider that cannot be told keeps nobody here.
    let provider = match &visit.session {
        None => None,
        Some(session) => visit.services.openid_sign_out(session).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a provider could not be told of a sign-out");
            None
        }),
    };
    if let Some(session) = &visit.session
        && let Err(error) = visit.services.sign_out(session, &visit.origin).await
    {
        tracing::error!(%error, "a session could not be ended");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let is_shared = visit.session.as_ref().is_some_and(|session| session.is_shared_computer);
    let mut response = signed_out(&state, &visit, jar, is_shared);
    if let Some(address) = provider.and_then(|address| HeaderValue::from_str(&address).ok()) {
        response.headers_mut().insert(LOCATION, address);
    }
    response
}

/// The browser's way out. The cookie that tells a known browser stays on a computer of one's own.
pub(super) fn signed_out(state: &AppState, visit: &Visit, jar: CookieJar, forgets_browser: bool) -> Response {
    let jar = cookies::remove(jar, &state.config, Purpose::Session);
    let mut response = (jar, Redirect::to(&visit.href("/sign-in?reason=signed-out"))).into_response();
    let what = if forgets_browser { "\"cache\", \"cookies\", \"storage\"" } else { "\"cache\", \"storage\"" };
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static(what));
    response
}
