//! What the browser wakes up. Each island works as plain HTML before, and without, its WebAssembly.
//!
//! Texts come in as properties: the catalogues stay on the server.

mod export_watch;
mod pin_field;

pub use export_watch::ExportWatch;
pub use pin_field::{NewPasswordField, PinField};
