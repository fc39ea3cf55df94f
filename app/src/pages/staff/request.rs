//! One data request: what is asked, what was done, what can be done next.

use carrel_domain::{
    Date, Permission,
    data_request::{IdentityMethod, RequestState},
};
use carrel_services::requests::{RequestView, days_left};
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{request_delivery::delivery, requests::days_badge};
use crate::{
    components::{
        note_advice::NoteAdvice,
        problem::FormProblem,
        request_parts::{Timeline, coded},
        text_area::TextArea,
    },
    visit::{PageError, Visit},
};

/// The request's page.
#[component]
pub fn RequestPage() -> impl IntoView {
    let visit = Visit::current();
    let id = use_params_map().get_untracked().get_str("request").unwrap_or_default().to_owned();
    Suspend::new(async move {
        match load(&visit, &id).await {
            Ok(found) => page(&visit, found).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, id: &str) -> Result<RequestView, PageError> {
    Ok(visit.services.view_request(visit.session()?, id, &visit.origin).await?)
}

/// An address of this request.
pub(super) fn act(visit: &Visit, found: &RequestView, action: &str) -> String {
    visit.href(&format!("/staff/requests/{}/{action}", found.request.public_id))
}

fn page(visit: &Visit, found: RequestView) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let kind = coded(texts, "request-kind", &found.request.kind);
    let open = found.is_open();
    let events = found.events.clone();
    let merged = found.merged_into.clone().map(|other| {
        let href = visit.href(&format!("/staff/requests/{other}"));
        view! { <p class="notice"><a href=href>{texts.say(key::REQUEST_GOES_ON)}</a></p> }
    });
    Ok(view! {
        <Title text=texts.say(key::REQUEST_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/requests")>{texts.say(key::REQUESTS_TITLE)}</a>
            </nav>
            <header class="desk-head">
                <h1>{kind}": "<span dir="auto">{found.patron.name()}</span></h1>
            </header>
            <FormProblem />
            <NoteAdvice advice=found.advice.clone() />
            {merged}
            <div class="desk-columns">
                <div>
                    {facts(visit, &found, &format)?}
                    {open.then(|| duplicates(visit, &found, &format))}
                    {open.then(|| identity(visit, &found))}
                    {found.kind().allows_delivery().then(|| delivery(visit, &found, &format)).transpose()?}
                    {open.then(|| closing(visit, &found))}
                </div>
                <div>
                    <section class="panel-sheet" aria-labelledby="timeline-title">
                        <h2 id="timeline-title">{texts.say(key::TIMELINE_TITLE)}</h2>
                        <Timeline events format=format.clone() />
                    </section>
                    {proof(visit, &found)}
                    {open.then(|| more_time(visit, &found))}
                </div>
            </div>
        </div>
    }
    .into_any())
}

fn facts(visit: &Visit, found: &RequestView, format: &Format) -> Result<impl IntoView + use<>, PageError> {
    let texts = visit.texts();
    let request = &found.request;
    let date = |text: &str| Date::parse(text).map(|date| format.date(date)).unwrap_or_default();
    let today = visit.services.today(visit.profile()?);
    let left = found.is_open().then(|| days_badge(texts, days_left(&request.due_on, today)));
    let state = coded(texts, "request-state", &request.state);
    let channel = coded(texts, "request-channel", &request.channel);
    let is_mine = request.owner_id == Some(visit.session()?.actor.patron.0);
    let take = (found.is_open() && !is_mine).then(|| {
        view! {
            <form method="post" action=act(visit, found, "assign")>
                <button class="button-quiet" type="submit">{texts.say(key::REQUEST_TAKE)}</button>
            </form>
        }
    });
    let fact = |name, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| {
            view! { <dt>{texts.say(name)}</dt><dd dir="auto">{value}</dd> }
        })
    };
    let can_view = visit.session()?.actor.has(Permission::ViewBorrowers);
    let patron = can_view.then(|| visit.href(&format!("/staff/patrons/{}", found.patron.public_id)));
    Ok(view! {
        <section class="panel-sheet" aria-labelledby="facts-title">
            <h2 id="facts-title">{texts.say(key::REQUEST_TITLE)}</h2>
            <dl class="facts">
                <dt>{texts.say(key::COLUMN_PATRON)}</dt>
                <dd dir="auto">
                    {match patron {
                        Some(href) => view! { <a href=href>{found.patron.name()}</a> }.into_any(),
                        None => found.patron.name().into_any(),
                    }}
                    ", "{found.patron.cardnumber.clone()}
                </dd>
                <dt>{texts.say(key::COLUMN_STATE)}</dt>
                <dd>{state}" "{left}</dd>
                <dt>{texts.say(key::REQUEST_RECEIVED_LABEL)}</dt>
                <dd>{date(&request.received_on)}", "{channel}</dd>
                <dt>{texts.say(key::COLUMN_DUE)}</dt>
                <dd>{date(&request.due_on)}</dd>
                {fact(key::REQUEST_DOCUMENT_LABEL, request.document.clone())}
                {fact(key::REQUEST_WISH_LABEL, request.wish.clone())}
                {fact(key::REQUEST_EXTENSION_LABEL, request.extension_reason.clone())}
                {fact(key::REQUEST_OUTCOME_LABEL, request.outcome.clone())}
                <dt>{texts.say(key::COLUMN_OWNER)}</dt>
                <dd dir="auto">{found.owner.clone().unwrap_or_else(|| texts.say(key::NOBODY_YET).to_owned())}</dd>
            </dl>
            {take}
        </section>
    })
}

/// Other open requests of the same patron and kind.
fn duplicates(visit: &Visit, found: &RequestView, format: &Format) -> impl IntoView + use<> {
    let texts = visit.texts();
    let items = found
        .duplicates
        .iter()
        .map(|other| {
            let received = Date::parse(&other.received_on).map(|date| format.date(date)).unwrap_or_default();
            let href = visit.href(&format!("/staff/requests/{}", other.public_id));
            view! {
                <li class="inline-form">
                    <a href=href>{texts.fill(key::REQUEST_OF, &[("date", received.into())])}</a>
                    <form method="post" action=act(visit, found, "merge")>
                        <input type="hidden" name="into" value=other.public_id.clone() />
                        <button class="button-quiet" type="submit">{texts.say(key::REQUEST_MERGE)}</button>
                    </form>
                </li>
            }
        })
        .collect_view();
    (!found.duplicates.is_empty()).then(|| {
        view! {
            <section class="panel-sheet" aria-labelledby="duplicates-title">
                <h2 id="duplicates-title">{texts.say(key::DUPLICATES_TITLE)}</h2>
                <p>{texts.say(key::DUPLICATES_TEXT)}</p>
                <ul class="plain-list">{items}</ul>
            </section>
        }
    })
}

fn identity(visit: &Visit, found: &RequestView) -> impl IntoView + use<> {
    let texts = visit.texts();
    let done = found.request.identity_method.as_deref().map(|method| coded(texts, "identity-method", method));
    let methods = IdentityMethod::ALL
        .into_iter()
        // What only a sign-in can show is not ticked by hand.
        .filter(|method| *method != IdentityMethod::StrongSignIn)
        .map(|method| {
            let id = format!("method-{}", method.name());
            view! {
                <div class="choice">
                    <input type="radio" name="method" id=id.clone() value=method.name() required=true />
                    <label for=id>{coded(texts, "identity-method", method.name())}</label>
                </div>
            }
        })
        .collect_view();
    let content = match done {
        Some(method) => view! { <p class="notice">{texts.say(key::IDENTITY_DONE)}" "{method}</p> }.into_any(),
        None => view! {
            <form class="desk-form" method="post" action=act(visit, found, "identity")>
                <fieldset>
                    <legend>{texts.say(key::IDENTITY_QUESTION)}</legend>
                    {methods}
                </fieldset>
                <button class="button" type="submit">{texts.say(key::IDENTITY_BUTTON)}</button>
            </form>
        }
        .into_any(),
    };
    view! {
        <section class="panel-sheet" aria-labelledby="identity-title">
            <h2 id="identity-title">{texts.say(key::IDENTITY_TITLE)}</h2>
            {content}
        </section>
    }
}

/// The proof file, of closed requests too: that is when it is asked for.
fn proof(visit: &Visit, found: &RequestView) -> impl IntoView + use<> {
    let texts = visit.texts();
    view! {
        <section class="panel-sheet" aria-labelledby="proof-title">
            <h2 id="proof-title">{texts.say(key::PROOF_HEADING)}</h2>
            <form class="desk-form" method="post" action=act(visit, found, "proof")>
                <p>{texts.say(key::PROOF_TEXT)}</p>
                <button class="button-quiet" type="submit">{texts.say(key::PROOF_BUTTON)}</button>
            </form>
        </section>
    }
}

fn more_time(visit: &Visit, found: &RequestView) -> impl IntoView + use<> {
    let texts = visit.texts();
    found.request.extension_reason.is_none().then(|| {
        view! {
            <section class="panel-sheet" aria-labelledby="extend-title">
                <h2 id="extend-title">{texts.say(key::EXTEND_TITLE)}</h2>
                <form class="desk-form" method="post" action=act(visit, found, "extend")>
                    <p id="extend-text">{texts.say(key::EXTEND_TEXT)}</p>
                    <div class="field">
                        <label for="reason">{texts.say(key::EXTEND_REASON_LABEL)}</label>
                        <TextArea name="reason" value="" rows=3 described_by="extend-text" required=true />
                    </div>
                    <button class="button-quiet" type="submit">{texts.say(key::EXTEND_BUTTON)}</button>
                </form>
            </section>
        }
    })
}

fn closing(visit: &Visit, found: &RequestView) -> impl IntoView + use<> {
    let texts = visit.texts();
    let states = [RequestState::Answered, RequestState::Partly, RequestState::Refused, RequestState::Withdrawn]
        .into_iter()
        .map(|state| view! { <option value=state.name()>{coded(texts, "request-state", state.name())}</option> })
        .collect_view();
    view! {
        <section class="panel-sheet" aria-labelledby="close-title">
            <h2 id="close-title">{texts.say(key::CLOSE_TITLE)}</h2>
            <form class="desk-form" method="post" action=act(visit, found, "close")>
                <p id="close-text">{texts.say(key::CLOSE_TEXT)}</p>
                <div class="field">
                    <label for="state">{texts.say(key::CLOSE_STATE_LABEL)}</label>
                    <select id="state" name="state">{states}</select>
                </div>
                <div class="field">
                    <label for="outcome">{texts.say(key::REQUEST_OUTCOME_LABEL)}</label>
                    <TextArea name="outcome" value="" rows=3 described_by="close-text" required=true />
                </div>
                <button class="button-quiet" type="submit">{texts.say(key::CLOSE_BUTTON)}</button>
            </form>
        </section>
    }
}
