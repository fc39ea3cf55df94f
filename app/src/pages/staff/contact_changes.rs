//! What patrons corrected and the library system does not have yet.

use carrel_domain::{Timestamp, contact::ContactField};
use carrel_services::contact::Pending;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    pages::patron::contact::field_name,
    visit::{PageError, Visit},
};

/// The list, the newest first.
#[component]
pub fn ContactChangesPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(pending) => page(&visit, pending).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Vec<Pending>, PageError> {
    Ok(visit.services.pending_contacts(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, pending: Vec<Pending>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let is_none = pending.is_empty();
    let items = pending
        .into_iter()
        .map(|one| {
            let facts = one
                .corrections
                .into_iter()
                .map(|correction| {
                    let field = ContactField::from_name(&correction.field);
                    let name = field.map_or(correction.field, |field| field_name(visit, field));
                    let value = if correction.value.is_empty() {
                        texts.say(key::CONTACT_CHANGE_REMOVED).to_owned()
                    } else {
                        correction.value
                    };
                    let before = (!correction.source_value.is_empty()).then(|| {
                        let before = [("value", correction.source_value.clone().into())];
                        texts.fill(key::CONTACT_CHANGE_BEFORE, &before)
                    });
                    let date = format.day_of(Timestamp(correction.chosen_at));
                    view! {
                        <div>
                            <dt>{name}</dt>
                            <dd dir="auto">{value}" "<span class="fine">{before}" "{date}</span></dd>
                        </div>
                    }
                })
                .collect_view();
            view! {
                <li>
                    <p dir="auto">
                        <a href=visit.href(&format!("/staff/patrons/{}", one.public_id))>{one.name}</a>
                        " "<span class="hint">{one.cardnumber}</span>
                    </p>
                    <dl class="facts stacked">{facts}</dl>
                </li>
            }
        })
        .collect_view();
    Ok(view! {
        <Title text=texts.say(key::CONTACT_CHANGES_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/patrons")>{texts.say(key::PATRONS_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{texts.say(key::CONTACT_CHANGES_TITLE)}</h1></header>
            <p>{texts.say(key::CONTACT_CHANGES_LEAD)}</p>
            {is_none.then(|| view! { <p>{texts.say(key::CONTACT_CHANGES_NONE)}</p> })}
            <ul class="plain-list contact-changes">{items}</ul>
        </div>
    }
    .into_any())
}
