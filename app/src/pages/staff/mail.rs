//! Mails that have not gone: what to do about them, but not what stands in them.

use carrel_services::mail::MailRow;
use carrel_texts::{Format, Key, Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{drawings::EmptyState, problem::FormProblem},
    visit::{PageError, Visit},
};

/// The list of mails.
#[component]
pub fn MailPage() -> impl IntoView {
    let visit = Visit::current();
    let done = use_query_map().get_untracked().get_str("done").unwrap_or_default().to_owned();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(rows) => page(&visit, rows, &done).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Vec<MailRow>, PageError> {
    Ok(visit.services.list_mail(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, rows: Vec<MailRow>, done: &str) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let is_off = !visit.services.sends_mail();
    let done = match done {
        "retry" => Some(key::MAILS_DONE_RETRY),
        "cancel" => Some(key::MAILS_DONE_CANCEL),
        _ => None,
    };
    let done = done.map(|text| view! { <p class="notice" role="status">{texts.say(text)}</p> });
    let is_empty = rows.is_empty();
    let table = (!is_empty).then(|| table(visit, &format, rows));
    Ok(view! {
        <Title text=texts.say(key::MAILS_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::MAILS_TITLE)}</h1>
            </header>
            <FormProblem />
            {done}
            {is_off.then(|| view! { <p class="notice notice-warn">{texts.say(key::MAILS_OFF)}</p> })}
            <p>{texts.say(key::MAILS_LEAD)}</p>
            {is_empty.then(|| view! { <EmptyState text=texts.say(key::MAILS_NONE) /> })}
            {table}
        </div>
    }
    .into_any())
}

fn table(visit: &Visit, format: &Format, rows: Vec<MailRow>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let names = [
        key::TEMPLATES_COLUMN_MAIL,
        key::MAILS_COLUMN_TO,
        key::MAILS_COLUMN_WRITTEN,
        key::MAILS_COLUMN_STATE,
        key::MAILS_COLUMN_PROBLEM,
    ];
    let heads = names.map(|name| view! { <th role="columnheader" scope="col">{texts.say(name)}</th> }).collect_view();
    let rows = rows.into_iter().map(|row| line(visit, format, row)).collect_view();
    view! {
        <table class="rows desk-table" role="table">
            <caption class="visually-hidden">{texts.say(key::MAILS_TITLE)}</caption>
            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn line(visit: &Visit, format: &Format, row: MailRow) -> impl IntoView + use<> {
    let texts = visit.texts();
    let name = row.template.map_or_else(|| texts.say(key::MAILS_UNKNOWN), |template| template.name(visit.language));
    let state = if row.is_waiting { key::MAILS_WAITING } else { key::MAILS_FAILED };
    let state = texts.fill(state, &[("date", format.time(row.next_at).into())]);
    let attempts = texts.fill(key::MAILS_ATTEMPTS, &[("count", row.attempts.into())]);
    let problem = row.error.as_deref().map(|code| error_text(texts, code));
    let button = |action: &'static str, text: Key| {
        let href = visit.href(&format!("/staff/mail/{}/{action}", row.public_id));
        let about = format!("{name}, {}", row.recipient);
        view! {
            <form method="post" action=href>
                <button class="button-quiet" type="submit">
                    {texts.say(text)}
                    <span class="visually-hidden">": "{about}</span>
                </button>
            </form>
        }
    };
    let retry = row.can_retry.then(|| button("retry", key::MAILS_RETRY));
    let cancel = (row.is_waiting || row.can_retry).then(|| button("cancel", key::MAILS_CANCEL));
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" data-label=texts.say(key::TEMPLATES_COLUMN_MAIL)>{name}</th>
            <td role="cell" class="wide" data-label=texts.say(key::MAILS_COLUMN_TO)>{row.recipient.clone()}</td>
            <td role="cell" data-label=texts.say(key::MAILS_COLUMN_WRITTEN)>{format.time(row.created_at)}</td>
            <td role="cell" data-label=texts.say(key::MAILS_COLUMN_STATE)>{state}", "{attempts}</td>
            <td role="cell" class="wide" data-label=texts.say(key::MAILS_COLUMN_PROBLEM)>
                {problem.unwrap_or_else(|| String::from("–"))}
                {(row.can_retry || row.is_waiting).then(|| view! { <div class="inline-form">{retry}{cancel}</div> })}
            </td>
        </tr>
    }
}

/// A stable code such as `rejected-550` in words, with its number.
fn error_text(texts: Texts, code: &str) -> String {
    let (name, number) = code.split_once('-').unwrap_or((code, ""));
    let words = Key::find(&format!("mail-error-{name}")).map_or(name, |key| texts.say(key));
    if number.is_empty() { words.to_owned() } else { format!("{words} ({number})") }
}
