//! What waits for whoever works at the desk.

use carrel_domain::{Timestamp, remote::Words};
use carrel_services::{
    library_system::SystemState,
    roles::SingleHolder,
    sources::{SourceLine, SourceOutcome},
    today::Today,
};
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use super::{requests::request_table, settings::source_line};
use crate::{
    components::request_parts::coded,
    pages::patron::security::factors::staff_notice,
    visit::{PageError, Visit},
};

/// The first page of staff.
#[component]
pub fn TodayPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(today) => page(&visit, today).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Today, PageError> {
    Ok(visit.services.today_at_work(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, today: Today) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let name = visit.session()?.name.clone();
    let waits_for_nothing = today.requests.as_ref().is_none_or(Vec::is_empty)
        && today.undeliverable.is_empty()
        && today.failed_mails == 0
        && today.single_holders.is_empty();
    let requests = today
        .requests
        .filter(|lines| !lines.is_empty())
        .map(|lines| {
            let table = request_table(visit, lines)?;
            let all = i64::try_from(today.open).unwrap_or(i64::MAX);
            Ok::<_, PageError>(view! {
                <section aria-labelledby="requests-title">
                    <h2 id="requests-title">{texts.say(key::TODAY_REQUESTS)}</h2>
                    {table}
                    <p>
                        <a href=visit.href("/staff/requests")>
                            {texts.fill(key::TODAY_ALL_REQUESTS, &[("count", all.into())])}
                        </a>
                    </p>
                </section>
            })
        })
        .transpose()?;
    let undeliverable = today
        .undeliverable
        .iter()
        .map(|line| {
            let href = visit.href(&format!("/staff/patrons/{}", line.public_id));
            view! { <li><a href=href dir="auto">{line.name()}</a>" "{line.cardnumber.clone()}</li> }
        })
        .collect_view();
    let has_undeliverable = !today.undeliverable.is_empty();
    let failed = i64::try_from(today.failed_mails).unwrap_or(i64::MAX);
    Ok(view! {
        <Title text=texts.say(key::TODAY_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::TODAY_TITLE)}</h1>
                <p dir="auto">{texts.fill(key::TODAY_GREETING, &[("name", name.into())])}</p>
            </header>
            {staff_notice(visit)?.map(|notice| view! {
                {notice}
                <p><a class="button-quiet" href=visit.href("/security/two-step")>{texts.say(key::FACTOR_MISSING_BUTTON)}</a></p>
            })}
            {today.is_secret_weak.then(|| view! {
                <div class="notice">
                    <p>
                        {texts.say(key::SECURITY_PASSWORD_WEAK)}" "
                        <a href=visit.href("/security/password")>{texts.say(key::SECURITY_PASSWORD_LINK)}</a>
                    </p>
                </div>
            })}
            {(failed > 0).then(|| view! {
                <div class="notice notice-warn">
                    <p>
                        {texts.fill(key::TODAY_FAILED_MAILS, &[("count", failed.into())])}" "
                        <a href=visit.href("/staff/mail")>{texts.say(key::TODAY_SEE_THEM)}</a>
                    </p>
                </div>
            })}
            {today.library_system.as_ref().map(|state| library_system(visit, state)).transpose()?.flatten()}
            {today.synchronized.as_ref().map(|source| synchronized(visit, source)).transpose()?}
            {resting(visit, &today.resting)?}
            {(!today.single_holders.is_empty()).then(|| holders(visit, &today.single_holders))}
            {requests}
            {has_undeliverable.then(|| view! {
                <section class="panel-sheet" aria-labelledby="undeliverable-title">
                    <h2 id="undeliverable-title">{texts.say(key::TODAY_UNDELIVERABLE)}</h2>
                    <p>{texts.say(key::TODAY_UNDELIVERABLE_TEXT)}</p>
                    <ul>{undeliverable}</ul>
                </section>
            })}
            {waits_for_nothing.then(|| view! { <p class="notice">{texts.say(key::TODAY_NOTHING)}</p> })}
        </div>
    }
    .into_any())
}

/// How the library system beside Carrel is, where there is something to say.
fn library_system(visit: &Visit, state: &SystemState) -> Result<Option<AnyView>, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let rests = state
        .rests_until
        .map(|time| texts.fill(key::TODAY_LIBRARY_SYSTEM_RESTS, &[("time", format.moment(time).into())]));
    let missing: Vec<String> = state.missing.iter().map(|word| coded(texts, "library-offer", word)).collect();
    let missing = (!missing.is_empty())
        .then(|| texts.fill(key::TODAY_LIBRARY_SYSTEM_MISSING, &[("what", missing.join(", ").into())]));
    let failed = i64::try_from(state.failed_commands).unwrap_or(i64::MAX);
    let failed = (failed > 0).then(|| texts.fill(key::TODAY_LIBRARY_SYSTEM_FAILED, &[("count", failed.into())]));
    let said: Vec<_> = [rests, failed, missing].into_iter().flatten().map(|text| view! { <p>{text}</p> }).collect();
    Ok((!said.is_empty()).then(|| view! { <div class="notice notice-warn">{said}</div> }.into_any()))
}

/// How the library system was last read by itself: with a sign if it was not.
fn synchronized(visit: &Visit, source: &SourceLine) -> Result<AnyView, PageError> {
    let text = source_line(visit.texts(), &visit.format()?, source);
    Ok(match source.outcome {
        SourceOutcome::Running | SourceOutcome::Done(_) => view! { <p class="fine">{text}</p> }.into_any(),
        SourceOutcome::Stopped | SourceOutcome::TooManyGone | SourceOutcome::Failed => {
            view! { <div class="notice notice-warn"><p>{text}</p></div> }.into_any()
        }
    })
}

/// Other services that fail.
fn resting(visit: &Visit, resting: &[(Words, Timestamp)]) -> Result<Option<AnyView>, PageError> {
    let (texts, format) = (visit.texts(), visit.format()?);
    let said: Vec<_> = resting
        .iter()
        .map(|(title, time)| {
            let name = title.of(visit.language).to_owned();
            let text =
                texts.fill(key::TODAY_REMOTE_RESTS, &[("name", name.into()), ("time", format.moment(*time).into())]);
            view! { <p>{text}</p> }
        })
        .collect();
    Ok((!said.is_empty()).then(|| view! { <div class="notice notice-warn">{said}</div> }.into_any()))
}

fn holders(visit: &Visit, holders: &[SingleHolder]) -> impl IntoView + use<> {
    let texts = visit.texts();
    let items = holders
        .iter()
        .map(|one| {
            let role = coded(texts, "code-role", one.role.name());
            let text = match &one.holder {
                Some(name) => texts.fill(key::SINGLE_HOLDER, &[("role", role.into()), ("name", name.clone().into())]),
                None => texts.fill(key::NO_HOLDER, &[("role", role.into())]),
            };
            view! { <li dir="auto">{text}</li> }
        })
        .collect_view();
    view! {
        <section class="notice notice-warn" aria-labelledby="holders-title">
            <h2 id="holders-title">{texts.say(key::SINGLE_HOLDERS_TITLE)}</h2>
            <p>{texts.say(key::SINGLE_HOLDERS_TEXT)}" "<a href=visit.href("/staff/roles")>{texts.say(key::NAV_ROLES)}</a></p>
            <ul>{items}</ul>
        </section>
    }
}
