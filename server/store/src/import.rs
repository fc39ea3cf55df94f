//! Writing what an importer reads: many patrons at once, each with all their rows, fast on both databases.
//!
//! An importer hands over [`Document`]s: one patron as the library system holds them now. [`Writer`] compares them with
//! what Carrel has and adds, changes and removes rows until both are the same, a batch of patrons in one transaction. How
//! far it has come is saved in that same transaction (see [`Run`]), so that a killed import goes on where it was.

mod cell;
mod compare;
mod connection;
mod counts;
mod data_source;
mod document;
mod insert;
mod layout;
mod marks;
mod member;
mod patrons;
mod people;
mod run;
mod superseded;
mod writer;

pub(crate) use connection::IMPORT_LOCK as LOCK;

pub use cell::{Cell, digest, digest_of_bytes};
pub(crate) use connection::{failed, numbered, sqlite_arguments};
pub use counts::{Counts, Tally};
pub use data_source::DataSource;
pub use document::{Document, Part, Rows};
pub use layout::{LONGEST_INDEXED, Layout, RELATIONSHIP, TABLES, is_number};
pub use member::{Leaving, Member};
pub use people::{Asked, Finding, Found, Person};
pub use run::Run;
pub use writer::Writer;
