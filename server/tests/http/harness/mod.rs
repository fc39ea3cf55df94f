//! A portal in process: a database of its own, a standing clock, and browsers to visit it with.

mod browser;
mod database;
mod factors;
mod people;
mod portal;
pub mod post;
mod process;
mod provider;
mod random;
mod statements;
pub mod timing;

pub use self::{
    browser::{Answer, Browser},
    database::Database,
    factors::{App, Device, between, codes_on},
    people::{ANNA, BRUNO, HILLA, PATRONS, Person, STAFF, TOTAL_OF_ANNA},
    portal::{Entry, Options, Portal},
    process::serve,
    provider::{Answers, Signed, TestProvider, read_query},
    random::Random,
    statements::on_this_thread,
};
