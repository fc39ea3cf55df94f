//! Other registers as the source of patrons: a personnel database or a register of students, as CSV, JSON or LDIF.
//!
//! A mapping file says which column becomes which field of a patron, by which tables values are translated, and what becomes
//! of those who leave. Only fields in the mapping are touched. A file is read twice: the first time to know who is in it and
//! whether it can be believed at all, the second time to write.

mod csv;
mod field;
mod json;
mod ldif;
mod mapping;
mod merge;
mod record;
mod report;
mod run;

pub use mapping::{Format, Mapping, MappingError};
pub use report::{Refusal, Report, Sample};
pub use run::{Options, run};
