//! People on their way out, and legal holds.

use carrel_domain::{
    Date, Timestamp,
    retention::{Stage, Untold},
};
use carrel_services::retention::{Hold, Staged, StagesView};
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::words;
use crate::{
    components::{drawings::EmptyState, problem::FormProblem},
    visit::{PageError, Visit},
};

/// People in stages, and legal holds.
#[component]
pub fn RetentionPeoplePage() -> impl IntoView {
    let visit = Visit::current();
    let is_done = use_query_map().get_untracked().get("done").is_some();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(found) => page(&visit, &found, is_done).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<StagesView, PageError> {
    Ok(visit.services.view_stages(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, found: &StagesView, is_done: bool) -> Result<AnyView, PageError> {
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
            <FormProblem />
            {is_done.then(|| view! { <p class="notice" role="status">{texts.say(key::RETENTION_MARKED)}</p> })}
            <p>{texts.say(key::RETENTION_PEOPLE_LEAD)}</p>
            {(found.untold > 0).then(|| untold(visit, &format, found))}
            {nobody.then(|| view! { <EmptyState text=texts.say(key::RETENTION_PEOPLE_NONE) /> })}
            {(!nobody).then(|| table(visit, &format, found))}
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

/// Whom no mail reached: what becomes of them, and the list to write letters by.
fn untold(visit: &Visit, format: &Format, found: &StagesView) -> impl IntoView + use<> {
    let texts = visit.texts();
    let number = [("count", found.untold.into()), ("shown", format.count(found.untold).into())];
    let count = texts.fill(key::RETENTION_UNTOLD_COUNT, &number);
    let what = match found.policy {
        Untold::Wait => key::RETENTION_UNTOLD_WAITING,
        Untold::Go => key::RETENTION_UNTOLD_GOING,
    };
    view! {
        <section class="panel-sheet stack" aria-labelledby="untold-title">
            <h2 id="untold-title">{texts.say(key::RETENTION_UNTOLD_TITLE)}</h2>
            <p><strong>{count}</strong></p>
            <p>{texts.fill(what, &number).to_string()}</p>
            <form method="post" action=visit.href("/staff/retention/people/letters")>
                <button class="button-quiet" type="submit">{texts.say(key::RETENTION_LETTERS)}</button>
            </form>
            <p class="fine">{texts.say(key::RETENTION_LETTERS_FINE)}</p>
        </section>
    }
}

fn table(visit: &Visit, format: &Format, found: &StagesView) -> AnyView {
    let texts = visit.texts();
    let marks = found.staged.iter().any(Staged::is_untold);
    let mut names = vec![
        key::RETENTION_COLUMN_PERSON,
        key::RETENTION_COLUMN_STAGE,
        key::RETENTION_COLUMN_ENDED,
        key::RETENTION_COLUMN_NEXT,
    ];
    names.extend(marks.then_some(key::RETENTION_MARK_COLUMN));
    let heads = names
        .into_iter()
        .map(|name| view! { <th role="columnheader" scope="col">{texts.say(name)}</th> })
        .collect_view();
    let rows = found.staged.iter().map(|one| line(visit, format, one, found, marks)).collect_view();
    let table = view! {
        <table class="rows desk-table" role="table">
            <caption class="visually-hidden">{texts.say(key::RETENTION_PEOPLE_TITLE)}</caption>
            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    };
    if !marks {
        return table.into_any();
    }
    view! {
        <form class="stack" method="post" action=visit.href("/staff/retention/people/told")>
            {table}
            <p><button class="button" type="submit">{texts.say(key::RETENTION_MARK_TICKED)}</button></p>
        </form>
    }
    .into_any()
}

fn line(visit: &Visit, format: &Format, one: &Staged, found: &StagesView, marks: bool) -> impl IntoView + use<> {
    let texts = visit.texts();
    let day = |text: &str| Date::parse(text).map(|day| format.date(day)).unwrap_or_default();
    let name = [one.firstname.as_deref(), one.surname.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let href = visit.href(&format!("/staff/patrons/{}", one.patron));
    let person = if name.is_empty() {
        view! { {texts.say(key::RETENTION_PERSON_NOBODY)} }.into_any()
    } else {
        view! { <a href=href dir="auto">{name.clone()}</a> }.into_any()
    };
    let next = match (one.stopped_at, one.is_untold(), found.policy) {
        (Some(_), _, _) => String::from("–"),
        _ if found.kept.contains_key(&one.patron_id) => {
            let reason = found.kept.get(&one.patron_id).map_or("", |stop| stop.name());
            let reason = words::say(texts, &format!("retention-stop-{reason}"));
            texts.fill(key::RETENTION_NEXT_KEPT, &[("reason", reason.into())]).to_string()
        }
        (None, true, Untold::Wait) => texts.say(key::RETENTION_NEXT_WAITS).to_owned(),
        _ if Date::parse(&one.next_on).is_ok_and(|next| next <= found.today) => {
            texts.say(key::RETENTION_NEXT_RUN).to_owned()
        }
        _ => day(&one.next_on),
    };
    let mark = marks.then(|| {
        let tick = one.is_untold().then(|| {
            let label = texts.fill(key::RETENTION_MARK_ONE, &[("name", name.into())]);
            view! { <input type="checkbox" name="person" value=one.patron.clone() aria-label=label /> }
        });
        let class = if tick.is_none() { "nothing" } else { "" };
        view! { <td role="cell" class=class data-label=texts.say(key::RETENTION_MARK_COLUMN)>{tick}</td> }
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" data-label=texts.say(key::RETENTION_COLUMN_PERSON)>{person}</th>
            <td role="cell" class="wide" data-label=texts.say(key::RETENTION_COLUMN_STAGE)>
                {stage_cell(visit, format, one)}
            </td>
            <td role="cell" data-label=texts.say(key::RETENTION_COLUMN_ENDED)>{day(&one.expired_on)}</td>
            <td role="cell" data-label=texts.say(key::RETENTION_COLUMN_NEXT)>{next}</td>
            {mark}
        </tr>
    }
}

/// The stage, and how they were told; of whoever is in the first stage that says it all.
fn stage_cell(visit: &Visit, format: &Format, one: &Staged) -> AnyView {
    let told = told_words(visit, format, one);
    match told {
        Some(told) if one.stage == Stage::Told.name() && one.stopped_at.is_none() => told.into_any(),
        told => view! { {stage_words(visit, one)} <span class="hint">" "{told}</span> }.into_any(),
    }
}

/// How they were told, or why they could not be.
pub fn told_words(visit: &Visit, format: &Format, one: &Staged) -> Option<String> {
    let texts = visit.texts();
    let told = one.told.as_deref()?;
    match one.told_on.as_deref().and_then(|day| Date::parse(day).ok()) {
        Some(day) => Some(texts.fill(key::RETENTION_TOLD_LETTER_ON, &[("date", format.date(day).into())])),
        None => Some(words::say(texts, &format!("retention-told-{told}")).to_owned()),
    }
}

/// The stage, or why it was stopped.
pub fn stage_words(visit: &Visit, one: &Staged) -> String {
    let texts = visit.texts();
    match (&one.stopped_at, &one.stop_reason) {
        (Some(_), reason) => {
            texts.fill(key::RETENTION_STAGE_STOPPED, &[("reason", reason.clone().unwrap_or_default().into())])
        }
        (None, _) if one.is_untold() => texts.say(key::RETENTION_STAGE_UNTOLD).to_owned(),
        (None, _) => words::say(texts, &format!("retention-stage-{}", one.stage)).to_owned(),
    }
}
