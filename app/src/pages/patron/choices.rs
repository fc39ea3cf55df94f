//! My choices: where one decides how the library may use one's data and what it sends.

use carrel_texts::{Key, key};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::visit::{PageError, Visit};

/// Each choice has a page: its address, name and what it is for.
const CHOICES: [(&str, Key, Key); 5] = [
    ("/consents", key::CONSENTS_TITLE, key::CHOICES_CONSENTS),
    ("/loan-history", key::HISTORY_TITLE, key::HISTORY_LEAD),
    ("/messages", key::MESSAGES_TITLE, key::CHOICES_MESSAGES),
    ("/contact", key::OWN_CONTACT_TITLE, key::CHOICES_CONTACT),
    ("/guardians", key::GUARDIANS_TITLE, key::CHOICES_GUARDIANS),
];

/// The page.
#[component]
pub fn ChoicesPage() -> impl IntoView {
    let visit = Visit::current();
    if visit.session.is_none() {
        return PageError::NotSignedIn.page();
    }
    let texts = visit.texts();
    let cards = CHOICES
        .into_iter()
        .map(|(path, name, text)| {
            view! {
                <li>
                    <h2><a href=visit.href(path)>{texts.say(name)}</a></h2>
                    <p>{texts.say(text)}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <Title text=texts.say(key::CHOICES_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::CHOICES_TITLE)}</h1>
                <p class="lead">{texts.say(key::CHOICES_LEAD)}</p>
            </header>
            <ul class="choices">{cards}</ul>
        </div>
    }
    .into_any()
}
