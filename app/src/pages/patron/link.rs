//! A one-time link: what this is, sign in, open, time left. Looking at this page changes nothing, whoever looks.

use carrel_services::disclosures::LinkState;
use carrel_texts::key;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{
    components::drawings::Carrel,
    visit::{PageError, Visit},
};

/// What trying to open the link came to, when it did not open.
#[derive(Clone, Copy, Debug)]
pub struct Opened(pub LinkState);

/// The link's page.
#[component]
pub fn LinkPage() -> impl IntoView {
    let visit = Visit::current();
    let token = use_params_map().get_untracked().get_str("token").unwrap_or_default().to_owned();
    let opened = use_context::<Opened>();
    Suspend::new(async move {
        // To whoever is not signed in, every link looks the same.
        let Some(session) = &visit.session else { return invitation(&visit, &token).into_any() };
        let state = match opened {
            Some(Opened(state)) => Ok(state),
            None => visit.services.look_at_link(session, &token, &visit.origin).await,
        };
        match state {
            Ok(state) => page(&visit, &token, state).unwrap_or_else(PageError::page),
            Err(error) => PageError::from(error).page(),
        }
    })
}

fn invitation(visit: &Visit, token: &str) -> impl IntoView + use<> {
    let texts = visit.texts();
    let sign_in = visit.href(&format!("/sign-in?next=/d/{token}"));
    view! {
        <Title text=texts.say(key::LINK_PAGE_TITLE) />
        <div class="page narrow lost">
            <Carrel />
            <h1>{texts.say(key::LINK_PAGE_TITLE)}</h1>
            <p class="lead">{texts.say(key::LINK_PAGE_LEAD)}</p>
            <p><a class="button" href=sign_in>{texts.say(key::LINK_SIGN_IN)}</a></p>
            <p class="fine">{texts.say(key::LINK_PAGE_FINE)}</p>
        </div>
    }
}

fn page(visit: &Visit, token: &str, state: LinkState) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let (title, text, status) = match state {
        LinkState::Ready(until) => {
            let text = texts.fill(key::LINK_READY_TEXT, &[("date", format.time(until).into())]);
            (key::LINK_READY_TITLE, text, StatusCode::OK)
        }
        LinkState::Open(until) => {
            let text = texts.fill(key::LINK_OPEN_TEXT, &[("date", format.time(until).into())]);
            (key::LINK_OPEN_TITLE, text, StatusCode::OK)
        }
        LinkState::Used => (key::LINK_USED_TITLE, texts.say(key::LINK_USED_TEXT).to_owned(), StatusCode::GONE),
        LinkState::Expired => (key::LINK_EXPIRED_TITLE, texts.say(key::LINK_EXPIRED_TEXT).to_owned(), StatusCode::GONE),
        LinkState::Revoked => (key::LINK_REVOKED_TITLE, texts.say(key::LINK_REVOKED_TEXT).to_owned(), StatusCode::GONE),
        LinkState::Nothing => {
            (key::LINK_NOTHING_TITLE, texts.say(key::LINK_NOTHING_TEXT).to_owned(), StatusCode::NOT_FOUND)
        }
    };
    expect_context::<ResponseOptions>().set_status(status);
    let action = match state {
        LinkState::Ready(_) => view! {
            <form method="post" action=visit.href(&format!("/d/{token}"))>
                <button class="button" type="submit">{texts.say(key::LINK_OPEN_BUTTON)}</button>
            </form>
        }
        .into_any(),
        LinkState::Open(_) => view! {
            <p class="actions">
                <a class="button" href=visit.href("/my-data")>{texts.say(key::LINK_TO_MY_DATA)}</a>
                <a href=visit.href("/my-data/take-away")>{texts.say(key::NAV_TAKE_AWAY)}</a>
            </p>
        }
        .into_any(),
        _ => view! { <p><a class="button" href=visit.href("/my-requests")>{texts.say(key::NAV_MY_REQUESTS)}</a></p> }
            .into_any(),
    };
    Ok(view! {
        <Title text=texts.say(key::LINK_PAGE_TITLE) />
        <div class="page narrow lost">
            <Carrel />
            <h1>{texts.say(title)}</h1>
            <p class="lead">{text}</p>
            {action}
        </div>
    }
    .into_any())
}
