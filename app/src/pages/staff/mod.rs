//! Pages of staff. They are rendered on the server; a patron's browser loads nothing of them.

pub mod mail;
pub mod patron;
pub mod patrons;
pub mod request;
pub mod requests;
pub mod template;
pub mod templates;
pub mod today;
