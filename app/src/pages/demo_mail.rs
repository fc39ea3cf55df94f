//! The demo library's mails, which have nowhere else to go.

use carrel_services::mail::ReadableMail;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::drawings::EmptyState,
    visit::{PageError, Visit},
};

/// What was sent, newest first; in the demo library only.
#[component]
pub fn DemoMailPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match visit.services.demo_mails().await {
            Ok(mails) => page(&visit, mails).into_any(),
            Err(error) => PageError::from(error).page(),
        }
    })
}

fn page(visit: &Visit, mails: Vec<ReadableMail>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let is_empty = mails.is_empty();
    let items = mails.into_iter().map(|mail| item(visit, mail)).collect_view();
    view! {
        <Title text=texts.say(key::DEMO_MAIL_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::DEMO_MAIL_TITLE)}</h1>
                <p class="lead">{texts.say(key::DEMO_MAIL_LEAD)}</p>
            </header>
            {is_empty.then(|| view! { <EmptyState text=texts.say(key::DEMO_MAIL_NONE) /> })}
            {items}
        </div>
    }
}

fn item(visit: &Visit, mail: ReadableMail) -> impl IntoView + use<> {
    let texts = visit.texts();
    // An address alone on its line is what one would click on.
    let lines = mail
        .body
        .lines()
        .map(|line| {
            let is_address = line.starts_with("http://") || line.starts_with("https://");
            let line = line.to_owned();
            if is_address {
                let href = line.clone();
                view! { <a href=href rel="noreferrer">{line}</a>"\n" }.into_any()
            } else {
                view! { {line}"\n" }.into_any()
            }
        })
        .collect_view();
    view! {
        <article class="panel-sheet mail">
            <p class="fine">{texts.fill(key::DEMO_MAIL_TO, &[("address", mail.to.into())])}", "{mail.date}</p>
            <h2 class="mail-subject" dir="auto">{mail.subject}</h2>
            <p class="mail-body" dir="auto">{lines}</p>
        </article>
    }
}
