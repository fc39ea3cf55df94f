//! Security headers of every answer.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderName, HeaderValue,
    header::{
        CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};

use super::AppState;

/// What answers other than pages may do: nothing. Pages set their own policy with their nonce.
const NO_CONTENT: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";
const PERMISSIONS: &str = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

/// Sets what `docs/SECURITY.md` lists under headers (ASVS 3.4).
pub(super) async fn secure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let set = HeaderValue::from_static;
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(set(NO_CONTENT));
    headers.insert(X_CONTENT_TYPE_OPTIONS, set("nosniff"));
    headers.insert(X_FRAME_OPTIONS, set("DENY"));
    // With no-referrer browsers send `Origin: null` with our own forms, so that only pages whose address holds a secret
    // ask for it (ASVS 14.2.1); `Sec-Fetch-Site` still tells where their forms come from.
    headers.entry(REFERRER_POLICY).or_insert(set("same-origin"));
    headers.insert(HeaderName::from_static("permissions-policy"), set(PERMISSIONS));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), set("same-origin"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), set("same-origin"));
    if state.config.is_secure() {
        headers.insert(STRICT_TRANSPORT_SECURITY, set("max-age=63072000; includeSubDomains"));
    }
    response
}
