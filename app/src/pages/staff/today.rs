//! What waits for whoever signs in at the desk.

use carrel_services::ServiceError;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::visit::{PageError, Visit};

/// The first page of staff.
#[component]
pub fn TodayPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(()) => page(&visit).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<(), PageError> {
    let session = visit.session()?;
    if session.is_outside {
        return Err(ServiceError::Outside.into());
    }
    if session.actor.is_staff() { Ok(()) } else { Err(PageError::NotFound) }
}

fn page(visit: &Visit) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let name = visit.session()?.name.clone();
    Ok(view! {
        <Title text=texts.say(key::TODAY_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::TODAY_TITLE)}</h1>
                <p dir="auto">{texts.fill(key::TODAY_GREETING, &[("name", name.into())])}</p>
            </header>
        </div>
    }
    .into_any())
}
