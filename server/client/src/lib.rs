//! Questions to other systems over HTTP, by a client that waits for nobody too long, believes nothing too big and tells no
//! secrets.
//!
//! - A [`Peer`] is one other system: its connections, how Carrel says who it is there, and whether it is left alone for a
//!   while after failures.
//! - A failure is a [`Trouble`]: it names its kind and never what was asked or answered.
//! - Answers lose their secrets before anybody reads them ([`json`]).

mod answer;
mod breaker;
mod error;
mod http;
mod peer;
pub mod secrets;
mod settings;
mod token;

pub use self::http::Answer;
pub use answer::{json, trouble_of};
pub use breaker::Health;
pub use error::Trouble;
pub use peer::{Asking, Peer};
pub use settings::{Authentication, Limits, PeerSettings, TableReader, base_address};
