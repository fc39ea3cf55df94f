//! What a patron takes home is complete, valid, the same every time, and harmless.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where something is wrong")]

mod csv;
mod hostile;
mod json;
mod ods;
mod pdf;
mod proof;
mod sample;
mod stream;
mod tool;
