//! `POST /api/v1/oauth/token`: a token for a client that says who it is (RFC 6749 §4.4).

use axum::{
    body::to_bytes,
    extract::{Extension, Request, State},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use carrel_domain::ApiScope;
use carrel_services::api::{Caller, TokenError, TokenWish};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problem::Problem;
use crate::http::AppState;

/// A form is never larger here, in bytes.
const FORM_LIMIT: usize = 8 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

/// What a client sends. Its name and secret stand here or in the header `Authorization`, not in both.
#[derive(Default, Deserialize, ToSchema)]
pub struct TokenForm {
    /// `client_credentials`.
    grant_type: Option<String>,
    /// Scopes with spaces between them; all of the client's own if there are none.
    scope: Option<String>,
    /// The client id, unless it stands in the header.
    client_id: Option<String>,
    /// The secret, unless it stands in the header.
    #[schema(format = Password)]
    client_secret: Option<String>,
}

/// A token.
#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    /// The token, for the header `Authorization: Bearer …`.
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds for which it is good.
    expires_in: i64,
    /// What it may be used for.
    scope: String,
}

/// Why there is none (RFC 6749 §5.2).
#[derive(Serialize, ToSchema)]
pub struct TokenRefused {
    /// `invalid_request`, `invalid_client`, `invalid_scope` or `unsupported_grant_type`.
    error: &'static str,
}

/// Gives a client a token.
#[utoipa::path(
    post, path = "/api/v1/oauth/token", tag = "Tokens",
    description = "OAuth 2 client credentials. The token is opaque, good for ten minutes, and ends at once when the client \
                   is taken away or gets another secret.",
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "A token", body = TokenAnswer),
        (status = 400, description = "The question is wrong", body = TokenRefused),
        (status = 401, description = "Who it says it is, it is not; or it was taken away, is over, or may not come from \
                                      there", body = TokenRefused, headers(("WWW-Authenticate" = String))),
    ),
    security(("client" = []), ())
)]
pub async fn issue(State(state): State<AppState>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let is_form = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_form =
        is_form.and_then(|text| text.split(';').next()).is_some_and(|text| text.trim().eq_ignore_ascii_case(FORM));
    if !is_form {
        return Problem::UnsupportedType.into_response();
    }
    let Ok(body) = to_bytes(body, FORM_LIMIT).await else { return Problem::TooLarge.into_response() };
    // A parameter that is twice there is refused too (RFC 6749 §3.2).
    let Ok(form) = serde_urlencoded::from_bytes::<TokenForm>(&body) else { return refused("invalid_request") };
    let credentials = match credentials(&parts.headers, &form) {
        Ok(credentials) => credentials,
        Err(error) => return refused(error),
    };
    match form.grant_type.as_deref() {
        Some("client_credentials") => {}
        Some(_) => return refused("unsupported_grant_type"),
        None => return refused("invalid_request"),
    }
    let (client_id, secret) = &credentials;
    let scope = form.scope.as_deref().filter(|scope| !scope.trim().is_empty());
    match state.services.issue_token(TokenWish { client_id, secret, scope }, &caller).await {
        Ok(issued) => answer(
            StatusCode::OK,
            &TokenAnswer {
                access_token: issued.token.reveal().to_owned(),
                token_type: "Bearer",
                expires_in: issued.seconds,
                scope: ApiScope::list(&issued.scopes),
            },
        ),
        Err(TokenError::InvalidClient) => refused("invalid_client"),
        Err(TokenError::InvalidScope) => refused("invalid_scope"),
        Err(TokenError::Throttled(seconds)) => Problem::TooMany(seconds).into_response(),
        Err(TokenError::Service(error)) => Problem::from(error).into_response(),
    }
}

/// Client id and secret, from the header or from the form.
fn credentials(headers: &HeaderMap, form: &TokenForm) -> Result<(String, String), &'static str> {
    let from_form = match (&form.client_id, &form.client_secret) {
        (None, None) => None,
        (Some(id), Some(secret)) => Some((id.clone(), secret.clone())),
        // A client that uses the header may name itself in the form, too.
        (Some(_), None) if headers.contains_key(AUTHORIZATION) => None,
        _ => return Err("invalid_client"),
    };
    match (headers.get(AUTHORIZATION), from_form) {
        (Some(_), Some(_)) => Err("invalid_request"),
        (Some(header), None) => header.to_str().ok().and_then(basic).ok_or("invalid_client"),
        (None, from_form) => from_form.ok_or("invalid_client"),
    }
}

/// Basic credentials: both parts are encoded as in a form first (RFC 6749 §2.3.1). Ours need no encoding.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, text) = header.split_once(' ')?;
    let decoded = STANDARD.decode(text.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let (id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

fn refused(error: &'static str) -> Response {
    if error != "invalid_client" {
        return answer(StatusCode::BAD_REQUEST, &TokenRefused { error });
    }
    let mut response = answer(StatusCode::UNAUTHORIZED, &TokenRefused { error });
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"carrel\""));
    response
}

/// JSON that is kept nowhere (RFC 6749 §5.1).
fn answer<T: Serialize>(status: StatusCode, body: &T) -> Response {
    const HEADERS: [(HeaderName, &str); 3] =
        [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
    match serde_json::to_string(body) {
        Ok(text) => (status, HEADERS, text).into_response(),
        Err(_) => Problem::Failed.into_response(),
    }
}
