//! One entry of the log.

use std::borrow::Cow;

use carrel_domain::{Category, OrganizationId, PatronId, Role, Timestamp};

use crate::import::Cell;

/// By which way somebody came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Interface {
    /// A browser.
    #[default]
    Web,
    /// Another program.
    Api,
    /// The command line on the server.
    Cli,
    /// Work that nobody waits for.
    Job,
    /// It happened in the library system, and came in from its log.
    LibrarySystem,
}

impl Interface {
    /// Every interface.
    pub const ALL: [Self; 5] = [Self::Web, Self::Api, Self::Cli, Self::Job, Self::LibrarySystem];

    /// Its code in the database and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::Cli => "cli",
            Self::Job => "job",
            Self::LibrarySystem => "library-system",
        }
    }

    /// The interface with this code.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|interface| interface.name() == name)
    }
}

/// One entry: who did what with whose data, when, from where and why.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// In which organization.
    pub organization: OrganizationId,
    /// Whose data, if anybody's.
    pub patron: Option<PatronId>,
    /// Who, if anybody was signed in.
    pub actor: Option<PatronId>,
    /// In which role; `None` for the system itself, and for programs, which come by [`Interface::Api`].
    pub role: Option<Role>,
    /// A role of another system instead, for entries that come from there.
    pub foreign_role: Option<&'static str>,
    /// What, as a catalogue code: `view`, `sign-in`, `export`, …
    pub action: &'static str,
    /// Which category of data; `None` for all or none.
    pub category: Option<Category>,
    /// Why, as a catalogue code.
    pub purpose: &'static str,
    /// `done`, `refused` or `failed`.
    pub outcome: &'static str,
    /// The actor's library.
    pub library: Option<String>,
    /// Network the request came from, in coarse form.
    pub network: Option<String>,
    /// The request's id, which the operator's log has too.
    pub request_id: String,
    /// What it is about, as kind and public id: `request:…`, `disclosure:…`, `role_grant:…`.
    pub object: Option<String>,
    /// What it was before.
    pub old_value: Option<String>,
    /// What it is now.
    pub new_value: Option<String>,
    /// What else there is, as a JSON object of texts: the patron reads it too.
    pub other: Option<String>,
    /// By which way they came.
    pub interface: Interface,
}

/// The role of somebody else's program, in the log. Its name is the entry's new value.
pub const API_CLIENT: &str = "api-client";

impl Entry {
    /// An entry of something the system did by itself, with nobody's data; the rest is filled in with `..`.
    pub fn of_system(at: Timestamp, organization: OrganizationId, action: &'static str, purpose: &'static str) -> Self {
        Self {
            at,
            organization,
            patron: None,
            actor: None,
            role: None,
            foreign_role: None,
            action,
            category: None,
            purpose,
            outcome: "done",
            library: None,
            network: None,
            request_id: String::new(),
            object: None,
            old_value: None,
            new_value: None,
            other: None,
            interface: Interface::Job,
        }
    }

    /// The values of [`PAYLOAD`]'s columns, in its order.
    pub(super) fn cells(&self) -> [Cell; PAYLOAD.len()] {
        let id = |patron: Option<PatronId>| Cell::Number(patron.map(|patron| patron.0));
        [
            self.at.0.into(),
            self.organization.0.into(),
            id(self.patron),
            id(self.actor),
            Cell::text(
                self.foreign_role
                    .or(self.role.map(Role::name))
                    .unwrap_or_else(|| if self.interface == Interface::Api { API_CLIENT } else { "system" }),
            ),
            Cell::text(self.action),
            Cell::optional(self.category.map(Category::slug)),
            Cell::text(self.purpose),
            Cell::text(self.outcome),
            Cell::optional(self.library.as_deref()),
            Cell::optional(self.network.as_deref()),
            Cell::text(&self.request_id),
            Cell::optional(covered(self.other.as_deref()).as_deref()),
            Cell::optional(self.object.as_deref()),
            Cell::optional(covered(self.old_value.as_deref()).as_deref()),
            Cell::optional(covered(self.new_value.as_deref()).as_deref()),
            Cell::text(self.interface.name()),
        ]
    }
}

/// The log is kept for long and never changed: no personal identity number gets into it.
fn covered(text: Option<&str>) -> Option<Cow<'_, str>> {
    text.map(carrel_minimization::identity_number::mask)
}

/// The columns an entry's digest is made from, in this order.
pub(super) const PAYLOAD: [&str; 17] = [
    "at",
    "organization_id",
    "patron_id",
    "actor_id",
    "actor_role",
    "action",
    "data_category",
    "purpose",
    "outcome",
    "library",
    "network",
    "request_id",
    "other",
    "object",
    "old_value",
    "new_value",
    "interface",
];

/// Those of [`PAYLOAD`] that are numbers.
pub(super) const NUMBERS: [&str; 4] = ["at", "organization_id", "patron_id", "actor_id"];
