//! Linking and unlinking identities.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, visit::Visit};
use serde::Deserialize;

use super::{show_problem, step_up::verify, to_sign_in};
use crate::http::{
    AppState,
    cookies::{self, Purpose},
};

const PAGE: &str = "/security/identities";

/// The form, with the PIN if it was asked for.
#[derive(Deserialize)]
pub(super) struct LinkForm {
    pin: Option<String>,
}

/// Links what waits in this browser.
pub(super) async fn link(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<LinkForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let Some(browser) = visit.browser.clone() else {
        return show_problem(&state, &visit, PAGE, carrel_services::ServiceError::Impossible("identity-gone")).await;
    };
    let step_up = StepUp::new("/security/identities/link", PAGE);
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    match visit.services.link_pending(&session, &browser, &visit.origin).await {
        Ok(()) => {
            let jar = cookies::remove(jar, &state.config, Purpose::Provider);
            (jar, Redirect::to(&visit.href("/security/identities?done=linked"))).into_response()
        }
        Err(error) => (jar, show_problem(&state, &visit, PAGE, error).await).into_response(),
    }
}

/// Says that what waits in this browser is not theirs.
pub(super) async fn decline(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
) -> Response {
    if visit.session.is_none() {
        return to_sign_in(&visit);
    }
    if let Some(browser) = &visit.browser
        && let Err(error) = visit.services.drop_pending(browser).await
    {
        return super::fail(&state, &visit, error).await;
    }
    let jar = cookies::remove(jar, &state.config, Purpose::Provider);
    (jar, Redirect::to(&visit.href(PAGE))).into_response()
}

/// Which identity.
#[derive(Deserialize)]
pub(super) struct UnlinkForm {
    #[serde(default)]
    identity: String,
    pin: Option<String>,
}

/// Ends a link.
pub(super) async fn unlink(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<UnlinkForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let fields = vec![(String::from("identity"), form.identity.clone())];
    let step_up = StepUp::new("/security/identities/unlink", PAGE).with(fields);
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    match visit.services.unlink(&session, &form.identity, &visit.origin).await {
        Ok(()) => (jar, Redirect::to(&visit.href("/security/identities?done=unlinked"))).into_response(),
        Err(error) => (jar, show_problem(&state, &visit, PAGE, error).await).into_response(),
    }
}
