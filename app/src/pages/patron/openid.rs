//! Around the sign-in with an identity provider: what did not work, which way to come instead, and going on afterwards.

use carrel_services::{
    openid::{OpenIdProblem, StepUpWish},
    sign_in::Door,
    token::Token,
};
use carrel_texts::{Key, key};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    components::drawings::Carrel,
    visit::{PageError, Visit},
};

/// A sign-in with a provider did not work: what to do. It says nothing about accounts.
#[component]
pub fn OpenIdProblemPage() -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let name = use_params_map().get_untracked().get_str("provider").unwrap_or_default().to_owned();
    let providers = visit.services.openid_providers(visit.language);
    let Some(provider) = providers.into_iter().find(|provider| provider.name == name) else {
        return PageError::NotFound.page();
    };
    let query = use_query_map().get_untracked();
    let Some(problem) = query.get_str("problem").and_then(OpenIdProblem::from_name) else {
        // An address that was kept: the sign-in begins on its own page.
        leptos_axum::redirect(&visit.href("/sign-in"));
        return ().into_any();
    };
    expect_context::<ResponseOptions>().set_status(match problem {
        OpenIdProblem::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        OpenIdProblem::Throttled => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::FORBIDDEN,
    });
    let say = |part: &str| {
        let key = Key::find(&format!("openid-{}-{part}", problem.name()));
        key.map_or_else(String::new, |key| texts.fill(key, &[("provider", provider.display.clone().into())]))
    };
    let (title, text) = (say("title"), say("text"));
    let may_link = problem == OpenIdProblem::Unknown && visit.browser.is_some();
    let (to, button) = match (&visit.session, may_link) {
        (Some(_), _) => ("/security", key::OPENID_TO_SECURITY),
        (None, true) => ("/sign-in?next=/security/identities", key::OPENID_TO_LINK),
        (None, false) => ("/sign-in", key::OPENID_TO_SIGN_IN),
    };
    view! {
        <Title text=title.clone() />
        <div class="page narrow lost">
            <Carrel />
            <h1>{title}</h1>
            <p class="lead">{text}</p>
            <p><a class="button" href=visit.href(to)>{texts.say(button)}</a></p>
        </div>
    }
    .into_any()
}

/// The proof was right, but the library asks for another way.
#[component]
pub fn OtherWayPage() -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let query = use_query_map().get_untracked();
    let named: Vec<&str> = query.get_str("ways").unwrap_or_default().split(',').collect();
    let ways = visit
        .services
        .doors()
        .into_iter()
        .filter(|door| named.contains(&door.name().as_str()))
        .map(|door| view! { <li>{door_name(&visit, &door)}</li> })
        .collect_view();
    expect_context::<ResponseOptions>().set_status(StatusCode::FORBIDDEN);
    view! {
        <Title text=texts.say(key::OTHER_WAY_TITLE) />
        <div class="page narrow lost">
            <Carrel />
            <h1>{texts.say(key::OTHER_WAY_TITLE)}</h1>
            <p class="lead">{texts.say(key::OTHER_WAY_TEXT)}</p>
            <ul>{ways}</ul>
            <p><a class="button" href=visit.href("/sign-in")>{texts.say(key::OPENID_TO_SIGN_IN)}</a></p>
            <p class="fine">{texts.say(key::OTHER_WAY_FINE)}</p>
        </div>
    }
}

/// What people call a way in.
pub fn door_name(visit: &Visit, door: &Door) -> String {
    match door {
        Door::Secret => visit.texts().say(key::DOOR_SECRET).to_owned(),
        Door::Passkey => visit.texts().say(key::DOOR_PASSKEY).to_owned(),
        Door::Provider(name) => {
            let providers = visit.services.openid_providers(visit.language);
            providers.into_iter().find(|provider| provider.name == *name).map_or(String::new(), |found| found.display)
        }
    }
}

/// Somebody confirmed who they are with a provider: the form they had sent waits to be sent again.
#[component]
pub fn StepUpWishPage() -> impl IntoView {
    let visit = Visit::current();
    let token = use_params_map().get_untracked().get_str("wish").and_then(Token::parse);
    Suspend::new(async move {
        let Ok(session) = visit.session() else { return PageError::NotSignedIn.page() };
        let Some(token) = token else { return PageError::NotFound.page() };
        match visit.services.kept_wish(session, &token).await {
            Ok(wish) => wish_page(&visit, wish).into_any(),
            Err(error) => PageError::from(error).page(),
        }
    })
}

fn wish_page(visit: &Visit, wish: StepUpWish) -> impl IntoView + use<> {
    let texts = visit.texts();
    let fields = wish
        .fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <Title text=texts.say(key::STEP_UP_DONE_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::STEP_UP_DONE_TITLE)}</h1>
                <p class="lead">{texts.say(key::STEP_UP_DONE_LEAD)}</p>
            </header>
            <form class="sheet" method="post" action=visit.href(&wish.action)>
                {fields}
                <button class="button" type="submit">{texts.say(key::STEP_UP_BUTTON)}</button>
                <p class="fine"><a href=visit.href(&wish.back)>{texts.say(key::STEP_UP_CANCEL)}</a></p>
            </form>
        </div>
    }
}
