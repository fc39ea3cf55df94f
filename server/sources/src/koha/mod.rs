//! Straight from Koha's database (MariaDB or MySQL), any Koha from 20.05 on: read, and nothing else.
//!
//! - Everything is read in transactions that may only read, one on each of a few connections: each patron is read whole in one
//!   of them, and so as they were at one moment.
//! - Which columns there are is looked up. Each patron becomes a line as Koha-Suomi's all-data answer has it, and goes the way
//!   of lines from a file: so dry runs, refused lines, progress and going on after a kill are the same.
//! - The first time everybody is read, later those of whom something changed: by timestamps where a table has them, by a digest
//!   of the rows where it has none; that rows are gone is seen by their number and the sum of their keys.
//! - Of secrets only the hash of the PIN is read, by which people sign in; everything else that is called so stays there.

mod address;
mod connection;
mod json;
mod lines;
mod log;
mod page;
mod plan;
mod scan;
mod schema;
mod tables;
mod titles;

pub use address::Address;
pub use log::{LogReader, LogRow};
pub use plan::{Options, Plan, plan};
