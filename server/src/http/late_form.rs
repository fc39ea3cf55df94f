//! A form that comes after its session is over: what was written is not lost for whoever wrote it.

use axum::{
    body::to_bytes,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::visit::Visit;
use carrel_services::kept_forms::KeptForm;
use http::{Method, StatusCode};

use super::{
    AppState, FORM_LIMIT,
    cookies::{self, Purpose},
};

/// Forms of people who are signed in begin so; the others need no session, and cannot come too late.
const OWN: [&str; 4] = ["/my-data", "/my-requests", "/security", "/staff"];

/// Keeps a form that came too late, and sends its owner to sign in.
pub(super) async fn keep(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(visit) = request.extensions().get::<Visit>().filter(|_| request.method() == Method::POST).cloned() else {
        return next.run(request).await;
    };
    let path = request.uri().path().to_owned();
    let jar = CookieJar::from_headers(request.headers());
    let session = cookies::read(&jar, &state.config, Purpose::Session).filter(|_| visit.session.is_none());
    let (Some(session), true) = (session, OWN.iter().any(|start| path.starts_with(start))) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, FORM_LIMIT).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let fields = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    match visit.services.keep_late_form(&session, KeptForm { path, fields }).await {
        Ok(Some(token)) => {
            let jar = cookies::set(jar, &state.config, Purpose::Form, &token);
            (jar, Redirect::to(&visit.href("/sign-in?reason=kept&next=/kept-form"))).into_response()
        }
        Ok(None) => next.run(Request::from_parts(parts, body.into())).await,
        Err(error) => {
            tracing::error!(%error, "a form that came late could not be kept");
            next.run(Request::from_parts(parts, body.into())).await
        }
    }
}
