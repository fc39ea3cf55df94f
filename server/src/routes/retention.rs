//! What staff do about how long data is kept.

use std::collections::HashMap;

use axum::{
    Extension, Form,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, visit::Visit};
use carrel_domain::{
    Date, Permission,
    retention::{Action, Keep, Subject},
};
use carrel_services::{
    ServiceError,
    exports::ExportFormat,
    retention::{HoldWish, RuleWish, RunWish, STATISTIC_FIELDS, ScheduleWish, StatisticsSettings},
    sessions::Session,
};
use futures::stream;

use super::{fail, show_problem, step_up::verify, take_away::attachment, to_sign_in};
use crate::http::AppState;

type Fields = HashMap<String, String>;

/// What stands in the address for everything together.
const ALL: &str = "all";

/// Whoever may, and gave their PIN lately: asks for it otherwise.
async fn ready(
    state: &AppState,
    visit: &Visit,
    jar: CookieJar,
    form: &mut Fields,
    action: &str,
    back: &str,
) -> Result<(Session, CookieJar), Response> {
    let Some(session) = visit.session.clone() else { return Err(to_sign_in(visit)) };
    if let Err(error) = visit.services.check(&session, Permission::Retention, &visit.origin).await {
        return Err(fail(state, visit, error).await);
    }
    let pin = form.remove("pin");
    let mut fields: Vec<(String, String)> = form.clone().into_iter().collect();
    fields.sort();
    verify(state, visit, session, jar, pin, StepUp::new(action, back).with(fields)).await
}

/// On to a page if it was done, or the form's page again with what was wrong.
async fn answer(
    state: &AppState,
    visit: &Visit,
    jar: CookieJar,
    here: &str,
    done: Result<String, ServiceError>,
) -> Response {
    match done {
        Ok(next) => (jar, Redirect::to(&visit.href(&next))).into_response(),
        Err(error) => (jar, show_problem(state, visit, here, error).await).into_response(),
    }
}

fn text<'a>(form: &'a Fields, name: &str) -> &'a str {
    form.get(name).map_or("", |value| value.trim())
}

fn number(form: &Fields, name: &str) -> Option<i64> {
    text(form, name).parse().ok()
}

