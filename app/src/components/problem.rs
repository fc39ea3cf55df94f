//! What went wrong, said at the top of a form.

use carrel_texts::key;
use leptos::prelude::*;

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
