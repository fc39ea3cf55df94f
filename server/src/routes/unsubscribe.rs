//! Calling off mails of news, without signing in: by the link in a mail, or by a mail service with one press (RFC 8058).

use axum::{
    Extension,
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use carrel_app::{pages::recovery::unsubscribe::Unsubscribed, visit::Visit};

use super::{fail, show_again};
use crate::http::AppState;

/// Whatever the body says otherwise, the press is meant: mail services send `List-Unsubscribe=One-Click`, in one of two
/// encodings; only our own page sends `again=1`. The answer is the same for every token.
pub(super) async fn submit(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
    body: Bytes,
) -> Response {
    // The page is nobody's.
    let nobody = Visit { session: None, ..visit.clone() };
    let is_again = body.as_ref() == b"again=1";
    match visit.services.unsubscribe(&token, is_again, &visit.origin).await {
        Ok(()) => show_again(&state, &nobody, "/u/-", Unsubscribed { is_again, token }).await,
        Err(error) => fail(&state, &nobody, error).await,
    }
}
