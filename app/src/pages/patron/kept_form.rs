//! What somebody was writing when their session ended: to send now, or to forget.

use carrel_services::kept_forms::KeptForm;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::visit::{PageError, Visit};

/// The page.
#[component]
pub fn KeptFormPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(form) => page(&visit, form).into_any(),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<KeptForm, PageError> {
    let session = visit.session()?;
    Ok(visit.services.kept_form(session, visit.kept_form.as_ref().ok_or(PageError::NotFound)?).await?)
}

fn page(visit: &Visit, form: KeptForm) -> impl IntoView + use<> {
    let texts = visit.texts();
    // What was written can be read again; what a form carries along unseen is only sent.
    let written = form.fields.iter().filter(|(_, value)| value.contains(' ') || value.chars().count() > 20);
    let written =
        written.map(|(_, value)| view! { <p class="kept-text" dir="auto">{value.clone()}</p> }).collect_view();
    let fields = form
        .fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <Title text=texts.say(key::KEPT_FORM_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::KEPT_FORM_TITLE)}</h1>
                <p class="lead">{texts.say(key::KEPT_FORM_LEAD)}</p>
            </header>
            <form class="sheet" method="post" action=visit.href(&form.path)>
                {written}
                {fields}
                <button class="button" type="submit">{texts.say(key::KEPT_FORM_SEND)}</button>
            </form>
            <form method="post" action=visit.href("/kept-form/discard")>
                <button class="button-quiet" type="submit">{texts.say(key::KEPT_FORM_DISCARD)}</button>
            </form>
        </div>
    }
}
