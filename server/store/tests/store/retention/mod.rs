//! Retention: what the database selects is what the written rule says, what went stays away, and who was erased too.

mod people;
mod runs;
mod selection;
mod went;

/// When something long ago happened.
const OLD: &str = "2015-06-01 12:00:00";

/// Codes of the fees under private law.
fn private() -> Vec<String> {
    vec![String::from("RENT"), String::from("LOST")]
}
