//! What can go wrong while importing.

use carrel_store::StoreError;

/// An import cannot go on. Never names data of a person.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The database refused or could not be reached.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file cannot be read or written.
    #[error("{what}: {error}")]
    File {
        /// Which file.
        what: String,
        /// The system's message.
        error: std::io::Error,
    },
    /// The organization's time zone is not one of the IANA's.
    #[error("unknown time zone {0:?} of the organization")]
    UnknownTimeZone(String),
    /// There is no organization with this id.
    #[error("there is no such organization")]
    UnknownOrganization,
    /// The demo library goes into an empty database only.
    #[error("the database already has patrons that are not the demo library's")]
    NotEmpty,
    /// The address of a database is not as it must be.
    #[error(
        "the address of Koha's database {0}. It is mysql://USER@HOST/DATABASE, and may end with ?tls=none, ?ca=FILE or ?socket=FILE"
    )]
    Address(&'static str),
    /// Koha's database could not be reached or refused.
    #[error("Koha's database: {0}")]
    Koha(String),
    /// A register's file cannot be read as what it should be.
    #[error("{0}")]
    Register(String),
    /// So many have left a source at once that it may be the source that is broken.
    #[error(
        "{left} of the {known} patrons that came from there are no longer there: more than {percent} %. Nothing was \
         changed. If that is right, allow more with `--most-leavers`"
    )]
    TooManyLeavers {
        /// How many left.
        left: u64,
        /// How many there were.
        known: u64,
        /// How many of a hundred may leave at once.
        percent: u8,
    },
    /// A part of the program failed.
    #[error("internal error: {0}")]
    Internal(String),
}

impl SourceError {
    /// A failure with a file, with what it is in words or its path.
    pub(crate) fn file(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |error| Self::File { what, error }
    }
}
