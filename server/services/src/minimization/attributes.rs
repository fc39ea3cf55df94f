//! Personal identity numbers that the library needs: kept encrypted as patron attributes, shown whole to few, for a reason.

use carrel_domain::{Permission, Row, Value};
use carrel_store::{
    attribute_seal::{self, SEALED},
    patron_search,
};

use super::review::LONGEST_REASON;
use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    minimization::mask::cover,
    requests::plain_id,
    sessions::Session,
};

/// An identity number shown whole.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityNumber {
    /// The attribute's code.
    pub code: String,
    /// The number; `None` if it was changed in the database, or its key is gone.
    pub value: Option<String>,
}

impl std::fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IdentityNumber({}, …)", self.code)
    }
}

impl Services {
    /// Seals what the library keeps in attributes that it named as identity numbers since.
    pub(super) async fn seal_attributes(&self) -> Result<u64, ServiceError> {
        let profile = match self.profile().await {
            Err(ServiceError::NotSetUp) => return Ok(0),
            profile => profile?,
        };
        Ok(attribute_seal::seal_stored(self.store(), profile.id).await?)
    }

    /// Shows the identity numbers that are kept of a patron whole. That it happened and why is in the log before.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::Impossible`]: `identity-number-without-reason`, `identity-number-none`.
    pub async fn show_identity_numbers(
        &self,
        session: &Session,
        patron: &str,
        reason: &str,
        origin: &Origin,
    ) -> Result<Vec<IdentityNumber>, ServiceError> {
        let staff = self.check(session, Permission::IdentityNumbers, origin).await?;
        let line = patron_search::find(self.store().reader(), &staff, plain_id(patron)?).await?;
        let scope = line.and_then(|line| line.scope(&staff)).ok_or(ServiceError::NotFound)?;
        let kept = attribute_seal::list(self.store().reader(), scope).await?;
        if kept.is_empty() {
            return Err(ServiceError::Impossible("identity-number-none"));
        }
        let reason: String = reason.chars().filter(|letter| !letter.is_control()).take(LONGEST_REASON).collect();
        let mut reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(ServiceError::Impossible("identity-number-without-reason"));
        }
        cover(&mut reason);
        let codes: Vec<&str> = kept.iter().map(|(code, _)| code.as_str()).collect();
        let change = Change { object: Some(format!("attribute:{}", codes.join(","))), old: None, new: Some(reason) };
        let event = Event { action: "identity-number-shown", category: None, purpose: "service", outcome: "done" };
        self.log_change(&session.actor, Some(scope.patron()), origin, event, change).await?;
        let open = |(code, sealed): (String, String)| IdentityNumber {
            value: self.inner.keyring.open_attribute(&code, &sealed),
            code,
        };
        Ok(kept.into_iter().map(open).collect())
    }

    /// A patron's own rows with what is kept encrypted as it is: it is theirs.
    pub(crate) fn opened(&self, mut rows: Vec<Row>) -> Vec<Row> {
        for row in &mut rows {
            // Code and value stand side by side, in the one category that has such values.
            let [Value::Text(code), Value::Text(value)] = row.values.as_mut_slice() else { continue };
            if let Some(sealed) = value.strip_prefix(SEALED)
                && let Some(opened) = self.inner.keyring.open_attribute(code, sealed)
            {
                *value = opened;
            }
        }
        rows
    }
}
