//! How long data is kept (GDPR Art. 5(1)(e)): rules, what stops them, and what they decide.
//!
//! The database selects by [`Keep::cutoff`]; [`decide`] says the same of one thing at a time, and tests compare the two.

mod keep;
mod rule;
mod stage;
mod subject;
mod usual;

pub use keep::{FOREVER, Keep, LONGEST, Unit};
pub use rule::{Decision, Event, Facts, Reason, Rule, Rules, Stop, decide};
pub use stage::{DELAYS, Delays, Stage, Untold};
pub use subject::{Action, Subject};
pub use usual::{BILL_LETTER, USUAL_PRIVATE_DEBITS, usual_rules};
