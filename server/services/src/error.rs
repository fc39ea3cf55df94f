//! What can go wrong in a use case, as far as a caller can do something about it.

use carrel_domain::Refusal;
use carrel_store::StoreError;

use crate::settings::MyDataDisplay;

/// A use case did not happen. Never names data of a person.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// There is no such thing, or it is somebody else's: the answer is the same.
    #[error("not found")]
    NotFound,
    /// PIN or password must be given again first.
    #[error("step-up needed")]
    StepUpNeeded,
    /// The PIN or password given again was wrong.
    #[error("wrong secret")]
    WrongSecret,
    /// Too many attempts: wait.
    #[error("throttled for {seconds} s")]
    Throttled {
        /// How long, in seconds.
        seconds: i64,
    },
    /// A permission is missing.
    #[error("not permitted: {}", .0.0.name())]
    Refused(Refusal),
    /// Staff work is not allowed from this network.
    #[error("staff work is not allowed from this network")]
    Outside,
    /// Staff work needs a second factor first.
    #[error("staff work needs a second factor")]
    SecondFactorMissing,
    /// What was sent cannot be done; a code for the catalogue says why.
    #[error("not possible: {0}")]
    Impossible(&'static str),
    /// The library shows patrons their data in another way.
    #[error("not displayed")]
    NotDisplayed(MyDataDisplay),
    /// No organization has been set up yet.
    #[error("no organization is set up: run `carrel demo` or `carrel import`")]
    NotSetUp,
    /// The library system decides this, and cannot be asked now.
    #[error("the library system cannot be asked")]
    LibrarySystemAway,
    /// A mail cannot be written.
    #[error(transparent)]
    Mail(#[from] crate::mail::MailProblem),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The disk or another part of the system failed.
    #[error("{0}")]
    System(String),
}

impl From<std::io::Error> for ServiceError {
    fn from(error: std::io::Error) -> Self {
        Self::System(error.to_string())
    }
}
