//! Koha through its REST interface: a client that waits for nobody too long, believes nothing too big and tells no secrets.
//!
//! - [`Koha`] is one library system, shared by everybody. A [`Conversation`] with it has a time after which it is over,
//!   however many answers it takes.
//! - What a Koha offers differs from site to site: [`Offer`] says what is there. What is missing is said by name.
//! - A failure is a [`Trouble`]: it names its kind and never what was asked or answered.
//! - Answers lose their secrets (`secrets.rs`) before anything else reads them.

mod all_data;
mod breaker;
mod commands;
mod conversation;
mod endpoint;
mod error;
#[cfg(test)]
mod fuzz;
mod http;
mod id;
mod keys;
mod koha;
mod names;
mod offer;
mod pages;
mod password;
mod patron;
mod preferences;
mod secrets;
mod settings;
mod token;

pub use all_data::AllData;
pub use breaker::Health;
pub use commands::{ContactChange, Outcome};
pub use conversation::Conversation;
pub use endpoint::Endpoint;
pub use error::Trouble;
pub use id::KohaId;
pub use keys::{KEYS, Key};
pub use koha::Koha;
pub use offer::{Availability, Offer};
pub use password::Verdict;
pub use patron::Found;
pub use preferences::Preference;
pub use settings::{Authentication, KohaSettings, SettingsError, read_koha};
