//! What I have asked of the library.

use carrel_domain::{Date, data_request::RequestKind};
use carrel_services::requests::DataRequest;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{problem::FormProblem, request_parts::coded, text_area::TextArea},
    visit::{PageError, Visit},
};

/// One's requests, and asking for something.
#[component]
pub fn MyRequestsPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(requests) => page(&visit, &requests).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Vec<DataRequest>, PageError> {
    Ok(visit.services.my_requests(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, requests: &[DataRequest]) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let items = requests
        .iter()
        .map(|request| {
            let date = |text: &str| Date::parse(text).map(|date| format.date(date)).unwrap_or_default();
            let state = coded(texts, "request-state", &request.state);
            let due = (request.state == "open")
                .then(|| texts.fill(key::REQUEST_DUE, &[("date", date(&request.due_on).into())]));
            let asked = texts.fill(key::REQUEST_OF, &[("date", date(&request.received_on).into())]);
            let href = visit.href(&format!("/my-requests/{}", request.public_id));
            view! {
                <li>
                    <a href=href>{coded(texts, "request-kind", &request.kind)}", "{asked}</a>
                    " "<span class="badge">{state}</span>" "{due}
                </li>
            }
        })
        .collect_view();
    let kinds = RequestKind::ALL
        .into_iter()
        .map(|kind| {
            let id = format!("kind-{}", kind.name());
            let hint = format!("{id}-hint");
            view! {
                <div class="choice">
                    <input type="radio" name="kind" id=id.clone() value=kind.name() required=true aria-describedby=hint.clone() />
                    <label for=id>{coded(texts, "request-kind", kind.name())}</label>
                    <p class="hint" id=hint>{coded(texts, "request-hint", kind.name())}</p>
                </div>
            }
        })
        .collect_view();
    let has_some = !requests.is_empty();
    Ok(view! {
        <Title text=texts.say(key::MY_REQUESTS_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::MY_REQUESTS_TITLE)}</h1>
                <p class="lead">{texts.say(key::MY_REQUESTS_LEAD)}</p>
            </header>
            <FormProblem />
            {has_some.then(|| view! {
                <section class="block" aria-labelledby="mine-title">
                    <h2 id="mine-title">{texts.say(key::MY_REQUESTS_SO_FAR)}</h2>
                    <ul class="exports">{items}</ul>
                </section>
            })}
            <form class="sheet" method="post" action=visit.href("/my-requests")>
                <fieldset>
                    <legend>{texts.say(key::MY_REQUEST_KIND_LABEL)}</legend>
                    {kinds}
                </fieldset>
                <div class="field">
                    <label for="wish">{texts.say(key::MY_REQUEST_WISH_LABEL)}</label>
                    <p class="hint" id="wish-hint">{texts.say(key::MY_REQUEST_WISH_HINT)}</p>
                    <TextArea name="wish" value="" rows=5 described_by="wish-hint" />
                </div>
                <button class="button" type="submit">{texts.say(key::MY_REQUEST_BUTTON)}</button>
            </form>
        </div>
    }
    .into_any())
}
