//! The part of the log that is in the archive: what moves there and when, its proof, and reading both parts as one.
//!
//! Two databases have no common transaction. The order makes it safe: entries are written to the archive, on the disk, and
//! only then one transaction of the main database moves the boundary ([`state`]), keeps the proof ([`stretch`]) and deletes
//! them. What stands in the archive behind the boundary is what a killed move left: nobody reads it, and the next move
//! removes it.

mod checking;
mod convert;
mod dropping;
mod erasing;
mod moving;
pub mod own;
mod proof;
pub mod search;
pub mod state;
pub(crate) mod stretch;

pub use carrel_archive::{Archive, ArchiveError, Month, MonthSize};

pub use self::{
    dropping::{Dropped, drop_month},
    erasing::erase_pending,
    moving::{Moved, move_some},
};
pub(crate) use self::{
    erasing::{intend, intend_entries, texts_of},
    proof::{Step, Walk},
    state::filled_as_seen,
};
