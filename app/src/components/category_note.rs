//! What the register of processing says about a category (GDPR Art. 15 (1)).

use carrel_services::my_data::CategoryNote;
use carrel_texts::key;
use leptos::prelude::*;

use crate::visit::Visit;

/// Purpose, legal basis, retention and recipients.
#[component]
pub fn CategoryNotes(
    /// The register's words.
    note: CategoryNote,
    /// Language of the words, where it is another than the page's.
    #[prop(optional)]
    lang: Option<&'static str>,
) -> impl IntoView {
    let texts = Visit::current().texts();
    let entry = |name: &'static str, text: String| {
        (!text.is_empty()).then(|| view! { <div><dt>{name}</dt><dd lang=lang>{text}</dd></div> })
    };
    view! {
        <aside class="note" aria-labelledby="note-title">
            <h2 id="note-title">{texts.say(key::NOTE_TITLE)}</h2>
            <dl>
                {entry(texts.say(key::REPORT_PURPOSE), note.purpose)}
                {entry(texts.say(key::REPORT_BASIS), note.legal_basis)}
                {entry(texts.say(key::REPORT_RETENTION), note.retention)}
                {entry(texts.say(key::REPORT_RECIPIENTS), note.recipients)}
            </dl>
        </aside>
    }
}
