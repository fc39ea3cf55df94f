//! Which messages a patron gets, as Koha-Suomi's interface says it.

use carrel_client::Trouble;
use serde_json::{Map, Value, json};

use crate::{
    conversation::{Conversation, Question},
    endpoint::Endpoint,
    id::KohaId,
    pages::Row,
};

/// One kind of message, and how it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preference {
    /// Koha's name of the event, such as `Item_Due`.
    pub event: String,
    /// Ways it goes, in the order of their names: `email`, `sms`, `print`, `phone`.
    pub transports: Vec<String>,
    /// Days before the event, where that can be chosen.
    pub days_in_advance: Option<u32>,
    /// All of a day in one message.
    pub is_digest: bool,
}

/// A preference to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreferenceChange {
    /// What may hold there, for the change to be made: what did when the patron decided. Empty where nothing was known.
    pub before: Vec<Preference>,
    /// What shall hold.
    pub after: Preference,
}

impl Preference {
    /// Whether two say the same: of their event, by whatever case it is written in, no days being as good as none ahead.
    pub fn is_same(&self, other: &Self) -> bool {
        let sorted = |preference: &Self| {
            let mut transports = preference.transports.clone();
            transports.sort();
            transports
        };
        self.event.eq_ignore_ascii_case(&other.event)
            && sorted(self) == sorted(other)
            && self.days_in_advance.unwrap_or_default() == other.days_in_advance.unwrap_or_default()
            && self.is_digest == other.is_digest
    }

    /// As a row of `borrower_message_preferences`, with the event for a number: the interface has none.
    pub(crate) fn row(&self) -> Row {
        let row = json!({
            "borrower_message_preference_id": self.event,
            "message_name": self.event,
            "transports": self.transports,
            "days_in_advance": self.days_in_advance,
            "wants_digest": u8::from(self.is_digest),
        });
        if let Value::Object(row) = row { row } else { Row::new() }
    }

    fn read(event: &str, value: &Value) -> Result<Self, Trouble> {
        let fields = value.as_object().ok_or(Trouble::WrongShape)?;
        let inner = |name: &str| fields.get(name).map(|part| part.get("value").unwrap_or(part));
        let transports = match fields.get("transport_types") {
            Some(Value::Object(types)) => {
                types.iter().filter(|(_, on)| is_on(on)).map(|(name, _)| name.clone()).collect()
            }
            None | Some(Value::Null) => Vec::new(),
            Some(_) => return Err(Trouble::WrongShape),
        };
        let mut transports: Vec<String> = transports;
        transports.sort();
        let days = inner("days_in_advance").and_then(Value::as_u64);
        Ok(Self {
            event: event.to_owned(),
            transports,
            days_in_advance: days.and_then(|days| u32::try_from(days).ok()),
            is_digest: inner("digest").is_some_and(is_on),
        })
    }
}

fn is_on(value: &Value) -> bool {
    match value {
        Value::Bool(on) => *on,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => text == "1" || text == "true",
        _ => false,
    }
}

/// Reads the object that has one field for each event.
pub(crate) fn preferences(value: &Value) -> Result<Vec<Preference>, Trouble> {
    let events = value.as_object().ok_or(Trouble::WrongShape)?;
    events.iter().map(|(event, value)| Preference::read(event, value)).collect()
}

impl Conversation {
    /// Which messages a patron gets.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn preferences(&self, id: KohaId) -> Result<Vec<Preference>, Trouble> {
        let query = [("query_messaging_preferences", "1")];
        let question = Question::new(Endpoint::SitePatron, Some(id)).with_query(&query);
        let (value, _) = self.read(&question).await?;
        preferences(value.get("messaging_preferences").ok_or(Trouble::WrongShape)?)
    }

    /// Sets some of them; answers what holds afterwards, as it was read back. If what holds there of one is neither what did
    /// nor what shall, nothing is changed.
    ///
    /// # Errors
    /// Every [`Trouble`]; [`Trouble::Conflict`] if one was changed there in the meantime.
    pub async fn set_preferences(&self, id: KohaId, changes: &[PreferenceChange]) -> Result<Vec<Preference>, Trouble> {
        let there = self.preferences(id).await?;
        let mut body = Map::new();
        for PreferenceChange { before, after: preference } in changes {
            let holds = there.iter().find(|holds| holds.event.eq_ignore_ascii_case(&preference.event));
            if holds.is_some_and(|holds| holds.is_same(preference)) {
                continue;
            }
            let is_expected =
                |holds: &Preference| before.is_empty() || before.iter().any(|before| before.is_same(holds));
            if !holds.is_none_or(is_expected) {
                return Err(Trouble::Conflict);
            }
            // Ways that are not named are as those that are off.
            let types: Map<String, Value> =
                preference.transports.iter().map(|transport| (transport.clone(), Value::Bool(true))).collect();
            let mut fields = json!({"transport_types": types, "digest": {"value": preference.is_digest}});
            if let Some(days) = preference.days_in_advance {
                fields["days_in_advance"] = json!({"value": days});
            }
            body.insert(preference.event.clone(), fields);
        }
        if body.is_empty() {
            return Ok(there);
        }
        self.write(&Question::new(Endpoint::SitePreferences, Some(id)).with_body(Value::Object(body))).await?;
        self.preferences(id).await
    }
}
