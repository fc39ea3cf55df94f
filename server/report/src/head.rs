//! What a report says about itself and about each category.

use carrel_domain::{Category, Timestamp};

/// Who the report is about, who gives it, and when it was made. Everything is shown as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportHead {
    /// Name of the organization that answers for the data (the controller).
    pub organization: String,
    /// Name of the patron's library.
    pub library: String,
    /// The patron's name as people say it.
    pub patron_name: String,
    /// The patron's library card number.
    pub cardnumber: String,
    /// When the report was made. The same head and rows give the same bytes.
    pub produced_at: Timestamp,
    /// The program that made it, with its version: `Carrel 0.1.0`.
    pub generator: String,
    /// How old the record is; `None` where it is read from no other system.
    pub reading: Option<Reading>,
}

/// How a record stands that is read from a library system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// When it was read; never, if it only came by an import.
    pub read_at: Option<Timestamp>,
    /// What did not come with it, or not wholly.
    pub missing: Vec<Category>,
}

/// What the register of processing says about a category, in the reader's language (GDPR Art. 15 (1)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryNote {
    /// What the data is for.
    pub purpose: String,
    /// What allows it.
    pub legal_basis: String,
    /// How long it is kept.
    pub retention: String,
    /// Who receives it.
    pub recipients: String,
}
