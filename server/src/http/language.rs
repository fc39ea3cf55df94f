//! The language of an address: `/fi/my-data` is `/my-data` in Finnish. Taken off before the route is chosen, so that no
//! route is written twice.

use axum::{extract::Request, middleware::Next, response::Response};
use carrel_domain::Language;
use http::{Uri, uri::PathAndQuery};

/// The language a request was made in.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestLanguage {
    /// In the address, if one was.
    pub prefix: Option<Language>,
}

/// Takes the prefix off the path and keeps the language.
pub(super) async fn take_prefix(mut request: Request, next: Next) -> Response {
    let (prefix, path) = Language::split_path(request.uri().path());
    if prefix.is_some() {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(rest) = PathAndQuery::try_from(format!("{path}{query}")) {
            let mut parts = request.uri().clone().into_parts();
            parts.path_and_query = Some(rest);
            if let Ok(uri) = Uri::from_parts(parts) {
                *request.uri_mut() = uri;
            }
        }
    }
    request.extensions_mut().insert(RequestLanguage { prefix });
    next.run(request).await
}
