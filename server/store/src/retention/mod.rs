//! How long data is kept: the rules, what they select, what holds them up, runs, people on their way out, and who was
//! erased.

pub mod batch;
pub mod erasure;
pub mod hold;
pub mod letter;
pub mod person;
pub mod preview;
pub mod rules;
pub mod run;
mod source;
pub mod stage;
pub mod statistics;

pub use source::Question;
