//! What can go wrong in the archive.

/// A failure of the archive. Never names data of a person.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The database refused or could not be reached.
    #[error("archive: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// A file or folder cannot be used.
    #[error("archive: {0}")]
    File(#[from] std::io::Error),
    /// The archive holds what Carrel never writes.
    #[error("unreadable {0} in the archive")]
    Unreadable(&'static str),
    /// The address of the archive cannot be used.
    #[error("the archive's address must be a folder or begin with postgres:")]
    UnknownPlace,
}
