//! Advice about what stands in a note: what it seems to tell of, and what to write instead.

use carrel_services::minimization::Advice;
use carrel_texts::{Key, Texts, key};
use leptos::prelude::*;

use crate::visit::Visit;

/// The advice in sentences, one for each thing that was found; the last says that it is only advice.
pub fn advice_lines(texts: Texts, advice: &Advice) -> Vec<&'static str> {
    let say = |code: &&str| Key::find(&format!("note-advice-{code}")).map(|key| texts.say(key));
    let mut lines: Vec<_> = advice.codes.iter().filter_map(say).collect();
    if !lines.is_empty() {
        lines.push(texts.say(key::NOTE_ADVICE_FREE));
    }
    lines
}

/// The advice about texts that were saved: what scripts say while typing, said after it.
#[component]
pub fn NoteAdvice(
    /// What they seem to hold.
    advice: Advice,
) -> impl IntoView {
    let texts = Visit::current().texts();
    (!advice.is_empty()).then(|| {
        let lines = advice_lines(texts, &advice).into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
        view! {
            <div class="notice note-advice" role="note" aria-labelledby="note-advice-title">
                <p id="note-advice-title"><strong>{texts.say(key::NOTE_ADVICE_TITLE)}</strong></p>
                {lines}
            </div>
        }
    })
}
