//! Who is asking, and what they may touch.
//!
//! Every query of a patron's data takes a [`PatronScope`], and only a permission check here makes one: a query
//! without a check does not compile.

use serde::{Deserialize, Serialize};

use crate::id::{OrganizationId, PatronId, SessionId};

/// What a person is in their organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Someone with a library card and no other rights.
    Patron,
    /// Works at the desk.
    Desk,
    /// Answers data requests.
    PrivacyOfficer,
    /// Reads the logs and changes nothing.
    Auditor,
    /// Grants rights in their organization.
    MainUser,
    /// Runs the installation.
    Administrator,
}

impl Role {
    /// Every role, from the fewest rights on.
    pub const ALL: [Self; 6] =
        [Self::Patron, Self::Desk, Self::PrivacyOfficer, Self::Auditor, Self::MainUser, Self::Administrator];

    /// The role's name in the database, the log and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Patron => "patron",
            Self::Desk => "desk",
            Self::PrivacyOfficer => "privacy-officer",
            Self::Auditor => "auditor",
            Self::MainUser => "main-user",
            Self::Administrator => "administrator",
        }
    }

    /// The role with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether the role is staff's.
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Patron)
    }
}

/// Someone signed in: made by the session service from the database on every request, so that a change of role works at
/// once.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who it is.
    pub patron: PatronId,
    /// Whose patron or staff they are.
    pub organization: OrganizationId,
    /// The session they are signed in with.
    pub session: SessionId,
    /// What they are.
    pub role: Role,
}

impl Actor {
    /// Everyone may see their own data (GDPR Art. 15).
    pub const fn own_data(&self) -> PatronScope {
        PatronScope { patron: self.patron, organization: self.organization }
    }
}

/// The one patron whose data a query may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatronScope {
    patron: PatronId,
    organization: OrganizationId,
}

impl PatronScope {
    /// The scope of work that a person started while they were allowed to and that goes on in the background, such as
    /// an export job: its row holds who asked, whose data it is, and the check is made when the row is written.
    pub const fn of_background_work(patron: PatronId, organization: OrganizationId) -> Self {
        Self { patron, organization }
    }

    /// Whose data.
    pub const fn patron(self) -> PatronId {
        self.patron
    }

    /// In which organization.
    pub const fn organization(self) -> OrganizationId {
        self.organization
    }
}
