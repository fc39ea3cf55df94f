//! The second step of a sign-in, and signing in with a passkey alone.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{
    pages::patron::{second_step::StepProblem, sign_in::SignInProblem},
    visit::Visit,
};
use carrel_services::{
    ServiceError,
    sign_in::{Answer, Outcome, StepOutcome},
};
use http::HeaderMap;
use serde::Deserialize;

use super::{
    fail, json, minutes, show_again,
    sign_in::{SignInForm, leave_old_session, other_way, refuse, to_second_step, visitor, welcome},
};
use crate::http::{
    AppState,
    cookies::{self, Purpose},
};

/// What is given as second factor: one of the two.
#[derive(Deserialize)]
pub(super) struct StepForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    passkey: String,
}

/// Checks the second factor and lets in.
pub(super) async fn submit(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    headers: HeaderMap,
    Form(form): Form<StepForm>,
) -> Response {
    let Some(token) = &visit.step else { return begin_again(&state, &visit, jar) };
    let answer = if form.passkey.is_empty() { Answer::Code(form.code) } else { Answer::Passkey(form.passkey) };
    let who = visitor(&state, &visit, &jar, &headers, false, "");
    match visit.services.answer_step(token, answer, who).await {
        Ok(StepOutcome::Right(outcome, next)) => {
            leave_old_session(&visit).await;
            match outcome {
                Outcome::Done(signed_in) => welcome(&state, &visit, jar, &next, &signed_in).await,
                Outcome::SecondStep(token) => to_second_step(&state, &visit, jar, &token),
                Outcome::Locked => refuse(&state, &visit, SignInForm::default(), SignInProblem::Locked).await,
                Outcome::Expired => refuse(&state, &visit, SignInForm::default(), SignInProblem::Expired).await,
                _ => begin_again(&state, &visit, jar),
            }
        }
        Ok(StepOutcome::Wrong) => again(&state, &visit, StepProblem::Wrong).await,
        Ok(StepOutcome::Throttled { seconds }) => again(&state, &visit, StepProblem::Throttled(minutes(seconds))).await,
        Ok(StepOutcome::Over) => begin_again(&state, &visit, jar),
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// A question to a passkey as second factor.
pub(super) async fn ask(State(state): State<AppState>, Extension(visit): Extension<Visit>) -> Response {
    let asked = match &visit.step {
        Some(token) => visit.services.ask_for_step(token).await,
        None => Err(ServiceError::NotFound),
    };
    match asked {
        Ok(question) => json(question).into_response(),
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// A question to any passkey of anybody's.
pub(super) async fn ask_for_passkey(State(state): State<AppState>, Extension(visit): Extension<Visit>) -> Response {
    match visit.services.ask_for_sign_in() {
        Ok(question) => json(question).into_response(),
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// A passkey that says who it is.
#[derive(Deserialize)]
pub(super) struct PasskeyForm {
    #[serde(default)]
    passkey: String,
    #[serde(default)]
    shared: String,
    #[serde(default)]
    next: String,
}

/// Lets in whoever's passkey it is.
pub(super) async fn passkey(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    headers: HeaderMap,
    Form(form): Form<PasskeyForm>,
) -> Response {
    let who = visitor(&state, &visit, &jar, &headers, !form.shared.is_empty(), &form.next);
    match visit.services.sign_in_with_passkey(&form.passkey, &who).await {
        Ok(Outcome::Done(signed_in)) => {
            leave_old_session(&visit).await;
            welcome(&state, &visit, jar, &form.next, &signed_in).await
        }
        Ok(Outcome::OtherWay { instead }) => other_way(&visit, &instead),
        Ok(Outcome::Locked) => refuse(&state, &visit, SignInForm::default(), SignInProblem::Locked).await,
        Ok(Outcome::Expired) => refuse(&state, &visit, SignInForm::default(), SignInProblem::Expired).await,
        Ok(_) => refuse(&state, &visit, SignInForm::default(), SignInProblem::PasskeyRefused).await,
        Err(error) => fail(&state, &visit, error).await,
    }
}

async fn again(state: &AppState, visit: &Visit, problem: StepProblem) -> Response {
    show_again(state, &Visit { session: None, ..visit.clone() }, "/sign-in/second-step", problem).await
}

/// The step is over: nothing of it is left in the browser.
fn begin_again(state: &AppState, visit: &Visit, jar: CookieJar) -> Response {
    let jar = cookies::remove(jar, &state.config, Purpose::Step);
    (jar, Redirect::to(&visit.href("/sign-in?reason=step-over"))).into_response()
}
