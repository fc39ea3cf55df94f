//! Answers: their media type, and their marks.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK},
};
use serde::Serialize;
use tower_http::csrf::ProtectionError;

use super::problem::Problem;

/// Answers are JSON, as it is or compressed: whoever takes no such thing is told so before anything is read.
pub(super) async fn negotiate(request: Request, next: Next) -> Response {
    let takes = |value: &HeaderValue| value.to_str().is_ok_and(takes_json);
    let mut accepted = request.headers().get_all(ACCEPT).iter().peekable();
    if accepted.peek().is_some() && !accepted.any(takes) {
        return Problem::NotAcceptable.into_response();
    }
    let encodings = request.headers().get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    if !takes_an_encoding(&encodings.collect::<Vec<_>>().join(",")) {
        return Problem::NotAcceptable.into_response();
    }
    next.run(request).await
}

/// What a browser was made to send by another site is refused as everywhere; here, too, it is a problem.
pub(super) fn refuse_cross_site(error: ProtectionError) -> Response {
    tracing::info!(%error, "a call for another site");
    Problem::CrossSite.into_response()
}

/// Whether an `Accept-Encoding` header takes the answer as it is, or compressed as we can (RFC 9110 §12.5.3).
fn takes_an_encoding(accept: &str) -> bool {
    let quality = |name: &str| {
        let mut ranges = accept.split(',').filter_map(|range| {
            let (coding, rest) = range.trim().split_once(';').unwrap_or((range.trim(), ""));
            coding.eq_ignore_ascii_case(name).then(|| !is_refused(rest.split(';')))
        });
        ranges.next_back()
    };
    let any = quality("*");
    quality("identity").or(any).unwrap_or(true) || ["gzip", "br"].iter().any(|one| quality(one).or(any) == Some(true))
}

/// Whether a range's parameters say that it is not wanted: a quality of zero (RFC 9110 §12.4.2).
fn is_refused<'p>(mut parameters: impl Iterator<Item = &'p str>) -> bool {
    parameters.any(|part| {
        let part = part.trim();
        let value = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
        value.is_some_and(|value| value.parse::<f32>().is_ok_and(|quality| quality <= 0.0))
    })
}

/// Whether an `Accept` header takes JSON (RFC 9110 §12.5.1).
fn takes_json(accept: &str) -> bool {
    accept.trim().is_empty()
        || accept.split(',').any(|range| {
            let mut parts = range.split(';').map(str::trim);
            let media = parts.next().unwrap_or_default().to_ascii_lowercase();
            let is_json = matches!(media.as_str(), "*/*" | "application/*" | "application/json");
            is_json && !is_refused(parts)
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
    use super::{takes_an_encoding, takes_json};

    #[test]
    fn an_answer_is_sent_as_it_is_or_compressed_where_one_of_them_is_taken() {
        for accept in
            ["", "gzip", "zstd", "identity;q=0, br", "*;q=0, gzip;q=0.1", "*;q=0, identity", "identity;q=0, *"]
        {
            assert!(takes_an_encoding(accept), "{accept}");
        }
        for accept in ["identity;q=0, *;q=0", "*;q=0", "zstd, identity; q=0", "gzip;q=0, br;q=0, identity;q=0.0"] {
            assert!(!takes_an_encoding(accept), "{accept}");
        }
    }

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
