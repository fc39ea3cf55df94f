//! One patron: who it is, what is wrong with their contact data, what they asked for.

use carrel_domain::{
    Permission, Timestamp,
    age::AgeMisfit,
    data_request::{IdentityMethod, RequestChannel, RequestKind},
};
use carrel_services::{consents::ConsentItem, guardians::StaffView, patrons::PatronView, retention::PatronRetention};
use carrel_texts::{Key, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    consents::ConsentsPanel, guardians_panel::guardians_panel, identity_numbers::IdentityNumberPanel,
    recovery::RecoveryPanel, retention_panel::retention_panel,
};
use crate::{
    components::{problem::FormProblem, request_parts::coded, text_area::TextArea},
    visit::{PageError, Visit},
};

/// The patron's page.
#[component]
pub fn PatronPage() -> impl IntoView {
    let visit = Visit::current();
    let id = use_params_map().get_untracked().get_str("patron").unwrap_or_default().to_owned();
    Suspend::new(async move {
        match load(&visit, &id).await {
            Ok((found, consents, kept, care)) => {
                page(&visit, found, consents, kept.as_ref(), &care).unwrap_or_else(PageError::page)
            }
            Err(error) => error.page(),
        }
    })
}

type Found = (PatronView, Vec<ConsentItem>, Option<PatronRetention>, StaffView);

async fn load(visit: &Visit, id: &str) -> Result<Found, PageError> {
    let session = visit.session()?;
    let found = visit.services.view_patron(session, visit.profile()?, id, &visit.origin).await?;
    let consents = if session.actor.has(Permission::EditContact) {
        visit.services.consents_of_patron(session, id, &visit.origin).await?
    } else {
        Vec::new()
    };
    let kept = visit.services.retention_of_patron(session, id).await?;
    let care = visit.services.guardians_of_patron(session, visit.profile()?, id, &visit.origin).await?;
    Ok((found, consents, kept, care))
}

