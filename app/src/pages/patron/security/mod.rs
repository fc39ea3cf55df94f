//! Sign-in and security: how I sign in, and where I am signed in.

pub mod factors;
mod password_and_email;
mod sessions;

use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::visit::{PageError, Visit};

/// One's own ways in.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match sections(&visit).await {
            Ok(sections) => page(&visit, sections).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

/// Each section loads what it shows.
async fn sections(visit: &Visit) -> Result<Vec<AnyView>, PageError> {
    Ok(vec![password_and_email::section(visit).await?, factors::section(visit).await?, sessions::section(visit).await?])
}

fn page(visit: &Visit, sections: Vec<AnyView>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let cardnumber = visit.session()?.cardnumber.clone();
    Ok(view! {
        <Title text=texts.say(key::SECURITY_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::SECURITY_TITLE)}</h1>
                <p class="lead">{texts.fill(key::SECURITY_LEAD, &[("number", cardnumber.into())])}</p>
            </header>
            {sections}
        </div>
    }
    .into_any())
}
