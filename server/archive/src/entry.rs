//! An entry as it is archived.

use std::sync::Arc;

/// What many entries have in common: kept once, and named by a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    /// In which organization.
    pub organization: i64,
    /// In which role.
    pub role: String,
    /// What.
    pub action: String,
    /// Which category of data.
    pub category: Option<String>,
    /// Why.
    pub purpose: String,
    /// How it ended.
    pub outcome: String,
    /// Library of whoever did it.
    pub library: Option<String>,
    /// By which way.
    pub interface: Option<String>,
}

/// What can tell who a patron is, and what is needed to prove it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Whose data.
    pub patron: Option<i64>,
    /// Network the request came from.
    pub network: Option<Arc<str>>,
    /// The request's number.
    pub request_id: String,
    /// More about it.
    pub other: Option<String>,
    /// What it was before.
    pub old_value: Option<String>,
    /// What it became.
    pub new_value: Option<String>,
    /// About what.
    pub object: Option<String>,
    /// The digest is calculated with it.
    pub salt: [u8; 16],
}

/// That an entry was erased lawfully, with what can no longer be calculated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// When.
    pub at: i64,
    /// On what ground.
    pub ground: String,
    /// Who decided it.
    pub by: Option<i64>,
    /// What authenticates all that.
    pub mac: [u8; 32],
    /// Digest of what was there.
    pub digest: [u8; 32],
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    /// Position in the log.
    pub position: i64,
    /// When.
    pub at: i64,
    /// What it has in common with others.
    pub shape: Arc<Shape>,
    /// Who did it.
    pub actor: Option<i64>,
    /// The beginning of its link: which entry of a stretch is wrong is told by it.
    pub check: [u8; 6],
    /// Its content, or that this was erased.
    pub content: Result<Content, Erasure>,
}

impl Archived {
    /// Whose data it is about.
    pub fn patron(&self) -> Option<i64> {
        self.content.as_ref().ok().and_then(|content| content.patron)
    }

    /// About what.
    pub fn object(&self) -> Option<&str> {
        self.content.as_ref().ok().and_then(|content| content.object.as_deref())
    }

    /// Who did it at work, and not with their own data as a patron.
    pub fn staff(&self) -> Option<i64> {
        self.actor.filter(|_| self.shape.role != "patron")
    }
}
