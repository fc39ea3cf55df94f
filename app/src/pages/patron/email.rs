//! One's own mail address: what the library has, what is confirmed, giving another one; and the gentle question for one on
//! My data (requirement P7).

use carrel_services::email::OwnEmail;
use carrel_texts::{Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        library_system,
        problem::{FormProblem, Refused},
    },
    visit::{PageError, Visit},
};

/// The page.
#[component]
pub fn EmailPage() -> impl IntoView {
    let visit = Visit::current();
    let done = use_query_map().get_untracked().get("done");
    let is_wrong = use_context::<Refused>().is_some();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(own) => page(&visit, own, done.as_deref(), is_wrong).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<OwnEmail, PageError> {
    Ok(visit.services.own_email(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, own: OwnEmail, done: Option<&str>, is_wrong: bool) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let done = match done {
        Some("sent") => Some(key::EMAIL_SENT),
        Some("on") => Some(key::EMAIL_ASKING_IS_ON),
        Some("off") => Some(key::EMAIL_ASKING_IS_OFF),
        _ => None,
    };
    let confirmed = own.confirmed.as_ref().map(|(address, at)| {
        let date = texts.fill(key::EMAIL_CONFIRMED_ON, &[("date", format.day_of(*at).into())]);
        view! { <div><dt>{texts.say(key::EMAIL_CONFIRMED)}</dt><dd>{address.clone()}" "<span class="fine">{date}</span></dd></div> }
    });
    let is_same =
        matches!((&own.registered, &own.confirmed), (Some(one), Some((other, _))) if one.eq_ignore_ascii_case(other));
    let registered = own.registered.clone().filter(|_| !is_same).map(|address| {
        view! { <div><dt>{texts.say(key::EMAIL_REGISTERED)}</dt><dd>{address}</dd></div> }
    });
    let is_none = own.confirmed.is_none() && own.registered.is_none();
    let waiting = own.waiting.as_ref().map(|(address, until)| {
        let words = [("address", address.clone().into()), ("date", format.time(*until).into())];
        view! { <p class="message">{texts.fill(key::EMAIL_WAITING, &words)}</p> }
    });
    let is_differing = own.confirmed.is_some() && own.registered.is_some() && !is_same;
    let form = if own.can_change {
        let suggested =
            if own.confirmed.is_none() { own.registered.clone().unwrap_or_default() } else { String::new() };
        address_form(visit, &suggested, is_wrong).into_any()
    } else {
        view! { <p>{texts.say(key::EMAIL_AT_LIBRARY)}</p> }.into_any()
    };
    let asking = (own.library_asks && own.confirmed.is_none()).then(|| asking_form(visit, own.is_asking_off));
    Ok(view! {
        <Title text=texts.say(key::EMAIL_TITLE) />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/security")>{texts.say(key::SECURITY_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{texts.say(key::EMAIL_TITLE)}</h1>
                <p class="lead">{texts.say(key::EMAIL_LEAD)}</p>
            </header>
            {done.map(|text| view! { <p class="message" role="status">{texts.say(text)}</p> })}
            <FormProblem />
            <section class="block" aria-labelledby="now-title">
                <h2 id="now-title">{texts.say(key::EMAIL_NOW)}</h2>
                {is_none.then(|| view! { <p>{texts.say(key::EMAIL_NONE)}</p> })}
                <dl class="facts stacked">{confirmed}{registered}</dl>
                {is_differing.then(|| view! { <p>{texts.say(key::EMAIL_DIFFERS)}</p> })}
                {waiting}
                {library_system::sent(visit, &own.sent, Some("contact"))}
            </section>
            <section class="block" aria-labelledby="new-title">
                <h2 id="new-title">{texts.say(key::EMAIL_NEW)}</h2>
                {form}
            </section>
            {asking}
        </div>
    }
    .into_any())
}

fn address_form(visit: &Visit, value: &str, is_wrong: bool) -> impl IntoView + use<> {
    let texts = visit.texts();
    view! {
        <form class="sheet" method="post" action=visit.href("/security/email")>
            {address_field(texts, value, is_wrong)}
            <button class="button" type="submit">{texts.say(key::EMAIL_BUTTON)}</button>
        </form>
    }
}

fn address_field(texts: Texts, value: &str, is_wrong: bool) -> impl IntoView + use<> {
    view! {
        <div class="field">
            <label for="address">{texts.say(key::EMAIL_LABEL)}</label>
            <p class="hint" id="address-hint">{texts.say(key::EMAIL_HINT)}</p>
            <input
                id="address"
                name="address"
                type="email"
                value=value.to_owned()
                maxlength="254"
                autocomplete="email"
                required=true
                aria-invalid=is_wrong.then_some("true")
                aria-describedby=if is_wrong { "address-hint problem" } else { "address-hint" }
            />
        </div>
    }
}

fn asking_form(visit: &Visit, is_off: bool) -> impl IntoView + use<> {
    let texts = visit.texts();
    let (text, button, value) = if is_off {
        (key::EMAIL_ASKING_OFF_TEXT, key::EMAIL_ASKING_TURN_ON, "on")
    } else {
        (key::EMAIL_ASKING_ON_TEXT, key::EMAIL_PROMPT_NEVER, "off")
    };
    view! {
        <section class="block" aria-labelledby="asking-title">
            <h2 id="asking-title">{texts.say(key::EMAIL_ASKING)}</h2>
            <p>{texts.say(text)}</p>
            <form method="post" action=visit.href("/security/email/asking")>
                <button class="button-quiet" type="submit" name="asking" value=value>{texts.say(button)}</button>
            </form>
        </section>
    }
}

/// The question on My data: what an address is for, and three answers that are all fine.
#[component]
pub fn EmailQuestion(
    /// The address the library has, if any: to be confirmed.
    registered: String,
) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    view! {
        <section class="sheet email-prompt" aria-labelledby="email-prompt-title">
            <h2 id="email-prompt-title">{texts.say(key::EMAIL_PROMPT_TITLE)}</h2>
            <p>{texts.say(key::EMAIL_PROMPT_TEXT)}</p>
            <form method="post" action=visit.href("/security/email")>
                {address_field(texts, &registered, false)}
                <button class="button" type="submit">{texts.say(key::EMAIL_BUTTON)}</button>
            </form>
            <form class="actions" method="post" action=visit.href("/security/email/asking")>
                <button class="button-quiet" type="submit" name="asking" value="later">
                    {texts.say(key::EMAIL_PROMPT_LATER)}
                </button>
                <button class="button-quiet" type="submit" name="asking" value="never">
                    {texts.say(key::EMAIL_PROMPT_NEVER)}
                </button>
            </form>
        </section>
    }
}
