//! Sign-in with other organizations' identity providers, by OpenID Connect Core 1.0: the protocol, without a database.
//!
//! Authorization code flow with PKCE (RFC 7636, S256), state and nonce. What is random comes from the caller, and so does
//! the time.

#[cfg(test)]
mod fuzz;
mod http;
mod identity;
mod keys;
mod metadata;
mod provider;
mod settings;
mod token;

pub use self::{
    identity::Identity,
    keys::{KEYS, Key},
    provider::{Arrival, Departure, Problem, Provider},
    settings::{MatchField, ProviderSettings, SettingsError, read_providers},
};
