//! Pages that say why there is nothing else to show.

use carrel_services::settings::MyDataDisplay;
use carrel_texts::{Key, key};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;

use crate::{
    components::{
        drawings::Carrel,
        step_up::{StepUp, StepUpForm},
    },
    pages::{
        api_docs::{ApiDocs, ApiDocsPage},
        staff::{
            api_clients::{SecretMade, SecretPage},
            recovery::{PaperCodeMade, PaperCodePage},
        },
    },
    visit::{PageError, Visit},
};

/// There is no such page; or, when an answer to a form has nothing else to show, why not.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    if let Some(made) = use_context::<PaperCodeMade>() {
        // It is shown in answer to its form, and has no address where it could be looked up.
        return view! { <PaperCodePage made /> }.into_any();
    }
    if let Some(made) = use_context::<SecretMade>() {
        return view! { <SecretPage made /> }.into_any();
    }
    if let Some(docs) = use_context::<ApiDocs>() {
        return view! { <ApiDocsPage docs /> }.into_any();
    }
    match use_context::<StepUp>() {
        // A form that needs the PIN again is asked for it here, wherever it came from.
        Some(step_up) => view! { <StepUpForm step_up /> }.into_any(),
        None => use_context::<PageError>().unwrap_or(PageError::NotFound).page(),
    }
}

impl PageError {
    /// The page for this error, with its status; whoever is not signed in is sent to do so, and comes back.
    pub fn page(self) -> AnyView {
        let visit = Visit::current();
        let (status, title, text) = match self {
            Self::NotSignedIn => {
                let next = visit.path.split('?').next().unwrap_or_default();
                let query = if next == "/my-data" { String::new() } else { format!("?next={next}") };
                leptos_axum::redirect(&visit.href(&format!("/sign-in{query}")));
                // Also for whoever does not ask for HTML.
                expect_context::<ResponseOptions>().set_status(StatusCode::FOUND);
                return ().into_any();
            }
            Self::NotFound => (StatusCode::NOT_FOUND, key::NOT_FOUND_TITLE, key::NOT_FOUND_TEXT),
            Self::NotSetUp => (StatusCode::SERVICE_UNAVAILABLE, key::NOT_SET_UP_TITLE, key::NOT_SET_UP_TEXT),
            Self::Refused(permission) => {
                expect_context::<ResponseOptions>().set_status(StatusCode::FORBIDDEN);
                let named = visit.texts().fill(key::REFUSED_TEXT, &[("permission", permission.name().into())]);
                return message(&visit, key::REFUSED_TITLE, named).into_any();
            }
            Self::Throttled(minutes) => {
                expect_context::<ResponseOptions>().set_status(StatusCode::TOO_MANY_REQUESTS);
                let text = visit.texts().fill(key::TRIED_TOO_OFTEN, &[("minutes", minutes.into())]);
                return message(&visit, key::PROBLEM_TITLE, text).into_any();
            }
            Self::NotDisplayed(display) => {
                let (title, text) = match display {
                    MyDataDisplay::Off => (key::DISPLAY_OFF_TITLE, key::DISPLAY_OFF_TEXT),
                    _ => (key::DISPLAY_LINK_TITLE, key::DISPLAY_LINK_TEXT),
                };
                return with_way(&visit, title, text, ("/my-requests", key::NAV_MY_REQUESTS)).into_any();
            }
            Self::SecondFactorMissing => {
                expect_context::<ResponseOptions>().set_status(StatusCode::FORBIDDEN);
                let way = ("/security/two-step", key::FACTOR_MISSING_BUTTON);
                return with_way(&visit, key::FACTOR_MISSING_TITLE, key::FACTOR_MISSING_TEXT, way).into_any();
            }
            Self::Outside => (StatusCode::FORBIDDEN, key::OUTSIDE_TITLE, key::OUTSIDE_TEXT),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, key::UNAVAILABLE_TITLE, key::UNAVAILABLE_TEXT),
        };
        expect_context::<ResponseOptions>().set_status(status);
        let text = visit.texts().say(text).to_owned();
        message(&visit, title, text).into_any()
    }
}

fn message(visit: &Visit, title: Key, text: String) -> impl IntoView + use<> {
    let texts = visit.texts();
    let home = visit.href(if visit.session.is_some() { "/my-data" } else { "/sign-in" });
    let number = visit.origin.request_id.clone();
    view! {
        <Title text=texts.say(title) />
        <div class="page narrow lost">
            <Carrel />
            <h1>{texts.say(title)}</h1>
            <p class="lead">{text}</p>
            <p><a class="button" href=home>{texts.say(key::TO_START)}</a></p>
            <p class="fine">{texts.fill(key::REQUEST_NUMBER, &[("number", number.into())])}</p>
        </div>
    }
}

/// Something else comes first: the way to it is one step away.
fn with_way(visit: &Visit, title: Key, text: Key, way: (&str, Key)) -> impl IntoView + use<> {
    let texts = visit.texts();
    view! {
        <Title text=texts.say(title) />
        <div class="page narrow lost">
            <Carrel />
            <h1>{texts.say(title)}</h1>
            <p class="lead">{texts.say(text)}</p>
            <p><a class="button" href=visit.href(way.0)>{texts.say(way.1)}</a></p>
        </div>
    }
}
