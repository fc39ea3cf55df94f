//! Messages that people get (requirement P1): events, ways, days ahead, one by one or together.

use std::collections::HashMap;

use carrel_domain::{
    Category, PatronScope,
    messages::{Channel, DAYS_AHEAD, Event as MessageEvent, Preference},
};
use carrel_mail::message::is_address;
use carrel_store::{ConnectionTrait, StoreError, messages, messages::Held, organization, patron, setting};
use sha2::{Digest as _, Sha256};

use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    change,
    library_system::{Command, PreferenceChange, Sent},
    sessions::Session,
};

/// Setting: the ways that the organization offers; `message_channels@CODE` for one of its libraries.
const CHANNELS: &str = "message_channels";
/// As it comes: mails only, for nothing else is known to be there.
const USUAL_CHANNELS: [Channel; 1] = [Channel::Email];

/// What holds for one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageLine {
    /// What it tells of.
    pub event: MessageEvent,
    /// What is wanted.
    pub preference: Preference,
    /// Nobody chose it: it is usual for the category.
    pub is_usual: bool,
}

/// A way that is offered, and why it does not reach the patron, if it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferedWay {
    /// The way.
    pub channel: Channel,
    /// Code of the catalogue: `way-no-email`, `way-mail-undeliverable`, …
    pub problem: Option<&'static str>,
}

/// The whole grid.
#[derive(Clone, Debug)]
pub struct MessageGrid {
    /// Ways across.
    pub ways: Vec<OfferedWay>,
    /// Events down.
    pub lines: Vec<MessageLine>,
    /// What was shown, to find out that somebody changed it meanwhile.
    pub shown: String,
    /// What the library system was told of one's changes, or will be.
    pub sent: Vec<Sent>,
}

/// What a form says of each event.
#[derive(Clone, Debug, Default)]
pub struct MessageWish {
    /// By which ways.
    pub channels: Vec<Channel>,
    /// Days ahead.
    pub days: Option<i64>,
    /// Together.
    pub is_digest: bool,
}

impl Services {
    /// What one is told, and how.
    pub async fn my_messages(&self, session: &Session, origin: &Origin) -> Result<MessageGrid, ServiceError> {
        let scope = session.actor.own_data();
        let db = self.store().reader();
        let lines = self.message_lines(db, scope).await?;
        let ways = self.offered_ways(db, scope).await?;
        let looked =
            Event { action: "view", category: Some(Category::Preferences), purpose: "own-access", outcome: "done" };
        self.log(&session.actor, scope.patron(), origin, looked).await?;
        let sent = self.sent_of(scope).await?;
        Ok(MessageGrid { shown: fingerprint(&lines, &ways), ways, lines, sent })
    }

    /// Changes what differs; each change is logged with old and new.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `messages-changed` if it is not what was `shown` any more, `messages-days`.
    pub async fn choose_messages(
        &self,
        session: &Session,
        wishes: &HashMap<MessageEvent, MessageWish>,
        shown: &str,
        origin: &Origin,
    ) -> Result<usize, ServiceError> {
        let scope = session.actor.own_data();
        if wishes.values().filter_map(|wish| wish.days).any(|days| !DAYS_AHEAD.contains(&days)) {
            return Err(ServiceError::Impossible("messages-days"));
        }
        let happened = Event {
            action: "messages-chosen",
            category: Some(Category::Preferences),
            purpose: "service",
            outcome: "done",
        };
        let base = self.entry_of(&session.actor, Some(scope.patron()), origin, happened, Change::default()).await?;
        let transaction = self.store().begin().await?;
        messages::lock(&transaction, scope).await?;
        let lines = self.message_lines(&transaction, scope).await?;
        let ways = self.offered_ways(&transaction, scope).await?;
        // A way that was not on the form is not one that was left out.
        if fingerprint(&lines, &ways) != shown {
            return Err(ServiceError::Impossible("messages-changed"));
        }
        let offered: Vec<Channel> = ways.into_iter().map(|way| way.channel).collect();
        let said = messages::said(&transaction, scope).await?;
        let now = self.clock().now();
        let mut entries = Vec::new();
        let mut told = Vec::new();
        for line in lines {
            let Some(wish) = wishes.get(&line.event) else { continue };
            let days = if line.event.takes_days() { wish.days.or(line.preference.days) } else { line.preference.days };
            let wanted = line.preference.chosen(&offered, &wish.channels, days, wish.is_digest);
            if wanted.is_same(&line.preference) {
                continue;
            }
            messages::choose(&transaction, scope, line.event, &wanted, now).await?;
            // What the library system said last, and what was chosen here since and may be on its way there.
            let held = (!line.is_usual).then_some(&line.preference);
            let before = held.cloned().into_iter().chain(find(&said, line.event));
            told.push(PreferenceChange {
                before: before.map(|before| Command::preference(line.event.name(), &before)).collect(),
                after: Command::preference(line.event.name(), &wanted),
            });
            let change =
                Change::of("message", line.event.name()).from_to(Some(line.preference.logged()), Some(wanted.logged()));
            entries.push(carrel_store::audit::Entry {
                object: change.object,
                old_value: change.old,
                new_value: change.new,
                ..base.clone()
            });
        }
        if entries.is_empty() {
            return Ok(0);
        }
        self.tell_library_system(&transaction, scope, &Command::Messages(told)).await?;
        self.commit_logged(transaction, &entries).await?;
        Ok(entries.len())
    }

