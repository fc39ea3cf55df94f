//! The library's news: what is said, to how many, and the mailings so far.

use carrel_domain::{Language, Timestamp};
use carrel_services::{
    mail::{Template, Words},
    news::{MailingLine, NewsView},
};
use carrel_texts::{Format, Key, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::problem::FormProblem,
    visit::{PageError, Visit},
};

/// The page.
#[component]
pub fn NewsPage() -> impl IntoView {
    let visit = Visit::current();
    let done = use_query_map().get_untracked().get_str("done").unwrap_or_default().to_owned();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(found) => page(&visit, found, &done).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<NewsView, PageError> {
    Ok(visit.services.view_news(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, found: NewsView, done: &str) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let is_off = !visit.services.sends_mail();
    let done = match done {
        "begun" if found.is_under_way() => Some(key::NEWS_BEGUN),
        "stopped" => Some(key::NEWS_STOPPED),
        _ => None,
    };
    let words = found.words.iter().map(|(language, words)| said(visit, *language, words.as_ref())).collect_view();
    let mailings = found.mailings.iter().map(|line| mailing(visit, &format, line)).collect_view();
    let history = if found.mailings.is_empty() {
        view! { <p>{texts.say(key::NEWS_NONE)}</p> }.into_any()
    } else {
        view! { <ol class="timeline">{mailings}</ol> }.into_any()
    };
    Ok(view! {
        <Title text=texts.say(key::NEWS_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/templates")>{texts.say(key::TEMPLATES_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{texts.say(key::NEWS_TITLE)}</h1></header>
            <FormProblem />
            {done.map(|text| view! { <p class="notice" role="status">{texts.say(text)}</p> })}
            {is_off.then(|| view! { <p class="notice notice-warn">{texts.say(key::MAILS_OFF)}</p> })}
            <p>{texts.say(key::NEWS_LEAD)}</p>
            <div class="desk-columns">
                <div>
                    <section class="panel-sheet" aria-labelledby="words-title">
                        <h2 id="words-title">{texts.say(key::NEWS_WORDS)}</h2>
                        {words}
                    </section>
                    {(!is_off).then(|| sending(visit, &format, &found))}
                </div>
                <section class="panel-sheet" aria-labelledby="mailings-title">
                    <h2 id="mailings-title">{texts.say(key::NEWS_MAILINGS)}</h2>
                    {history}
                </section>
            </div>
        </div>
    }
    .into_any())
}

/// What is said in one language, and where it is written.
fn said(visit: &Visit, language: Language, words: Option<&Words>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let code = Template::LibraryNews.code();
    let href = visit.href(&format!("/staff/templates/{code}?language={}", language.code()));
    let content = match words.cloned() {
        Some(Words { subject, body }) => view! {
            <details>
                <summary lang=language.code() dir="auto">{subject}</summary>
                <p class="mail-body" lang=language.code() dir="auto">{body}</p>
            </details>
        }
        .into_any(),
        None => view! { <p>{texts.say(key::NEWS_UNWRITTEN)}</p> }.into_any(),
    };
    view! {
        <h3 lang=language.code()>{language.own_name()}</h3>
        {content}
        <p>
            <a href=href>
                {texts.say(key::NEWS_WRITE)}<span class="visually-hidden">": "{language.own_name()}</span>
            </a>
        </p>
    }
}

/// To how many it would go, and the button.
fn sending(visit: &Visit, format: &Format, found: &NewsView) -> impl IntoView + use<> {
    let texts = visit.texts();
    let agreed =
        texts.fill(key::NEWS_AGREED, &[("count", found.agreed.into()), ("number", format.count(found.agreed).into())]);
    let is_written = found.words.iter().any(|(_, words)| words.is_some());
    let can_send = is_written && !found.is_under_way();
    let why_not = if found.is_under_way() { key::NEWS_ONE_AT_A_TIME } else { key::NEWS_WRITE_FIRST };
    let again = found.sent_before.map(|at| {
        let text = texts.fill(key::NEWS_SENT_BEFORE, &[("date", format.time(at).into())]);
        view! {
            <p class="notice notice-warn">{text}</p>
            <div class="choice">
                <input type="checkbox" id="again" name="again" value="1" />
                <label for="again">{texts.say(key::NEWS_AGAIN)}</label>
            </div>
        }
    });
    let form = can_send.then(|| {
        view! {
            <form class="desk-form" method="post" action=visit.href("/staff/news")>
                <input type="hidden" name="words" value=found.digest.clone() />
                {again}
                <button class="button" type="submit">{texts.say(key::NEWS_SEND)}</button>
                <p class="fine">{texts.say(key::NEWS_FINE)}</p>
            </form>
        }
    });
    view! {
        <section class="panel-sheet desk-form" aria-labelledby="who-title">
            <h2 id="who-title">{texts.say(key::NEWS_WHO)}</h2>
            <p><strong>{agreed}</strong></p>
            <p>{texts.say(key::NEWS_WHO_TEXT)}</p>
            {(!can_send).then(|| view! { <p>{texts.say(why_not)}</p> })}
            {form}
        </section>
    }
}

fn mailing(visit: &Visit, format: &Format, line: &MailingLine) -> impl IntoView + use<> {
    let texts = visit.texts();
    let mailing = &line.mailing;
    let name = line.by.clone().unwrap_or_else(|| texts.say(key::TEMPLATE_HISTORY_UNKNOWN).to_owned());
    let when = [("date", format.time(Timestamp(mailing.requested_at)).into()), ("name", name.into())];
    let subject = line
        .subjects
        .get(visit.language.code())
        .map(|subject| (visit.language.code().to_owned(), subject.clone()))
        .or_else(|| line.subjects.iter().next().map(|(language, subject)| (language.clone(), subject.clone())));
    let subject =
        subject.map(|(language, subject)| view! { <p lang=language dir="auto"><strong>{subject}</strong></p> });
    let state = Key::find(&format!("news-state-{}", mailing.state)).map_or("", |key| texts.say(key));
    let counted =
        |key, number: i64| texts.fill(key, &[("count", number.into()), ("number", format.count(number).into())]);
    let written = counted(key::NEWS_WRITTEN, mailing.written);
    let left_out = (mailing.left_out > 0).then(|| counted(key::NEWS_LEFT_OUT, mailing.left_out));
    let is_over = mailing.is_over(line.waiting);
    // What is being written says by its number how far it is.
    let waiting = (!is_over && mailing.is_written()).then(|| counted(key::NEWS_WAITING, line.waiting));
    let stop = (!is_over).then(|| {
        view! {
            <form method="post" action=visit.href(&format!("/staff/news/{}/stop", mailing.public_id))>
                <button class="button-quiet" type="submit">{texts.say(key::NEWS_STOP)}</button>
            </form>
        }
    });
    view! {
        <li>
            <p class="fine" dir="auto">{texts.fill(key::TEMPLATE_HISTORY_BY, &when)}</p>
            {subject}
            <p>{state}" "{written}" "{waiting}" "{left_out}</p>
            {stop}
        </li>
    }
}
