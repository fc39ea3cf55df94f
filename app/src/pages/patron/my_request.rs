//! One of my requests: how far it is.

use carrel_domain::Date;
use carrel_services::requests::{DataRequest, RequestEvent};
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{
    components::{
        problem::FormProblem,
        request_parts::{Timeline, coded},
    },
    visit::{PageError, Visit},
};

/// The request's page.
#[component]
pub fn MyRequestPage() -> impl IntoView {
    let visit = Visit::current();
    let id = use_params_map().get_untracked().get_str("request").unwrap_or_default().to_owned();
    Suspend::new(async move {
        match load(&visit, &id).await {
            Ok((request, events)) => page(&visit, request, events).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, id: &str) -> Result<(DataRequest, Vec<RequestEvent>), PageError> {
    Ok(visit.services.my_request(visit.session()?, id, &visit.origin).await?)
}

/// What concerns the library's work alone is not told.
const TOLD: [&str; 14] = [
    "filed",
    "recorded",
    "identity-checked",
    "extended",
    "printed",
    "link-sent",
    "link-opened",
    "link-revoked",
    "link-expired",
    "answered",
    "partly",
    "refused",
    "withdrawn",
    "merged",
];

fn page(visit: &Visit, request: DataRequest, mut events: Vec<RequestEvent>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    events.retain(|event| TOLD.contains(&event.action.as_str()));
    let is_open = request.state == "open";
    let due = Date::parse(&request.due_on).map(|date| format.date(date)).unwrap_or_default();
    let kind = coded(texts, "request-kind", &request.kind);
    let state = coded(texts, "request-state", &request.state);
    let withdraw = visit.href(&format!("/my-requests/{}/withdraw", request.public_id));
    Ok(view! {
        <Title text=texts.say(key::REQUEST_TITLE) />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/my-requests")>{texts.say(key::MY_REQUESTS_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{kind}</h1>
                <p class="lead">
                    {state}
                    {is_open.then(|| view! { ". "{texts.fill(key::MY_REQUEST_DUE, &[("date", due.into())])} })}
                </p>
            </header>
            <FormProblem />
            {request.wish.map(|wish| view! { <blockquote class="said" dir="auto">{wish}</blockquote> })}
            <section class="block" aria-labelledby="timeline-title">
                <h2 id="timeline-title">{texts.say(key::TIMELINE_TITLE)}</h2>
                <Timeline events format />
            </section>
            {is_open.then(|| view! {
                <form method="post" action=withdraw>
                    <p>{texts.say(key::WITHDRAW_TEXT)}</p>
                    <button class="button-quiet" type="submit">{texts.say(key::WITHDRAW_BUTTON)}</button>
                </form>
            })}
        </div>
    }
    .into_any())
}
