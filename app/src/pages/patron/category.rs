//! One category: every entry, with purpose, legal basis and retention.

use carrel_domain::{Category, Row, Section};
use carrel_services::{
    guardians::Told,
    my_data::{CategoryView, PageRequest, ROWS_PER_PAGE, is_record},
};
use carrel_texts::{Key, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    params::ParamsMap,
};

use crate::{
    components::{
        category_note::CategoryNotes,
        drawings::EmptyState,
        guardian_parts::guardian_notice,
        library_system,
        pages_nav::PagesNav,
        record_list::RecordList,
        row_table::{RowTable, Sorting},
    },
    visit::{PageError, Visit},
};

/// What the address asks for.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    page: u32,
    sort: String,
    ascending: bool,
    filter: String,
}

impl Wanted {
    pub(super) fn read(query: &ParamsMap, newest: &str) -> Self {
        let sort = query.get_str("sort").unwrap_or(newest).to_owned();
        Self {
            page: query.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000),
            ascending: query.get_str("order") == Some("up"),
            filter: query.get_str("find").unwrap_or_default().chars().filter(|c| !c.is_control()).take(200).collect(),
            sort,
        }
    }

    /// The same for the service.
    pub(super) fn request(&self, per_page: u32) -> PageRequest {
        PageRequest {
            page: self.page - 1,
            per_page,
            sort: Some(self.sort.clone()),
            ascending: self.ascending,
            filter: Some(self.filter.clone()),
        }
    }

    fn address(&self, base: &str, sort: &str, ascending: bool, page: u32) -> String {
        let mut query = ParamsMap::new();
        query.insert("sort", sort.to_owned());
        query.insert("order", String::from(if ascending { "up" } else { "down" }));
        if !self.filter.is_empty() {
            query.insert("find", self.filter.clone());
        }
        if page > 1 {
            query.insert("page", page.to_string());
        }
        format!("{base}{}", query.to_query_string())
    }
}

