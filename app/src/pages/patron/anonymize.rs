//! Anonymizing one's loan history: the question that names the number, and how far it is.

use carrel_services::loan_history::{HistoryJob, OwnHistory};
use carrel_texts::key;
use http::{HeaderName, HeaderValue};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::loan_history::preview;
use crate::{
    components::problem::FormProblem,
    visit::{PageError, Visit},
};

/// The question.
#[component]
pub fn AnonymizePage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(history) => question(&visit, &history).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<OwnHistory, PageError> {
    Ok(visit.services.own_history(visit.session()?, &visit.origin).await?)
}

fn question(visit: &Visit, history: &OwnHistory) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let goes = history.goes();
    let number = || [("count", i64::from(goes).into()), ("shown", format.count(goes.into()).into())];
    let back = visit.href("/loan-history");
    let title = if goes == 0 {
        texts.say(key::HISTORY_NOTHING).to_owned()
    } else {
        texts.fill(key::HISTORY_CONFIRM_TITLE, &number()).to_string()
    };
    let happens = [
        key::HISTORY_CONFIRM_ROWS,
        key::HISTORY_CONFIRM_TEXTS,
        key::HISTORY_CONFIRM_FILES,
        key::HISTORY_CONFIRM_MONEY,
        key::HISTORY_CONFIRM_SOURCE,
    ]
    .map(|key| view! { <li>{texts.say(key)}</li> })
    .collect_view();
    let form = (goes > 0).then(|| {
        view! {
            <form class="sheet" method="post" action=visit.href("/loan-history/anonymize")>
                <input type="hidden" name="rows" value=goes.to_string() />
                <button class="button" type="submit">{texts.fill(key::HISTORY_CONFIRM_BUTTON, &number()).to_string()}</button>
                <p><a href=back.clone()>{texts.say(key::HISTORY_CONFIRM_BACK)}</a></p>
            </form>
        }
    });
    Ok(view! {
        <Title text=title.clone() />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=back.clone()>{texts.say(key::HISTORY_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{title}</h1>
                {(goes > 0).then(|| view! { <p class="lead">{texts.say(key::HISTORY_CONFIRM_LEAD)}</p> })}
            </header>
            <FormProblem />
            {preview(texts, &format, &history.years)}
            <section class="block" aria-labelledby="happens-title">
                <h2 id="happens-title">{texts.say(key::HISTORY_CONFIRM_WHAT)}</h2>
                <ul>{happens}</ul>
            </section>
            {form}
        </div>
    }
    .into_any())
}

/// How far an anonymization is.
#[component]
pub fn AnonymizationPage() -> impl IntoView {
    let visit = Visit::current();
    let public_id = use_params_map().get_untracked().get_str("job").unwrap_or_default().to_owned();
    Suspend::new(async move {
        match load_job(&visit, &public_id).await {
            Ok(job) => progress(&visit, &job).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load_job(visit: &Visit, public_id: &str) -> Result<HistoryJob, PageError> {
    Ok(visit.services.find_history_job(visit.session()?, public_id).await?)
}

fn progress(visit: &Visit, job: &HistoryJob) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let done = format.count(job.rows_done);
    let number = [("count", job.rows_done.into()), ("shown", done.clone().into())];
    let (title, text) = match job.state.as_str() {
        "done" => (key::HISTORY_JOB_DONE_TITLE, texts.fill(key::HISTORY_JOB_DONE, &number).to_string()),
        "failed" => (key::HISTORY_JOB_FAILED_TITLE, texts.fill(key::HISTORY_JOB_FAILED, &number[1..]).to_string()),
        _ => {
            // The page looks again by itself, with and without WebAssembly, in this tab or a new one.
            expect_context::<ResponseOptions>()
                .insert_header(HeaderName::from_static("refresh"), HeaderValue::from_static("2"));
            (key::HISTORY_JOB_RUNNING_TITLE, texts.say(key::HISTORY_JOB_RUNNING).to_owned())
        }
    };
    let bar = (!job.is_over()).then(|| {
        let total = format.count(job.rows_total);
        let so_far = texts.fill(key::HISTORY_JOB_SO_FAR, &[("done", done.into()), ("total", total.into())]);
        view! {
            <div class="progress">
                <progress
                    max=job.rows_total.max(1).to_string()
                    value=job.rows_done.to_string()
                    aria-label=texts.say(key::HISTORY_JOB_PROGRESS)
                ></progress>
                <span class="progress-number">{so_far.to_string()}</span>
            </div>
        }
    });
    Ok(view! {
        <Title text=texts.say(title) />
        <div class="page narrow">
            <header class="letter"><h1>{texts.say(title)}</h1></header>
            <div class="sheet">
                <p class="lead">{text}</p>
                {bar}
                <p><a href=visit.href("/loan-history")>{texts.say(key::HISTORY_BACK)}</a></p>
            </div>
        </div>
    }
    .into_any())
}
