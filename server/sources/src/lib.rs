//! Importers: reading what other systems hold, and the demo library.

pub mod alldata;
pub mod demo;
pub mod error;
pub mod koha;
pub mod leavers;
pub mod register;

pub use error::SourceError;
