//! People on their way out, and legal holds.

use carrel_domain::{Date, Timestamp};
use carrel_services::retention::{Hold, Staged, StagesView};
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;

use super::words;
use crate::{
    components::drawings::EmptyState,
    visit::{PageError, Visit},
};

/// People in stages, and legal holds.
#[component]
pub fn RetentionPeoplePage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(found) => page(&visit, &found).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<StagesView, PageError> {
    Ok(visit.services.view_stages(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, found: &StagesView) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let holds = found.holds.iter().map(|hold| view! { <li>{hold_line(visit, &format, hold)}</li> }).collect_view();
    let (nobody, no_holds) = (found.staged.is_empty(), found.holds.is_empty());
    Ok(view! {
        <Title text=texts.say(key::RETENTION_PEOPLE_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/retention")>{texts.say(key::RETENTION_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{texts.say(key::RETENTION_PEOPLE_TITLE)}</h1></header>
            <p>{texts.say(key::RETENTION_PEOPLE_LEAD)}</p>
            {nobody.then(|| view! { <EmptyState text=texts.say(key::RETENTION_PEOPLE_NONE) /> })}
            {(!nobody).then(|| table(visit, &format, &found.staged))}
            <section class="panel-sheet" aria-labelledby="holds-title">
                <h2 id="holds-title">{texts.say(key::RETENTION_HOLDS_TITLE)}</h2>
                {no_holds.then(|| view! { <p>{texts.say(key::RETENTION_HOLDS_NONE)}</p> })}
                <ul>{holds}</ul>
            </section>
        </div>
    }
    .into_any())
}

fn hold_line(visit: &Visit, format: &Format, hold: &Hold) -> AnyView {
    let name = [hold.firstname.as_deref(), hold.surname.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let href = visit.href(&format!("/staff/patrons/{}", hold.patron));
    view! { <a href=href dir="auto">{name}</a>": "<span dir="auto">{hold_words(visit, format, hold)}</span> }.into_any()
}

/// A hold in words: since when, until when, why.
pub fn hold_words(visit: &Visit, format: &Format, hold: &Hold) -> String {
    let texts = visit.texts();
    let date = format.day_of(Timestamp(hold.placed_at));
    let mut arguments = vec![("date", date.into()), ("reason", hold.reason.clone().into())];
    match hold.ends_on.as_deref().and_then(|day| Date::parse(day).ok()) {
        Some(day) => {
            arguments.push(("until", format.date(day).into()));
            texts.fill(key::HOLD_LINE_UNTIL, &arguments)
        }
        None => texts.fill(key::HOLD_LINE, &arguments),
    }
}

fn table(visit: &Visit, format: &Format, staged: &[Staged]) -> impl IntoView + use<> {
    let texts = visit.texts();
    let names = [
        key::RETENTION_COLUMN_PERSON,
        key::RETENTION_COLUMN_STAGE,
        key::RETENTION_COLUMN_ENDED,
        key::RETENTION_COLUMN_NEXT,
    ];
    let heads = names.map(|name| view! { <th role="columnheader" scope="col">{texts.say(name)}</th> }).collect_view();
    let rows = staged.iter().map(|one| line(visit, format, one)).collect_view();
    view! {
        <table class="rows desk-table" role="table">
            <caption class="visually-hidden">{texts.say(key::RETENTION_PEOPLE_TITLE)}</caption>
            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn line(visit: &Visit, format: &Format, one: &Staged) -> impl IntoView + use<> {
    let texts = visit.texts();
    let day = |text: &str| Date::parse(text).map(|day| format.date(day)).unwrap_or_default();
    let name = [one.firstname.as_deref(), one.surname.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let href = visit.href(&format!("/staff/patrons/{}", one.patron));
    let person = if name.is_empty() {
        view! { {texts.say(key::RETENTION_PERSON_NOBODY)} }.into_any()
    } else {
        view! { <a href=href dir="auto">{name}</a> }.into_any()
    };
    let told = one.told.as_deref().map(|told| words::say(texts, &format!("retention-told-{told}")));
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" data-label=texts.say(key::RETENTION_COLUMN_PERSON)>{person}</th>
            <td role="cell" class="wide" data-label=texts.say(key::RETENTION_COLUMN_STAGE)>
                {stage_words(visit, one)}", "{told}
            </td>
            <td role="cell" data-label=texts.say(key::RETENTION_COLUMN_ENDED)>{day(&one.expired_on)}</td>
            <td role="cell" data-label=texts.say(key::RETENTION_COLUMN_NEXT)>
                {if one.stopped_at.is_some() { String::from("–") } else { day(&one.next_on) }}
            </td>
        </tr>
    }
}

/// The stage, or why it was stopped.
pub fn stage_words(visit: &Visit, one: &Staged) -> String {
    let texts = visit.texts();
    match (&one.stopped_at, &one.stop_reason) {
        (Some(_), reason) => {
            texts.fill(key::RETENTION_STAGE_STOPPED, &[("reason", reason.clone().unwrap_or_default().into())])
        }
        (None, _) => words::say(texts, &format!("retention-stage-{}", one.stage)).to_owned(),
    }
}
