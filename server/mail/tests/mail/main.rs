//! Mails: what they say, how they travel, and what comes back.
// clippy.toml allows this in test functions only; everything here is for tests.
#![allow(clippy::unwrap_used)]

mod bounces;
mod delivery;
#[path = "../support/smtp_server.rs"]
mod smtp_server;
mod templates;
mod tls;
