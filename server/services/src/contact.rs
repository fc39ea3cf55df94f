//! Contact data: patrons correct what their library lets them, and ask for the rest (requirement P6).

use std::collections::HashMap;

use carrel_domain::{Category, PatronScope, Permission, Timestamp, contact::ContactField};
pub use carrel_store::contact::{Correction, Pending};
use carrel_store::{ConnectionTrait, StoreError, contact, messages, organization, patron, setting};

use crate::{
    ServiceError, Services,
    audit::{Change, Entry, Event, Origin},
    change,
    library_system::{Command, ContactChange, Sent},
    security_notice::SecurityEvent,
    sessions::Session,
    settings::LibrarySettings,
};

/// Setting: the fields that patrons may correct; `contact_fields@CODE` for one patron category.
const FIELDS: &str = "contact_fields";
/// Setting: patrons may change their mail address (see [`LibrarySettings`]); `patrons_update_email@CODE` for one patron category.
const EMAIL: &str = "patrons_update_email";
/// A category that may do what all others may.
const AS_USUAL: &str = "as-usual";

/// What patrons may correct themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnRules {
    /// Fields that count as soon as they are corrected.
    pub fields: Vec<ContactField>,
    /// The mail address, once its link has been opened.
    pub email: bool,
}

/// Whose mail address is changed by its owner: by patron category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailChange {
    usual: bool,
    categories: HashMap<String, bool>,
}

impl EmailChange {
    /// Reads what is set.
    pub(crate) fn read(stored: &HashMap<String, String>) -> Self {
        let usual = stored.get(EMAIL).map_or(LibrarySettings::default().patrons_update_email, |value| value == "1");
        let of_category = |(name, value): (&String, &String)| {
            let code = name.strip_prefix(EMAIL)?.strip_prefix('@')?;
            (value != AS_USUAL).then(|| (code.to_owned(), value == "1"))
        };
        Self { usual, categories: stored.iter().filter_map(of_category).collect() }
    }

    /// Whether patrons of this category change it themselves.
    pub fn is_for(&self, category: Option<&str>) -> bool {
        category.and_then(|code| self.categories.get(code)).copied().unwrap_or(self.usual)
    }

    /// Whether any patron does.
    pub fn is_for_anybody(&self) -> bool {
        self.usual || self.categories.values().any(|may| *may)
    }
}

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

    /// Tells the library system to take back what was changed since then: the owner says that it was not they. Our own
    /// corrections are taken back by [`carrel_store::account_lock::undo_since`]; those that have arrived there are in the
    /// log alone.
    pub(crate) async fn take_contact_back(
        &self,
        db: &impl ConnectionTrait,
        scope: PatronScope,
        since: Timestamp,
    ) -> Result<(), ServiceError> {
        let mut back: Vec<ContactChange> = Vec::new();
        for change in contact::changes_since(db, scope, since).await? {
            match back.iter_mut().find(|one| one.column == change.field) {
                Some(one) => one.before.push(change.new),
                None => back.push(ContactChange { column: change.field, before: vec![change.new], after: change.old }),
            }
        }
        if back.is_empty() {
            return Ok(());
        }
        self.tell_library_system(db, scope, &Command::Contact(back)).await
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

    /// What patrons may correct: the rules of all, and those of categories that have their own.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn contact_fields(
        &self,
        session: &Session,
        origin: &Origin,
    ) -> Result<HashMap<Option<String>, OwnRules>, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        let stored = setting::list(self.store().reader(), organization).await?;
        let email = EmailChange::read(&stored);
        let usual = OwnRules { fields: fields_of(&stored, ""), email: email.is_for(None) };
        let mut rules = HashMap::from([(None, usual)]);
        for (name, value) in &stored {
            if let Some(category) = name.strip_prefix(&format!("{FIELDS}@"))
                && value != AS_USUAL
            {
                let own = OwnRules { fields: read_fields(value), email: email.is_for(Some(category)) };
                rules.insert(Some(category.to_owned()), own);
            }
        }
        self.log_look(&session.actor, origin).await?;
        Ok(rules)
    }

    /// Sets what patrons may correct; categories that are not named may what all others may.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`].
    pub async fn set_contact_fields(
        &self,
        session: &Session,
        wish: &HashMap<Option<String>, OwnRules>,
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
            let wish = wish.get(&category);
            if wish.is_none() && category.is_none() {
                continue;
            }
            let usual = category.is_none().then(|| (written(&ContactField::USUAL), flag(true)));
            let usual = usual.unwrap_or_else(|| (AS_USUAL.to_owned(), AS_USUAL.to_owned()));
            let new = wish.map_or_else(
                || (AS_USUAL.to_owned(), AS_USUAL.to_owned()),
                |rules| (written(&rules.fields), flag(rules.email)),
            );
            for (setting, usual, new) in [(FIELDS, usual.0, new.0), (EMAIL, usual.1, new.1)] {
                let name = category.as_ref().map_or_else(|| setting.to_owned(), |code| format!("{setting}@{code}"));
                let old = before.get(&name).cloned().unwrap_or(usual);
                changes.extend(change::change_setting(&transaction, organization, &name, old, new).await?);
            }
        }
        self.log_changes(&transaction, &base, &session.actor, changes).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.forget_profile().await
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

fn flag(is_on: bool) -> String {
    String::from(if is_on { "1" } else { "0" })
}

fn written(fields: &[ContactField]) -> String {
    let names: Vec<&str> =
        ContactField::ALL.into_iter().filter(|field| fields.contains(field)).map(ContactField::name).collect();
    names.join(",")
}
