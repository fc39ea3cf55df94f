//! Importers: reading what other systems hold, and the demo library.

pub mod alldata;
pub mod demo;
pub mod error;

pub use error::SourceError;
