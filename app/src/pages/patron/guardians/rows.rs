//! One category of a ward's, as their guardian sees it.

use carrel_domain::{Category, sections::section};
use carrel_services::{
    guardians::WardRows,
    my_data::{PageRequest, ROWS_PER_PAGE},
};
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    pages::patron::category::{Listed, Wanted, list},
    visit::{PageError, Visit},
};

/// The page.
#[component]
pub fn WardCategoryPage() -> impl IntoView {
    let visit = Visit::current();
    let params = use_params_map().get_untracked();
    let id = params.get_str("ward").unwrap_or_default().to_owned();
    let category = Category::from_slug(params.get_str("category").unwrap_or_default());
    let query = use_query_map().get_untracked();
    Suspend::new(async move {
        let Some(category) = category else { return PageError::NotFound.page() };
        let wanted = Wanted::read(&query, section(category).newest);
        match load(&visit, &id, category, &wanted).await {
            Ok(found) => page(&visit, &id, category, &wanted, found).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, id: &str, category: Category, wanted: &Wanted) -> Result<WardRows, PageError> {
    let request: PageRequest = wanted.request(ROWS_PER_PAGE);
    let (session, profile) = (visit.session()?, visit.profile()?);
    Ok(visit.services.ward_category(session, profile, (id, category), &request, &visit.origin).await?)
}

fn page(visit: &Visit, id: &str, category: Category, wanted: &Wanted, found: WardRows) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let name = || ("name", found.name.clone().into());
    let title =
        texts.fill(key::WARD_CATEGORY_TITLE, &[name(), ("category", texts.category(category).into_owned().into())]);
    let lead = texts.fill(key::WARD_CATEGORY_LEAD, &[name()]);
    let back = texts.fill(key::WARD_TITLE, &[name()]);
    let base = visit.href(&format!("/guardians/{id}/{}", category.slug()));
    let listed = Listed { section: found.section, rows: found.rows, total: found.total };
    let content = list(visit, &title, &base, wanted, listed, texts.say(key::WARD_EMPTY))?;
    Ok(view! {
        <Title text=title.clone() />
        <div class="page">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href(&format!("/guardians/{id}"))>{back}</a>
            </nav>
            <header class="letter">
                <h1>{title.clone()}</h1>
                <p class="lead">{lead}</p>
            </header>
            <div class="content">{content}</div>
        </div>
    }
    .into_any())
}
