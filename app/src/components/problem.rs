//! What went wrong, said at the top of a form.

use carrel_services::ServiceError;
use carrel_texts::{Key, key};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::visit::Visit;

/// An error summary: takes the focus, so that it is heard first (GOV.UK pattern).
#[component]
pub fn Problem(
    /// Id that fields refer to.
    id: &'static str,
    /// What happened and what to do.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let texts = Visit::current().texts();
    view! {
        <div class="problem" role="alert" tabindex="-1" autofocus=true>
            <h2>{texts.say(key::PROBLEM_TITLE)}</h2>
            <p id=id>{text}</p>
        </div>
    }
}

/// Why a form did not work, for the page it is shown on again: a code of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(&'static str);

impl Refused {
    /// What the page can say of an error; `None` if the page cannot be shown either.
    pub fn of(error: &ServiceError) -> Option<Self> {
        match error {
            ServiceError::Impossible(code) => Some(Self(code)),
            ServiceError::Mail(problem) => Some(Self(problem.code())),
            _ => None,
        }
    }
}

/// The problem of the form that this page answers, if it answers one; with its status.
#[component]
pub fn FormProblem() -> impl IntoView {
    use_context::<Refused>().map(|Refused(code)| {
        expect_context::<ResponseOptions>().set_status(StatusCode::UNPROCESSABLE_ENTITY);
        let texts = Visit::current().texts();
        let text = Key::find(&format!("problem-{code}")).map_or(code, |key| texts.say(key));
        view! { <Problem id="problem" text /> }
    })
}
