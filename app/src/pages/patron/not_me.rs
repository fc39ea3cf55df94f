//! “This wasn't me”: the page behind a notice's link. It is the same for every link, and shows nothing of an account.

use carrel_texts::key;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{components::drawings::Carrel, visit::Visit};

/// What came of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Everything was stopped.
    Done,
    /// The link was used before, or its time is over.
    Over,
}

/// The page.
#[component]
pub fn NotMePage() -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let token = use_params_map().get_untracked().get_str("token").unwrap_or_default().to_owned();
    let (title, body) = match use_context::<Stopped>() {
        None => (
            key::NOT_ME_TITLE,
            view! {
                <p class="lead">{texts.say(key::NOT_ME_LEAD)}</p>
                <p>{texts.say(key::NOT_ME_WHAT)}</p>
                <form method="post" action=visit.href(&format!("/not-me/{token}"))>
                    <button class="button" type="submit">{texts.say(key::NOT_ME_BUTTON)}</button>
                </form>
            }
            .into_any(),
        ),
        Some(Stopped::Done) => {
            (key::NOT_ME_DONE_TITLE, view! { <p class="lead">{texts.say(key::NOT_ME_DONE_TEXT)}</p> }.into_any())
        }
        Some(Stopped::Over) => {
            expect_context::<ResponseOptions>().set_status(StatusCode::GONE);
            (key::NOT_ME_OVER_TITLE, view! { <p class="lead">{texts.say(key::NOT_ME_OVER_TEXT)}</p> }.into_any())
        }
    };
    view! {
        <Title text=texts.say(title) />
        <div class="page narrow lost">
            <Carrel />
            <h1>{texts.say(title)}</h1>
            {body}
        </div>
    }
}
