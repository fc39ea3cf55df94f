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
    Permission,
    retention::{Action, Keep, Subject, Untold},
};
use carrel_services::{
    ServiceError,
    exports::ExportFormat,
    retention::{Exactness, RuleWish, RunWish, STATISTIC_FIELDS, ScheduleWish, StatisticsSettings},
    sessions::Session,
};
use futures::stream;
use tokio::sync::mpsc::Receiver;

use super::{fail, show_problem, step_up::verify, take_away::attachment, to_sign_in};
use crate::http::AppState;

pub(super) type Fields = HashMap<String, String>;

/// What a handler answers, and what it answers instead where somebody may not or must give their PIN first.
pub(super) type Answer = Result<Response, Response>;

/// What stands in the address for everything together.
const ALL: &str = "all";

/// Whoever may, and gave their PIN lately: asks for it otherwise.
pub(super) async fn ready(
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
pub(super) async fn answer(
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

pub(super) fn text<'a>(form: &'a Fields, name: &str) -> &'a str {
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
) -> Answer {
    let here = format!("/staff/retention/rules/{subject}");
    let (session, jar) = ready(&state, &visit, jar, &mut form, &here, &here).await?;
    let Some(subject) = Subject::from_name(&subject) else {
        return Err(fail(&state, &visit, ServiceError::NotFound).await);
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
    Ok(answer(&state, &visit, jar, &here, done.map(|stopped| saved(&here, stopped))).await)
}

/// Takes a category's own rule back.
pub(super) async fn remove_rule(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(subject): Path<String>,
    jar: CookieJar,
    Form(mut form): Form<Fields>,
) -> Answer {
    let here = format!("/staff/retention/rules/{subject}");
    let (session, jar) = ready(&state, &visit, jar, &mut form, &format!("{here}/remove"), &here).await?;
    let Some(subject) = Subject::from_name(&subject) else {
        return Err(fail(&state, &visit, ServiceError::NotFound).await);
    };
    let done = visit.services.remove_retention_rule(&session, subject, text(&form, "category"), &visit.origin).await;
    Ok(answer(&state, &visit, jar, &here, done.map(|stopped| saved(&here, stopped))).await)
}

/// Begins a run, once its number was confirmed.
pub(super) async fn start_run(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(subject): Path<String>,
    jar: CookieJar,
    Form(mut form): Form<Fields>,
) -> Answer {
    let here = format!("/staff/retention/rules/{subject}");
    let (session, jar) = ready(&state, &visit, jar, &mut form, &format!("{here}/run"), &here).await?;
    let subject = match (subject.as_str(), Subject::from_name(&subject)) {
        (ALL, _) => None,
        (_, Some(subject)) if subject.is_run() => Some(subject),
        _ => return Err(fail(&state, &visit, ServiceError::NotFound).await),
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
    Ok(answer(&state, &visit, jar, &here, done).await)
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
) -> Answer {
    let here = "/staff/retention";
    let (session, jar) = ready(&state, &visit, jar, &mut form, "/staff/retention/schedule", here).await?;
    let wish = ScheduleWish {
        is_scheduled: form.contains_key("scheduled"),
        hour: number(&form, "hour").unwrap_or(-1),
        delays: ["told", "locked", "anonymized"].map(|name| number(&form, name).unwrap_or(0)),
        untold: Untold::from_name(text(&form, "untold")),
        private_debits: text(&form, "debits").to_owned(),
        shown: form.contains_key("looked").then(|| number(&form, "shown")).flatten(),
    };
    let done = match visit.services.profile().await {
        Ok(profile) => visit.services.change_retention_schedule(&session, &profile, wish, &visit.origin).await,
        Err(error) => Err(error),
    };
    Ok(answer(&state, &visit, jar, here, done.map(|stopped| saved(here, stopped))).await)
}

/// A page on which something was saved, and whether the daily run stopped for it.
fn saved(page: &str, stopped: bool) -> String {
    format!("{page}?done={}", if stopped { "stopped" } else { "1" })
}

/// Chooses what is kept for statistics.
pub(super) async fn statistics(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<Fields>,
) -> Answer {
    let here = "/staff/retention/statistics";
    let (session, jar) = ready(&state, &visit, jar, &mut form, here, here).await?;
    let chosen = STATISTIC_FIELDS.into_iter().filter(|name| form.contains_key(&format!("field-{name}"))).collect();
    let wish = StatisticsSettings {
        fields: form.contains_key("on").then_some(chosen),
        times: form.get("times").and_then(|name| Exactness::from_name(name)).unwrap_or_default(),
        smallest_group: number(&form, "smallest").unwrap_or(0),
    };
    let done = visit.services.change_statistics(&session, wish, &visit.origin).await;
    Ok(answer(&state, &visit, jar, here, done.map(|()| format!("{here}?done=1"))).await)
}

/// Gives the statistics as a file.
pub(super) async fn statistics_file(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<Fields>,
) -> Answer {
    const HERE: &str = "/staff/retention/statistics";
    let (session, jar) = ready(&state, &visit, jar, &mut form, "/staff/retention/statistics/file", HERE).await?;
    let parts = visit.services.export_statistics(&session, &visit.origin).await;
    Ok(csv(&state, &visit, jar, "statistics.csv", parts).await)
}

/// A file that comes in parts, or the page that says why not.
pub(super) async fn csv(
    state: &AppState,
    visit: &Visit,
    jar: CookieJar,
    name: &str,
    parts: Result<Receiver<std::io::Result<Vec<u8>>>, ServiceError>,
) -> Response {
    match parts {
        Ok(mut parts) => {
            let parts = stream::poll_fn(move |context| parts.poll_recv(context));
            (jar, attachment(ExportFormat::Csv, name, Body::from_stream(parts))).into_response()
        }
        Err(error) => (jar, fail(state, visit, error).await).into_response(),
    }
}
