//! The second step of a sign-in.

use carrel_services::sign_in::SecondStep;
use carrel_texts::key;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;

use crate::{
    components::{
        passkey_form::{PasskeyForm, PasskeyScript},
        problem::Problem,
    },
    visit::{PageError, Visit},
};

/// Why it is asked once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepProblem {
    /// It was wrong.
    Wrong,
    /// It was wrong too often; wait so many minutes.
    Throttled(i64),
}

/// The page.
#[component]
pub fn SecondStepPage() -> impl IntoView {
    let visit = Visit::current();
    let problem = use_context::<StepProblem>();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(Some(step)) => page(&visit, step, problem),
            Ok(None) => {
                // Too late, or nothing was begun: from the beginning, then.
                leptos_axum::redirect(&visit.href("/sign-in?reason=step-over"));
                ().into_any()
            }
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Option<SecondStep>, PageError> {
    let Some(token) = &visit.step else { return Ok(None) };
    Ok(visit.services.second_step(token).await?)
}

fn page(visit: &Visit, step: SecondStep, problem: Option<StepProblem>) -> AnyView {
    let texts = visit.texts();
    let text = problem.map(|problem| {
        let (status, text) = match problem {
            StepProblem::Wrong => (StatusCode::UNAUTHORIZED, texts.say(key::STEP_WRONG).to_owned()),
            StepProblem::Throttled(minutes) => {
                (StatusCode::TOO_MANY_REQUESTS, texts.fill(key::SIGN_IN_THROTTLED, &[("minutes", minutes.into())]))
            }
        };
        expect_context::<ResponseOptions>().set_status(status);
        text
    });
    let has_passkeys = step.factors.passkeys > 0 && visit.services.takes_passkeys();
    let has_app = step.factors.totp > 0;
    let lead = match (has_app, has_passkeys) {
        (true, _) => key::STEP_LEAD_CODE,
        (false, true) => key::STEP_LEAD_PASSKEY,
        (false, false) => key::STEP_LEAD_RECOVERY,
    };
    let label = if has_app { key::STEP_CODE_LABEL } else { key::STEP_RECOVERY_LABEL };
    let is_wrong = text.is_some();
    view! {
        <Title text=texts.say(key::STEP_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::STEP_TITLE)}</h1>
                <p class="lead">{texts.say(lead)}</p>
            </header>
            <div class="sheet">
                {text.map(|text| view! { <Problem id="problem" text /> })}
                {has_passkeys.then(|| view! {
                    <PasskeyForm
                        action="/sign-in/second-step"
                        ask="/sign-in/second-step/ask"
                        button=key::PASSKEY_USE
                    />
                })}
                <form class="stack" method="post" action=visit.href("/sign-in/second-step")>
                    <div class="field">
                        <label for="code">{texts.say(label)}</label>
                        <p class="hint" id="code-hint">
                            {texts.say(if has_app { key::STEP_CODE_HINT } else { key::STEP_RECOVERY_HINT })}
                        </p>
                        <input
                            id="code"
                            name="code"
                            type="text"
                            autocomplete="one-time-code"
                            autocapitalize="characters"
                            spellcheck="false"
                            required=true
                            aria-describedby=if is_wrong { "code-hint problem" } else { "code-hint" }
                            aria-invalid=is_wrong.then_some("true")
                        />
                    </div>
                    <button class="button" type="submit">{texts.say(key::STEP_BUTTON)}</button>
                </form>
                <p class="fine">{texts.say(key::STEP_LOST)}</p>
                <p class="fine"><a href=visit.href("/sign-in")>{texts.say(key::STEP_CANCEL)}</a></p>
            </div>
            {has_passkeys.then(|| view! { <PasskeyScript /> })}
        </div>
    }
    .into_any()
}
