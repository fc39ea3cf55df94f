//! Data requests: what patrons may ask of the library (GDPR Art. 15–21), and how far it has come with it.

use crate::time::Date;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestKind {
    /// A copy of all data (Art. 15).
    Access,
    /// The data in a form for machines (Art. 20).
    Portability,
    /// Something is wrong (Art. 16).
    Rectification,
    /// Something must go (Art. 17).
    Erasure,
    /// Something must not be used for now (Art. 18).
    Restriction,
    /// Something must not be used for a purpose (Art. 21).
    Objection,
}

impl RequestKind {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Access, Self::Portability, Self::Rectification, Self::Erasure, Self::Restriction, Self::Objection];

    /// Name in forms, the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Portability => "portability",
            Self::Rectification => "rectification",
            Self::Erasure => "erasure",
            Self::Restriction => "restriction",
            Self::Objection => "objection",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl RequestKind {
    /// Whether all of the patron's data may be delivered in answer to it.
    pub const fn allows_delivery(self) -> bool {
        matches!(self, Self::Access | Self::Portability)
    }
}

/// How far the library has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestState {
    /// Nobody has closed it.
    Open,
    /// Done as asked.
    Answered,
    /// Done in part, with a reason.
    Partly,
    /// Not done, with a reason (Art. 12(4)).
    Refused,
    /// The patron took it back.
    Withdrawn,
    /// It goes on as another request.
    Merged,
}

impl RequestState {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::Open, Self::Answered, Self::Partly, Self::Refused, Self::Withdrawn, Self::Merged];

    /// Name in forms, the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Partly => "partly",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Merged => "merged",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestChannel {
    /// The patron filed it in Carrel.
    Portal,
    /// On paper, by post.
    Letter,
    /// A form handed over at the desk.
    Desk,
    /// By e-mail.
    Email,
    /// In another way.
    Other,
}

impl RequestChannel {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Portal, Self::Letter, Self::Desk, Self::Email, Self::Other];

    /// Name in forms, the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Letter => "letter",
            Self::Desk => "desk",
            Self::Email => "email",
            Self::Other => "other",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// How it was made sure that the request is the patron's own (GDPR Art. 12(6)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityMethod {
    /// A passport, driving licence or identity card was shown.
    IdentityCard,
    /// The library card and something only the patron knows.
    LibraryCard,
    /// The patron was signed in strongly when filing it.
    StrongSignIn,
    /// The member of staff knows the patron in person.
    KnownPerson,
}

impl IdentityMethod {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::IdentityCard, Self::LibraryCard, Self::StrongSignIn, Self::KnownPerson];

    /// Name in forms, the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdentityCard => "identity-card",
            Self::LibraryCard => "library-card",
            Self::StrongSignIn => "strong-sign-in",
            Self::KnownPerson => "known-person",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Whether the note of such an event of a time line is a code of ours, which has a text. Any other is somebody's words, and
/// stays as it was written even if it reads like a code.
pub fn has_coded_note(action: &str) -> bool {
    matches!(action, "identity-checked" | "delivery-refused")
}

/// The day by which the library has to answer: one calendar month after it received the request (GDPR Art. 12(3)).
pub fn due_on(received_on: Date) -> Date {
    received_on.plus_months(1)
}

/// The latest day to which that may be extended: by two months more (GDPR Art. 12(3)).
pub fn extended_to(received_on: Date) -> Date {
    received_on.plus_months(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_access_and_portability_are_answered_with_all_data() {
        let delivered: Vec<_> = RequestKind::ALL.into_iter().filter(|kind| kind.allows_delivery()).collect();
        assert_eq!(delivered, [RequestKind::Access, RequestKind::Portability]);
    }

    #[test]
    fn an_extension_runs_from_the_day_of_receipt() {
        let received = Date::new(2026, 1, 31).unwrap();
        assert_eq!(
            (due_on(received).to_string(), extended_to(received).to_string()),
            ("2026-02-28".into(), "2026-04-30".into())
        );
    }
}
