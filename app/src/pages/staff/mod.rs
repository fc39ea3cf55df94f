//! Pages of staff. They are rendered on the server; a patron's browser loads nothing of them.

pub mod consents;
pub mod contact;
pub mod contact_changes;
pub mod contact_fields;
pub mod end_library;
pub mod identity_numbers;
pub mod libraries;
pub mod loan_history;
pub mod logs;
pub mod mail;
pub mod messages;
pub mod note_words;
pub mod notes;
pub mod patron;
pub mod patrons;
pub mod recovery;
pub mod request;
mod request_delivery;
pub mod requests;
pub mod retention;
mod retention_panel;
pub mod roles;
pub mod settings;
pub mod sign_in_rules;
pub mod template;
pub mod templates;
pub mod today;
