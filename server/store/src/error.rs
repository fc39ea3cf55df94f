//! What can go wrong in the store.

/// A failure of the database or of what it holds. Never names data of a person.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("database: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// The address of the database cannot be used.
    #[error("the database address must begin with sqlite: or postgres:")]
    UnknownDatabase,
    /// The log cannot be written without the installation's key.
    #[error("the store was opened without the key of the audit log")]
    NoAuditKey,
    /// Part of the log is in an archive that was not opened.
    #[error("part of the log is in the archive, and the store was opened without it")]
    NoArchive,
    /// The archive failed.
    #[error(transparent)]
    Archive(#[from] carrel_archive::ArchiveError),
    /// A row holds what Carrel never writes.
    #[error("unreadable {what} in table {table}")]
    Unreadable {
        /// Table.
        table: &'static str,
        /// Column or part.
        what: &'static str,
    },
}
