//! What the proof file of a data request tells: the request, what happened to it, what was delivered (GDPR Art. 5(2)).
//!
//! Codes are those of the catalogues (`request-kind-…`, `event-…`); one that they do not know is printed as it is.

use carrel_domain::{Date, Timestamp};

/// The request as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofHead {
    /// Name of the organization that answers for the data (the controller).
    pub organization: String,
    /// Name of the patron's library.
    pub library: String,
    /// The patron's name as people say it.
    pub patron_name: String,
    /// The patron's library card number.
    pub cardnumber: String,
    /// The request's opaque id.
    pub number: String,
    /// What is asked for: a code `request-kind`.
    pub kind: String,
    /// How it came: a code `request-channel`.
    pub channel: String,
    /// When it was received.
    pub received_on: Date,
    /// Reference of the written request in the library's files.
    pub document: Option<String>,
    /// The patron's words.
    pub wish: Option<String>,
    /// By when it must be answered, an extension included.
    pub due_on: Date,
    /// Why two months more were taken, if they were.
    pub extension_reason: Option<String>,
    /// How it was made sure that the request is the patron's own, if it was.
    pub identity: Option<ProofIdentity>,
    /// Who answers it.
    pub owner: Option<String>,
    /// How far it has come: a code `request-state`.
    pub state: String,
    /// When it was closed, if it is.
    pub closed_at: Option<Timestamp>,
    /// What it came to, as the patron was told.
    pub outcome: Option<String>,
    /// Opaque id of the request it goes on as.
    pub merged_into: Option<String>,
    /// When the file was made. The same input gives the same bytes.
    pub produced_at: Timestamp,
    /// Who made the file.
    pub produced_by: String,
    /// The program that made it, with its version: `Carrel 0.1.0`.
    pub generator: String,
}

/// A check of identity (GDPR Art. 12(6)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofIdentity {
    /// How: a code `identity-method`.
    pub method: String,
    /// Who made sure.
    pub by: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

/// Something that happened to the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofEvent {
    /// When.
    pub at: Timestamp,
    /// What: a code `event`.
    pub action: String,
    /// Who did it; nobody if it happened by itself, or if who did it is not known any more.
    pub by: Option<String>,
    /// More about it: a code `event-note` of a check or a refusal, of everything else somebody's words.
    pub note: Option<String>,
}

impl ProofEvent {
    /// Whether it happens without anybody's doing.
    pub(crate) fn is_automatic(&self) -> bool {
        matches!(self.action.as_str(), "reminded" | "link-expired")
    }

    /// Whether its note is a code. Anywhere else a word that looks like one is just that word.
    pub(crate) fn has_coded_note(&self) -> bool {
        carrel_domain::data_request::has_coded_note(&self.action)
    }
}

/// A delivery of all of the patron's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofDelivery {
    /// When.
    pub at: Timestamp,
    /// How: a code `disclosure-way`.
    pub way: String,
    /// Who delivered.
    pub by: Option<String>,
    /// What became of it: a code `disclosure-state`.
    pub state: String,
    /// When a link ends or ended if nobody opens it.
    pub expires_at: Option<Timestamp>,
    /// When the link was opened.
    pub opened_at: Option<Timestamp>,
    /// When it was cancelled.
    pub revoked_at: Option<Timestamp>,
}
