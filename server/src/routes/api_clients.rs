//! Adding programs of others, giving them another secret, and taking them away.

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, pages::staff::api_clients::SecretMade, visit::Visit};
use carrel_domain::{ApiScope, Date, Permission};
use carrel_services::{ServiceError, api::ClientWish};
use serde::Deserialize;

use super::{
    NO_PAGE, fail, show_again,
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const PAGE: StaffPage = StaffPage { path: "/staff/api-clients", permission: Permission::ApiClients };

/// Names and values as they came: scopes are boxes of their own.
type Fields = Vec<(String, String)>;

/// Adds a client and shows its secret, this once.
pub(super) async fn add(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut fields): Form<Fields>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    let pin = take(&mut fields, "pin");
    let step_up = StepUp::new(PAGE.path, PAGE.path).with(fields.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    match visit.services.add_api_client(&session, read(&fields), &visit.origin).await {
        Ok(secret) => (jar, show_again(&state, &visit, NO_PAGE, SecretMade { secret }).await).into_response(),
        Err(error) => (jar, staff_form::fail(&state, &visit, PAGE.path, error, fields).await).into_response(),
    }
}

fn take(fields: &mut Fields, name: &str) -> Option<String> {
    let at = fields.iter().position(|(field, _)| field == name)?;
    Some(fields.swap_remove(at).1)
}

fn read(fields: &Fields) -> ClientWish {
    let text =
        |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let is_ticked = |scope: &ApiScope| !text(&format!("scope-{}", scope.name())).is_empty();
    ClientWish {
        name: text("name"),
        purpose: text("purpose"),
        scopes: ApiScope::ALL.into_iter().filter(is_ticked).collect(),
        networks: text("networks"),
        library: Some(text("library")).filter(|code| !code.is_empty()),
        ends_on: Date::parse(text("ends_on").trim()).ok(),
        calls: text("calls").trim().parse().ok(),
    }
}

/// The PIN asked again.
#[derive(Deserialize)]
pub(super) struct PinForm {
    pin: Option<String>,
}

/// Gives a client another secret, or takes it away.
pub(super) async fn act(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path((client, action)): Path<(String, String)>,
    jar: CookieJar,
    Form(form): Form<PinForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    if !["rotate", "revoke"].contains(&action.as_str()) {
        return fail(&state, &visit, ServiceError::NotFound).await;
    }
    let step_up = StepUp::new(&format!("{}/{client}/{action}", PAGE.path), PAGE.path);
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let services = &visit.services;
    let answer = if action == "rotate" {
        match services.rotate_api_secret(&session, &client, &visit.origin).await {
            Ok(secret) => show_again(&state, &visit, NO_PAGE, SecretMade { secret }).await,
            Err(error) => fail(&state, &visit, error).await,
        }
    } else {
        match services.revoke_api_client(&session, &client, &visit.origin).await {
            Ok(()) => Redirect::to(&visit.href(&format!("{}?done=revoked", PAGE.path))).into_response(),
            Err(error) => fail(&state, &visit, error).await,
        }
    };
    (jar, answer).into_response()
}
