//! Changes that Koha makes for Carrel.

use carrel_client::Trouble;
use http::StatusCode;
use serde_json::{Map, Value};

use crate::{
    conversation::{Conversation, Question},
    endpoint::Endpoint,
    id::KohaId,
    names,
};

/// A column of `borrowers` to change.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactChange {
    /// Koha's own column name.
    pub column: String,
    /// What may be there, for the change to be made: what was when the patron decided; an empty one for nothing.
    pub before: Vec<String>,
    /// What shall be there; empty for nothing.
    pub after: String,
}

impl std::fmt::Debug for ContactChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ContactChange({})", self.column)
    }
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done, and was read back.
    Done,
    /// Koha keeps it until staff there have looked at it.
    AwaitsStaff,
}

/// Fields that the interface tells and does not take.
const READ_ONLY: [&str; 14] = [
    "patron_id",
    "anonymized",
    "restricted",
    "expired",
    "updated_on",
    "last_seen",
    "login_attempts",
    "checkouts_count",
    "overdues_count",
    "account_balance",
    "extended_attributes",
    "library",
    "_strings",
    "_status",
];

impl Conversation {
    /// Changes contact data. If what is there is neither what it was nor what it shall be, nothing is changed.
    ///
    /// # Errors
    /// Every [`Trouble`]; [`Trouble::Conflict`] if it was changed there in the meantime.
    pub async fn change_contact(&self, id: KohaId, changes: &[ContactChange]) -> Result<Outcome, Trouble> {
        let before = self.raw_patron(id).await?;
        let there = |name: &str| before.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut wanted = Map::new();
        for change in changes {
            let name = names::of_patron_column(&change.column);
            let is = there(name);
            if is == change.after {
                continue;
            }
            if !change.before.contains(&is) {
                return Err(Trouble::Conflict);
            }
            let value = if change.after.is_empty() { Value::Null } else { Value::String(change.after.clone()) };
            wanted.insert(name.to_owned(), value);
        }
        if wanted.is_empty() {
            return Ok(Outcome::Done);
        }
        let written = self.write_contact(id, before, &wanted).await?;
        if written == Outcome::AwaitsStaff {
            return Ok(written);
        }
        let after = self.raw_patron(id).await?;
        let is_same = |(name, value): (&String, &Value)| {
            after.get(name).and_then(Value::as_str).unwrap_or_default() == value.as_str().unwrap_or_default()
        };
        // It said that it is done, and it is not.
        if wanted.iter().all(is_same) { Ok(Outcome::Done) } else { Err(Trouble::Incomplete) }
    }

    async fn write_contact(
        &self,
        id: KohaId,
        mut whole: Map<String, Value>,
        wanted: &Map<String, Value>,
    ) -> Result<Outcome, Trouble> {
        // Stock Koha wants the whole patron; Koha-Suomi's takes what changes, and lets staff look at some of it first.
        let only = Question::new(Endpoint::SiteChange, Some(id)).with_body(Value::Object(wanted.clone()));
        match self.write(&only).await {
            Ok((StatusCode::ACCEPTED, _)) => return Ok(Outcome::AwaitsStaff),
            Ok(_) => return Ok(Outcome::Done),
            Err(Trouble::NotOffered(_)) => {}
            Err(trouble) => return Err(trouble),
        }
        whole.retain(|name, _| !READ_ONLY.contains(&name.as_str()));
        whole.extend(wanted.clone());
        self.write(&Question::new(Endpoint::ChangePatron, Some(id)).with_body(Value::Object(whole))).await?;
        Ok(Outcome::Done)
    }

    /// The patron by the interface's names.
    async fn raw_patron(&self, id: KohaId) -> Result<Map<String, Value>, Trouble> {
        let (value, _) = self.read(&Question::new(Endpoint::Patron, Some(id))).await?;
        let Value::Object(row) = value else { return Err(Trouble::WrongShape) };
        let is_same = row.get("patron_id").and_then(KohaId::of_value) == Some(id);
        if is_same { Ok(row) } else { Err(Trouble::WrongShape) }
    }

    /// Anonymizes the patron's returned checkouts; and looks whether they are gone, where that can be seen.
    ///
    /// # Errors
    /// Every [`Trouble`]; [`Trouble::Incomplete`] if some are still there.
    pub async fn anonymize_history(&self, id: KohaId) -> Result<Outcome, Trouble> {
        self.write(&Question::new(Endpoint::SiteHistory, Some(id))).await?;
        match self.checkouts(id, true).await {
            Ok(rows) if !rows.is_empty() => Err(Trouble::Incomplete),
            Ok(_) | Err(Trouble::NotOffered(_)) => Ok(Outcome::Done),
            Err(trouble) => Err(trouble),
        }
    }
}
