//! Pages of staff. They are rendered on the server; a patron's browser loads nothing of them.

pub mod end_library;
pub mod libraries;
pub mod roles;
pub mod settings;
pub mod today;
