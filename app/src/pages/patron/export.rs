//! One prepared export: how far it is, and the file when it is ready.

use carrel_domain::Timestamp;
use carrel_services::exports::ExportJob;
use carrel_texts::{Format, key};
use http::{HeaderName, HeaderValue};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{
    components::drawings::Parcel,
    islands::ExportWatch,
    visit::{PageError, Visit},
};

/// The page of one export.
#[component]
pub fn ExportPage() -> impl IntoView {
    let visit = Visit::current();
    let public_id = use_params_map().get_untracked().get_str("export").unwrap_or_default().to_owned();
    Suspend::new(async move {
        match load(&visit, &public_id).await {
            Ok(job) => page(&visit, &job).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, public_id: &str) -> Result<ExportJob, PageError> {
    Ok(visit.services.find_export(visit.session()?, public_id).await?)
}

fn page(visit: &Visit, job: &ExportJob) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let base = visit.href(&format!("/my-data/take-away/{}", job.public_id));
    let (title, content) = match job.state.as_str() {
        "ready" => (key::EXPORT_READY_TITLE, ready(visit, &format, job, &base).into_any()),
        "failed" => (key::EXPORT_FAILED_TITLE, failed(visit).into_any()),
        _ => (key::EXPORT_RUNNING_TITLE, running(visit, job).into_any()),
    };
    let delete = if job.state == "ready" { key::EXPORT_DELETE } else { key::EXPORT_CANCEL };
    Ok(view! {
        <Title text=texts.say(title) />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/my-data/take-away")>{texts.say(key::TAKE_AWAY_TITLE)}</a>
            </nav>
            <header class="letter"><h1>{texts.say(title)}</h1></header>
            <div class="sheet">
                <div class="parcel">{content}</div>
                <form class="parcel" method="post" action=format!("{base}/delete")>
                    <button class="button-quiet" type="submit">{texts.say(delete)}</button>
                </form>
            </div>
        </div>
    }
    .into_any())
}

fn running(visit: &Visit, job: &ExportJob) -> impl IntoView + use<> {
    let texts = visit.texts();
    // Without WebAssembly the page reloads itself.
    expect_context::<ResponseOptions>()
        .insert_header(HeaderName::from_static("refresh"), HeaderValue::from_static("5"));
    let percent = (job.rows_done * 100).checked_div(job.rows_total).unwrap_or(0).clamp(0, 100);
    let attempt = (job.attempts > 1).then(|| texts.say(key::EXPORT_TRYING_AGAIN));
    view! {
        <Parcel is_ready=false />
        <p class="lead">{texts.say(key::EXPORT_RUNNING_TEXT)}</p>
        <ExportWatch
            export=job.public_id.clone()
            percent=u8::try_from(percent).unwrap_or(0)
            label=texts.say(key::EXPORT_PROGRESS_LABEL).to_owned()
        />
        {attempt.map(|text| view! { <p>{text}</p> })}
        <p class="fine">{texts.say(key::EXPORT_LEAVE)}</p>
    }
}

fn ready(visit: &Visit, format: &Format, job: &ExportJob, base: &str) -> impl IntoView + use<> {
    let texts = visit.texts();
    let until = job.expires_at.map(|until| format.time(Timestamp(until))).unwrap_or_default();
    let kept = texts.fill(key::EXPORT_KEPT_UNTIL, &[("date", until.into())]);
    let save = texts.fill(key::EXPORT_SAVE, &[("format", job.format.to_uppercase().into())]);
    let kilobytes = format.count(job.file_size.unwrap_or(0) / 1_000 + 1);
    view! {
        <Parcel is_ready=true />
        <p class="lead">{texts.say(key::EXPORT_READY_TEXT)}</p>
        <form method="post" action=format!("{base}/file")>
            <button class="button" type="submit">{save}</button>
        </form>
        <p class="fine"><span class="parcel-size">{texts.fill(key::EXPORT_SIZE, &[("size", kilobytes.into())])}</span>" "{kept}</p>
    }
}

fn failed(visit: &Visit) -> impl IntoView + use<> {
    let texts = visit.texts();
    view! {
        <p class="lead">{texts.say(key::EXPORT_FAILED_TEXT)}</p>
        <p><a class="button" href=visit.href("/my-data/take-away")>{texts.say(key::EXPORT_ASK_AGAIN)}</a></p>
    }
}
