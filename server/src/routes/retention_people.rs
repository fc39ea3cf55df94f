//! What staff do about single people: legal holds, and those on their way out.

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::CookieJar;
use carrel_app::visit::Visit;
use carrel_domain::Date;
use carrel_services::{ServiceError, retention::HoldWish};

use super::{
    retention::{Answer, Fields, answer, csv, ready, text},
    to_sign_in,
};
use crate::http::AppState;

const PEOPLE: &str = "/staff/retention/people";

/// Places a legal hold.
pub(super) async fn place_hold(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(patron): Path<String>,
    jar: CookieJar,
    Form(form): Form<Fields>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let here = format!("/staff/patrons/{patron}");
    let until = match text(&form, "until") {
        "" => Ok(None),
        day => Date::parse(day).map(Some).map_err(|_| ServiceError::Impossible("hold-past")),
    };
    let done = match (until, visit.services.profile().await) {
        (Ok(ends_on), Ok(profile)) => {
            let wish = HoldWish { reason: text(&form, "hold_reason").to_owned(), ends_on };
            visit.services.place_legal_hold(&session, &profile, &patron, wish, &visit.origin).await
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    answer(&state, &visit, jar, &here, done.map(|()| here.clone())).await
}

/// Lifts a legal hold.
pub(super) async fn lift_hold(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(patron): Path<String>,
    jar: CookieJar,
    Form(form): Form<Fields>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let here = format!("/staff/patrons/{patron}");
    let done = visit.services.lift_legal_hold(&session, &patron, text(&form, "hold"), &visit.origin).await;
    answer(&state, &visit, jar, &here, done.map(|()| here.clone())).await
}

/// Stops what began for somebody who did not renew, or lets it begin anew.
pub(super) async fn stage(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(patron): Path<String>,
    jar: CookieJar,
    Form(form): Form<Fields>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let here = format!("/staff/patrons/{patron}");
    let reason = (text(&form, "do") != "resume").then(|| text(&form, "reason"));
    let done = visit.services.stop_stage(&session, &patron, reason, &visit.origin).await;
    answer(&state, &visit, jar, &here, done.map(|()| here.clone())).await
}

/// Gives the list by which people are told on paper.
pub(super) async fn letters(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<Fields>,
) -> Answer {
    let (session, jar) = ready(&state, &visit, jar, &mut form, "/staff/retention/people/letters", PEOPLE).await?;
    let parts = match visit.services.profile().await {
        Ok(profile) => visit.services.export_letters(&session, &profile, visit.language, &visit.origin).await,
        Err(error) => Err(error),
    };
    Ok(csv(&state, &visit, jar, "letters.csv", parts).await)
}

/// Notes that staff told people.
pub(super) async fn told(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let people: Vec<String> = form.into_iter().filter(|(name, _)| name == "person").map(|(_, value)| value).collect();
    let done = match visit.services.profile().await {
        Ok(profile) => visit.services.mark_told(&session, &profile, &people, &visit.origin).await,
        Err(error) => Err(error),
    };
    answer(&state, &visit, jar, PEOPLE, done.map(|_| format!("{PEOPLE}?done=1"))).await
}
