//! Pages rendered by leptos.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use std::sync::Arc;

use carrel_app::{shell, visit::Visit};
use http::request::Parts;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::LeptosRoutes as _;

use super::AppState;

/// The pages of the app's router, and the functions islands call.
pub(super) fn router(state: &AppState) -> Router<AppState> {
    // The list is made by rendering the app once, which needs a visit of nobody.
    let services = state.services.clone();
    let routes = leptos_axum::generate_route_list_with_exclusions_and_ssg_and_context(shell::pages, None, move || {
        provide_context(nobody(services.clone()))
    })
    .0;
    let options = state.leptos.clone();
    Router::new()
        .leptos_routes_with_context(state, routes, provide_visit, move || shell::shell(options.clone()))
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
}

fn nobody(services: carrel_services::Services) -> Visit {
    Visit {
        services,
        language: carrel_domain::Language::default(),
        session: None,
        counts: None,
        step: None,
        browser: None,
        kept_form: None,
        origin: carrel_services::audit::Origin::default(),
        path: String::from("/"),
        page: None,
        organization: None,
    }
}

/// Hands the request's visit to the page.
fn provide_visit() {
    let visit = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Visit>().cloned());
    if let Some(visit) = visit {
        provide_context(visit);
    }
}

async fn not_found(State(state): State<AppState>, request: Request) -> Response {
    render(&state, request, Arc::new(|| ())).await
}

/// Provides more context to a page than its visit.
pub type Context = Arc<dyn Fn() + Send + Sync>;

/// Renders the page a request names, with more context: for a form that is shown again after it was sent.
pub async fn render(state: &AppState, request: Request<Body>, context: Context) -> Response {
    let options = state.leptos.clone();
    let handler = leptos_axum::render_app_async_with_context(
        move || {
            provide_visit();
            context();
        },
        move || shell::shell(options.clone()),
    );
    handler(request).await.into_response()
}
