//! Delivering all of a patron's data in answer to a request: its part of the request's page.

use carrel_domain::{Language, Permission, Timestamp};
use carrel_services::requests::RequestView;
use carrel_texts::{Format, Key, key};
use leptos::prelude::*;

use super::request::act;
use crate::{
    components::request_parts::coded,
    visit::{PageError, Visit},
};

/// Delivering, if it may be done; if not, what is missing.
pub(super) fn delivery(
    visit: &Visit,
    found: &RequestView,
    format: &Format,
) -> Result<impl IntoView + use<>, PageError> {
    let texts = visit.texts();
    let actor = &visit.session()?.actor;
    let may = actor.may_both(Permission::PatronData, Permission::ViewLogs).is_ok();
    let is_open = found.is_open();
    let is_ready = is_open && may && found.request.identity_checked_at.is_some();
    let missing = match (is_open, may, found.request.identity_checked_at) {
        (false, _, _) => None,
        (true, false, _) => Some(key::DELIVERY_NO_PERMISSION),
        (true, true, None) => Some(key::DELIVERY_IDENTITY_FIRST),
        (true, true, Some(_)) => None,
    };
    let days = visit.profile()?.settings.link_days;
    let languages = Language::ALL
        .into_iter()
        .map(|one| {
            let is_theirs = found.patron.language.as_deref().and_then(Language::from_tag) == Some(one);
            view! { <option value=one.code() lang=one.code() selected=is_theirs>{one.own_name()}</option> }
        })
        .collect_view();
    let forms = is_ready.then(|| {
        let problem = found.mail_problem.and_then(|code| Key::find(&format!("note-{code}")));
        let to = match problem {
            None => view! {
                <p>{texts.say(key::LINK_GOES_TO)}" "<strong dir="auto">{found.patron.email.clone()}</strong></p>
                <p class="fine">{texts.fill(key::LINK_EXPLAINED, &[("days", days.into())])}</p>
                <button class="button" type="submit">{texts.say(key::LINK_SEND)}</button>
            }
            .into_any(),
            Some(problem) => view! { <p class="notice notice-warn">{texts.say(problem)}</p> }.into_any(),
        };
        view! {
            <form class="desk-form" method="post" action=act(visit, found, "link")>
                <h3>{texts.say(key::LINK_TITLE)}</h3>
                {to}
            </form>
            <form class="desk-form" method="post" action=act(visit, found, "print")>
                <h3>{texts.say(key::PRINT_TITLE)}</h3>
                <p>{texts.say(key::PRINT_TEXT)}</p>
                <div class="inline-form">
                    <div class="field">
                        <label for="language">{texts.say(key::REPORT_LANGUAGE_LABEL)}</label>
                        <select id="language" name="language">{languages}</select>
                    </div>
                    <button class="button-quiet" type="submit">{texts.say(key::PRINT_BUTTON)}</button>
                </div>
            </form>
        }
    });
    let items = found.disclosures.iter().map(|one| {
        let is_live = one.state == "sent" || one.state == "opened";
        let state = coded(texts, "disclosure-state", &one.state);
        let ends = one
            .expires_at
            .filter(|_| one.state == "sent")
            .map(|at| texts.fill(key::LINK_UNTIL, &[("date", format.time(Timestamp(at)).into())]));
        let revoke = (is_live && one.way == "link" && may).then(|| {
            view! {
                <form method="post" action=act(visit, found, "revoke")>
                    <input type="hidden" name="disclosure" value=one.public_id.clone() />
                    <button class="button-quiet" type="submit">{texts.say(key::LINK_REVOKE)}</button>
                </form>
            }
        });
        view! {
            <li class="inline-form">
                <span>
                    {format.time(Timestamp(one.created_at))}": "{coded(texts, "disclosure-way", &one.way)}" "
                    <span class="badge">{state}</span>" "{ends}
                </span>
                {revoke}
            </li>
        }
    });
    let items = items.collect_view();
    Ok(view! {
        <section class="panel-sheet" aria-labelledby="delivery-title">
            <h2 id="delivery-title">{texts.say(key::DELIVERY_TITLE)}</h2>
            {missing.map(|text| view! { <p class="notice notice-warn">{texts.say(text)}</p> })}
            {(!found.disclosures.is_empty()).then(|| view! { <ul class="plain-list">{items}</ul> })}
            {forms}
        </section>
    })
}
