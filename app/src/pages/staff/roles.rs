//! Who may what: who holds it, where, until when; granting and revoking.

use carrel_domain::{Role, Timestamp};
use carrel_services::roles::{Holding, LONGEST_REASON, Roles, SingleHolder};
use carrel_texts::{Format, Key, Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{form_again::FormAgain, text_area::TextArea},
    visit::{PageError, Visit},
};

/// The roles in force, by role, and the form to grant one.
#[component]
pub fn RolesPage() -> impl IntoView {
    let visit = Visit::current();
    let again = use_context::<FormAgain>();
    let done = use_query_map().get_untracked().get("done");
    Suspend::new(async move {
        match load(&visit).await {
            Ok((roles, single)) => {
                page(&visit, roles, single, again.as_ref(), done.as_deref()).unwrap_or_else(PageError::page)
            }
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<(Roles, Vec<SingleHolder>), PageError> {
    let session = visit.session()?;
    let roles = visit.services.list_roles(session, &visit.origin).await?;
    let single = visit.services.single_holders(session).await?;
    Ok((roles, single))
}

fn page(
    visit: &Visit,
    roles: Roles,
    single: Vec<SingleHolder>,
    again: Option<&FormAgain>,
    done: Option<&str>,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let done = match done {
        Some("granted") => Some(key::ROLE_GRANTED),
        Some("revoked") => Some(key::ROLE_REVOKED),
        _ => None,
    };
    let form = grant_form(visit, &roles, again.filter(|again| !again.fields.iter().any(|(name, _)| name == "grant")));
    let groups: Vec<AnyView> = Role::ALL
        .into_iter()
        .rev()
        .filter(|role| role.is_staff())
        .map(|role| role_group(visit, &format, role, &roles.held, again))
        .collect::<Result<_, _>>()?;
    Ok(view! {
        <Title text=texts.say(key::ROLES_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::ROLES_TITLE)}</h1>
                <p><a href=visit.href("/staff/libraries")>{texts.say(key::LIBRARIES_LINK)}</a></p>
            </header>
            {FormAgain::problem(again)}
            {done.map(|text| view! { <div class="notice" role="status"><p>{texts.say(text)}</p></div> })}
            <SingleHolders single />
            <div class="desk-columns">
                <div>{groups}</div>
                <div>{form}</div>
            </div>
        </div>
    }
    .into_any())
}

/// Warns of critical roles that a single person holds, or nobody.
#[component]
pub fn SingleHolders(
    /// The roles.
    single: Vec<SingleHolder>,
) -> impl IntoView {
    let texts = Visit::current().texts();
    (!single.is_empty()).then(|| {
        let items = single
            .into_iter()
            .map(|single| {
                let role = texts.code("role", single.role.name()).into_owned();
                let text = match single.holder {
                    Some(name) => texts.fill(key::SINGLE_HOLDER, &[("role", role.into()), ("name", name.into())]),
                    None => texts.fill(key::NO_HOLDER, &[("role", role.into())]),
                };
                view! { <li dir="auto">{text}</li> }
            })
            .collect_view();
        view! {
            <section class="notice notice-warn" aria-labelledby="single-title">
                <h2 id="single-title">{texts.say(key::SINGLE_HOLDERS_TITLE)}</h2>
                <ul>{items}</ul>
                <p>{texts.say(key::SINGLE_HOLDERS_TEXT)}</p>
            </section>
        }
    })
}

fn role_group(
    visit: &Visit,
    format: &Format,
    role: Role,
    held: &[Holding],
    again: Option<&FormAgain>,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let id = format!("role-{}", role.name());
    let holders: Vec<_> = held.iter().filter(|held| held.role == role.name()).collect();
    let count = texts.fill(
        key::HOLDER_COUNT,
        &[("count", holders.len().into()), ("shown", format.count(holders.len().try_into().unwrap_or(0)).into())],
    );
    let items: Vec<_> =
        holders.into_iter().map(|held| holder(visit, format, role, held, again)).collect::<Result<_, _>>()?;
    Ok(view! {
        <section class="panel-sheet role-group" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{texts.code("role", role.name())} " " <span class="badge">{count}</span></h2>
            <p class="hint">{about(texts, role)}</p>
            {(!items.is_empty()).then(|| view! { <ul class="holders">{items}</ul> })}
        </section>
    }
    .into_any())
}

/// One sentence about what a role may do.
fn about(texts: Texts, role: Role) -> &'static str {
    Key::find(&format!("role-about-{}", role.name())).map_or("", |key| texts.say(key))
}

fn holder(
    visit: &Visit,
    format: &Format,
    role: Role,
    held: &Holding,
    again: Option<&FormAgain>,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let session = visit.session()?;
    let profile = visit.profile()?;
    let place = held
        .library
        .as_deref()
        .map_or_else(|| texts.say(key::WHOLE_ORGANIZATION).to_owned(), |code| profile.library(code).to_owned());
    let given = format.day_of(Timestamp(held.granted_at));
    let given = match held.giver_name.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => texts.fill(key::ROLE_GIVEN_BY, &[("name", name.into()), ("date", given.into())]),
        None => texts.fill(key::ROLE_GIVEN, &[("date", given.into())]),
    };
    let end = match held.expires_at {
        Some(end) => {
            let day = format.day_of(Timestamp(end).plus_seconds(-1));
            texts.fill(key::ROLE_UNTIL, &[("date", day.into())])
        }
        None => texts.say(key::ROLE_WITHOUT_END).to_owned(),
    };
    let is_own = held.patron_id == session.actor.patron.0;
    let form = (!is_own && session.may_revoke(held)).then(|| revoke_form(visit, role, held, again));
    Ok(view! {
        <li>
            <p class="holder-name" dir="auto">
                <strong>{held.holder_name.clone()}</strong>
                " " <span class="hint">{held.cardnumber.clone()}</span>
                {is_own.then(|| view! { " " <span class="badge badge-good">{texts.say(key::ROLE_OWN)}</span> })}
                {(held.disabled != 0).then(|| view! {
                    " " <span class="badge badge-late">{texts.say(key::ROLE_ACCOUNT_CLOSED)}</span>
                })}
            </p>
            <p dir="auto">{place} ". " {end}</p>
            <p class="hint" dir="auto">
                {given} {(!held.reason.is_empty()).then(|| view! { " " <q>{held.reason.clone()}</q> })}
            </p>
            {form}
        </li>
    }
    .into_any())
}

fn revoke_form(visit: &Visit, role: Role, held: &Holding, again: Option<&FormAgain>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let again = again.filter(|again| FormAgain::typed(Some(again), "grant") == held.public_id);
    let id = format!("reason-{}", held.public_id);
    let who = texts.fill(
        key::REVOKE_ROLE_WHOSE,
        &[("role", texts.code("role", role.name()).into()), ("name", held.holder_name.clone().into())],
    );
    let wrong = FormAgain::is_wrong(again, &["reason"]);
    let described_by = FormAgain::described_by(again, &["reason"]);
    view! {
        <details class="revoke" open=again.is_some()>
            <summary>{texts.say(key::REVOKE_ROLE)} <span class="visually-hidden">" " {who}</span></summary>
            <form class="inline-form" method="post" action=visit.href("/staff/roles/revoke")>
                <input type="hidden" name="grant" value=held.public_id.clone() />
                <div class="field">
                    <label for=id.clone()>{texts.say(key::REVOKE_ROLE_REASON)}</label>
                    <input
                        type="text"
                        id=id.clone()
                        name="reason"
                        value=FormAgain::typed(again, "reason")
                        maxlength=LONGEST_REASON.to_string()
                        required
                        autocomplete="off"
                        aria-invalid=wrong
                        aria-describedby=described_by
                    />
                </div>
                <button class="button-quiet" type="submit">{texts.say(key::REVOKE_ROLE_BUTTON)}</button>
            </form>
        </details>
    }
}

fn grant_form(visit: &Visit, roles: &Roles, again: Option<&FormAgain>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let typed = |name| FormAgain::typed(again, name);
    let (role, library) = (typed("role"), typed("library"));
    let role_options = roles
        .grantable
        .iter()
        .map(|choice| {
            let name = choice.name();
            view! { <option value=name selected=name == role>{texts.code("role", name)}</option> }
        })
        .collect_view();
    let everywhere = roles.everywhere.then(|| view! { <option value="">{texts.say(key::WHOLE_ORGANIZATION)}</option> });
    let library_options = roles
        .libraries
        .iter()
        .map(|(code, name)| {
            view! { <option value=code.clone() selected=*code == library>{name.clone()}</option> }
        })
        .collect_view();
    let holder_codes: &[&str] = &["holder", "own-role", "already-held"];
    let role_codes: &[&str] = &["role-not-allowed", "administrator-only"];
    let place_codes: &[&str] = &["outside-scope", "library"];
    let reason_described = FormAgain::described_by(again, &["reason"]).unwrap_or("reason-hint");
    view! {
        <section class="panel-sheet" aria-labelledby="grant-title">
            <h2 id="grant-title">{texts.say(key::GRANT_TITLE)}</h2>
            <form class="stack" method="post" action=visit.href("/staff/roles")>
                <div class="field">
                    <label for="cardnumber">{texts.say(key::GRANT_CARDNUMBER)}</label>
                    <input
                        type="text"
                        id="cardnumber"
                        name="cardnumber"
                        value=typed("cardnumber")
                        required
                        autocomplete="off"
                        aria-invalid=FormAgain::is_wrong(again, holder_codes)
                        aria-describedby=FormAgain::described_by(again, holder_codes)
                    />
                </div>
                <div class="field">
                    <label for="role">{texts.say(key::GRANT_ROLE)}</label>
                    <select
                        id="role"
                        name="role"
                        aria-invalid=FormAgain::is_wrong(again, role_codes)
                        aria-describedby=FormAgain::described_by(again, role_codes)
                    >
                        {role_options}
                    </select>
                </div>
                <div class="field">
                    <label for="library">{texts.say(key::GRANT_PLACE)}</label>
                    <select
                        id="library"
                        name="library"
                        aria-invalid=FormAgain::is_wrong(again, place_codes)
                        aria-describedby=FormAgain::described_by(again, place_codes)
                    >
                        {everywhere}
                        {library_options}
                    </select>
                </div>
                <div class="field">
                    <label for="ends_on">{texts.say(key::GRANT_END)}</label>
                    <p class="hint" id="end-hint">{texts.say(key::GRANT_END_HINT)}</p>
                    <input
                        type="date"
                        id="ends_on"
                        name="ends_on"
                        value=typed("ends_on")
                        aria-invalid=FormAgain::is_wrong(again, &["end"])
                        aria-describedby=FormAgain::described_by(again, &["end"]).unwrap_or("end-hint")
                    />
                </div>
                <div class="field">
                    <label for="reason">{texts.say(key::GRANT_REASON)}</label>
                    <p class="hint" id="reason-hint">{texts.say(key::GRANT_REASON_HINT)}</p>
                    <TextArea
                        name="reason"
                        value=typed("reason")
                        rows=3
                        maxlength=500
                        described_by=reason_described
                        required=true
                    />
                </div>
                <button class="button" type="submit">{texts.say(key::GRANT_BUTTON)}</button>
                <p class="fine">{texts.say(key::GRANT_FINE)}</p>
            </form>
        </section>
    }
}
