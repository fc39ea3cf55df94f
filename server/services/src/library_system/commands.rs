//! What patrons change here is told to the library system, in the background, until it is done there.

use std::time::Duration;

use carrel_domain::{OrganizationId, PatronId, PatronScope, Timestamp, messages};
use carrel_store::{
    ConnectionTrait,
    anonymize::{History, list_closed},
    history_policy,
    library_command::{self, LibraryCommand},
    library_reading, retention,
};
use serde_json::{Value, json};

use super::{ContactChange, Outcome, Preference, PreferenceChange, Trouble};
use crate::{
    ServiceError, Services,
    audit::{Change, Event},
};

/// A claim holds for so long, in seconds: longer than any conversation may take.
const CLAIM_SECONDS: i64 = 360;
/// How often a node looks for work that nobody woke it for.
const POLL: Duration = Duration::from_secs(5);
/// For so many seconds something is tried: over a weekend, and a day more.
const PATIENCE: i64 = 3 * 24 * 60 * 60;
/// Seconds to the second attempt; twice as many to each following one.
const PAUSE: i64 = 15;
/// The longest pause, in seconds.
const LONGEST_PAUSE: i64 = 6 * 60 * 60;
/// What is over is remembered for so many seconds.
const REMEMBERED: i64 = 30 * 24 * 60 * 60;

/// Something to tell the library system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Contact data.
    Contact(Vec<ContactChange>),
    /// Which messages a patron gets.
    Messages(Vec<PreferenceChange>),
    /// Returned checkouts are to be anonymized.
    History,
}

/// Something that was told, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// `contact`, `messages` or `history`.
    pub kind: String,
    /// `queued`, `sending`, `done`, `awaits-staff`, `conflict`, `failed` or `untold`.
    pub state: String,
    /// When it was wished.
    pub wished_at: Timestamp,
}

impl Command {
    /// A preference as the library system has it.
    pub(crate) fn preference(event: &str, wanted: &messages::Preference) -> Preference {
        let mut transports = wanted.ways.clone();
        transports.sort();
        Preference {
            event: event.to_owned(),
            transports,
            days_in_advance: wanted.days.and_then(|days| u32::try_from(days).ok()),
            is_digest: wanted.is_digest,
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Contact(_) => "contact",
            Self::Messages(_) => "messages",
            Self::History => "history",
        }
    }

    fn payload(&self) -> String {
        let value: Value = match self {
            Self::Contact(changes) => {
                changes.iter().map(|c| json!({"column": c.column, "before": c.before, "after": c.after})).collect()
            }
            Self::Messages(changes) => changes
                .iter()
                .map(|change| {
                    let mut value = written(&change.after);
                    value["before"] = change.before.iter().map(written).collect();
                    value
                })
                .collect(),
            Self::History => json!([]),
        };
        value.to_string()
    }

    fn read(kind: &str, payload: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(payload).ok()?;
        let text = |value: &Value, name: &str| Some(value.get(name)?.as_str()?.to_owned());
        let texts = |value: &Value, name: &str| {
            value.get(name)?.as_array()?.iter().map(|item| Some(item.as_str()?.to_owned())).collect::<Option<Vec<_>>>()
        };
        let items = value.as_array()?;
        match kind {
            "contact" => {
                let change = |item: &Value| {
                    let (column, after) = (text(item, "column")?, text(item, "after")?);
                    Some(ContactChange { column, before: texts(item, "before")?, after })
                };
                items.iter().map(change).collect::<Option<_>>().map(Self::Contact)
            }
            "messages" => {
                let preference = |item: &Value| {
                    Some(Preference {
                        event: text(item, "event")?,
                        transports: texts(item, "ways")?,
                        days_in_advance: item.get("days")?.as_u64().and_then(|days| u32::try_from(days).ok()),
                        is_digest: item.get("digest")?.as_bool()?,
                    })
                };
                let change = |item: &Value| {
                    // What was queued by an older version does not say what held.
                    let before = item.get("before").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                    let before = before.iter().map(preference).collect::<Option<_>>()?;
                    Some(PreferenceChange { before, after: preference(item)? })
                };
                items.iter().map(change).collect::<Option<_>>().map(Self::Messages)
            }
            "history" => Some(Self::History),
            _ => None,
        }
    }
}

