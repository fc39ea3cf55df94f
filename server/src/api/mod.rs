//! The interface for programs of others, `/api/v1`: bearer tokens instead of cookies, JSON instead of pages, problems
//! (RFC 9457) for all that goes wrong. It stands beside the pages with layers of its own: what a browser's session may do,
//! this does not know.

mod access;
mod answer;
mod audit;
pub mod description;
mod koha;
mod patrons;
pub mod problem;
mod query;
mod token;

use axum::{
    Router,
    extract::Request,
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use http::{HeaderValue, header::CACHE_CONTROL};
use tower::ServiceExt as _;
use tower_http::{
    compression::{CompressionLayer, CompressionLevel},
    csrf::CsrfLayer,
    set_header::SetResponseHeaderLayer,
};

use self::problem::Problem;
use crate::http::AppState;

/// Below it everything is for programs, but for the page that describes it.
const ROOT: &str = "/api/v1/";
/// That page.
pub const DOCS: &str = "/api/v1/docs";

/// Everything for programs. `GET` changes nothing but the log.
pub fn router(state: &AppState) -> Router {
    Router::new()
        .route("/api/v1/oauth/token", post(token::issue))
        .route("/api/v1/patrons/alldata", get(koha::all_data))
        .route("/api/v1/logs", get(koha::logs))
        .route("/api/v1/patrons/{id}/data", get(patrons::data))
        .route("/api/v1/patrons/{id}/history", get(patrons::history))
        .route("/api/v1/patrons/{id}/preferences", get(patrons::preferences))
        .route("/api/v1/patrons/{id}/consents", get(patrons::consents))
        .route("/api/v1/patrons/{id}/requests", get(patrons::requests))
        .route("/api/v1/patrons/{id}/disclosures", get(patrons::disclosures))
        .route("/api/v1/audit", get(audit::list))
        .route("/api/v1/openapi.json", get(description::show))
        .fallback(|| async { Problem::NoSuchResource })
        .method_not_allowed_fallback(|| async { Problem::MethodNotAllowed })
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(middleware::from_fn(answer::negotiate))
        // No browser calls here; one that another site made to is refused as everywhere.
        .layer(CsrfLayer::new().with_rejection_response(answer::refuse_cross_site))
        .layer(middleware::from_fn_with_state(state.clone(), access::enter))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(state.clone())
}

/// Hands programs' requests over, before a page's route is looked for.
pub async fn take(router: Router, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !path.starts_with(ROOT) || path == DOCS {
        return next.run(request).await;
    }
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(impossible) => impossible.into_response(),
    }
}
