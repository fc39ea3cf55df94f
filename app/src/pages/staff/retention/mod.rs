//! How long data is kept: the rules, what they would do, runs, people on their way out.

pub mod overview;
pub mod people;
pub mod rule;
pub mod run;
pub mod statistics;
pub mod words;
