//! Before a call: a number for it, where it comes from, and the token that came along.

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};
use carrel_services::{
    api::Caller,
    audit::{Interface, Origin},
    network::coarse,
    token::opaque_id,
};
use http::{HeaderValue, header::AUTHORIZATION, request::Parts};
use tracing::Instrument as _;

use super::problem::Problem;
use crate::http::{AppState, caller_address};

/// Puts a [`Caller`] into the request. Paths and queries may name patrons, and are never logged.
pub(super) async fn enter(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let request_id = opaque_id().unwrap_or_default();
    let (mut parts, body) = request.into_parts();
    let address = caller_address(&state, &parts);
    let origin = Origin { network: address.map(coarse), request_id: request_id.clone(), interface: Interface::Api };
    parts.extensions.insert(Caller { address, origin });
    let span = tracing::info_span!("call", id = %request_id, method = %parts.method);
    let mut response = next.run(Request::from_parts(parts, body)).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Who calls, as far as the request says: from where, and with which token.
pub(super) struct Bearer {
    pub caller: Caller,
    pub token: Option<String>,
}

impl Bearer {
    /// The token to look at. Whoever sent none is told another thing than whoever sent a wrong one (RFC 6750 §3.1).
    pub fn token(&self) -> Result<Option<&str>, Problem> {
        self.token.as_deref().map(Some).ok_or(Problem::NoToken)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Caller>().cloned().ok_or(Problem::Failed)?;
        let header = parts.headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
        // What is no bearer token at all is taken for one that is not valid.
        let token = header.map(|text| {
            let (scheme, token) = text.split_once(' ').unwrap_or_default();
            if scheme.eq_ignore_ascii_case("bearer") { token.trim().to_owned() } else { String::new() }
        });
        Ok(Self { caller, token })
    }
}
