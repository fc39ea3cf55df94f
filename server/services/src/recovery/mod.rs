//! A lost PIN or password, without staff where a mail reaches its owner and with a code on paper where none does
//! (requirement P8).
//!
//! Whoever asks is answered the same, at the same time, whether there is such an account or not (ASVS 6.3.8): what is done
//! about it is done in the background. Asking never locks anybody out: the limits are lower than the number of links that
//! are good at a time, so that whoever is told nothing more has a link already. A second factor is asked for at the sign-in
//! that follows, as ever (ASVS 6.4.3): nobody is signed in by this.

mod ask;
mod paper;
mod set;

use std::time::Duration;

pub use self::{
    ask::RecoveryAnswer,
    paper::PaperCode,
    set::{Recovered, RecoveryLink},
};

/// A link is good for so long, in seconds.
pub const LINK_SECONDS: i64 = 30 * 60;
/// A code on paper is good for so long, in seconds.
pub const CODE_SECONDS: i64 = 24 * 60 * 60;
/// Answers come so long after the question, whatever was found.
const ANSWER_TIME: Duration = Duration::from_millis(500);