fn written(preference: &Preference) -> Value {
    let Preference { event, transports, days_in_advance, is_digest } = preference;
    json!({"event": event, "ways": transports, "days": days_in_advance, "digest": is_digest})
}

impl Services {
    /// Whether a library system beside Carrel has the same data: it does not hear of what goes here by itself.
    pub fn is_beside_library_system(&self) -> bool {
        self.inner.system.is_elsewhere()
    }

    /// Notes something to tell, in the transaction of whoever wishes it; nothing where Carrel's own record is all there is.
    pub(crate) async fn tell_library_system(
        &self,
        db: &impl ConnectionTrait,
        scope: PatronScope,
        command: &Command,
    ) -> Result<(), ServiceError> {
        if !self.inner.system.is_elsewhere() {
            return Ok(());
        }
        library_command::add(db, scope, command.kind(), &command.payload(), self.clock().now()).await?;
        self.inner.commands.notify_one();
        Ok(())
    }

    /// A loan history was anonymized here. A library system anonymizes all returned checkouts or none: it is told only where
    /// none stays here, or more would go than its owner saw; otherwise its owner is told that it still has them.
    pub(crate) async fn tell_of_anonymized(
        &self,
        db: &impl ConnectionTrait,
        scope: PatronScope,
    ) -> Result<(), ServiceError> {
        if !self.inner.system.is_elsewhere() {
            return Ok(());
        }
        let left = list_closed(db, scope, History::Checkouts).await?;
        if left.iter().all(|facts| facts.row.is_open) {
            return self.tell_library_system(db, scope, &Command::History).await;
        }
        Ok(library_command::note_untold(db, scope, Command::History.kind(), self.clock().now()).await?)
    }

    /// What was told of a patron's wishes, the newest of each kind.
    pub(crate) async fn sent_of(&self, scope: PatronScope) -> Result<Vec<Sent>, ServiceError> {
        if !self.inner.system.is_elsewhere() {
            return Ok(Vec::new());
        }
        let newest = library_command::newest(self.store().reader(), scope).await?;
        let sent =
            |one: LibraryCommand| Sent { kind: one.kind, state: one.state, wished_at: Timestamp(one.created_at) };
        Ok(newest.into_iter().map(sent).collect())
    }

