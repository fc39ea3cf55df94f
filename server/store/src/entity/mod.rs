//! Tables that have an entity of their own. Rows of a patron's record have none: they are described once, in
//! `carrel_domain::sections`, and read by [`crate::record`].

pub mod address_problem;
pub mod credential;
pub mod data_request;
pub mod disclosure;
pub mod export_job;
pub mod import_run;
pub mod library;
pub mod mail_template;
pub mod organization;
pub mod outbox;
pub mod patron;
pub mod patron_category;
pub mod register_entry;
pub mod role_grant;
pub mod session;
