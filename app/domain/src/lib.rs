//! What browser and server both know: ids, languages, times, permissions, and the description of every
//! record Carrel keeps about a patron.
//!
//! This crate does no I/O and knows no database, clock or framework.

pub mod access;
pub mod age;
pub mod api_scope;
pub mod category;
pub mod consent;
pub mod contact;
pub mod data_request;
pub mod guardian;
pub mod id;
pub mod language;
pub mod loan_history;
pub mod log;
pub mod messages;
pub mod permission;
pub mod record;
pub mod remote;
pub mod retention;
pub mod role;
pub mod sections;
pub mod sign_in;
pub mod time;
pub mod value;

pub use access::{Actor, ApiActor, Bond, Grant, GuardianScope, PatronScope, Refusal, StaffScope};
pub use api_scope::ApiScope;
pub use category::Category;
pub use id::{ApiClientId, ExportId, LibraryId, OrganizationId, PatronId, SessionId};
pub use language::Language;
pub use permission::Permission;
pub use record::{Column, Kind, Section, Table};
pub use role::Role;
pub use sign_in::{Method, Proof, Strength};
pub use time::{Date, Timestamp};
pub use value::{Row, Value};
