//! All data of a patron to take home (GDPR Art. 15 and 20): as a PDF to read, as JSON for machines, as CSV and ODS for
//! spreadsheets. And the proof of what was done about a data request, as a PDF.
//!
//! Nothing here reads a database or waits for one: a caller hands over [`Event`]s page by page, and bytes are written as
//! they come, so that memory does not grow with the number of rows (the PDF keeps its laid-out pages). What is written
//! is decided by the description of the record in `carrel-domain` alone: a column that is shown is exported everywhere.

mod csv;
mod event;
mod head;
mod json;
mod neutral;
mod ods;
mod pdf;
mod proof;
mod visible;

pub use csv::{push_csv_cell, write_csv};
pub use event::{Event, ReportError};
pub use head::{CategoryNote, Reading, ReportHead};
pub use json::{SCHEMA_ID, SCHEMA_VERSION, json_schema, write_json};
pub use ods::write_ods;
pub use pdf::{write_pdf, write_proof};
pub use proof::{ProofDelivery, ProofEvent, ProofHead, ProofIdentity};
