//! What forms of staff have in common.

use axum::response::Response;
use carrel_app::{components::form_again::FormAgain, visit::Visit};
use carrel_domain::Permission;
use carrel_services::{ServiceError, sessions::Session};

use super::show_again;
use crate::http::AppState;

/// The page a form stands on.
#[derive(Clone, Copy)]
pub(super) struct StaffPage {
    pub path: &'static str,
    /// What it takes to see it.
    pub permission: Permission,
}

/// Whoever may not see a page is not asked for a PIN by its forms.
pub(super) async fn check(state: &AppState, visit: &Visit, session: &Session, page: StaffPage) -> Result<(), Response> {
    match visit.services.check(session, page.permission, &visit.origin).await {
        Ok(_) => Ok(()),
        Err(error) => Err(super::fail(state, visit, error).await),
    }
}

/// Shows the form again with what is wrong with it, or the page for the error.
pub(super) async fn fail(
    state: &AppState,
    visit: &Visit,
    path: &'static str,
    error: ServiceError,
    fields: Vec<(String, String)>,
) -> Response {
    match error {
        ServiceError::Impossible(problem) => show_again(state, visit, path, FormAgain { problem, fields }).await,
        error => super::fail(state, visit, error).await,
    }
}
