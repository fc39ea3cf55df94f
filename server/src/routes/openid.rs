//! To an identity provider and back.
//!
//! Leaving is a POST. Coming back is a GET, for that is how the protocol works: it ends the flow, once, for the browser
//! that began it, and sends on to an address that says nothing of it.

use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::visit::Visit;
use carrel_services::{
    ServiceError,
    openid::{Answer, Came, Departed, OpenIdError, OpenIdProblem, SignInWish, StepUpWish},
    sign_in::Outcome,
    token::Token,
};
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;

use super::{
    fail,
    sign_in::{leave_old_session, other_way, to_second_step, visitor, welcome},
    to_sign_in,
};
use crate::http::{
    AppState,
    cookies::{self, Purpose},
};

/// The form of the sign-in page.
#[derive(Deserialize)]
pub(super) struct StartForm {
    #[serde(default)]
    shared: Option<String>,
    #[serde(default)]
    next: String,
}

/// Sends somebody to a provider to sign in.
pub(super) async fn start(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Path(provider): Path<String>,
    Form(form): Form<StartForm>,
) -> Response {
    let wish = SignInWish { next: form.next, is_shared_computer: form.shared.is_some() };
    let browser = cookies::read(&jar, &state.config, Purpose::Provider);
    let began = visit.services.begin_openid_sign_in(&provider, wish, visit.language, browser, &visit.origin).await;
    go(&state, &visit, jar, &provider, began).await
}

/// Sends somebody who is signed in to a provider, to confirm who they are.
pub(super) async fn start_step_up(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Path(provider): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let mut wish = StepUpWish { action: String::new(), fields: Vec::new(), back: String::new() };
    for (name, value) in form {
        match name.as_str() {
            "step-up-action" => wish.action = value,
            "step-up-back" => wish.back = value,
            // Not asked for here, and never kept.
            "pin" => {}
            _ => wish.fields.push((name, value)),
        }
    }
    if !is_own_path(&wish.action) || !is_own_path(&wish.back) {
        return fail(&state, &visit, ServiceError::NotFound).await;
    }
    let browser = cookies::read(&jar, &state.config, Purpose::Provider);
    let began =
        visit.services.begin_openid_step_up(&session, &provider, wish, visit.language, browser, &visit.origin).await;
    go(&state, &visit, jar, &provider, began).await
}

async fn go(
    state: &AppState,
    visit: &Visit,
    jar: CookieJar,
    provider: &str,
    began: Result<Departed, OpenIdError>,
) -> Response {
    match began {
        Ok(departed) => {
            let jar = cookies::set(jar, &state.config, Purpose::Provider, &departed.browser);
            (jar, Redirect::to(&departed.address)).into_response()
        }
        Err(OpenIdError::Problem(problem)) => to_problem(visit, provider, problem),
        Err(OpenIdError::Service(error)) => fail(state, visit, error).await,
    }
}

/// What a provider puts into the address.
#[derive(Deserialize)]
pub(super) struct CallbackQuery {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
}

/// Takes somebody back.
pub(super) async fn callback(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    headers: HeaderMap,
    Path(provider): Path<String>,
    Query(query): Query<CallbackQuery>,
) -> Response {
    let mut response = come_back(&state, visit, jar, &headers, &provider, query).await;
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn come_back(
    state: &AppState,
    mut visit: Visit,
    jar: CookieJar,
    headers: &HeaderMap,
    provider: &str,
    query: CallbackQuery,
) -> Response {
    // Where to go, and whether the computer is shared, the flow knows.
    let visitor = visitor(state, &visit, &jar, headers, false, "");
    let browser = cookies::read(&jar, &state.config, Purpose::Provider);
    let returned = query.state.as_deref().and_then(Token::parse);
    let answer = Answer {
        provider,
        state: returned.as_ref(),
        browser: browser.as_ref(),
        code: query.code.as_deref().filter(|code| !code.is_empty() && code.len() <= LONGEST_CODE),
        issuer: query.iss.as_deref(),
    };
    let arrived = visit.services.end_openid(answer, visit.session.as_ref(), visitor).await;
    if let Some(language) = arrived.language {
        visit.language = language;
    }
    match arrived.came {
        Ok(Came::In { outcome, next }) => {
            // The flow is over; nothing waits in this browser.
            let jar = cookies::remove(jar, &state.config, Purpose::Provider);
            match outcome {
                Outcome::Done(signed_in) => {
                    leave_old_session(&visit).await;
                    welcome(state, &visit, jar, &next, &signed_in).await
                }
                Outcome::SecondStep(token) => {
                    leave_old_session(&visit).await;
                    to_second_step(state, &visit, jar, &token)
                }
                Outcome::OtherWay { instead } => other_way(&visit, &instead),
                Outcome::Locked => to_problem(&visit, provider, OpenIdProblem::Locked),
                Outcome::Expired => to_problem(&visit, provider, OpenIdProblem::Expired),
                _ => to_problem(&visit, provider, OpenIdProblem::Unknown),
            }
        }
        Ok(Came::Again { session, wish }) => {
            let jar = cookies::set(jar, &state.config, Purpose::Session, &session);
            (jar, Redirect::to(&visit.href(&format!("/step-up/{}", wish.reveal())))).into_response()
        }
        Err(OpenIdError::Problem(problem)) => to_problem(&visit, provider, problem),
        Err(OpenIdError::Service(ServiceError::NotFound)) => fail(state, &visit, ServiceError::NotFound).await,
        Err(OpenIdError::Service(error)) => {
            tracing::error!(%error, "a sign-in with a provider could not be ended");
            to_problem(&visit, provider, OpenIdProblem::Unavailable)
        }
    }
}

/// No provider's code is longer, in bytes.
const LONGEST_CODE: usize = 4096;

/// The page that says what happened. Its address names the kind of problem only.
fn to_problem(visit: &Visit, provider: &str, problem: OpenIdProblem) -> Response {
    Redirect::to(&visit.href(&format!("/sign-in/openid/{provider}?problem={}", problem.name()))).into_response()
}

/// A path of ours, without anything that could name a host.
fn is_own_path(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'?' | b'=' | b'&');
    path.starts_with('/') && !path.starts_with("//") && path.bytes().all(is_plain)
}

/// After the provider was told of a sign-out it sends the browser here.
pub(super) async fn signed_out(Extension(visit): Extension<Visit>) -> Response {
    Redirect::to(&visit.href("/sign-in?reason=signed-out")).into_response()
}

#[cfg(test)]
mod tests {
    use super::is_own_path;

    #[test]
    fn a_form_that_was_kept_leads_to_an_address_of_ours() {
        assert!(is_own_path("/staff/settings?done=1") && is_own_path("/my-data/take-away"));
        for elsewhere in ["", "//evil.example", "https://evil.example", "/\\evil.example", "/x:y"] {
            assert!(!is_own_path(elsewhere), "{elsewhere}");
        }
    }
}
