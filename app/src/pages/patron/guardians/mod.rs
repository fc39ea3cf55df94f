//! Guardians and people in one's care: who sees what of whom.

mod rows;
mod ward;

use carrel_domain::guardian::Seen;
use carrel_services::guardians::{InCare, Told};
use carrel_texts::{Format, Key, key};
use leptos::prelude::*;
use leptos_meta::Title;

pub use self::{rows::WardCategoryPage, ward::WardPage};
use crate::{
    components::guardian_parts::{sight_list, told_words},
    visit::{PageError, Visit},
};

/// The page.
#[component]
pub fn GuardiansPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok((told, in_care)) => page(&visit, &told, &in_care).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<(Vec<Told>, Vec<InCare>), PageError> {
    let (session, profile) = (visit.session()?, visit.profile()?);
    let in_care = visit.services.in_care(session, profile, &visit.origin).await?;
    Ok((visit.services.told_of_guardians(session, profile).await?, in_care))
}

fn page(visit: &Visit, told: &[Told], in_care: &[InCare]) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let guardians = told.iter().map(|one| view! { <li>{told_words(visit, &format, one)}</li> }).collect_view();
    let wards = in_care.iter().map(|one| ward(visit, &format, one)).collect_view();
    let is_seen = told.iter().any(|one| one.sees.is_ok());
    Ok(view! {
        <Title text=texts.say(key::GUARDIANS_TITLE) />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/choices")>{texts.say(key::CHOICES_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{texts.say(key::GUARDIANS_TITLE)}</h1>
                <p class="lead">{texts.say(key::GUARDIANS_LEAD)}</p>
            </header>
            <section class="block" aria-labelledby="told-title">
                <h2 id="told-title">{texts.say(key::TOLD_TITLE)}</h2>
                {told.is_empty().then(|| view! { <p>{texts.say(key::TOLD_NONE)}</p> })}
                {(!told.is_empty()).then(|| view! { <ul class="people">{guardians}</ul> })}
                {is_seen.then(|| view! {
                    <p>
                        {texts.say(key::TOLD_LOG)}" "
                        <a href=visit.href("/my-data/log")>{texts.say(key::TOLD_LOG_LINK)}</a>"."
                    </p>
                })}
            </section>
            <section class="block" aria-labelledby="in-care-title">
                <h2 id="in-care-title">{texts.say(key::IN_CARE_TITLE)}</h2>
                {in_care.is_empty().then(|| view! { <p>{texts.say(key::IN_CARE_NONE)}</p> })}
                {(!in_care.is_empty()).then(|| view! { <ul class="people">{wards}</ul> })}
            </section>
        </div>
    }
    .into_any())
}

fn ward(visit: &Visit, format: &Format, one: &InCare) -> impl IntoView + use<> {
    let texts = visit.texts();
    let name = one.name.clone();
    let shown = match one.sees {
        Ok(Seen { sights, until, .. }) => {
            let href = visit.href(&format!("/guardians/{}", one.public_id));
            let look = texts.fill(key::IN_CARE_LOOK, &[("name", one.name.clone().into())]);
            let until = texts.fill(key::IN_CARE_UNTIL, &[("date", format.date(until).into())]);
            let list = sight_list(visit, sights);
            view! { <p><a href=href>{look}</a></p> <p>{until}</p> {list} }.into_any()
        }
        Err(reason) => {
            let text = Key::find(&format!("in-care-nothing-{}", reason.name())).map(|key| texts.say(key));
            view! { <p>{text}</p> }.into_any()
        }
    };
    view! {
        <li>
            <h3 dir="auto">{name}</h3>
            {shown}
        </li>
    }
}
