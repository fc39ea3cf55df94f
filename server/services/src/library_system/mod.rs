//! The library system: what Carrel needs from it, and the two there are.
//!
//! - [`Local`]: Carrel's own database is the record. There is nobody else to ask, and nobody to tell.
//! - [`KohaSystem`]: a Koha that runs beside Carrel. Patrons' records are read from it when they are looked at
//!   (`freshness.rs`), it may say whether a PIN is right (`secret.rs`), and what patrons change is told to it
//!   (`commands.rs`), in the background: no page waits longer for it than it may.

mod census;
mod commands;
mod freshness;
mod koha;
mod local;
mod secret;
mod state;
mod synchronization;

use async_trait::async_trait;
use carrel_domain::Timestamp;
pub use carrel_koha::{AllData, ContactChange, Koha, Outcome, Preference, PreferenceChange, Trouble};

pub(crate) use self::{commands::Command, freshness::Readings, secret::SecretCheck};
pub use self::{
    commands::Sent, freshness::Freshness, koha::KohaSystem, local::Local, secret::SecretsCheckedBy, state::SystemState,
    synchronization::LIVE_SOURCE,
};

/// How a patron is named to a library system.
#[derive(Clone, Copy)]
pub enum PatronKey<'a> {
    /// Its own number.
    Number(&'a str),
    /// Card number, or user name.
    Name(&'a str),
}

/// A patron's own row, as a line for the import that speaks of nothing else.
#[derive(Clone)]
pub struct Person {
    /// The patron's number there.
    pub number: String,
    /// The line.
    pub line: String,
}

/// What a library system says of a PIN or password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is right, and belongs to the patron with this number, if it says so.
    Right(Option<String>),
    /// It is wrong, or there is nobody.
    Wrong,
    /// Carrel's own record decides.
    AskHere,
}

/// A library system. Every question may fail, and names why; what is asked with a number that is none of its own is
/// [`Trouble::NotFound`].
#[async_trait]
pub trait LibrarySystem: Send + Sync {
    /// Whether records are read from somewhere else: pages say how old they are.
    fn is_elsewhere(&self) -> bool;

    /// A patron's own row, by number, card number or user name; nothing if Carrel's own record is all there is.
    /// [`Trouble::Conflict`] if it is one patron's card number and another's user name: whose it is nobody can say.
    async fn person(&self, key: PatronKey<'_>, now: Timestamp) -> Result<Option<Person>, Trouble>;

    /// Everything: the person, checkouts and history, holds, account, notices, messages, attributes and preferences, with
    /// what could not be had named; nothing if Carrel's own record is all there is.
    async fn all_data(&self, number: &str, now: Timestamp) -> Result<Option<AllData>, Trouble>;

    /// Whether a PIN or password belongs to a card number or user name.
    async fn check_secret(&self, name: &str, secret: &str, now: Timestamp) -> Result<Said, Trouble>;

    /// Changes contact data, unless they were changed there in the meantime.
    async fn change_contact(&self, number: &str, changes: &[ContactChange], now: Timestamp)
    -> Result<Outcome, Trouble>;

    /// Sets which messages a patron gets, unless that was changed there in the meantime.
    async fn set_preferences(
        &self,
        number: &str,
        changes: &[PreferenceChange],
        now: Timestamp,
    ) -> Result<Outcome, Trouble>;

    /// Anonymizes returned checkouts.
    async fn anonymize_history(&self, number: &str, now: Timestamp) -> Result<Outcome, Trouble>;

    /// Numbers of patrons who changed since then, or of all, page by page from 1; empty after the last. That somebody is not
    /// among all of them does not prove that they are gone.
    async fn changed_since(&self, since: Option<Timestamp>, page: u32, now: Timestamp) -> Result<Vec<String>, Trouble>;
}
