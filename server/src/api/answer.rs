//! Answers: their media type, and their marks.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK},
};
use serde::Serialize;

use super::problem::Problem;

/// Answers are JSON: whoever takes no such thing is told so before anything is read.
pub(super) async fn negotiate(request: Request, next: Next) -> Response {
    let takes = |value: &HeaderValue| value.to_str().is_ok_and(takes_json);
    let mut accepted = request.headers().get_all(ACCEPT).iter().peekable();
    if accepted.peek().is_some() && !accepted.any(takes) {
        return Problem::NotAcceptable.into_response();
    }
    next.run(request).await
}

/// Whether an `Accept` header takes JSON (RFC 9110 §12.5.1).
fn takes_json(accept: &str) -> bool {
    accept.trim().is_empty()
        || accept.split(',').any(|range| {
            let mut parts = range.split(';').map(str::trim);
            let media = parts.next().unwrap_or_default().to_ascii_lowercase();
            let is_json = matches!(media.as_str(), "*/*" | "application/*" | "application/json");
            let is_refused = parts.any(|part| {
                let value = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
                value.is_some_and(|value| value.parse::<f32>().is_ok_and(|quality| quality <= 0.0))
            });
            is_json && !is_refused
        })
}

/// JSON with a mark; nothing but the mark for whoever has the same already (RFC 9110 §13.1.2).
pub(super) fn marked<T: Serialize>(body: &T, mark: &str, headers: &HeaderMap) -> Response {
    // A weak one: the same answer is sent with several encodings (RFC 9110 §8.8.1).
    let tag = format!("W/\"{mark}\"");
    let Ok(value) = HeaderValue::from_str(&tag) else { return Problem::Failed.into_response() };
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut known = known.flat_map(|value| value.split(',')).map(|one| one.trim());
    if known.any(|one| one == "*" || one.trim_start_matches("W/") == tag.trim_start_matches("W/")) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, value)]).into_response();
    }
    let mut response = json(body);
    response.headers_mut().insert(ETAG, value);
    response
}

/// JSON.
pub(super) fn json<T: Serialize>(body: &T) -> Response {
    match serde_json::to_string(body) {
        Ok(text) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            Problem::Failed.into_response()
        }
    }
}

/// Where a list goes on (RFC 8288).
pub(super) fn link_to_next(mut response: Response, address: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("<{address}>; rel=\"next\"")) {
        response.headers_mut().insert(LINK, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::takes_json;

    #[test]
    fn json_is_taken_where_it_is_said_or_nothing_is() {
        for accept in
            ["", "*/*", "application/json", "text/html, application/*;q=0.2", "APPLICATION/JSON;charset=utf-8"]
        {
            assert!(takes_json(accept), "{accept}");
        }
        for accept in ["text/html", "application/xml", "application/json;q=0", "application/problem+json"] {
            assert!(!takes_json(accept), "{accept}");
        }
    }
}
