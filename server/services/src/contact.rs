//! Contact data: patrons correct what their library lets them, and ask for the rest (requirement P6).

use std::collections::HashMap;

use carrel_domain::{Category, Permission, contact::ContactField};
pub use carrel_store::contact::{Correction, Pending};
use carrel_store::{StoreError, contact, messages, organization, patron, setting};

use crate::{
    ServiceError, Services,
    audit::{Change, Entry, Event, Origin},
    change,
    library_system::{Command, ContactChange, Sent},
    security_notice::SecurityEvent,
    sessions::Session,
};

/// Setting: the fields that patrons may correct; `contact_fields@CODE` for one patron category.
const FIELDS: &str = "contact_fields";
/// A category that may do what all others may.
const AS_USUAL: &str = "as-usual";

/// One's own contact data.
#[derive(Clone, Debug)]
pub struct OwnContact {
    /// Each field with what it says now, and whether one may correct it.
    pub fields: Vec<(ContactField, String, bool)>,
    /// What was corrected here and is not in the library system yet.
    pub waiting: Vec<ContactField>,
    /// What the library system was told of one's changes, or will be.
    pub sent: Vec<Sent>,
}

impl Services {
    /// One's own contact data.
    pub async fn own_contact(&self, session: &Session, origin: &Origin) -> Result<OwnContact, ServiceError> {
        let scope = session.actor.own_data();
        let db = self.store().reader();
        let record = patron::find_record(db, scope).await?.ok_or(ServiceError::NotFound)?;
        let allowed = fields_of(&setting::list(db, scope.organization()).await?, record.text("categorycode"));
        let looked =
            Event { action: "view", category: Some(Category::Contact), purpose: "own-access", outcome: "done" };
        self.log(&session.actor, scope.patron(), origin, looked).await?;
        let field = |field: ContactField| (field, record.said(field.name()), allowed.contains(&field));
        let waiting = record.corrections().iter().filter_map(|one| ContactField::from_name(&one.field)).collect();
        let sent = self.sent_of(scope).await?;
        Ok(OwnContact { fields: ContactField::ALL.into_iter().map(field).collect(), waiting, sent })
    }

    /// Corrects what differs; answers how many fields. The owner is told by mail.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`]: `contact-not-yours` for a field the library changes
    /// itself, `contact-number`, `contact-text`.
    pub async fn correct_contact(
        &self,
        session: &Session,
        typed: &HashMap<ContactField, String>,
        origin: &Origin,
    ) -> Result<usize, ServiceError> {
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let scope = session.actor.own_data();
        let happened = Event {
            action: "contact-corrected",
            category: Some(Category::Contact),
            purpose: "service",
            outcome: "done",
        };
        let base = self.entry_of(&session.actor, Some(scope.patron()), origin, happened, Change::default()).await?;
        let transaction = self.store().begin().await?;
        messages::lock(&transaction, scope).await?;
        let record = patron::find_record(&transaction, scope).await?.ok_or(ServiceError::NotFound)?;
        let stored = setting::list(&transaction, scope.organization()).await?;
        let allowed = fields_of(&stored, record.text("categorycode"));
        let now = self.clock().now();
        let mut entries = Vec::new();
        let mut told = Vec::new();
        for field in ContactField::ALL {
            let Some(typed) = typed.get(&field) else { continue };
            let before = record.said(field.name());
            let wrong = if field.is_number() { "contact-number" } else { "contact-text" };
            let value = match field.read(typed) {
                Some(value) => value,
                // What the library system has is not held against whoever leaves it.
                None if *typed == before => continue,
                None => return Err(ServiceError::Impossible(wrong)),
            };
            if value == before {
                continue;
            }
            if !allowed.contains(&field) {
                return Err(ServiceError::Impossible("contact-not-yours"));
            }
            told.push(ContactChange {
                column: field.name().to_owned(),
                before: vec![before.clone(), record.source_said(field.name())],
                after: value.clone(),
            });
            contact::set(&transaction, scope, field, &value, &record.source_said(field.name()), now).await?;
            entries.push(Entry {
                object: Some(format!("field:{}", field.name())),
                old_value: Some(before),
                new_value: Some(value),
                ..base.clone()
            });
        }
        if entries.is_empty() {
            return Ok(0);
        }
        self.tell_library_system(&transaction, scope, &Command::Contact(told)).await?;
        self.tell_owner(&transaction, scope, SecurityEvent::ContactCorrected).await?;
        self.commit_logged(transaction, &entries).await?;
        self.wake_mail();
        Ok(entries.len())
    }

