//! How far a prepared export is.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where a prepared export stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Rows written, in hundredths of all.
    pub percent: u8,
    /// No more will happen: ready, failed or gone.
    pub is_over: bool,
}

/// Where one of one's own exports stands. Changes nothing and names nobody.
#[server(prefix = "/api", endpoint = "export-progress", input = server_fn::codec::GetUrl)]
pub async fn export_progress(
    /// The export's opaque id.
    export: String,
) -> Result<Progress, ServerFnError> {
    use crate::visit::Visit;
    let visit = Visit::find().ok_or_else(|| ServerFnError::new("unavailable"))?;
    let session = visit.session().map_err(|_| ServerFnError::new("not-signed-in"))?;
    let job = visit.services.find_export(session, &export).await.map_err(|_| ServerFnError::new("not-found"))?;
    Ok(Progress {
        percent: u8::try_from((job.rows_done * 100).checked_div(job.rows_total).unwrap_or(0).clamp(0, 100))
            .unwrap_or(0),
        is_over: !matches!(job.state.as_str(), "queued" | "running"),
    })
}
