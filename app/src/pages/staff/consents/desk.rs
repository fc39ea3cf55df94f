//! A patron's consents at the desk: how they stand, and writing down what the patron says.

use carrel_services::consents::ConsentItem;
use carrel_texts::key;
use leptos::prelude::*;

use crate::{
    components::consent_parts::{Answering, answer_buttons, purpose_name},
    visit::Visit,
};

/// The panel.
#[component]
pub fn ConsentsPanel(
    /// Opaque id of the patron.
    patron: String,
    /// What they answered and may answer.
    consents: Vec<ConsentItem>,
) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let items = consents
        .iter()
        .map(|item| {
            let name = purpose_name(&visit, &item.purpose.code).unwrap_or_default();
            let state = item.choice.as_ref().map_or_else(
                || texts.say(key::CONSENT_DESK_NONE).to_owned(),
                |choice| {
                    let date = visit.format().map(|format| format.day_of(choice.at)).unwrap_or_default();
                    format!("{}, {date}", texts.code("consent-answer", choice.answer.name()))
                },
            );
            view! {
                <li>
                    <p><strong dir="auto">{name.clone()}</strong>": "{state}</p>
                    <form class="actions" method="post" action=visit.href(&format!("/staff/patrons/{patron}/consents"))>
                        {answer_buttons(&visit, item, &name, Answering::Desk)}
                    </form>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel-sheet" aria-labelledby="desk-consents-title">
            <h2 id="desk-consents-title">{texts.say(key::CONSENTS_TITLE)}</h2>
            <p>{texts.say(key::DESK_CONSENT_LEAD)}</p>
            <ul class="plain-list">{items}</ul>
        </section>
    }
}
