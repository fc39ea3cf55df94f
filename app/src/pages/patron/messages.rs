//! The messages that one gets, and how.

use carrel_domain::consent::DIRECT_MAILING;
use carrel_services::messages::MessageGrid;
use carrel_texts::{Key, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{consent_parts::purpose_name, library_system, message_grid::MessageTable, problem::FormProblem},
    visit::{PageError, Visit},
};

/// The page.
#[component]
pub fn MessagesPage() -> impl IntoView {
    let visit = Visit::current();
    let done = use_query_map().get_untracked().get("done");
    Suspend::new(async move {
        match load(&visit).await {
            Ok(grid) => page(&visit, grid, done.as_deref()).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<MessageGrid, PageError> {
    Ok(visit.services.my_messages(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, grid: MessageGrid, done: Option<&str>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let problems = grid
        .ways
        .iter()
        .filter_map(|way| {
            let text = Key::find(way.problem?).map(|key| texts.say(key))?;
            Some(view! { <li><strong>{texts.code("transport", way.channel.name())}</strong>": "{text}</li> })
        })
        .collect::<Vec<_>>();
    let has_problems = !problems.is_empty();
    let channels = grid.ways.iter().map(|way| way.channel).collect();
    let news = purpose_name(visit, DIRECT_MAILING)?;
    let done = match done {
        Some("0") => Some(key::MESSAGES_UNCHANGED),
        Some(_) => Some(key::MESSAGES_SAVED),
        None => None,
    };
    Ok(view! {
        <Title text=texts.say(key::MESSAGES_TITLE) />
        <div class="page">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/choices")>{texts.say(key::CHOICES_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{texts.say(key::MESSAGES_TITLE)}</h1>
                <p class="lead">{texts.say(key::MESSAGES_LEAD)}</p>
            </header>
            {done.map(|text| view! { <p class="message" role="status">{texts.say(text)}</p> })}
            {library_system::sent(visit, &grid.sent, Some("messages"))}
            <FormProblem />
            {has_problems.then(|| view! {
                <div class="message">
                    <p>{texts.say(key::MESSAGES_UNREACHED)}</p>
                    <ul>{problems}</ul>
                </div>
            })}
            <form method="post" action=visit.href("/messages")>
                <input type="hidden" name="shown" value=grid.shown.clone() />
                <MessageTable lines=grid.lines channels says_usual=true />
                <p class="buttons"><button class="button" type="submit">{texts.say(key::MESSAGES_BUTTON)}</button></p>
            </form>
            <section class="block" aria-labelledby="news-title">
                <h2 id="news-title" dir="auto">{news}</h2>
                <p>{texts.say(key::MESSAGES_NEWS)}" "<a href=visit.href("/consents")>{texts.say(key::CONSENTS_TITLE)}</a></p>
            </section>
        </div>
    }
    .into_any())
}
