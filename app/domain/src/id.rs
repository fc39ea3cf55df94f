//! Newtypes for database ids, so that one kind of id is never taken for another.
//!
//! None of them is ever shown: what stands in an address is opaque (see `patron.public_id`).

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
    };
}

id!(
    /// A patron: anyone with a library card, staff included.
    PatronId
);
id!(
    /// An organization that runs libraries and answers for their patrons' data (the controller).
    OrganizationId
);
id!(
    /// One library (branch) of an organization.
    LibraryId
);
id!(
    /// One signed-in session.
    SessionId
);
id!(
    /// One export prepared in the background.
    ExportId
);
id!(
    /// A client of the interface: somebody else's program.
    ApiClientId
);
