//! The page of a link that confirms an address. Looking at it changes nothing, whoever looks.

use carrel_services::email::ConfirmationLink;
use carrel_texts::{Key, key};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::keep_address_secret;
use crate::{
    components::drawings::Carrel,
    visit::{PageError, Visit},
};

/// What sending the form came to: whether the address is confirmed.
#[derive(Clone, Copy, Debug)]
pub struct Confirmed(pub bool);

/// The link's page.
#[component]
pub fn ConfirmEmailPage() -> impl IntoView {
    let visit = Visit::current();
    keep_address_secret();
    let token = use_params_map().get_untracked().get_str("token").unwrap_or_default().to_owned();
    let sent = use_context::<Confirmed>();
    Suspend::new(async move {
        match sent {
            Some(Confirmed(true)) => return done(&visit),
            Some(Confirmed(false)) => return nothing(&visit),
            None => {}
        }
        match visit.services.look_at_confirmation(&token, &visit.origin).await {
            Ok(ConfirmationLink::Ready) => question(&visit, &token),
            Ok(ConfirmationLink::Nothing) => nothing(&visit),
            Err(error) => PageError::from(error).page(),
        }
    })
}

fn question(visit: &Visit, token: &str) -> AnyView {
    let button = view! {
        <form method="post" action=visit.href(&format!("/e/{token}"))>
            <button class="button" type="submit">{visit.texts().say(key::CONFIRM_BUTTON)}</button>
        </form>
    };
    sheet(visit, key::CONFIRM_TITLE, key::CONFIRM_TEXT, button.into_any())
}

fn done(visit: &Visit) -> AnyView {
    let to = visit.href("/my-data");
    let link = view! { <p><a class="button" href=to>{visit.texts().say(key::CONFIRM_TO_MY_DATA)}</a></p> };
    sheet(visit, key::CONFIRM_DONE_TITLE, key::CONFIRM_DONE_TEXT, link.into_any())
}

fn nothing(visit: &Visit) -> AnyView {
    expect_context::<ResponseOptions>().set_status(StatusCode::GONE);
    let to = visit.href("/security/email");
    let link = view! { <p><a class="button" href=to>{visit.texts().say(key::CONFIRM_TO_EMAIL)}</a></p> };
    sheet(visit, key::CONFIRM_NOTHING_TITLE, key::CONFIRM_NOTHING_TEXT, link.into_any())
}

fn sheet(visit: &Visit, title: Key, text: Key, action: AnyView) -> AnyView {
    let texts = visit.texts();
    view! {
        <Title text=texts.say(title) />
        <div class="page narrow lost">
            <Carrel />
            <h1>{texts.say(title)}</h1>
            <p class="lead">{texts.say(text)}</p>
            {action}
        </div>
    }
    .into_any()
}