/// Sets a rule.
pub(super) async fn set_rule(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(subject): Path<String>,
    jar: CookieJar,
    Form(mut form): Form<Fields>,
) -> Response {
    let here = format!("/staff/retention/rules/{subject}");
    let (session, jar) = match ready(&state, &visit, jar, &mut form, &here, &here).await {
        Ok(ready) => ready,
        Err(response) => return response,
    };
    let Some(subject) = Subject::from_name(&subject) else {
        return fail(&state, &visit, ServiceError::NotFound).await;
    };
    let category = text(&form, "category");
    let wish = Keep::read(text(&form, "unit"), number(&form, "number"))
        .ok_or(ServiceError::Impossible("retention-keep"))
        .and_then(|keep| {
            let action =
                Action::from_name(text(&form, "action")).ok_or(ServiceError::Impossible("retention-action"))?;
            let patron_category = (!category.is_empty()).then(|| category.to_owned());
            Ok(RuleWish { subject, patron_category, keep, action })
        });
    let done = match (wish, visit.services.profile().await) {
        (Ok(wish), Ok(profile)) => visit.services.set_retention_rule(&session, &profile, wish, &visit.origin).await,
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    answer(&state, &visit, jar, &here, done.map(|()| format!("{here}?done=1"))).await
}

/// Takes a category's own rule back.
pub(super) async fn remove_rule(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(subject): Path<String>,
    jar: CookieJar,
    Form(mut form): Form<Fields>,
) -> Response {
    let here = format!("/staff/retention/rules/{subject}");
    let (session, jar) = match ready(&state, &visit, jar, &mut form, &format!("{here}/remove"), &here).await {
        Ok(ready) => ready,
        Err(response) => return response,
    };
    let Some(subject) = Subject::from_name(&subject) else {
        return fail(&state, &visit, ServiceError::NotFound).await;
    };
    let done = visit.services.remove_retention_rule(&session, subject, text(&form, "category"), &visit.origin).await;
    answer(&state, &visit, jar, &here, done.map(|()| format!("{here}?done=1"))).await
}

/// Begins a run, once its number was confirmed.
pub(super) async fn start_run(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(subject): Path<String>,
    jar: CookieJar,
    Form(mut form): Form<Fields>,
) -> Response {
    let here = format!("/staff/retention/rules/{subject}");
    let (session, jar) = match ready(&state, &visit, jar, &mut form, &format!("{here}/run"), &here).await {
        Ok(ready) => ready,
        Err(response) => return response,
    };
    let subject = match (subject.as_str(), Subject::from_name(&subject)) {
        (ALL, _) => None,
        (_, Some(subject)) if subject.is_run() => Some(subject),
        _ => return fail(&state, &visit, ServiceError::NotFound).await,
    };
    let done = match (form.contains_key("confirmed"), number(&form, "shown"), visit.services.profile().await) {
        (true, Some(shown), Ok(profile)) => {
            let wish = RunWish { subject, shown };
            visit.services.start_retention_run(&session, &profile, wish, &visit.origin).await
        }
        (_, _, Err(error)) => Err(error),
        _ => Err(ServiceError::Impossible("retention-not-confirmed")),
    };
    let done = done.map(|run| format!("/staff/retention/runs/{run}?done=started"));
    answer(&state, &visit, jar, &here, done).await
}

/// Calls a run off. No PIN: stopping is never harder than starting.
pub(super) async fn cancel_run(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(run): Path<String>,
    jar: CookieJar,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let here = format!("/staff/retention/runs/{run}");
    let done = visit.services.cancel_retention_run(&session, &run, &visit.origin).await;
    answer(&state, &visit, jar, &here, done.map(|()| format!("{here}?done=cancelled"))).await
}

/// Changes when rules run.
pub(super) async fn schedule(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<Fields>,
) -> Response {
    let here = "/staff/retention";
    let (session, jar) = match ready(&state, &visit, jar, &mut form, "/staff/retention/schedule", here).await {
        Ok(ready) => ready,
        Err(response) => return response,
    };
    let wish = ScheduleWish {
        is_scheduled: form.contains_key("scheduled"),
        hour: number(&form, "hour").unwrap_or(-1),
        delays: ["told", "locked", "anonymized"].map(|name| number(&form, name).unwrap_or(0)),
        private_debits: text(&form, "debits").to_owned(),
        shown: form.contains_key("looked").then(|| number(&form, "shown")).flatten(),
    };
    let done = match visit.services.profile().await {
        Ok(profile) => visit.services.change_retention_schedule(&session, &profile, wish, &visit.origin).await,
        Err(error) => Err(error),
    };
    answer(&state, &visit, jar, here, done.map(|()| format!("{here}?done=1"))).await
}

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

/// Chooses what is kept for statistics.
pub(super) async fn statistics(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<Fields>,
) -> Response {
    let here = "/staff/retention/statistics";
    let (session, jar) = match ready(&state, &visit, jar, &mut form, here, here).await {
        Ok(ready) => ready,
        Err(response) => return response,
    };
    let chosen = STATISTIC_FIELDS.into_iter().filter(|name| form.contains_key(&format!("field-{name}"))).collect();
    let wish = StatisticsSettings {
        fields: form.contains_key("on").then_some(chosen),
        smallest_group: number(&form, "smallest").unwrap_or(0),
    };
    let done = visit.services.change_statistics(&session, wish, &visit.origin).await;
    answer(&state, &visit, jar, here, done.map(|()| format!("{here}?done=1"))).await
}

/// Gives the statistics as a file.
pub(super) async fn statistics_file(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<Fields>,
) -> Response {
    const HERE: &str = "/staff/retention/statistics";
    let (session, jar) = match ready(&state, &visit, jar, &mut form, "/staff/retention/statistics/file", HERE).await {
        Ok(ready) => ready,
        Err(response) => return response,
    };
    let parts = match visit.services.profile().await {
        Ok(profile) => visit.services.export_statistics(&session, &profile, &visit.origin).await,
        Err(error) => Err(error),
    };
    match parts {
        Ok(mut parts) => {
            let parts = stream::poll_fn(move |context| parts.poll_recv(context));
            (jar, attachment(ExportFormat::Csv, "statistics.csv", Body::from_stream(parts))).into_response()
        }
        Err(error) => (jar, fail(&state, &visit, error).await).into_response(),
    }
}
