//! The page of a link for a new password. Looking at it changes nothing, whoever looks.

use carrel_services::recovery::{Recovered, RecoveryLink};
use carrel_texts::key;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::keep_address_secret;
use crate::{
    components::{
        drawings::Carrel,
        library_system,
        new_password::{NewPassword, strength_text, weakness_text},
        problem::Problem,
    },
    visit::{PageError, Visit},
};

/// What sending the form came to.
#[derive(Clone, Copy, Debug)]
pub struct Sent(pub Recovered);

/// The link's page.
#[component]
pub fn NewPasswordPage() -> impl IntoView {
    let visit = Visit::current();
    keep_address_secret();
    let token = use_params_map().get_untracked().get_str("token").unwrap_or_default().to_owned();
    let sent = use_context::<Sent>();
    Suspend::new(async move {
        match sent {
            Some(Sent(Recovered::Done(strength))) => {
                let texts = visit.texts();
                let text = strength_text(texts, strength);
                return said(
                    &visit,
                    texts.say(key::RECOVERY_DONE_TITLE),
                    &[text, texts.say(key::RECOVERY_DONE_TEXT)],
                    "/sign-in",
                );
            }
            Some(Sent(Recovered::Nothing)) => return nothing(&visit),
            Some(Sent(Recovered::Weak(_))) | None => {}
        }
        match visit.services.look_at_recovery(&token, &visit.origin).await {
            Ok(link) => page(&visit, &token, &link, sent).unwrap_or_else(PageError::page),
            Err(error) => PageError::from(error).page(),
        }
    })
}

fn page(visit: &Visit, token: &str, link: &RecoveryLink, sent: Option<Sent>) -> Result<AnyView, PageError> {
    let RecoveryLink::Ready { card_end, least, expires_at } = link else { return Ok(nothing(visit)) };
    let texts = visit.texts();
    let problem = sent.and_then(|Sent(sent)| match sent {
        Recovered::Weak(weakness) => Some(weakness_text(texts, weakness)),
        _ => None,
    });
    if problem.is_some() {
        expect_context::<ResponseOptions>().set_status(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let is_wrong = problem.is_some();
    let until = texts.fill(key::RECOVERY_NEW_FINE, &[("date", visit.format()?.time(*expires_at).into())]);
    let lead = texts.fill(key::RECOVERY_NEW_LEAD, &[("end", card_end.clone().into())]);
    Ok(view! {
        <Title text=texts.say(key::RECOVERY_NEW_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::RECOVERY_NEW_TITLE)}</h1>
                <p class="lead">{lead}</p>
            </header>
            {library_system::sign_in_elsewhere(visit)}
            <form class="sheet" method="post" action=visit.href(&format!("/r/{token}"))>
                {problem.map(|text| view! { <Problem id="problem" text /> })}
                <NewPassword least=*least is_wrong />
                <button class="button" type="submit">{texts.say(key::RECOVERY_NEW_BUTTON)}</button>
                <p class="fine">{until}</p>
            </form>
        </div>
    }
    .into_any())
}

fn nothing(visit: &Visit) -> AnyView {
    let texts = visit.texts();
    expect_context::<ResponseOptions>().set_status(StatusCode::GONE);
    said(visit, texts.say(key::RECOVERY_NOTHING_TITLE), &[texts.say(key::RECOVERY_NOTHING_TEXT)], "/recover")
}

fn said(visit: &Visit, title: &'static str, text: &[&'static str], to: &str) -> AnyView {
    let texts = visit.texts();
    let link = if to == "/sign-in" { key::RECOVERY_TO_SIGN_IN } else { key::RECOVERY_AGAIN };
    let text = text.iter().map(|text| view! { <p class="lead">{*text}</p> }).collect_view();
    view! {
        <Title text=title />
        <div class="page narrow lost">
            <Carrel />
            <h1>{title}</h1>
            {text}
            <p><a class="button" href=visit.href(to)>{texts.say(link)}</a></p>
        </div>
    }
    .into_any()
}