    /// Tells what there is to tell, and looks what the library system offers, until the task is dropped.
    pub(crate) async fn run_library_commands(&self) {
        if !self.inner.system.is_elsewhere() {
            return;
        }
        loop {
            if let Some(koha) = &self.inner.options.koha {
                // Why it does not say is in the log.
                drop(koha.look_around(self.clock().now()).await);
            }
            loop {
                match self.send_next_command().await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::error!(%error, "the library system cannot be told anything");
                        break;
                    }
                }
            }
            let before = self.clock().now().plus_seconds(-REMEMBERED);
            if let Err(error) = library_command::sweep(self.store().writer(), before).await {
                tracing::error!(%error, "what was told long ago could not be cleared away");
            }
            // Either way there may be work: a notice may have come before its transaction was over.
            let _ = tokio::time::timeout(POLL, self.inner.commands.notified()).await;
        }
    }

    /// Claims and tells one thing; `false` if there is nothing.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn send_next_command(&self) -> Result<bool, ServiceError> {
        let now = self.clock().now();
        let node = &self.inner.options.node;
        let until = now.plus_seconds(CLAIM_SECONDS);
        let Some(row) = library_command::claim(self.store().writer(), node, now, until).await? else {
            return Ok(false);
        };
        let patron = PatronId(row.patron_id);
        let number = library_reading::find(self.store().reader(), patron).await?.unwrap_or_default().source_id;
        let told = match Command::read(&row.kind, &row.payload) {
            Some(Command::Contact(changes)) => self.inner.system.change_contact(&number, &changes, now).await,
            Some(Command::Messages(changes)) => self.inner.system.set_preferences(&number, &changes, now).await,
            Some(Command::History) => match self.may_forget(patron, &number).await? {
                Ok(true) => self.inner.system.anonymize_history(&number, now).await,
                Ok(false) => {
                    self.end_command(&row, "untold", None).await?;
                    return Ok(true);
                }
                Err(trouble) => Err(trouble),
            },
            None => Err(Trouble::Refused),
        };
        match told {
            Ok(Outcome::Done) => self.end_command(&row, "done", None).await?,
            Ok(Outcome::AwaitsStaff) => self.end_command(&row, "awaits-staff", None).await?,
            Err(Trouble::Conflict) => self.end_command(&row, "conflict", Some(Trouble::Conflict)).await?,
            Err(trouble) if is_final(trouble) || now.0 - row.created_at >= PATIENCE => {
                tracing::error!(command = row.id, kind = row.kind, %trouble, "the library system was told in vain");
                self.end_command(&row, "failed", Some(trouble)).await?;
            }
            Err(trouble) => {
                let pause = PAUSE << row.attempts.clamp(1, 16).saturating_sub(1);
                let again = now.plus_seconds(pause.min(LONGEST_PAUSE));
                // While it is left alone, nobody was asked.
                let counts = !matches!(trouble, Trouble::Resting | Trouble::Busy);
                let db = self.store().writer();
                library_command::give_back(db, row.id, node, trouble.code(), counts, again).await?;
            }
        }
        Ok(true)
    }

    /// Whether the library system may still be told to anonymize all returned checkouts: not if one came back since, or if the
    /// patron's data must stay now. It may be days after they wished it.
    async fn may_forget(&self, patron: PatronId, number: &str) -> Result<Result<bool, Trouble>, ServiceError> {
        if let Some(trouble) = self.read_one(patron, number).await? {
            return Ok(Err(trouble));
        }
        let profile = self.profile().await?;
        let scope = PatronScope::of_background_work(patron, profile.id);
        let db = self.store().reader();
        let closed = list_closed(db, scope, History::Checkouts).await?;
        let must_stay = history_policy::has_request(db, scope).await?
            || retention::hold::is_held(db, profile.id, patron, self.today(&profile)).await?;
        Ok(Ok(!must_stay && closed.iter().all(|facts| facts.row.is_open)))
    }

    async fn end_command(
        &self,
        row: &LibraryCommand,
        state: &str,
        trouble: Option<Trouble>,
    ) -> Result<(), ServiceError> {
        let organization: OrganizationId = self.profile().await?.id;
        let patron = PatronId(row.patron_id);
        let outcome = match state {
            "done" | "awaits-staff" => "done",
            "untold" => "refused",
            _ => "failed",
        };
        let event = Event { action: "library-told", category: None, purpose: "service", outcome };
        let change = Change::of("told", &row.kind).from_to(None, Some(state.to_owned()));
        let entry = self.entry_of_job(organization, Some(patron), event, change);
        let transaction = self.store().begin().await?;
        let (node, now) = (&self.inner.options.node, self.clock().now());
        if !library_command::end(&transaction, row.id, node, state, trouble.map(Trouble::code), now).await? {
            return Ok(());
        }
        self.commit_logged(transaction, &[entry]).await?;
        // What holds there now is what is shown here.
        self.read_soon(patron).await
    }
}

/// Asking again changes nothing.
const fn is_final(trouble: Trouble) -> bool {
    matches!(trouble, Trouble::NotOffered(_) | Trouble::Refused | Trouble::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_told_is_written_and_read() {
        let change = ContactChange {
            column: String::from("email"),
            before: vec![String::new(), String::from("a@example.org")],
            after: String::from("ä\"@example.org"),
        };
        let wanted = messages::Preference {
            ways: vec![String::from("sms"), String::from("email")],
            days: Some(3),
            is_digest: true,
        };
        for command in [
            Command::Contact(vec![change]),
            Command::Messages(vec![PreferenceChange {
                before: vec![Command::preference("Item_Due", &messages::Preference::default())],
                after: Command::preference("Item_Due", &wanted),
            }]),
            Command::History,
        ] {
            assert_eq!(Command::read(command.kind(), &command.payload()), Some(command));
        }
        for (kind, payload) in [("contact", "{}"), ("messages", "[{}]"), ("dance", "[]"), ("history", "")] {
            assert_eq!(Command::read(kind, payload), None, "{kind}");
        }
    }
}
