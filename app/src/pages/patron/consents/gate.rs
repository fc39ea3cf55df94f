//! What the library asks between sign-in and everything else.

use carrel_services::consents::ConsentItem;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        consent_parts::{Answering, ConsentWords, answer_buttons, purpose_name},
        problem::FormProblem,
    },
    visit::{PageError, Visit},
};

/// The page. Once all is answered it sends on.
#[component]
pub fn ConsentGatePage() -> impl IntoView {
    let visit = Visit::current();
    let next = use_query_map().get_untracked().get("next").unwrap_or_default();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(asked) if asked.is_empty() => {
                leptos_axum::redirect(&visit.href("/my-data"));
                ().into_any()
            }
            Ok(asked) => page(&visit, &asked, &next).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Vec<ConsentItem>, PageError> {
    Ok(visit.services.asked_at_gate(visit.session()?).await?)
}

fn page(visit: &Visit, asked: &[ConsentItem], next: &str) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let shows_data = asked.iter().all(|item| item.purpose.gate_shows_data);
    let items = asked.iter().map(|item| one(visit, item, next)).collect::<Result<Vec<_>, _>>()?;
    let library = visit.profile()?.name.clone();
    Ok(view! {
        <Title text=texts.say(key::CONSENT_GATE_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::CONSENT_GATE_TITLE)}</h1>
                <p class="lead" dir="auto">{texts.fill(key::CONSENT_GATE_LEAD, &[("library", library.into())])}</p>
            </header>
            <FormProblem />
            {items}
            <p>
                {texts.say(if shows_data { key::CONSENT_GATE_WITH_DATA } else { key::CONSENT_GATE_WAITS })}
            </p>
            <p class="actions">
                {shows_data.then(|| view! {
                    <a class="button-quiet" href=visit.href("/my-data")>{texts.say(key::NAV_MY_DATA)}</a>
                    " "
                    <a class="button-quiet" href=visit.href("/my-data/take-away")>{texts.say(key::NAV_TAKE_AWAY)}</a>
                })}
            </p>
        </div>
    }
    .into_any())
}

fn one(visit: &Visit, item: &ConsentItem, next: &str) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let title_id = format!("consent-{}", item.purpose.code);
    let name = purpose_name(visit, &item.purpose.code)?;
    Ok(view! {
        <section class="sheet consent" aria-labelledby=title_id.clone()>
            <h2 id=title_id.clone() dir="auto">{name.clone()}</h2>
            {item.is_given().then(|| view! { <p>{texts.say(key::CONSENT_STATE_OLDER)}</p> })}
            <ConsentWords purpose=item.purpose.clone() />
            <form class="actions" method="post" action=visit.href("/consents")>
                <input type="hidden" name="from" value="gate" />
                <input type="hidden" name="next" value=next.to_owned() />
                {answer_buttons(visit, item, &name, Answering::Patron { to_newer: true })}
            </form>
        </section>
    }
    .into_any())
}
