//! Recovery codes, shown once.

use carrel_texts::key;
use leptos::prelude::*;

use crate::visit::Visit;

/// Codes that were just made, for the page that answers the form.
#[derive(Clone, Debug)]
pub struct NewCodes(pub Vec<String>);

/// The codes of this answer, if it made some; they are not kept, and no other page has them.
#[component]
pub fn RecoveryCodes() -> impl IntoView {
    use_context::<NewCodes>().map(|NewCodes(codes)| {
        let texts = Visit::current().texts();
        let items = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view();
        view! {
            <section class="notice codes" aria-labelledby="codes-title" role="status">
                <h2 id="codes-title">{texts.say(key::CODES_TITLE)}</h2>
                <p>{texts.say(key::CODES_TEXT)}</p>
                <ol class="code-list">{items}</ol>
                <p class="fine">{texts.say(key::CODES_KEEP)}</p>
            </section>
        }
    })
}
