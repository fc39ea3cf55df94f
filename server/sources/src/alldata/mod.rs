//! Importing all-data files: JSON Lines, one object a patron, in the shape of Koha-Suomi's all-data answer.
//!
//! - A line is written whole or not at all. A line that cannot be read is reported with its number, field and reason and
//!   goes to the reject file; the rest goes on.
//! - Columns that Carrel does not know, and values that their column cannot hold, stay as they are under “other”.
//! - What the line no longer has, in the sections that it does have, is removed.
//! - A second import changes nothing; a killed one goes on where it was.
//! - Texts come through as they are, with two exceptions that no database takes: U+0000 becomes U+2400 (␀), and half a
//!   surrogate pair stays the escape that it is in the file (`\ud800`).

mod line;
mod lines;
mod observer;
mod other;
mod patron;
mod personal;
mod pipeline;
mod refresh;
mod reject;
mod rows;
mod run;
mod section;

pub(crate) use other::{is_secret, push_string};
pub(crate) use patron::PatronReader as PersonalReader;

pub use lines::{Chunk, LineSource};
pub use observer::{Observer, Progress, Rejection, Summary};
pub use refresh::{Fees, Refreshed, refresh};
pub use run::{Input, Options, run};
