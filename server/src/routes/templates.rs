//! What staff do with the words of mails.

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use carrel_app::{pages::staff::template::Draft, visit::Visit};
use carrel_domain::Language;
use carrel_services::{
    ServiceError,
    mail::{Template, Words},
};
use serde::Deserialize;

use super::{fail, show_again, show_problem, to_sign_in};
use crate::http::AppState;

/// What any of the forms may say.
#[derive(Deserialize)]
pub(super) struct WordsForm {
    #[serde(default)]
    language: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
    #[serde(default, rename = "do")]
    wish: String,
}

/// What is done, by the last part of the address.
pub(super) async fn act(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path((code, action)): Path<(String, String)>,
    Form(form): Form<WordsForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let (services, origin) = (&visit.services, &visit.origin);
    let (Some(template), Some(language)) = (Template::from_code(&code), Language::from_tag(&form.language)) else {
        return fail(&state, &visit, ServiceError::NotFound).await;
    };
    let here = format!("/staff/templates/{code}?language={language}");
    let done = match action.as_str() {
        "words" => {
            let words = Words { subject: form.subject.trim().to_owned(), body: form.body.replace("\r\n", "\n") };
            let wants_save = form.wish != "preview";
            let preview = services.preview_template(&session, template, language, &words, origin).await;
            match preview {
                Ok(preview) if !wants_save || !preview.problems.is_empty() => {
                    let draft = Draft { words, preview, was_to_be_saved: wants_save };
                    return show_again(&state, &visit, &here, draft).await;
                }
                Ok(_) => services.save_template(&session, template, language, &words, origin).await.map(|_| "saved"),
                Err(error) => Err(error),
            }
        }
        "default" => services.reset_template(&session, template, language, origin).await.map(|()| "default"),
        "test" => services.send_test_mail(&session, template, language, origin).await.map(|()| "test"),
        _ => Err(ServiceError::NotFound),
    };
    match done {
        Ok(done) => Redirect::to(&visit.href(&format!("{here}&done={done}"))).into_response(),
        Err(error) => show_problem(&state, &visit, &here, error).await,
    }
}