fn page(
    visit: &Visit,
    found: PatronView,
    consents: Vec<ConsentItem>,
    kept: Option<&PatronRetention>,
    care: &StaffView,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let names = visit.profile()?.names.clone();
    let actor = &visit.session()?.actor;
    let (section, row) = found.contact.clone();
    let contact = section
        .shown()
        .zip(&row.values)
        .filter(|(_, value)| !value.is_empty())
        .map(|(column, value)| {
            let text = format.value(column, value, &names);
            view! { <div><dt>{texts.field(column)}</dt><dd dir="auto">{text}</dd></div> }
        })
        .collect_view();
    let problem = found.mail_problem.and_then(|code| Key::find(&format!("note-{code}")));
    let can_clear = found.mail_problem == Some("mail-undeliverable") && actor.has(Permission::EditContact);
    let answers = actor.has(Permission::Requests);
    let is_reset = use_query_map().get_untracked().get_str("done") == Some("factors-reset");
    let is_link_sent = use_query_map().get_untracked().get_str("done") == Some("recovery");
    let is_consent_noted = use_query_map().get_untracked().get_str("done") == Some("consent");
    let helps = actor.has(Permission::EditContact);
    let (patron, has_mail) = (found.line.public_id.clone(), found.mail_problem.is_none());
    Ok(view! {
        <Title text=texts.say(key::PATRON_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/patrons")>{texts.say(key::PATRONS_TITLE)}</a>
            </nav>
            <header class="desk-head">
                <h1 dir="auto">{found.line.name()}</h1>
                <p>{texts.say(key::COLUMN_CARDNUMBER)}" "{found.line.cardnumber.clone()}</p>
            </header>
            <FormProblem />
            {is_reset.then(|| view! { <div class="notice" role="status"><p>{texts.say(key::RESET_DONE)}</p></div> })}
            {is_link_sent.then(|| view! {
                <div class="notice" role="status"><p>{texts.say(key::STAFF_RECOVERY_DONE)}</p></div>
            })}
            {is_consent_noted.then(|| view! {
                <div class="notice" role="status"><p>{texts.say(key::DESK_CONSENT_DONE)}</p></div>
            })}
            {problem.map(|problem| view! {
                <div class="notice notice-warn">
                    <p>{texts.say(problem)}</p>
                    {can_clear.then(|| clear_form(visit, &found))}
                </div>
            })}
            {age_note(visit, &found)?.map(|note| view! { <div class="notice notice-warn"><p>{note}</p></div> })}
            <div class="desk-columns">
                <div>
                    {answers.then(|| requests(visit, &found))}
                    {answers.then(|| record_form(visit, &found)).transpose()?}
                </div>
                <div>
                    <section class="panel-sheet" aria-labelledby="contact-title">
                        <h2 id="contact-title">{texts.say(key::PATRON_CONTACT_TITLE)}</h2>
                        <dl class="facts stacked">{contact}</dl>
                    </section>
                    {guardians_panel(visit, care)?}
                    {(!consents.is_empty()).then(|| view! { <ConsentsPanel patron=found.line.public_id.clone() consents /> })}
                    {kept.map(|kept| retention_panel(visit, &found.line.public_id, kept)).transpose()?}
                    {found.may_reset_factors.then(|| reset_form(visit, &found))}
                    {found.has_identity_numbers.then(|| view! { <IdentityNumberPanel patron=patron.clone() /> })}
                    {helps.then(|| view! { <RecoveryPanel patron has_mail /> })}
                    {(!found.disclosures.is_empty()).then(|| {
                        let items = found
                            .disclosures
                            .iter()
                            .map(|one| {
                                let state = coded(texts, "disclosure-state", &one.state);
                                let way = coded(texts, "disclosure-way", &one.way);
                                view! { <li>{format.time(Timestamp(one.created_at))}": "{way}", "{state}</li> }
                            })
                            .collect_view();
                        view! {
                            <section class="panel-sheet" aria-labelledby="ltoken-title">
                                <h2 id="ltoken-title">{texts.say(key::PATRON_DELIVERIES_TITLE)}</h2>
                                <ul>{items}</ul>
                            </section>
                        }
                    })}
                </div>
            </div>
        </div>
    }
    .into_any())
}

/// Staff heard, or see, that mails reach the patron again.
fn clear_form(visit: &Visit, found: &PatronView) -> impl IntoView + use<> {
    let texts = visit.texts();
    view! {
        <form method="post" action=visit.href(&format!("/staff/patrons/{}/address", found.line.public_id))>
            <p id="address-text">{texts.say(key::ADDRESS_WORKS_TEXT)}</p>
            <button class="button-quiet" type="submit" aria-describedby="address-text">
                {texts.say(key::ADDRESS_WORKS_BUTTON)}
            </button>
        </form>
    }
}

/// What to do about an age that does not fit the patron category.
fn age_note(visit: &Visit, found: &PatronView) -> Result<Option<String>, PageError> {
    let Some(misfit) = found.age_misfit else { return Ok(None) };
    let code = found.line.patron_category.clone().unwrap_or_default();
    let category = visit.profile()?.names.categories.get(&code).cloned().unwrap_or(code);
    let (text, age) = match misfit {
        AgeMisfit::TooYoung { minimum } => (key::AGE_TOO_YOUNG, minimum),
        AgeMisfit::TooOld { maximum } => (key::AGE_TOO_OLD, maximum),
    };
    Ok(Some(visit.texts().fill(text, &[("category", category.into()), ("age", i64::from(age).into())])))
}

fn requests(visit: &Visit, found: &PatronView) -> impl IntoView + use<> {
    let texts = visit.texts();
    let items = found
        .requests
        .iter()
        .map(|request| {
            let kind = coded(texts, "request-kind", &request.kind);
            let due = visit
                .format()
                .ok()
                .and_then(|format| Some(format.date(carrel_domain::Date::parse(&request.due_on).ok()?)));
            view! {
                <li>
                    <a href=visit.href(&format!("/staff/requests/{}", request.public_id))>{kind}</a>
                    " "{texts.fill(key::REQUEST_DUE, &[("date", due.unwrap_or_default().into())])}
                </li>
            }
        })
        .collect_view();
    let is_none = found.requests.is_empty();
    view! {
        <section class="panel-sheet" aria-labelledby="requests-title">
            <h2 id="requests-title">{texts.say(key::PATRON_REQUESTS_TITLE)}</h2>
            {is_none.then(|| view! { <p>{texts.say(key::PATRON_REQUESTS_NONE)}</p> })}
            <ul>{items}</ul>
        </section>
    }
}

/// Nothing is delivered without a written request: recording one is where it begins.
fn record_form(visit: &Visit, found: &PatronView) -> Result<impl IntoView + use<>, PageError> {
    let texts = visit.texts();
    let today = visit.services.today(visit.profile()?).to_string();
    let kinds = RequestKind::ALL
        .into_iter()
        .map(|kind| view! { <option value=kind.name()>{coded(texts, "request-kind", kind.name())}</option> })
        .collect_view();
    let channels = RequestChannel::ALL
        .into_iter()
        .filter(|channel| *channel != RequestChannel::Portal)
        .map(|one| view! { <option value=one.name()>{coded(texts, "request-channel", one.name())}</option> })
        .collect_view();
    Ok(view! {
        <form
            class="panel-sheet desk-form"
            method="post"
            action=visit.href(&format!("/staff/patrons/{}/requests", found.line.public_id))
            aria-labelledby="record-title"
        >
            <h2 id="record-title">{texts.say(key::RECORD_TITLE)}</h2>
            <p>{texts.say(key::RECORD_LEAD)}</p>
            <div class="inline-form">
                <div class="field">
                    <label for="kind">{texts.say(key::REQUEST_KIND_LABEL)}</label>
                    <select id="kind" name="kind">{kinds}</select>
                </div>
                <div class="field">
                    <label for="channel">{texts.say(key::REQUEST_CHANNEL_LABEL)}</label>
                    <select id="channel" name="channel">{channels}</select>
                </div>
                <div class="field">
                    <label for="received">{texts.say(key::REQUEST_RECEIVED_LABEL)}</label>
                    <input id="received" name="received" type="date" value=today.clone() max=today required=true />
                </div>
            </div>
            <div class="field">
                <label for="document">{texts.say(key::REQUEST_DOCUMENT_LABEL)}</label>
                <p class="hint" id="document-hint">{texts.say(key::REQUEST_DOCUMENT_HINT)}</p>
                <input
                    id="document"
                    name="document"
                    type="text"
                    maxlength="200"
                    required=true
                    aria-describedby="document-hint"
                />
            </div>
            <div class="field">
                <label for="wish">{texts.say(key::REQUEST_WISH_LABEL)}</label>
                <TextArea name="wish" value="" rows=3 />
            </div>
            <button class="button" type="submit">{texts.say(key::RECORD_BUTTON)}</button>
        </form>
    })
}

/// Whoever lost every factor comes to the desk.
fn reset_form(visit: &Visit, found: &PatronView) -> impl IntoView + use<> {
    let texts = visit.texts();
    let methods = IdentityMethod::ALL
        .into_iter()
        .filter(|method| *method != IdentityMethod::StrongSignIn)
        .map(|method| {
            let name = method.name();
            view! { <option value=name>{coded(texts, "identity-method", name)}</option> }
        })
        .collect_view();
    view! {
        <form
            class="panel-sheet desk-form"
            method="post"
            action=visit.href(&format!("/staff/patrons/{}/reset-factors", found.line.public_id))
            aria-labelledby="reset-title"
        >
            <h2 id="reset-title">{texts.say(key::RESET_TITLE)}</h2>
            <p>{texts.say(key::RESET_TEXT)}</p>
            <div class="field">
                <label for="reset-method">{texts.say(key::RESET_METHOD_LABEL)}</label>
                <select id="reset-method" name="method">{methods}</select>
            </div>
            <div class="field">
                <label for="reset-document">{texts.say(key::RESET_DOCUMENT_LABEL)}</label>
                <p class="hint" id="reset-document-hint">{texts.say(key::RESET_DOCUMENT_HINT)}</p>
                <input
                    id="reset-document"
                    name="document"
                    type="text"
                    maxlength="200"
                    required=true
                    aria-describedby="reset-document-hint"
                />
            </div>
            <button class="button-quiet" type="submit">{texts.say(key::RESET_BUTTON)}</button>
        </form>
    }
}
