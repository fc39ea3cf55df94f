//! Choosing messages: one's own, the ways the library offers, and what is usual.

use std::collections::HashMap;

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, visit::Visit};
use carrel_domain::{
    Permission,
    messages::{Channel, Event},
};
use carrel_services::{ServiceError, messages::MessageWish};

use super::{
    show_problem,
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const HERE: &str = "/messages";
const PAGE: StaffPage = StaffPage { path: "/staff/messages", permission: Permission::AdminSettings };

/// Saves what one wants to be told. Several fields have one name: the events that the page had.
pub(super) async fn choose(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    let shown = form.iter().find(|(name, _)| name == "shown").map(|(_, value)| value.clone()).unwrap_or_default();
    let done = match read(&form) {
        Ok(wishes) => visit.services.choose_messages(session, &wishes, &shown, &visit.origin).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(count) => Redirect::to(&visit.href(&format!("{HERE}?done={count}"))).into_response(),
        Err(error) => show_problem(&state, &visit, HERE, error).await,
    }
}

/// Saves the ways that are offered, or what is usual for a category.
pub(super) async fn settings(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    axum::extract::Path(what): axum::extract::Path<String>,
    jar: CookieJar,
    Form(mut form): Form<Vec<(String, String)>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let pin = form.iter().position(|(name, _)| name == "pin").map(|at| form.remove(at).1);
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    let step_up = StepUp::new(&format!("{}/{what}", PAGE.path), PAGE.path).with(form.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let category = form.iter().find(|(name, _)| name == "category").map(|(_, value)| value.clone()).unwrap_or_default();
    let (services, origin) = (&visit.services, &visit.origin);
    let done = match what.as_str() {
        "ways" => services.set_message_channels(&session, &ways(&visit, &form), origin).await,
        "usual" => match read(&form) {
            Ok(wishes) => services.set_message_defaults(&session, &category, &wishes, origin).await,
            Err(error) => Err(error),
        },
        _ => Err(ServiceError::NotFound),
    };
    let answer = match done {
        Ok(()) => Redirect::to(&visit.href(&format!("{}?done=1&category={category}", PAGE.path))).into_response(),
        Err(error) => staff_form::fail(&state, &visit, PAGE.path, error, form).await,
    };
    (jar, answer).into_response()
}

/// A box that is not ticked is not sent: the events that the page had are named.
fn read(form: &[(String, String)]) -> Result<HashMap<Event, MessageWish>, ServiceError> {
    let is_ticked = |field: &str| form.iter().any(|(name, _)| name == field);
    let mut wishes = HashMap::new();
    for event in form.iter().filter(|(name, _)| name == "event").filter_map(|(_, name)| Event::from_name(name)) {
        let name = event.name();
        let typed = form.iter().find(|(field, _)| *field == format!("days|{name}")).map(|(_, days)| days.trim());
        let days = match typed {
            None | Some("") => None,
            Some(days) => Some(days.parse().map_err(|_| ServiceError::Impossible("messages-days"))?),
        };
        let ticked = |channel: &Channel| is_ticked(&format!("on|{name}|{}", channel.name()));
        let wish = MessageWish {
            channels: Channel::ALL.into_iter().filter(ticked).collect(),
            days,
            is_digest: is_ticked(&format!("digest|{name}")),
        };
        wishes.insert(event, wish);
    }
    Ok(wishes)
}

fn ways(visit: &Visit, form: &[(String, String)]) -> HashMap<Option<String>, Vec<Channel>> {
    let is_ticked = |field: &str| form.iter().any(|(name, _)| name == field);
    let of = |library: &str| {
        let ticked = |channel: &Channel| is_ticked(&format!("way|{library}|{}", channel.name()));
        Channel::ALL.into_iter().filter(ticked).collect()
    };
    let mut wish = HashMap::from([(None, of(""))]);
    for library in visit.organization.iter().flat_map(|profile| profile.names.libraries.keys()) {
        if is_ticked(&format!("own|{library}")) {
            wish.insert(Some(library.clone()), of(library));
        }
    }
    wish
}
