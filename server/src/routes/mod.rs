//! Plain HTTP: what forms post to, downloads, health.

mod api_clients;
mod api_docs;
mod consent_purposes;
mod consents;
mod contact;
mod email;
mod factors_reset;
mod guardians;
mod health;
mod identities;
mod kept_form;
mod libraries;
mod link;
mod loan_history;
mod logs;
mod mail;
mod messages;
mod my_requests;
mod news;
mod not_me;
mod notes;
mod openid;
mod passkeys;
mod password;
mod patrons;
mod recovery;
mod register;
mod requests;
mod retention;
mod retention_people;
mod roles;
mod second_step;
mod security;
mod settings;
mod sign_in;
mod sign_in_rules;
mod sign_out;
mod staff_form;
mod staff_recovery;
mod start;
mod step_up;
mod take_away;
mod templates;
mod two_step;
mod unsubscribe;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::Request,
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use carrel_app::{
    components::problem::Refused,
    visit::{PageError, Visit},
};
use carrel_services::ServiceError;
use http::{HeaderName, Method, Uri, header::CONTENT_TYPE};
use leptos::prelude::provide_context;

use crate::http::{AppState, render};

/// Everything that is not a page.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(start::show))
        .route("/health", get(health::check))
        .route("/sign-in", post(sign_in::submit))
        .route("/sign-in/passkey", post(second_step::passkey))
        .route("/sign-in/passkey/ask", post(second_step::ask_for_passkey))
        .route("/sign-in/second-step", post(second_step::submit))
        .route("/sign-in/second-step/ask", post(second_step::ask))
        .route("/sign-in/openid/{provider}", post(openid::start))
        .route("/sign-in/openid/{provider}/callback", get(openid::callback))
        .route("/step-up/openid/{provider}", post(openid::start_step_up))
        .route("/sign-out", post(sign_out::submit))
        .route("/signed-out", get(openid::signed_out))
        .route("/security/identities/link", post(identities::link))
        .route("/security/identities/decline", post(identities::decline))
        .route("/security/identities/unlink", post(identities::unlink))
        .route("/staff/sign-in", post(sign_in_rules::change))
        .route("/my-data/take-away", post(take_away::submit))
        .route("/my-data/take-away/{export}/file", post(take_away::file))
        .route("/my-data/take-away/{export}/delete", post(take_away::delete))
        .route("/loan-history/choice", post(loan_history::choose))
        .route("/loan-history/anonymize", post(loan_history::anonymize))
        .route("/staff/loan-history", post(loan_history::decide))
        .route("/consents", post(consents::answer))
        .route("/contact", post(contact::correct))
        .route("/staff/contact-fields", post(contact::fields))
        .route("/staff/guardians", post(guardians::decide))
        .route("/u/{token}", post(unsubscribe::submit))
        .route("/messages", post(messages::choose))
        .route("/staff/messages/{what}", post(messages::settings))
        .route("/consents/later", post(consents::later))
        .route("/staff/patrons/{patron}/consents", post(consents::at_desk))
        .route("/staff/consents", post(consent_purposes::begin))
        .route("/staff/consents/{code}/{action}", post(consent_purposes::act))
        .route("/session/stay", post(kept_form::stay))
        .route("/session/keep", post(kept_form::keep))
        .route("/kept-form/discard", post(kept_form::discard))
        .route("/my-requests", post(my_requests::file))
        .route("/my-requests/{request}/withdraw", post(my_requests::withdraw))
        .route("/d/{token}", post(link::open))
        .route("/not-me/{token}", post(not_me::stop))
        .route("/staff/logs", post(logs::search))
        .route("/staff/logs/export", post(logs::export))
        .route("/staff/patrons", post(patrons::search))
        .route("/staff/patrons/{patron}/requests", post(patrons::record_request))
        .route("/staff/patrons/{patron}/address", post(patrons::clear_address))
        .route("/staff/requests/{request}/{action}", post(requests::act))
        .route("/staff/templates/{code}/{action}", post(templates::act))
        .route("/staff/mail/{mail}/{action}", post(mail::act))
        .route("/staff/patrons/{patron}/identity-numbers", post(notes::show_identity_numbers))
        .route("/staff/notes/words", post(notes::change_words))
        .route("/staff/notes/{note}/keep", post(notes::keep))
        .route("/note-check", post(notes::check))
        .route("/recover", post(recovery::ask))
        .route("/recover/code", post(recovery::code))
        .route("/r/{token}", post(recovery::set))
        .route("/e/{token}", post(email::confirm))
        .route("/security/email", post(email::ask))
        .route("/security/email/asking", post(email::asking))
        .route("/security/password", post(password::change))
        .route("/security/password/begin", post(password::begin))
        .route("/staff/patrons/{patron}/recovery", post(staff_recovery::send_link))
        .route("/staff/patrons/{patron}/recovery-code", post(staff_recovery::issue_code))
        .route("/security/sessions/end", post(security::end))
        .route("/security/sessions/end-others", post(security::end_others))
        .route("/security/two-step/begin", post(two_step::begin))
        .route("/security/two-step/confirm", post(two_step::confirm))
        .route("/security/two-step/remove", post(two_step::remove))
        .route("/security/two-step/codes", post(two_step::make_codes))
        .route("/security/passkeys", post(passkeys::add))
        .route("/security/passkeys/ask", post(passkeys::ask))
        .route("/security/passkeys/begin", post(passkeys::begin))
        .route("/security/passkeys/rename", post(passkeys::rename))
        .route("/security/passkeys/remove", post(passkeys::remove))
        .route("/security/step-up/ask", post(step_up::ask))
        .route("/staff/patrons/{patron}/reset-factors", post(factors_reset::submit))
        .route("/security/sessions/end-all", post(security::end_all))
        .route("/staff/retention/schedule", post(retention::schedule))
        .route("/staff/retention/people/letters", post(retention_people::letters))
        .route("/staff/retention/people/told", post(retention_people::told))
        .route("/staff/retention/statistics", post(retention::statistics))
        .route("/staff/retention/statistics/file", post(retention::statistics_file))
        .route("/staff/retention/rules/{subject}", post(retention::set_rule))
        .route("/staff/retention/rules/{subject}/remove", post(retention::remove_rule))
        .route("/staff/retention/rules/{subject}/run", post(retention::start_run))
        .route("/staff/retention/runs/{run}/cancel", post(retention::cancel_run))
        .route("/staff/patrons/{patron}/hold", post(retention_people::place_hold))
        .route("/staff/patrons/{patron}/hold/lift", post(retention_people::lift_hold))
        .route("/staff/patrons/{patron}/stage", post(retention_people::stage))
        .route("/staff/roles", post(roles::grant))
        .route("/staff/roles/revoke", post(roles::revoke))
        .route("/staff/libraries/rename", post(libraries::rename))
        .route("/staff/libraries/end", post(libraries::end))
        .route("/staff/news", post(news::begin))
        .route("/staff/news/{mailing}/stop", post(news::stop))
        .route("/staff/register/{category}", post(register::word))
        .route("/staff/settings", post(settings::change))
        .route("/staff/api-clients", post(api_clients::add))
        .route("/staff/api-clients/{client}/{action}", post(api_clients::act))
        .route("/api/v1/docs", get(api_docs::show))
}

