//! The grid of messages: events down, ways across; a table on a desk, cards on a phone.

use carrel_domain::messages::{Channel, DAYS_AHEAD};
use carrel_services::messages::MessageLine;
use carrel_texts::{Texts, key};
use leptos::prelude::*;

use crate::visit::Visit;

/// The rows of the grid, within a form.
#[component]
pub fn MessageTable(
    /// Events.
    lines: Vec<MessageLine>,
    /// Ways that are offered.
    channels: Vec<Channel>,
    /// Says which events are as is usual for the category.
    says_usual: bool,
) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let heads = channels
        .iter()
        .map(|channel| {
            view! { <th role="columnheader" scope="col">{texts.code("transport", channel.name())}</th> }
        })
        .collect_view();
    let rows = lines.into_iter().map(|line| row(texts, &channels, &line, says_usual)).collect_view();
    view! {
        <table class="messages" role="table">
            <caption class="visually-hidden">{texts.say(key::MESSAGES_TITLE)}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">{texts.say(key::MESSAGES_EVENT)}</th>
                    {heads}
                    <th role="columnheader" scope="col">{texts.say(key::MESSAGES_DIGEST)}</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn row(texts: Texts, channels: &[Channel], line: &MessageLine, says_usual: bool) -> impl IntoView + use<> {
    let event = line.event.name();
    let name = texts.code("event", event).into_owned();
    let cells = channels
        .iter()
        .map(|channel| {
            let way = texts.code("transport", channel.name()).into_owned();
            let field = format!("on|{event}|{}", channel.name());
            check(field, format!("{name}: {way}"), way, line.preference.goes_by(*channel))
        })
        .collect_view();
    let days = line.event.takes_days().then(|| {
        let id = format!("days|{event}");
        let value = line.preference.days.map(|days| days.to_string()).unwrap_or_default();
        view! {
            <span class="days">
                <label for=id.clone()>{texts.say(key::MESSAGES_DAYS)}</label>
                " "
                <input
                    class="short"
                    type="number"
                    id=id.clone()
                    name=id.clone()
                    min=DAYS_AHEAD.start().to_string()
                    max=DAYS_AHEAD.end().to_string()
                    value=value
                />
            </span>
        }
    });
    let usual =
        (says_usual && line.is_usual).then(|| view! { <span class="hint">{texts.say(key::MESSAGES_USUAL)}</span> });
    let digest = texts.say(key::MESSAGES_DIGEST);
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <span>{name.clone()}</span>
                {days}
                {usual}
                <input type="hidden" name="event" value=event />
            </th>
            {cells}
            {check(format!("digest|{event}"), format!("{name}: {digest}"), digest.to_owned(), line.preference.is_digest)}
        </tr>
    }
}

/// A box with its word, which a phone shows beside it and a table has in its head.
fn check(field: String, label: String, word: String, checked: bool) -> impl IntoView {
    view! {
        <td role="cell">
            <label>
                <input type="checkbox" name=field value="1" aria-label=label checked=checked />
                <span class="word" aria-hidden="true">{word}</span>
            </label>
        </td>
    }
}