    async fn message_lines(
        &self,
        db: &impl ConnectionTrait,
        scope: PatronScope,
    ) -> Result<Vec<MessageLine>, ServiceError> {
        let held = messages::list(db, scope).await?;
        let record = patron::find_record(db, scope).await?.ok_or(ServiceError::NotFound)?;
        let own = messages::defaults(db, scope.organization(), record.text("categorycode")).await?;
        let usual = messages::defaults(db, scope.organization(), "").await?;
        let lines = MessageEvent::ALL.into_iter().map(|event| match find(&held, event) {
            Some(preference) => MessageLine { event, preference, is_usual: false },
            None => {
                let preference = find(&own, event).or_else(|| find(&usual, event)).unwrap_or_default();
                MessageLine { event, preference, is_usual: true }
            }
        });
        Ok(lines.collect())
    }

    /// The ways that the patron's library offers, and why one does not reach them.
    async fn offered_ways(
        &self,
        db: &impl ConnectionTrait,
        scope: PatronScope,
    ) -> Result<Vec<OfferedWay>, ServiceError> {
        let record = patron::find_record(db, scope).await?.ok_or(ServiceError::NotFound)?;
        let stored = setting::list(db, scope.organization()).await?;
        let channels = channels_of(&stored, record.text("branchcode"));
        let addressee = carrel_store::outbox::addressee(db, scope).await?.ok_or(ServiceError::NotFound)?;
        let is_there = |sources: &[&str]| sources.iter().any(|source| !record.text(source).trim().is_empty());
        let problem = |channel: Channel| match channel {
            Channel::Email if addressee.problem.is_some() => Some("way-mail-undeliverable"),
            Channel::Email => {
                let has = addressee.email.as_deref().is_some_and(|address| is_address(address.trim()));
                (!has).then_some("way-no-email")
            }
            Channel::Sms => (!is_there(&["smsalertnumber"])).then_some("way-no-sms"),
            Channel::Phone => (!is_there(&["phone", "mobile"])).then_some("way-no-phone"),
            Channel::Print if record.is_set("gonenoaddress") => Some("way-address-gone"),
            Channel::Print => (!is_there(&["address"])).then_some("way-no-address"),
        };
        Ok(channels.into_iter().map(|channel| OfferedWay { channel, problem: problem(channel) }).collect())
    }