    /// Corrections that the library system does not have yet, as far as staff's libraries go.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn pending_contacts(&self, session: &Session, origin: &Origin) -> Result<Vec<Pending>, ServiceError> {
        let staff = self.check(session, Permission::EditContact, origin).await?;
        let pending = contact::pending(self.store().reader(), &staff).await?;
        let looked = Event { action: "view", category: None, purpose: "staff-work", outcome: "done" };
        self.log_change(&session.actor, None, origin, looked, Change::default()).await?;
        Ok(pending)
    }

    /// The fields that patrons may correct: those of all, and those of categories that have their own.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn contact_fields(
        &self,
        session: &Session,
        origin: &Origin,
    ) -> Result<HashMap<Option<String>, Vec<ContactField>>, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        let stored = setting::list(self.store().reader(), organization).await?;
        let mut fields = HashMap::from([(None, fields_of(&stored, ""))]);
        for (name, value) in &stored {
            if let Some(category) = name.strip_prefix(&format!("{FIELDS}@"))
                && value != AS_USUAL
            {
                fields.insert(Some(category.to_owned()), read_fields(value));
            }
        }
        self.log_look(&session.actor, origin).await?;
        Ok(fields)
    }

    /// Sets the fields that patrons may correct; categories that are not named may what all others may.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`].
    pub async fn set_contact_fields(
        &self,
        session: &Session,
        wish: &HashMap<Option<String>, Vec<ContactField>>,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let categories = self.profile().await?.names.categories.keys().cloned().collect::<Vec<_>>();
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let before = setting::list(&transaction, organization).await?;
        let mut changes = Vec::new();
        for category in std::iter::once(None).chain(categories.into_iter().map(Some)) {
            let name = category.as_ref().map_or_else(|| FIELDS.to_owned(), |code| format!("{FIELDS}@{code}"));
            let new = match wish.get(&category) {
                Some(fields) => written(fields),
                None if category.is_none() => continue,
                None => AS_USUAL.to_owned(),
            };
            let usual = if category.is_none() { written(&ContactField::USUAL) } else { AS_USUAL.to_owned() };
            let old = before.get(&name).cloned().unwrap_or(usual);
            changes.extend(change::change_setting(&transaction, organization, &name, old, new).await?);
        }
        self.log_changes(&transaction, &base, &session.actor, changes).await?;
        transaction.commit().await.map_err(|error| StoreError::from(error).into())
    }
}

fn fields_of(stored: &HashMap<String, String>, category: &str) -> Vec<ContactField> {
    let own = stored.get(&format!("{FIELDS}@{category}")).filter(|value| *value != AS_USUAL);
    match own.or_else(|| stored.get(FIELDS)) {
        Some(value) => read_fields(value),
        None => ContactField::USUAL.to_vec(),
    }
}

fn read_fields(value: &str) -> Vec<ContactField> {
    ContactField::ALL.into_iter().filter(|field| value.split(',').any(|name| name.trim() == field.name())).collect()
}

fn written(fields: &[ContactField]) -> String {
    let names: Vec<&str> =
        ContactField::ALL.into_iter().filter(|field| fields.contains(field)).map(ContactField::name).collect();
    names.join(",")
}
