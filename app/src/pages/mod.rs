//! Pages: one file a screen.

pub mod api_docs;
pub mod demo_mail;
pub mod errors;
pub mod patron;
pub mod recovery;
pub mod staff;
