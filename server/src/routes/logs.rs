//! Searching the log, and taking what was found along.

use axum::{
    Extension, Form,
    body::Body,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{
    components::step_up::StepUp,
    pages::staff::logs::{PersonUnknown, address, fields, read_wish},
    visit::Visit,
};
use carrel_services::{
    ServiceError,
    exports::ExportFormat,
    logs::{LogFormat, LogWish},
};
use carrel_texts::key;
use futures::stream;
use leptos_router::params::ParamsMap;

use super::{fail, show_again, step_up::verify, take_away::attachment, to_sign_in};
use crate::http::AppState;

/// Names and values of a form.
type Fields = Vec<(String, String)>;

fn wish_of(form: &Fields) -> LogWish {
    read_wish(&form.iter().cloned().collect::<ParamsMap>())
}

/// Leads to what is searched for. Card numbers come in the form's body and go into the address as opaque ids: they do not
/// belong into histories and logs.
pub(super) async fn search(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<Fields>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let mut wish = wish_of(&form);
    for (typed, is_patron) in [(wish.patron.take(), true), (wish.staff.take(), false)] {
        let Some(typed) = typed else { continue };
        match visit.services.find_for_log(session, &typed, &visit.origin).await {
            Ok(Some(id)) if is_patron => wish.patron = Some(id),
            Ok(Some(id)) => wish.staff = Some(id),
            Ok(None) => return show_again(&state, &visit, &address(&wish, None), PersonUnknown).await,
            Err(error) => return fail(&state, &visit, error).await,
        }
    }
    if let Err(error) = visit.services.check(session, carrel_domain::Permission::ViewLogs, &visit.origin).await {
        return fail(&state, &visit, error).await;
    }
    Redirect::to(&visit.href(&address(&wish, None))).into_response()
}

/// Gives what is found as a file, after the PIN was given again if it must be.
pub(super) async fn export(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<Fields>,
) -> Response {
    let Some(mut session) = visit.session.clone() else { return to_sign_in(&visit) };
    let field = |name: &str| form.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone());
    let wish = wish_of(&form);
    let Some(file) = field("format").as_deref().and_then(LogFormat::from_name) else {
        return fail(&state, &visit, ServiceError::NotFound).await;
    };
    let (profile, format) = match (visit.profile(), visit.format()) {
        (Ok(profile), Ok(format)) => (profile, format),
        (Err(error), _) | (_, Err(error)) => return show_again(&state, &visit, super::NO_PAGE, error).await,
    };
    let mut jar = jar;
    for _ in 0..2 {
        let how = (file, format.clone());
        match visit.services.export_log(&session, profile, &wish, how, &visit.origin).await {
            Ok(mut parts) => {
                let ending = if file == LogFormat::Csv { ExportFormat::Csv } else { ExportFormat::Json };
                let name = format!("{}.{}", visit.texts().say(key::LOG_FILE_NAME), ending.name());
                let parts = stream::poll_fn(move |context| parts.poll_recv(context));
                return (jar, attachment(ending, &name, Body::from_stream(parts))).into_response();
            }
            Err(ServiceError::StepUpNeeded) => {
                let mut again: Vec<_> =
                    fields(&wish).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                again.push((String::from("format"), field("format").unwrap_or_default()));
                let step_up = StepUp::new("/staff/logs/export", &address(&wish, None)).with(again);
                match verify(&state, &visit, session, jar, field("pin"), step_up).await {
                    Ok(verified) => (session, jar) = verified,
                    Err(response) => return response,
                }
            }
            Err(error) => return fail(&state, &visit, error).await,
        }
    }
    fail(&state, &visit, ServiceError::StepUpNeeded).await
}
