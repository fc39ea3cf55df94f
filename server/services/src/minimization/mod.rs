//! Data minimization (GDPR Art. 5(1)(c), requirement R5): notes that hold too much, and personal identity numbers.
//!
//! **Identity numbers are never shown whole.** One place a channel: rows of patrons in [`masked`] (pages, and exports that
//! staff handle; what patrons take home themselves stays whole, for they have a right to it), texts of requests in
//! [`masked_request`] (pages and proof files), mails in `carrel_mail::render`, the audit log in `carrel_store::audit`, the
//! program's log in the server's `masked_log`.

mod advice;
mod attributes;
mod mask;
mod review;
mod scan;
mod words;

pub use advice::Advice;
pub use attributes::IdentityNumber;
pub(crate) use mask::{cover, mask_request, mask_row, masked, masked_remote, masked_request, masked_text};
pub use review::{FindingView, NOTES_PER_PAGE, NotesPage, Part};
pub(crate) use words::NOTE_WORDS;
pub use words::{LONGEST_LIST, WordList, WordProblem};
