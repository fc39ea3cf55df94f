//! Getting no more news: the page behind a mail's link. It is the same for every link, and shows nothing of an account.

use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::keep_address_secret;
use crate::visit::Visit;

/// What was pressed.
#[derive(Clone, Debug)]
pub struct Unsubscribed {
    /// Taken back: news shall come after all.
    pub is_again: bool,
    /// For the next press.
    pub token: String,
}

/// The page. Looking at it changes nothing: scanners of mails do.
#[component]
pub fn UnsubscribePage() -> impl IntoView {
    keep_address_secret();
    let visit = Visit::current();
    let texts = visit.texts();
    let done = use_context::<Unsubscribed>();
    let token = match &done {
        Some(done) => done.token.clone(),
        None => use_params_map().get_untracked().get_str("token").unwrap_or_default().to_owned(),
    };
    let is_plain = token.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let address = visit.href(&format!("/u/{}", if is_plain { token.as_str() } else { "-" }));
    let (title, text, button, is_again) = match done.map(|done| done.is_again) {
        None => (key::UNSUBSCRIBE_TITLE, key::UNSUBSCRIBE_TEXT, key::UNSUBSCRIBE_BUTTON, false),
        Some(false) => (key::UNSUBSCRIBED_TITLE, key::UNSUBSCRIBED_TEXT, key::UNSUBSCRIBE_UNDO, true),
        Some(true) => (key::SUBSCRIBED_TITLE, key::SUBSCRIBED_TEXT, key::UNSUBSCRIBE_BUTTON, false),
    };
    view! {
        <Title text=texts.say(title) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(title)}</h1>
                <p class="lead">{texts.say(text)}</p>
            </header>
            <form method="post" action=address>
                {is_again.then(|| view! { <input type="hidden" name="again" value="1" /> })}
                <button class="button-quiet" type="submit">{texts.say(button)}</button>
            </form>
        </div>
    }
}
