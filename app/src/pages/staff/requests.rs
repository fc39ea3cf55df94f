//! The work list of data requests, by days left.

use carrel_domain::Date;
use carrel_services::requests::{RequestLine, Which, days_left};
use carrel_texts::{Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{drawings::EmptyState, request_parts::coded},
    visit::{PageError, Visit},
};

const TABS: [(Which, &str, carrel_texts::Key); 3] = [
    (Which::Open, "open", key::TAB_OPEN),
    (Which::Mine, "mine", key::TAB_MINE),
    (Which::Closed, "closed", key::TAB_CLOSED),
];

/// The work list.
#[component]
pub fn RequestsPage() -> impl IntoView {
    let visit = Visit::current();
    let tab = use_query_map().get_untracked().get_str("show").unwrap_or("open").to_owned();
    let which = TABS.iter().find(|(_, name, _)| *name == tab).map_or(Which::Open, |(which, _, _)| *which);
    Suspend::new(async move {
        match load(&visit, which).await {
            Ok(lines) => page(&visit, which, lines).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, which: Which) -> Result<Vec<RequestLine>, PageError> {
    Ok(visit.services.list_requests(visit.session()?, which, &visit.origin).await?)
}

fn page(visit: &Visit, which: Which, lines: Vec<RequestLine>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let tabs = TABS
        .into_iter()
        .map(|(tab, name, text)| {
            let mark = (tab == which).then_some("page");
            view! {
                <li>
                    <a href=visit.href(&format!("/staff/requests?show={name}")) aria-current=mark>{texts.say(text)}</a>
                </li>
            }
        })
        .collect_view();
    let is_empty = lines.is_empty();
    let table = (!is_empty).then(|| request_table(visit, lines)).transpose()?;
    Ok(view! {
        <Title text=texts.say(key::REQUESTS_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::REQUESTS_TITLE)}</h1>
            </header>
            <nav class="tabs" aria-label=texts.say(key::REQUESTS_TITLE)><ul>{tabs}</ul></nav>
            {is_empty.then(|| view! { <EmptyState text=texts.say(key::REQUESTS_NONE) /> })}
            {table}
        </div>
    }
    .into_any())
}

/// Requests as a table on a desk, as cards on a phone.
pub fn request_table(visit: &Visit, lines: Vec<RequestLine>) -> Result<impl IntoView + use<>, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let today = visit.services.today(visit.profile()?);
    let date = |text: &str| Date::parse(text).map(|date| format.date(date)).unwrap_or_default();
    let rows = lines
        .into_iter()
        .map(|line| {
            let owner = line.owner_name.filter(|name| !name.is_empty());
            let checked = if line.identity_checked_at.is_some() { key::YES } else { key::NO };
            let left = (line.state == "open").then(|| days_badge(texts, days_left(&line.due_on, today)));
            let state = (line.state != "open").then(|| coded(texts, "request-state", &line.state));
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row" data-label=texts.say(key::REQUEST_KIND_LABEL)>
                        <a href=visit.href(&format!("/staff/requests/{}", line.public_id))>
                            {coded(texts, "request-kind", &line.kind)}
                        </a>
                    </th>
                    <td role="cell" data-label=texts.say(key::COLUMN_PATRON) dir="auto">{line.patron_name}</td>
                    <td role="cell" data-label=texts.say(key::COLUMN_DUE)>{date(&line.due_on)}" "{left}{state}</td>
                    <td role="cell" data-label=texts.say(key::COLUMN_IDENTITY)>{texts.say(checked)}</td>
                    <td role="cell" data-label=texts.say(key::COLUMN_OWNER) dir="auto">
                        {owner.unwrap_or_else(|| texts.say(key::NOBODY_YET).to_owned())}
                    </td>
                </tr>
            }
        })
        .collect_view();
    let heads = [key::REQUEST_KIND_LABEL, key::COLUMN_PATRON, key::COLUMN_DUE, key::COLUMN_IDENTITY, key::COLUMN_OWNER]
        .map(|name| view! { <th role="columnheader" scope="col">{texts.say(name)}</th> })
        .collect_view();
    Ok(view! {
        <table class="rows desk-table" role="table">
            <caption class="visually-hidden">{texts.say(key::REQUESTS_TITLE)}</caption>
            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    })
}

/// How long there is, in words; not by colour alone.
pub fn days_badge(texts: Texts, days: i64) -> impl IntoView {
    let (class, text) = match days {
        ..0 => ("badge badge-late", texts.fill(key::DAYS_OVERDUE, &[("count", (-days).into())])),
        0..=7 => ("badge badge-late", texts.fill(key::DAYS_LEFT, &[("count", days.into())])),
        _ => ("badge", texts.fill(key::DAYS_LEFT, &[("count", days.into())])),
    };
    view! { <span class=class>{text}</span> }
}
