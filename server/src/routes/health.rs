//! Whether this node can serve: for load balancers.

use axum::extract::State;
use carrel_services::ServiceError;
use http::StatusCode;

use crate::http::AppState;

/// 200 if the database answers, 503 if not.
pub(super) async fn check(State(state): State<AppState>) -> (StatusCode, &'static str) {
    match state.services.check_database().await {
        Ok(()) => (StatusCode::OK, "ok"),
        Err(ServiceError::NotSetUp) => (StatusCode::OK, "not set up"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}