    /// The ways that are offered: the organization's, and those of libraries that have their own.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn message_channels(
        &self,
        session: &Session,
        origin: &Origin,
    ) -> Result<HashMap<Option<String>, Vec<Channel>>, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        let stored = setting::list(self.store().reader(), organization).await?;
        let mut channels = HashMap::from([(None, channels_of(&stored, ""))]);
        for (name, value) in &stored {
            if let Some(library) = name.strip_prefix(&format!("{CHANNELS}@"))
                && value != AS_USUAL
            {
                channels.insert(Some(library.to_owned()), read_channels(value));
            }
        }
        self.log_look(&session.actor, origin).await?;
        Ok(channels)
    }

    /// What is usual for a category; an empty one stands for all others.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn message_defaults(
        &self,
        session: &Session,
        category: &str,
        origin: &Origin,
    ) -> Result<Vec<MessageLine>, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        let own = messages::defaults(self.store().reader(), organization, category).await?;
        let usual = messages::defaults(self.store().reader(), organization, "").await?;
        let line = |event| match find(&own, event) {
            Some(preference) => MessageLine { event, preference, is_usual: false },
            None => MessageLine { event, preference: find(&usual, event).unwrap_or_default(), is_usual: true },
        };
        Ok(MessageEvent::ALL.into_iter().map(line).collect())
    }

    /// Sets the ways that are offered by the organization and by libraries; those not named do as the organization does.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`].
    pub async fn set_message_channels(
        &self,
        session: &Session,
        wish: &HashMap<Option<String>, Vec<Channel>>,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let libraries = self.profile().await?.names.libraries.keys().cloned().collect::<Vec<_>>();
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let before = setting::list(&transaction, organization).await?;
        let mut changes = Vec::new();
        for library in std::iter::once(None).chain(libraries.into_iter().map(Some)) {
            let name = library.as_ref().map_or_else(|| CHANNELS.to_owned(), |library| format!("{CHANNELS}@{library}"));
            let new = match (wish.get(&library), &library) {
                (Some(channels), _) => written(channels),
                (None, None) => continue,
                (None, Some(_)) => AS_USUAL.to_owned(),
            };
            let usual = if library.is_none() { written(&USUAL_CHANNELS) } else { AS_USUAL.to_owned() };
            let old = before.get(&name).cloned().unwrap_or(usual);
            changes.extend(change::change_setting(&transaction, organization, &name, old, new).await?);
        }
        self.log_changes(&transaction, &base, &session.actor, changes).await?;
        transaction.commit().await.map_err(|error| StoreError::from(error).into())
    }

    /// Sets what is usual for a category. It changes nothing for whoever chose, or whose library system said something.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`]: `messages-days`.
    pub async fn set_message_defaults(
        &self,
        session: &Session,
        category: &str,
        wishes: &HashMap<MessageEvent, MessageWish>,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        if !category.is_empty() && !self.profile().await?.names.categories.contains_key(category) {
            return Err(ServiceError::NotFound);
        }
        if wishes.values().filter_map(|wish| wish.days).any(|days| !DAYS_AHEAD.contains(&days)) {
            return Err(ServiceError::Impossible("messages-days"));
        }
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let own = messages::defaults(&transaction, organization, category).await?;
        let mut changes = Vec::new();
        for event in MessageEvent::ALL {
            let Some(wish) = wishes.get(&event) else { continue };
            let before = find(&own, event);
            let days = wish.days.filter(|_| event.takes_days());
            let wanted = before.clone().unwrap_or_default().chosen(&Channel::ALL, &wish.channels, days, wish.is_digest);
            if before.as_ref().is_some_and(|before| before.is_same(&wanted)) {
                continue;
            }
            messages::set_default(&transaction, organization, category, event, &wanted).await?;
            changes.push(change::Change {
                action: "message-default-changed",
                patron: None,
                object: format!("message:{category}:{}", event.name()),
                old: before.map(|before| before.logged()),
                new: Some(wanted.logged()),
            });
        }
        self.log_changes(&transaction, &base, &session.actor, changes).await?;
        transaction.commit().await.map_err(|error| StoreError::from(error).into())
    }
}

/// A library that offers what the organization does.
const AS_USUAL: &str = "as-usual";

fn channels_of(stored: &HashMap<String, String>, library: &str) -> Vec<Channel> {
    let own = stored.get(&format!("{CHANNELS}@{library}")).filter(|value| *value != AS_USUAL);
    match own.or_else(|| stored.get(CHANNELS)) {
        Some(value) => read_channels(value),
        None => USUAL_CHANNELS.to_vec(),
    }
}

fn read_channels(value: &str) -> Vec<Channel> {
    Channel::ALL.into_iter().filter(|channel| value.split(',').any(|name| name.trim() == channel.name())).collect()
}

fn written(channels: &[Channel]) -> String {
    let names: Vec<&str> =
        Channel::ALL.into_iter().filter(|channel| channels.contains(channel)).map(Channel::name).collect();
    names.join(",")
}

/// Of several rows for one event, the last one holds.
fn find(held: &[Held], event: MessageEvent) -> Option<Preference> {
    let found = held.iter().rev().find(|held| MessageEvent::from_name(&held.event) == Some(event));
    found.map(|held| held.preference.clone())
}

fn fingerprint(lines: &[MessageLine], ways: &[OfferedWay]) -> String {
    let mut digest = Sha256::new();
    for way in ways {
        digest.update(way.channel.name());
        digest.update(b"\n");
    }
    for line in lines {
        digest.update(line.event.name());
        digest.update(line.preference.logged());
        digest.update(b"\n");
    }
    digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
