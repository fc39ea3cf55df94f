//! Signing in.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{
    pages::patron::sign_in::{FailedSignIn, SignInProblem},
    visit::Visit,
};
use carrel_domain::consent::Asking;
use carrel_services::{
    ServiceError,
    sign_in::{Attempt, Door, Outcome, SignedIn, Visitor},
    token::Token,
};
use http::{HeaderMap, header};
use serde::Deserialize;

use super::{minutes, show_again};
use crate::http::{
    AppState,
    cookies::{self, Purpose},
    device,
};

/// The form.
#[derive(Default, Deserialize)]
pub(super) struct SignInForm {
    #[serde(default)]
    cardnumber: String,
    #[serde(default)]
    pin: String,
    #[serde(default)]
    shared: Option<String>,
    #[serde(default)]
    next: String,
}

/// Checks card number and PIN.
pub(super) async fn submit(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Response {
    if form.cardnumber.trim().is_empty() || form.pin.is_empty() {
        return refuse(&state, &visit, form, SignInProblem::Incomplete).await;
    }
    let attempt = Attempt {
        name: form.cardnumber.clone(),
        secret: form.pin.clone(),
        visitor: visitor(&state, &visit, &jar, &headers, form.shared.is_some(), &form.next),
    };
    leave_old_session(&visit).await;
    match visit.services.sign_in(attempt).await {
        Ok(Outcome::Done(signed_in)) => welcome(&state, &visit, jar, &form.next, &signed_in).await,
        Ok(Outcome::SecondStep(token)) => to_second_step(&state, &visit, jar, &token),
        Ok(Outcome::OtherWay { instead }) => other_way(&visit, &instead),
        Ok(Outcome::Refused) => refuse(&state, &visit, form, SignInProblem::Refused).await,
        Ok(Outcome::Locked) => refuse(&state, &visit, form, SignInProblem::Locked).await,
        Ok(Outcome::Expired) => refuse(&state, &visit, form, SignInProblem::Expired).await,
        Ok(Outcome::Away) => refuse(&state, &visit, form, SignInProblem::Away).await,
        Ok(Outcome::Throttled { seconds }) => {
            refuse(&state, &visit, form, SignInProblem::Throttled(minutes(seconds))).await
        }
        Err(ServiceError::NotSetUp) => refuse(&state, &visit, form, SignInProblem::Refused).await,
        Err(error) => {
            tracing::error!(%error, "a sign-in could not be checked");
            refuse(&state, &visit, form, SignInProblem::Unavailable).await
        }
    }
}

/// Who stands at the door, as the browser tells.
pub(super) fn visitor(
    state: &AppState,
    visit: &Visit,
    jar: &CookieJar,
    headers: &HeaderMap,
    is_shared_computer: bool,
    next: &str,
) -> Visitor {
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Visitor {
        is_shared_computer,
        device: cookies::read(jar, &state.config, Purpose::Device),
        device_name: user_agent.and_then(device::describe),
        next: if is_own_page(next) { next.to_owned() } else { String::new() },
        origin: visit.origin.clone(),
    }
}

/// A session from before does not live on under the new one (ASVS 7.2.4).
pub(super) async fn leave_old_session(visit: &Visit) {
    if let Some(old) = &visit.session
        && let Err(error) = visit.services.sign_out(old, &visit.origin).await
    {
        tracing::error!(%error, "an old session could not be ended");
    }
}

/// The page that says by which ways somebody may sign in, after a proof that was right.
pub(super) fn other_way(visit: &Visit, instead: &[Door]) -> Response {
    let ways: Vec<String> = instead.iter().map(Door::name).collect();
    Redirect::to(&visit.href(&format!("/sign-in/other-way?ways={}", ways.join(",")))).into_response()
}

/// The secret was right; the session cookie of before, if any, is gone until the second factor was, too.
pub(super) fn to_second_step(state: &AppState, visit: &Visit, jar: CookieJar, token: &Token) -> Response {
    let jar = cookies::remove(jar, &state.config, Purpose::Session);
    let jar = cookies::set(jar, &state.config, Purpose::Step, token);
    (jar, Redirect::to(&visit.href("/sign-in/second-step"))).into_response()
}

/// Opens the door: cookies, and on to where they wanted to go.
pub(super) async fn welcome(
    state: &AppState,
    visit: &Visit,
    jar: CookieJar,
    next: &str,
    signed_in: &SignedIn,
) -> Response {
    let jar = cookies::remove(jar, &state.config, Purpose::Step);
    let mut jar = cookies::set(jar, &state.config, Purpose::Session, &signed_in.token);
    jar = match &signed_in.device {
        Some(device) => cookies::set(jar, &state.config, Purpose::Device, device),
        None => cookies::remove(jar, &state.config, Purpose::Device),
    };
    let mut to = String::from(if is_own_page(next) { next } else { "/my-data" });
    if is_asked_first(visit, signed_in).await {
        to = format!("/consents/ask?next={to}");
    }
    (jar, Redirect::to(&visit.href(&to))).into_response()
}

/// Whether a consent is asked for before everything else. If it cannot be found out, the pages themselves will tell.
async fn is_asked_first(visit: &Visit, signed_in: &SignedIn) -> bool {
    let services = &visit.services;
    let Ok(profile) = services.profile().await else { return false };
    if !profile.purposes.iter().any(|purpose| purpose.asking == Asking::Gate) {
        return false;
    }
    let session = services.find_session(&signed_in.token).await.ok().flatten();
    match session {
        Some(session) => services.asked_at_gate(&session).await.is_ok_and(|asked| !asked.is_empty()),
        None => false,
    }
}

/// Only pages of ours, by their path alone, are gone on to (no open redirects).
pub(super) fn is_own_page(next: &str) -> bool {
    let is_plain = next.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_'));
    is_plain
        && [
            "/my-data",
            "/my-requests",
            "/security",
            "/staff",
            "/kept-form",
            "/d",
            "/choices",
            "/consents",
            "/messages",
            "/contact",
        ]
        .iter()
        .any(|start| next == *start || next.starts_with(&format!("{start}/")))
}

pub(super) async fn refuse(state: &AppState, visit: &Visit, form: SignInForm, reason: SignInProblem) -> Response {
    let failed =
        FailedSignIn { name: form.cardnumber, is_shared_computer: form.shared.is_some(), next: form.next, reason };
    show_again(state, &Visit { session: None, ..visit.clone() }, "/sign-in", failed).await
}

#[cfg(test)]
mod tests {
    use super::is_own_page;

    #[test]
    fn pages_gone_on_to() {
        let base = url::Url::parse("https://carrel.example/fi/sign-in").unwrap();
        let second = std::time::Duration::from_secs(1);
        bolero::check!().with_test_time(second).for_each(|input: &[u8]| {
            let next = String::from_utf8_lossy(input);
            if is_own_page(&next) {
                let there = base.join(&next).unwrap();
                assert_eq!(
                    (there.origin(), there.path()),
                    (base.origin(), &*next),
                    "a browser goes there and nowhere else"
                );
            }
        });
    }

    #[test]
    fn one_goes_on_to_pages_of_ours_only() {
        assert!(is_own_page("/my-data/checkout-history"));
        for elsewhere in ["", "//evil.example", "https://evil.example", "/\\evil.example", "/my-data?x=1", "/my-dataX"]
        {
            assert!(!is_own_page(elsewhere), "{elsewhere}");
        }
    }
}
