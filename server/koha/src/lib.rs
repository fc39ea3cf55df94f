//! Koha through its REST interface: a client that waits for nobody too long, believes nothing too big and tells no secrets.
//!
//! - [`Koha`] is one library system, shared by everybody. A [`Conversation`] with it has a time after which it is over,
//!   however many answers it takes.
//! - What a Koha offers differs from site to site: [`Offer`] says what is there. What is missing is said by name.
//! - Connections, limits, tokens and what happens after failures are those of [`carrel_client`].

mod all_data;
mod commands;
mod conversation;
mod endpoint;
#[cfg(test)]
mod fuzz;
mod id;
mod keys;
mod koha;
mod names;
mod offer;
mod pages;
mod password;
mod patron;
mod preferences;
mod settings;

pub use all_data::AllData;
pub use carrel_client::{Authentication, Health, Trouble};
pub use commands::{ContactChange, Outcome};
pub use conversation::Conversation;
pub use endpoint::Endpoint;
pub use id::KohaId;
pub use keys::{KEYS, Key};
pub use koha::Koha;
pub use offer::{Availability, Offer};
pub use password::Verdict;
pub use patron::Found;
pub use preferences::{Preference, PreferenceChange};
pub use settings::{KohaSettings, SettingsError, read_koha};
