//! Watches an export being prepared.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use crate::api::exports::export_progress;

/// How often to ask.
const EVERY: Duration = Duration::from_millis(1_000);

/// A progress bar that moves by itself and reloads the page when the file is ready. Without WebAssembly the page reloads
/// itself every few seconds.
#[island]
pub fn ExportWatch(
    /// The export's opaque id.
    export: String,
    /// Progress when the page was made, 0 to 100.
    percent: u8,
    /// What the bar is called.
    label: String,
) -> impl IntoView {
    let done = RwSignal::new(percent);
    Effect::new(move |_| {
        let export = export.clone();
        let asked = set_interval_with_handle(
            move || {
                let export = export.clone();
                spawn_local(async move {
                    match export_progress(export).await {
                        Ok(progress) if progress.is_over => reload(),
                        Ok(progress) => done.set(progress.percent),
                        // The next one may come through; the page's own reload is still there.
                        Err(_) => {}
                    }
                });
            },
            EVERY,
        );
        on_cleanup(move || {
            if let Ok(handle) = asked {
                handle.clear();
            }
        });
    });
    view! {
        <div class="progress">
            <progress max="100" value=move || done.get().to_string() aria-label=label></progress>
            <span class="progress-number">{move || format!("{} %", done.get())}</span>
        </div>
    }
}

fn reload() {
    #[cfg(feature = "hydrate")]
    if let Some(window) = web_sys::window() {
        // If the browser refuses, the page's own reload does it a few seconds later.
        let _ = window.location().reload();
    }
}
