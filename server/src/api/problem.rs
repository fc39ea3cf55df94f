//! What went wrong, as `application/problem+json` (RFC 9457). Nothing of a person, and nothing of ours, stands in it.

use axum::response::{IntoResponse, Response};
use carrel_domain::ApiScope;
use carrel_services::{ServiceError, api::ApiError};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A problem as it is answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// Which kind of problem: a place on the page that describes the interface.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What to do about it.
    detail: String,
}

/// Everything that can go wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No token at all.
    NoToken,
    /// A token that is none, or not good any more.
    InvalidToken,
    /// Not from this network.
    Outside,
    /// A browser sent it for another site.
    CrossSite,
    /// The token may not be used for it.
    MissingScope(ApiScope),
    /// No recorded request permits it (requirement D1); the code of why.
    RequestNeeded(&'static str),
    /// There is no such patron within reach.
    NotFound,
    /// There is no such address.
    NoSuchResource,
    /// Not with this method.
    MethodNotAllowed,
    /// The answer is JSON and nothing else.
    NotAcceptable,
    /// The body is too large.
    TooLarge,
    /// The body is no form.
    UnsupportedType,
    /// A parameter is missing, unknown, given twice or cannot be read; which one.
    Parameter(String),
    /// The cursor is none.
    Cursor,
    /// Too many calls: wait so many seconds.
    TooMany(i64),
    /// Nothing has been set up yet.
    NotSetUp,
    /// Something failed that is not the client's fault.
    Failed,
}

impl Problem {
    /// Its status, its code, and its title.
    fn facts(&self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::NoToken => (S::UNAUTHORIZED, "no-token", "A token is needed"),
            Self::InvalidToken => (S::UNAUTHORIZED, "invalid-token", "The token is not valid"),
            Self::Outside => (S::FORBIDDEN, "outside-networks", "Not from this network"),
            Self::CrossSite => (S::FORBIDDEN, "cross-site", "Not for another site"),
            Self::MissingScope(_) => (S::FORBIDDEN, "missing-scope", "The token’s scope does not permit this"),
            Self::RequestNeeded(_) => (S::FORBIDDEN, "request-needed", "No recorded request permits this"),
            Self::NotFound => (S::NOT_FOUND, "not-found", "There is no such patron within reach"),
            Self::NoSuchResource => (S::NOT_FOUND, "no-such-resource", "There is no such address"),
            Self::MethodNotAllowed => (S::METHOD_NOT_ALLOWED, "method-not-allowed", "Not with this method"),
            Self::NotAcceptable => (S::NOT_ACCEPTABLE, "not-acceptable", "There is no answer in this media type"),
            Self::TooLarge => (S::PAYLOAD_TOO_LARGE, "too-large", "The body is too large"),
            Self::UnsupportedType => (S::UNSUPPORTED_MEDIA_TYPE, "unsupported-type", "The body is no form"),
            Self::Parameter(_) => (S::UNPROCESSABLE_ENTITY, "parameter", "A parameter is wrong"),
            Self::Cursor => (S::UNPROCESSABLE_ENTITY, "cursor", "The cursor leads nowhere"),
            Self::TooMany(_) => (S::TOO_MANY_REQUESTS, "too-many-calls", "Too many calls"),
            Self::NotSetUp => (S::SERVICE_UNAVAILABLE, "not-set-up", "The library is not set up yet"),
            Self::Failed => (S::INTERNAL_SERVER_ERROR, "failed", "Something failed"),
        }
    }

    /// One of each kind, for the page that describes them.
    pub fn kinds() -> [Self; 17] {
        [
            Self::NoToken,
            Self::InvalidToken,
            Self::Outside,
            Self::CrossSite,
            Self::MissingScope(ApiScope::ReadPatrons),
            Self::RequestNeeded("delivery-no-request"),
            Self::NotFound,
            Self::NoSuchResource,
            Self::MethodNotAllowed,
            Self::NotAcceptable,
            Self::TooLarge,
            Self::UnsupportedType,
            Self::Parameter(String::from("limit")),
            Self::Cursor,
            Self::TooMany(60),
            Self::NotSetUp,
            Self::Failed,
        ]
    }

    /// Code, status and title, for people.
    pub fn in_words(&self) -> (&'static str, String, &'static str) {
        let (status, code, title) = self.facts();
        (code, status.as_u16().to_string(), title)
    }

    fn detail(&self) -> String {
        match self {
            Self::NoToken => "Ask /api/v1/oauth/token for a token and send it as “Authorization: Bearer …”.".into(),
            Self::InvalidToken => "It is unknown, over, or its client was taken away. Ask for a new one.".into(),
            Self::Outside => "The client may call from the networks that the library entered for it only.".into(),
            Self::CrossSite => "This is for programs, not for pages of other sites.".into(),
            Self::MissingScope(scope) => format!("This takes the scope {}.", scope.name()),
            Self::RequestNeeded(code) => format!(
                "A patron’s data is read in answer to an open request for access or portability that the library recorded, \
                 with the identity checked ({code})."
            ),
            Self::NotFound => "It does not exist, or belongs to another library or organization.".into(),
            Self::NoSuchResource => "See /api/v1/docs.".into(),
            Self::MethodNotAllowed => "See the header Allow.".into(),
            Self::NotAcceptable => "Accept application/json, and identity, gzip or br as its encoding.".into(),
            Self::TooLarge => "Send less than 8 KiB.".into(),
            Self::UnsupportedType => "Send application/x-www-form-urlencoded.".into(),
            Self::Parameter(name) => format!("Look at the parameter “{name}”."),
            Self::Cursor => "It is another list’s or client’s, or older than a day. Begin anew.".into(),
            Self::TooMany(seconds) => format!("Wait {seconds} s."),
            Self::NotSetUp => "Try again later.".into(),
            Self::Failed => "Try again later; x-request-id tells the library which call it was.".into(),
        }
    }

    /// RFC 6750 §3.
    fn challenge(&self) -> Option<String> {
        match self {
            Self::NoToken => Some("Bearer realm=\"carrel\"".into()),
            Self::InvalidToken => Some("Bearer realm=\"carrel\", error=\"invalid_token\"".into()),
            Self::MissingScope(scope) => {
                Some(format!("Bearer realm=\"carrel\", error=\"insufficient_scope\", scope=\"{}\"", scope.name()))
            }
            _ => None,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, code, title) = self.facts();
        let kind = format!("/api/v1/docs#{code}");
        let body = ProblemDetails { kind, title, status: status.as_u16(), detail: self.detail() };
        let text = serde_json::to_string(&body).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, PROBLEM_JSON), (CACHE_CONTROL, "no-store")], text).into_response();
        if let Some(challenge) = self.challenge().and_then(|text| HeaderValue::from_str(&text).ok()) {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        if let Self::TooMany(seconds) = self {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        response
    }
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::InvalidToken => Self::InvalidToken,
            ApiError::Outside => Self::Outside,
            ApiError::MissingScope(scope) => Self::MissingScope(scope),
            ApiError::TooManyCalls { seconds } => Self::TooMany(seconds),
            ApiError::RequestNeeded(code) => Self::RequestNeeded(code),
            ApiError::BadCursor => Self::Cursor,
            ApiError::Service(error) => error.into(),
        }
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::NotFound => Self::NotFound,
            ServiceError::Throttled { seconds } => Self::TooMany(seconds),
            ServiceError::NotSetUp => Self::NotSetUp,
            error => {
                tracing::error!(%error, "a program's call could not be answered");
                Self::Failed
            }
        }
    }
}
