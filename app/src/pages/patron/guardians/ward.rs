//! What a guardian sees of one ward, with counts.

use carrel_services::guardians::Ward;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::visit::{PageError, Visit};

/// The page.
#[component]
pub fn WardPage() -> impl IntoView {
    let visit = Visit::current();
    let id = use_params_map().get_untracked().get_str("ward").unwrap_or_default().to_owned();
    Suspend::new(async move {
        match load(&visit, &id).await {
            Ok(ward) => page(&visit, &id, &ward).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, id: &str) -> Result<Ward, PageError> {
    Ok(visit.services.ward(visit.session()?, visit.profile()?, id, &visit.origin).await?)
}

fn page(visit: &Visit, id: &str, ward: &Ward) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let title = texts.fill(key::WARD_TITLE, &[("name", ward.name.clone().into())]);
    let lead =
        texts.fill(key::WARD_LEAD, &[("name", ward.name.clone().into()), ("date", format.date(ward.until).into())]);
    let cards = ward
        .counts
        .iter()
        .map(|(category, count)| {
            let shown = format.count(*count);
            let text = if *count == 0 {
                texts.say(key::NOTHING_HELD).to_owned()
            } else {
                texts.fill(key::ENTRY_COUNT, &[("count", (*count).into()), ("shown", shown.into())])
            };
            let href = visit.href(&format!("/guardians/{id}/{}", category.slug()));
            view! {
                <li class="card" class:is-empty=*count == 0>
                    <h3><a href=href>{texts.category(*category)}</a></h3>
                    <p class="card-count">{text}</p>
                </li>
            }
        })
        .collect_view();
    Ok(view! {
        <Title text=title.clone() />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/guardians")>{texts.say(key::GUARDIANS_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{title.clone()}</h1>
                <p class="lead">{lead}</p>
            </header>
            <section class="group" aria-labelledby="shown-title">
                <h2 id="shown-title">{texts.say(key::WARD_SHOWN_TITLE)}</h2>
                <ul class="cards">{cards}</ul>
            </section>
            {(!ward.with_titles).then(|| view! { <p>{texts.say(key::WARD_NO_TITLES)}</p> })}
            <p class="fine">{texts.say(key::WARD_NO_FILES)}</p>
        </div>
    }
    .into_any())
}
