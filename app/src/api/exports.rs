//! How far a prepared export is.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where a prepared export stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Rows written, in hundredths of all.
    pub percent: u8,
    /// It is ready or failed: the page has something new to say. One that was deleted has not, for whoever deleted it is on
    /// the way to another page.
    pub is_over: bool,
}

/// Where one of one's own exports stands. Changes nothing and names nobody.
#[server(prefix = "/api", endpoint = "export-progress", input = server_fn::codec::GetUrl)]
pub async fn export_progress(
    /// The export's opaque id.
    export: String,
) -> Result<Progress, ServerFnError> {
    use carrel_services::ServiceError;
    use http::StatusCode;

    use crate::visit::Visit;
    let visit = Visit::find().ok_or_else(|| ServerFnError::new("unavailable"))?;
    let refuse = |status, code: &'static str| {
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(status);
        }
        ServerFnError::new(code)
    };
    let session = visit.session().map_err(|_| refuse(StatusCode::UNAUTHORIZED, "not-signed-in"))?;
    let job = visit.services.find_export_even_deleted(session, &export).await.map_err(|error| match error {
        ServiceError::NotFound => refuse(StatusCode::NOT_FOUND, "not-found"),
        error => {
            tracing::error!(%error, "an export's progress cannot be read");
            refuse(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        }
    })?;
    Ok(Progress {
        percent: u8::try_from((job.rows_done * 100).checked_div(job.rows_total).unwrap_or(0).clamp(0, 100))
            .unwrap_or(0),
        is_over: matches!(job.state.as_str(), "ready" | "failed"),
    })
}
