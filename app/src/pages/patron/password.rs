//! Changing one's own password.

use carrel_services::password_policy::{Strength, Weakness};
use carrel_texts::key;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        library_system,
        new_password::{NewPassword, strength_text, weakness_text},
        problem::Problem,
        step_up::{StepUp, StepUpForm},
    },
    islands::PinField,
    visit::{PageError, Visit},
};

/// Why a password was not changed, for the page that is shown again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    /// The present one was wrong.
    Wrong,
    /// It was wrong too often; wait so many minutes.
    Throttled(i64),
    /// The new one breaks a rule.
    Weak(Weakness),
}

/// What the page needs.
enum Shown {
    /// The form.
    Form(Rules),
    /// First the second factor: the present password, which the form asks for, is one factor only.
    StepUp(StepUp),
}

struct Rules {
    least: i64,
    is_weak: bool,
    others: usize,
}

/// The page.
#[component]
pub fn PasswordPage() -> impl IntoView {
    let visit = Visit::current();
    let problem = use_context::<PasswordProblem>();
    let done = use_query_map().get_untracked().get_str("done").and_then(Strength::from_name);
    Suspend::new(async move {
        match load(&visit).await {
            Ok(Shown::Form(rules)) => page(&visit, &rules, problem, done),
            Ok(Shown::StepUp(step_up)) => view! { <StepUpForm step_up /> }.into_any(),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Shown, PageError> {
    let session = visit.session()?;
    if visit.services.password_needs_factor(session).await? {
        let factors = visit.services.factors_of(session.actor.patron).await?;
        return Ok(Shown::StepUp(StepUp { factors, ..StepUp::new("/security/password/begin", "/security") }));
    }
    let sessions = visit.services.list_sessions(session, &visit.origin).await?;
    let is_weak = session.actor.is_staff()
        && visit.services.secret_is_weak(session.actor.patron, session.proof.is_strong()).await?;
    let least = visit.services.least_length(session).await?;
    Ok(Shown::Form(Rules { least, is_weak, others: sessions.len().saturating_sub(1) }))
}

fn page(visit: &Visit, rules: &Rules, problem: Option<PasswordProblem>, done: Option<Strength>) -> AnyView {
    let texts = visit.texts();
    let text = problem.map(|problem| {
        let (status, text) = match problem {
            PasswordProblem::Wrong => (StatusCode::UNAUTHORIZED, texts.say(key::STEP_UP_WRONG).to_owned()),
            PasswordProblem::Throttled(minutes) => {
                let text = texts.fill(key::SIGN_IN_THROTTLED, &[("minutes", minutes.into())]);
                (StatusCode::TOO_MANY_REQUESTS, text)
            }
            PasswordProblem::Weak(weakness) => (StatusCode::UNPROCESSABLE_ENTITY, weakness_text(texts, weakness)),
        };
        expect_context::<ResponseOptions>().set_status(status);
        text
    });
    let is_weak = matches!(problem, Some(PasswordProblem::Weak(_)));
    let present_by = if problem.is_some() && !is_weak { "problem" } else { "" };
    let done = done.map(|strength| {
        let others = (rules.others > 0).then(|| {
            view! {
                <p>{texts.say(key::PASSWORD_OTHERS)}</p>
                <form method="post" action=visit.href("/security/sessions/end-others")>
                    <button class="button-quiet" type="submit">{texts.say(key::SESSIONS_END_OTHERS)}</button>
                </form>
            }
        });
        view! {
            <div class="message" role="status">
                <p>{texts.say(key::PASSWORD_CHANGED)}" "{strength_text(texts, strength)}</p>
                {others}
            </div>
        }
    });
    let notice = (rules.is_weak && done.is_none()).then(|| {
        let text = texts.fill(key::PASSWORD_STAFF_WEAK, &[("count", rules.least.into())]);
        view! { <p class="message">{text}</p> }
    });
    view! {
        <Title text=texts.say(key::PASSWORD_TITLE) />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/security")>{texts.say(key::SECURITY_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{texts.say(key::PASSWORD_TITLE)}</h1>
                <p class="lead">{texts.say(key::PASSWORD_LEAD)}</p>
            </header>
            {done}
            {library_system::sign_in_elsewhere(visit)}
            {notice}
            <form class="sheet" method="post" action=visit.href("/security/password")>
                {text.map(|text| view! { <Problem id="problem" text /> })}
                <PinField
                    label=texts.say(key::PASSWORD_PRESENT_LABEL).to_owned()
                    show=texts.say(key::PIN_SHOW).to_owned()
                    hide=texts.say(key::PIN_HIDE).to_owned()
                    autocomplete="current-password".to_owned()
                    described_by=present_by.to_owned()
                />
                <NewPassword least=rules.least is_wrong=is_weak />
                <button class="button" type="submit">{texts.say(key::PASSWORD_BUTTON)}</button>
                <p class="fine">{texts.say(key::PASSWORD_FINE)}</p>
            </form>
        </div>
    }
    .into_any()
}
