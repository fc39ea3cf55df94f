//! The bare address: to one's data, or to sign in, in the language the browser asks for.

use axum::{
    Extension,
    response::{IntoResponse as _, Redirect, Response},
};
use carrel_app::visit::Visit;
use carrel_domain::Language;
use http::{HeaderMap, HeaderValue, header};

/// Sends on. Only the bare address looks at the browser's languages: every other address says its own.
pub(super) async fn show(Extension(visit): Extension<Visit>, headers: HeaderMap) -> Response {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = match visit.language {
        Language::En => asked.and_then(Language::from_accept_language).unwrap_or_default(),
        chosen => chosen,
    };
    let path = if visit.session.is_some() { "/my-data" } else { "/sign-in" };
    let mut response = Redirect::to(&format!("{}{path}", language.prefix())).into_response();
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-language"));
    response
}
