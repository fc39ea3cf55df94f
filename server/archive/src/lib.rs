//! Entries of the log that left the main database.
//!
//! By default one SQLite file a month, beside the main database; with several nodes a PostgreSQL database of its own,
//! partitioned by month. In both, a month's entries are kept by patron, so that a patron's are read together, and in a
//! compact form ([`body`]): what repeats is a code, what can be calculated again (digests, links) is not kept.
//!
//! This crate knows how entries are kept, not which: what moves when, and the proof, are `carrel-store`'s.

mod body;
mod codes;
mod entry;
mod erase;
mod error;
mod month;
mod place;
mod read;
mod row;
mod search;
mod write;

pub use self::{
    entry::{Archived, Content, Erasure, Shape},
    error::ArchiveError,
    month::Month,
    place::{Archive, MonthSize},
    search::Wanted,
};
