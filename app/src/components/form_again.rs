//! A form of staff's that is shown again after it was sent, with what was typed and what is wrong with it.

use carrel_texts::{Key, Texts};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::{components::problem::Problem, visit::Visit};

/// Rules about who may do it rather than about what was typed.
const FORBIDDEN: [&str; 5] =
    ["own-role", "role-not-allowed", "administrator-only", "outside-scope", "last-administrator"];

/// What was sent, and why it was not done.
#[derive(Clone, Debug)]
pub struct FormAgain {
    /// Code of what is wrong; the catalogues have `rule-CODE`.
    pub problem: &'static str,
    /// What was typed.
    pub fields: Vec<(String, String)>,
}

impl FormAgain {
    /// What was typed into a field.
    pub fn typed(again: Option<&Self>, name: &str) -> String {
        let field = again.and_then(|again| again.fields.iter().find(|(field, _)| field == name));
        field.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// Says what is wrong, and answers with the status for it.
    pub fn problem(again: Option<&Self>) -> Option<AnyView> {
        let again = again?;
        let is_forbidden = FORBIDDEN.contains(&again.problem);
        let status = if is_forbidden { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
        expect_context::<ResponseOptions>().set_status(status);
        let text = problem_text(Visit::current().texts(), again.problem);
        Some(view! { <Problem id="problem" text /> }.into_any())
    }

    /// Whether a field is what is wrong, for `aria-invalid`, if this form is the one that was sent.
    pub fn is_wrong(again: Option<&Self>, codes: &[&str]) -> Option<&'static str> {
        again.filter(|again| codes.contains(&again.problem)).map(|_| "true")
    }

    /// The same as the id of what describes it.
    pub fn described_by(again: Option<&Self>, codes: &[&str]) -> Option<&'static str> {
        Self::is_wrong(again, codes).map(|_| "problem")
    }
}

fn problem_text(texts: Texts, code: &str) -> &'static str {
    Key::find(&format!("rule-{code}")).map_or("", |key| texts.say(key))
}
