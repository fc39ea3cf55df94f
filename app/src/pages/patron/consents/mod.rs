//! Consents: what one agreed to and what not, changing it, receipts.

mod gate;
mod receipt;

use carrel_services::consents::{ConsentItem, Consents, Receipt};
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

pub use self::{gate::ConsentGatePage, receipt::ConsentReceiptPage};
use crate::{
    components::{
        consent_parts::{Answering, ConsentWords, answer_buttons, purpose_name},
        problem::FormProblem,
    },
    visit::{PageError, Visit},
};

/// The page.
#[component]
pub fn ConsentsPage() -> impl IntoView {
    let visit = Visit::current();
    let is_done = use_query_map().get_untracked().get("done").is_some();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(found) => page(&visit, found, is_done).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Consents, PageError> {
    Ok(visit.services.consents(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, found: Consents, is_done: bool) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let is_none = found.items.is_empty();
    let items = found.items.iter().map(|item| one(visit, &format, item)).collect::<Result<Vec<_>, _>>()?;
    let receipts = found.receipts.iter().map(|receipt| line(visit, &format, receipt)).collect::<Result<Vec<_>, _>>()?;
    Ok(view! {
        <Title text=texts.say(key::CONSENTS_TITLE) />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/choices")>{texts.say(key::CHOICES_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{texts.say(key::CONSENTS_TITLE)}</h1>
                <p class="lead">{texts.say(key::CONSENTS_LEAD)}</p>
            </header>
            {is_done.then(|| view! { <p class="message" role="status">{texts.say(key::CONSENTS_SAVED)}</p> })}
            <FormProblem />
            {is_none.then(|| view! { <p>{texts.say(key::CONSENTS_NONE)}</p> })}
            {items}
            {(!receipts.is_empty()).then(|| view! {
                <section class="block" aria-labelledby="receipts-title">
                    <h2 id="receipts-title">{texts.say(key::CONSENTS_RECEIPTS)}</h2>
                    <ul class="receipts">{receipts}</ul>
                </section>
            })}
            <p class="fine">
                <a href=visit.href("/my-data/consents")>{texts.say(key::CONSENTS_ALL_ENTRIES)}</a>
            </p>
        </div>
    }
    .into_any())
}

/// One purpose: what it is, how it stands, and one button.
fn one(visit: &Visit, format: &Format, item: &ConsentItem) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let code = item.purpose.code.clone();
    let title_id = format!("consent-{code}");
    let name = purpose_name(visit, &code)?;
    let state = match &item.choice {
        None => texts.say(key::CONSENT_STATE_NONE).to_owned(),
        Some(choice) => {
            let text = if choice.is_given() { key::CONSENT_STATE_GIVEN } else { key::CONSENT_STATE_REFUSED };
            let how = texts.code("consent-how", choice.how.name()).into_owned();
            texts.fill(text, &[("date", format.time(choice.at).into()), ("how", how.into())])
        }
    };
    let older = item.is_given() && item.is_to_be_asked(visit.services.clock().now());
    Ok(view! {
        <section class="sheet consent" aria-labelledby=title_id.clone()>
            <h2 id=title_id.clone() dir="auto">{name.clone()}</h2>
            <p class="consent-state" class:is-given=item.is_given()>{state}</p>
            {older.then(|| view! { <p>{texts.say(key::CONSENT_STATE_OLDER)}</p> })}
            <ConsentWords purpose=item.purpose.clone() />
            <form class="actions" method="post" action=visit.href("/consents")>
                {answer_buttons(visit, item, &name, Answering::Patron { to_newer: older })}
            </form>
        </section>
    }
    .into_any())
}

fn line(visit: &Visit, format: &Format, receipt: &Receipt) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let name = purpose_name(visit, &receipt.purpose)?;
    let answer = texts.code("consent-answer", &receipt.answer).into_owned();
    let date = format.time(carrel_domain::Timestamp(receipt.answered_at));
    let href = visit.href(&format!("/consents/receipts/{}", receipt.public_id));
    Ok(view! { <li><a href=href>{date}": "<span dir="auto">{name}</span>", "{answer}</a></li> }.into_any())
}
