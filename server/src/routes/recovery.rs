//! A lost PIN or password: asking for a link, a code on paper, the new password.

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use carrel_app::{
    pages::recovery::{RecoveryAgain, RecoveryProblem, new_password::Sent},
    visit::Visit,
};
use carrel_services::{
    ServiceError,
    recovery::{Recovered, RecoveryAnswer},
};
use serde::Deserialize;

use super::{fail, minutes, show_again};
use crate::http::AppState;

/// Whose PIN is lost.
#[derive(Deserialize)]
pub(super) struct AskForm {
    #[serde(default)]
    name: String,
}

/// Answers the same in any case.
pub(super) async fn ask(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<AskForm>,
) -> Response {
    let again = |problem| RecoveryAgain { name: form.name.clone(), problem };
    if form.name.trim().is_empty() {
        return show_again(&state, &visit, "/recover", again(RecoveryProblem::Incomplete)).await;
    }
    match visit.services.ask_for_recovery(&form.name, &visit.origin).await {
        Ok(RecoveryAnswer::Taken) => Redirect::to(&visit.href("/recover?sent=1")).into_response(),
        Ok(RecoveryAnswer::Throttled { seconds }) => {
            let problem = RecoveryProblem::Throttled(minutes(seconds));
            show_again(&state, &visit, "/recover", again(problem)).await
        }
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// Card number and the code from the paper.
#[derive(Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    cardnumber: String,
    #[serde(default)]
    code: String,
}

/// Makes a link of a code and goes there.
pub(super) async fn code(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<CodeForm>,
) -> Response {
    const HERE: &str = "/recover/code";
    let again = |problem| RecoveryAgain { name: form.cardnumber.clone(), problem };
    if form.cardnumber.trim().is_empty() || form.code.trim().is_empty() {
        return show_again(&state, &visit, HERE, again(RecoveryProblem::Incomplete)).await;
    }
    match visit.services.use_paper_code(&form.cardnumber, &form.code, &visit.origin).await {
        Ok(token) => Redirect::to(&visit.href(&format!("/r/{}", token.reveal()))).into_response(),
        Err(ServiceError::WrongSecret) => show_again(&state, &visit, HERE, again(RecoveryProblem::WrongCode)).await,
        Err(ServiceError::Throttled { seconds }) => {
            show_again(&state, &visit, HERE, again(RecoveryProblem::Throttled(minutes(seconds)))).await
        }
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// The new password.
#[derive(Deserialize)]
pub(super) struct SetForm {
    #[serde(default)]
    new_password: String,
}

/// Sets it, once.
pub(super) async fn set(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
    Form(form): Form<SetForm>,
) -> Response {
    match visit.services.recover(&token, form.new_password, &visit.origin).await {
        // The page itself says what came of it; whoever was signed in here no longer is.
        Ok(done @ Recovered::Done(_)) => {
            show_again(&state, &Visit { session: None, ..visit.clone() }, "/r/-", Sent(done)).await
        }
        Ok(Recovered::Nothing) => show_again(&state, &visit, "/r/-", Sent(Recovered::Nothing)).await,
        Ok(weak) => show_again(&state, &visit, &format!("/r/{token}"), Sent(weak)).await,
        Err(error) => fail(&state, &visit, error).await,
    }
}
