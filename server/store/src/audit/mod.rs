//! The log: who did what with whose data, when, from where and why.
//!
//! Each entry has a position, counted from 1 without gaps, and a link made with the installation's key from the link before
//! it (see [`chain`]). Nobody without that key can change, remove, insert or reorder entries unnoticed. A patron's own part
//! of the log is read by [`crate::record`], as every other category.

mod adopt;
pub mod append;
mod appender;
pub mod archive;
pub mod chain;
pub mod checkpoint;
mod entry;
mod erase;
pub mod merkle;
mod proof;
mod reading;
pub mod search;
mod stretch;
mod verify;

pub(crate) use self::adopt::adopt;
pub(crate) use self::erase::clear_some;
pub(crate) use self::erase::erase_entry;
pub use self::{
    append::{append, append_in, library_of},
    appender::Appender,
    chain::AuditKeys,
    entry::{API_CLIENT, Entry, Interface},
    erase::{CLEARED, erase_patron},
    verify::{Erased, Expected, Fault, Verdict, verify},
};