/// No page has this address: the answer is the error page of the context.
const NO_PAGE: &str = "/-";

/// Shows a page in answer to a form, with what the page needs to know of it.
async fn show_again<C: Clone + Send + Sync + 'static>(
    state: &AppState,
    visit: &Visit,
    path: &str,
    context: C,
) -> Response {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = path.parse().unwrap_or_else(|_| Uri::from_static(NO_PAGE));
    // What ends so stands for an address that nobody has.
    let page = if path.ends_with(NO_PAGE) { visit.page.clone() } else { Some(path.to_owned()) };
    request.extensions_mut().insert(Visit { page, ..visit.clone() });
    render(state, request, Arc::new(move || provide_context(context.clone()))).await
}

/// The page a form came from, with why it did not work; or the page that says so, where there is none.
async fn show_problem(state: &AppState, visit: &Visit, here: &str, error: ServiceError) -> Response {
    match Refused::of(&error) {
        Some(refused) => show_again(state, visit, here, refused).await,
        None => fail(state, visit, error).await,
    }
}

/// The page that says why something did not happen.
async fn fail(state: &AppState, visit: &Visit, error: ServiceError) -> Response {
    show_again(state, visit, NO_PAGE, PageError::from(error)).await
}

/// Text that is JSON already.
fn json(text: String) -> ([(HeaderName, &'static str); 1], String) {
    ([(CONTENT_TYPE, "application/json")], text)
}

/// Sends whoever is not signed in to do so.
fn to_sign_in(visit: &Visit) -> Response {
    Redirect::to(&visit.href("/sign-in")).into_response()
}

/// Seconds as whole minutes to wait, at least one.
const fn minutes(seconds: i64) -> i64 {
    if seconds <= 60 { 1 } else { (seconds + 59) / 60 }
}
