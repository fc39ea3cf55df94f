//! “This wasn't me”: the link of a notice shows a page, and this form stops everything.

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use carrel_app::{pages::patron::not_me::Stopped, visit::Visit};

use super::{fail, show_again};
use crate::http::AppState;

/// Ends all sessions of the account that the notice was about, and locks it.
pub(super) async fn stop(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
) -> Response {
    // Whoever is signed in here is no longer shown as such: it may be their session that ended.
    let nobody = Visit { session: None, ..visit.clone() };
    match visit.services.stop_account(&token, &visit.origin).await {
        Ok(is_done) => {
            let stopped = if is_done { Stopped::Done } else { Stopped::Over };
            show_again(&state, &nobody, "/not-me/-", stopped).await
        }
        Err(error) => fail(&state, &nobody, error).await,
    }
}
