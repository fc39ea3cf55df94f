//! Parts of the pages of data requests, patrons' and staff's.

use carrel_domain::{Timestamp, data_request::has_coded_note};
use carrel_services::requests::RequestEvent;
use carrel_texts::{Format, Key, Texts};
use leptos::prelude::*;

use crate::visit::Visit;

/// What a code is called: the text `GROUP-CODE`, or the code itself.
pub fn coded(texts: Texts, group: &str, code: &str) -> String {
    Key::find(&format!("{group}-{code}")).map_or_else(|| code.to_owned(), |key| texts.say(key).to_owned())
}

/// What happened to a request, first things first.
#[component]
pub fn Timeline(
    /// What happened.
    events: Vec<RequestEvent>,
    /// How times are written.
    format: Format,
) -> impl IntoView {
    let texts = Visit::current().texts();
    let items = events
        .into_iter()
        .map(|event| {
            let is_code = has_coded_note(&event.action);
            let note = event.note.map(|note| if is_code { coded(texts, "event-note", &note) } else { note });
            view! {
                <li>
                    <p><strong>{coded(texts, "event", &event.action)}</strong></p>
                    <p class="fine">
                        {format.time(Timestamp(event.at))}
                        {event.actor_name.map(|name| view! { ", "<span dir="auto">{name}</span> })}
                    </p>
                    {note.map(|note| view! { <p class="said" dir="auto">{note}</p> })}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="timeline">{items}</ol> }
}
