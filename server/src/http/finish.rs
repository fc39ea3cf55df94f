//! Requests are finished, whether or not somebody still waits for the answer.

use std::panic::resume_unwind;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;

/// Handles the request in a task of its own. hyper drops what it awaits when a browser goes away; a database driver that is
/// dropped between question and answer leaves a connection on which the next request, of somebody else, would fail.
pub(super) async fn finish(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime ends.
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}
