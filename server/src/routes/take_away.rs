//! Taking data home.

use axum::{
    Extension, Form,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{
    components::step_up::StepUp,
    visit::{PageError, Visit},
};
use carrel_domain::{Category, Language};
use carrel_services::exports::{ExportFormat, ExportWish, Granted};
use carrel_texts::{Texts, key};
use futures::stream;
use http::{HeaderValue, header};
use serde::Deserialize;

use super::{NO_PAGE, fail, show_again, step_up::verify, to_sign_in};
use crate::http::AppState;

/// What to take, and the PIN if it was asked for.
#[derive(Clone, Deserialize)]
pub(super) struct TakeAwayForm {
    #[serde(default)]
    format: String,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    pin: Option<String>,
}

/// The PIN alone.
#[derive(Deserialize)]
pub(super) struct PinForm {
    #[serde(default)]
    pin: Option<String>,
}

/// Gives a small file at once and prepares a large one.
pub(super) async fn submit(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(form): Form<TakeAwayForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let Some(wish) = read_wish(&form, &visit) else {
        return show_again(&state, &visit, NO_PAGE, PageError::NotFound).await;
    };
    let step_up = StepUp::new("/my-data/take-away", "/my-data").with(fields(&form));
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let Ok(profile) = visit.profile() else { return to_sign_in(&visit) };
    match visit.services.take_home(&session, profile, wish, &visit.origin).await {
        Ok(Granted::File(bytes)) => {
            let name = file_name(wish.format, wish.category, wish.language);
            (jar, attachment(wish.format, &name, Body::from(bytes))).into_response()
        }
        Ok(Granted::Prepared(id)) => {
            (jar, Redirect::to(&visit.href(&format!("/my-data/take-away/{id}")))).into_response()
        }
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// Gives a prepared file.
pub(super) async fn file(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(export): Path<String>,
    jar: CookieJar,
    Form(form): Form<PinForm>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let job = match visit.services.find_export(&session, &export).await {
        Ok(job) => job,
        Err(error) => return fail(&state, &visit, error).await,
    };
    let step_up = StepUp::new(&format!("/my-data/take-away/{}/file", job.public_id), "/my-data");
    let (session, jar) = match verify(&state, &visit, session, jar, form.pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    match visit.services.open_export(&session, &export, &visit.origin).await {
        Ok(file) => {
            let category = job.category.as_deref().and_then(Category::from_slug);
            let language = Language::from_tag(&job.language).unwrap_or(visit.language);
            // Compression asks once more after the end: a closed channel says again that there is nothing.
            let mut chunks = file.chunks;
            let chunks = stream::poll_fn(move |context| chunks.poll_recv(context));
            let name = file_name(file.format, category, language);
            (jar, attachment(file.format, &name, Body::from_stream(chunks))).into_response()
        }
        Err(error) => fail(&state, &visit, error).await,
    }
}

/// Deletes a prepared file, or calls its preparation off.
pub(super) async fn delete(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(export): Path<String>,
) -> Response {
    let Some(session) = &visit.session else { return to_sign_in(&visit) };
    match visit.services.delete_export(session, &export, &visit.origin).await {
        Ok(()) => Redirect::to(&visit.href("/my-data/take-away")).into_response(),
        Err(error) => fail(&state, &visit, error).await,
    }
}

fn read_wish(form: &TakeAwayForm, visit: &Visit) -> Option<ExportWish> {
    let category = match form.category.as_deref().filter(|slug| !slug.is_empty()) {
        Some(slug) => Some(Category::from_slug(slug)?),
        None => None,
    };
    let language = form.language.as_deref().and_then(Language::from_tag).unwrap_or(visit.language);
    ExportWish::new(ExportFormat::from_name(&form.format)?, category, language)
}

fn fields(form: &TakeAwayForm) -> Vec<(String, String)> {
    let optional = [("category", &form.category), ("language", &form.language)];
    let given = optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
    given.chain([(String::from("format"), form.format.clone())]).collect()
}

fn file_name(format: ExportFormat, category: Option<Category>, language: Language) -> String {
    let stem = Texts::of(language).say(key::REPORT_FILE_NAME);
    match category {
        Some(category) => format!("{stem}-{}.{}", category.slug(), format.name()),
        None => format!("{stem}.{}", format.name()),
    }
}

pub(super) fn attachment(format: ExportFormat, name: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