/// The page of one category.
#[component]
pub fn CategoryPage() -> impl IntoView {
    let visit = Visit::current();
    let slug = use_params_map().get_untracked().get_str("category").unwrap_or_default().to_owned();
    let query = use_query_map().get_untracked();
    Suspend::new(async move {
        let Some(category) = Category::from_slug(&slug) else { return PageError::NotFound.page() };
        let section = carrel_domain::sections::section(category);
        let wanted = Wanted::read(&query, section.newest);
        match load(&visit, category, &wanted).await {
            Ok((found, told)) => page(&visit, category, &wanted, found, &told).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, category: Category, wanted: &Wanted) -> Result<(CategoryView, Vec<Told>), PageError> {
    let request = wanted.request(ROWS_PER_PAGE);
    let (session, profile) = (visit.session()?, visit.profile()?);
    let services = &visit.services;
    let found = services.category(session, profile, visit.language, category, &request, &visit.origin).await?;
    let is_told = category == Category::Guardians && found.total > 0;
    let told = if is_told { services.told_of_guardians(session, profile).await? } else { Vec::new() };
    Ok((found, told))
}

fn page(
    visit: &Visit,
    category: Category,
    wanted: &Wanted,
    found: CategoryView,
    told: &[Told],
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let named = |part: &str| Key::find(&format!("category-{}{part}", category.slug()));
    let title = named("").map_or_else(|| category.slug(), |key| texts.say(key));
    let lead = named("-lead").map(|key| texts.say(key));
    let note = found.note.clone();
    let spreadsheet = found.section.spreadsheet;
    let is_list = !is_record(found.section);
    let has_guardians = category == Category::Guardians && found.total > 0;
    let notice = has_guardians.then(|| guardian_notice(visit, told)).transpose()?;
    let freshness = library_system::freshness(visit, found.freshness.as_ref())?;
    let content = if is_record(found.section) {
        record(visit, found)?.into_any()
    } else {
        let base = visit.href(&format!("/my-data/{}", category.slug()));
        let listed = Listed { section: found.section, rows: found.rows, total: found.total };
        list(visit, title, &base, wanted, listed, named("-empty").map_or("", |key| texts.say(key)))?
    };
    Ok(view! {
        <Title text=title />
        <div class="page with-note" class:of-list=is_list>
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/my-data")>{texts.say(key::MY_DATA_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{title}</h1>
                {lead.map(|text| view! { <p class="lead">{text}</p> })}
            </header>
            <CategoryNotes note />
            <div class="content">
                {freshness} {notice} {content} {spreadsheet.then(|| spreadsheets(visit, category))}
            </div>
        </div>
    }
    .into_any())
}

fn record(visit: &Visit, found: CategoryView) -> Result<impl IntoView + use<>, PageError> {
    let row = found.rows.into_iter().next().unwrap_or_default();
    let (format, names) = (visit.format()?, visit.profile()?.names.clone());
    Ok(view! { <RecordList section=found.section row format names /> })
}

/// Rows of a page of a list, and how many there are on all pages.
pub(super) struct Listed {
    pub(super) section: &'static Section,
    pub(super) rows: Vec<Row>,
    pub(super) total: i64,
}

/// A list at an address, with finding, sorting and paging; `empty` is said where there is nothing.
pub(super) fn list(
    visit: &Visit,
    title: &str,
    base: &str,
    wanted: &Wanted,
    found: Listed,
    empty: &'static str,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let (format, names) = (visit.format()?, visit.profile()?.names.clone());
    if found.total == 0 && wanted.filter.is_empty() {
        return Ok(view! { <EmptyState text=empty /> }.into_any());
    }
    let pages = u32::try_from(found.total).unwrap_or(u32::MAX).div_ceil(ROWS_PER_PAGE).max(1);
    if wanted.page > pages {
        // An old address, from when there was more: to the last page there is.
        leptos_axum::redirect(&wanted.address(base, &wanted.sort, wanted.ascending, pages));
        return Ok(().into_any());
    }
    let shown = format.count(found.total);
    let count = texts.fill(key::ENTRY_COUNT, &[("count", found.total.into()), ("shown", shown.into())]);
    let is_nothing = found.rows.is_empty();
    let sorting = Sorting { by: wanted.sort.clone(), ascending: wanted.ascending };
    let (for_sort, for_pages) = (wanted.clone(), wanted.clone());
    let (sort_base, page_base) = (base.to_owned(), base.to_owned());
    let sorted_address = move |column: &'static str, ascending| for_sort.address(&sort_base, column, ascending, 1);
    let page_address = move |page| for_pages.address(&page_base, &for_pages.sort, for_pages.ascending, page);
    Ok(view! {
        <div class="list-head">
            {(found.total > 10 || !wanted.filter.is_empty()).then(|| finder(visit, base, wanted))}
            <p class="count" role="status">{count}</p>
        </div>
        {is_nothing.then(|| view! { <EmptyState text=texts.say(key::NOTHING_FOUND) /> })}
        {(!is_nothing).then(|| view! {
            <RowTable
                section=found.section
                caption=title.to_owned()
                rows=found.rows
                format
                names
                sorting
                sorted_address
            />
        })}
        <PagesNav page=wanted.page pages address=page_address />
    }
    .into_any())
}

/// Finding rows by a word. Sorting stays as it is.
fn finder(visit: &Visit, base: &str, wanted: &Wanted) -> impl IntoView + use<> {
    let texts = visit.texts();
    let base = base.to_owned();
    let clear = (!wanted.filter.is_empty()).then(|| view! { <a href=base.clone()>{texts.say(key::FIND_CLEAR)}</a> });
    view! {
        <form class="finder" method="get" action=base role="search">
            <label for="find">{texts.say(key::FIND_LABEL)}</label>
            <div class="field-row">
                <input id="find" name="find" type="search" value=wanted.filter.clone() maxlength="200" />
                <button class="button-quiet" type="submit">{texts.say(key::FIND_BUTTON)}</button>
                {clear}
            </div>
            <input type="hidden" name="sort" value=wanted.sort.clone() />
            <input type="hidden" name="order" value=if wanted.ascending { "up" } else { "down" } />
        </form>
    }
}

/// One category as CSV or ODS.
fn spreadsheets(visit: &Visit, category: Category) -> impl IntoView + use<> {
    let texts = visit.texts();
    let buttons = [("ods", key::SAVE_AS_ODS), ("csv", key::SAVE_AS_CSV)]
        .into_iter()
        .map(|(format, text)| {
            view! { <button class="button-quiet" type="submit" name="format" value=format>{texts.say(text)}</button> }
        })
        .collect_view();
    view! {
        <form class="spreadsheets" method="post" action=visit.href("/my-data/take-away")>
            <p>{texts.say(key::SPREADSHEET_LEAD)}</p>
            <input type="hidden" name="category" value=category.slug() />
            {buttons}
        </form>
    }
}
