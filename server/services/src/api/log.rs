//! The log in our own form. Without a patron it says who did what; what was changed in somebody's data is that patron's
//! data, and takes a recorded request of theirs.

use carrel_domain::{ApiScope, Category, PatronId, Timestamp, log::Module};
use carrel_store::audit::{
    archive::{self, search::Page},
    search::{self, LogLine, Place},
};
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::Value as Json;

use super::{ApiCall, ApiError, Caller, MOST_ROWS, shape::rfc3339};
use crate::{
    ServiceError, Services,
    audit::Event,
    logs::{LogWish, People, Person, in_words, search_of},
    requests::plain_id,
};

/// What a client looks for in the log.
#[derive(Clone, Debug, Default)]
pub struct AuditWish {
    /// What; of people only opaque ids.
    pub search: LogWish,
    /// Opaque id of the request that permits it, where a patron is named.
    pub request: Option<String>,
    /// Where to go on.
    pub cursor: Option<String>,
    /// Entries at most.
    pub limit: u32,
}

/// An entry.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AuditItem {
    /// Its position in the log.
    pub position: i64,
    /// When.
    pub at: String,
    /// What, as a code.
    pub action: String,
    /// The group that the action belongs to.
    pub module: Option<&'static str>,
    /// Which category of data.
    pub category: Option<String>,
    /// Why, as a code.
    pub purpose: String,
    /// `done`, `refused` or `failed`.
    pub outcome: String,
    /// In which role.
    pub role: String,
    /// In which library.
    pub library: Option<String>,
    /// By which way.
    pub interface: Option<String>,
    /// Opaque id of the patron whose data it was.
    pub patron: Option<String>,
    /// Opaque id of whoever did it.
    pub actor: Option<String>,
    /// About what, as kind and id.
    pub object: Option<String>,
    /// What it was before; where a patron was named only.
    pub old_value: Option<String>,
    /// What it became; where a patron was named only.
    pub new_value: Option<String>,
    /// What else is known, such as what the library system's own log said; where a patron was named only.
    #[schema(value_type = Option<Object>)]
    pub other: Option<Json>,
}

/// A page of the log.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// The entries, newest first.
    pub items: Vec<AuditItem>,
    /// Where to go on, if there is more.
    pub next: Option<String>,
    /// A mark of the content.
    pub mark: String,
}

/// The group that an action belongs to.
pub(super) fn module_of(action: &str) -> Option<&'static str> {
    Module::ALL.into_iter().find(|module| module.actions().contains(&action)).map(Module::name)
}

fn item(line: LogLine, zone: &TimeZone, shows_values: bool) -> AuditItem {
    AuditItem {
        position: line.id,
        at: rfc3339(Timestamp(line.at), zone),
        module: module_of(&line.action),
        action: line.action,
        category: line.data_category,
        purpose: line.purpose,
        outcome: line.outcome,
        role: line.actor_role,
        library: line.library,
        interface: line.interface,
        patron: line.patron_public_id,
        actor: line.actor_public_id,
        object: line.object,
        old_value: line.old_value.filter(|_| shows_values),
        new_value: line.new_value.filter(|_| shows_values),
        other: line.other.filter(|_| shows_values).and_then(|other| serde_json::from_str(&other).ok()),
    }
}

impl Services {
    /// A page of the log, both parts of it as one; that it was read is logged first.
    ///
    /// # Errors
    /// Those of [`ApiError`].
    pub async fn read_audit(
        &self,
        token: Option<&str>,
        wish: &AuditWish,
        caller: &Caller,
    ) -> Result<AuditPage, ApiError> {
        let call = self.begin_call(token, ApiScope::ReadLogs, caller).await?;
        let mut people = People { patron: None, staff: None };
        let mut warrant = None;
        if let Some(patron) = &wish.search.patron {
            // A patron's data and the log together take both rights (requirement D2).
            self.need_also(&call, ApiScope::ReadPatrons).await?;
            let line = self.patron_of_call(&call, patron).await?;
            people.patron = Some(Person { id: PatronId(line.id), cardnumber: None });
            warrant = Some(self.api_warrant(&call, line, wish.request.as_deref()).await?);
        }
        if let Some(staff) = &wish.search.staff {
            let id = plain_id(staff).ok();
            let found = match id {
                Some(id) => search::find_person(self.store().reader(), &call.scope, id).await?,
                None => None,
            };
            let (id, _) = self.found_or_refused(&call, id.map(|id| format!("staff:{id}")), found).await?;
            people.staff = Some(Person { id, cardnumber: None });
        }
        let profile = self.profile().await?;
        let search = search_of(&wish.search, &people, &profile);
        let name = format!("audit {:?}", wish.search);
        let after = self.place_of(&call, &name, wish.cursor.as_deref())?;
        let limit = wish.limit.clamp(1, MOST_ROWS);
        let Page { lines, next } = archive::search::find(self.store(), &call.scope, &search, after, limit).await?;
        let patron = warrant.as_ref().map(|warrant| warrant.scope.patron());
        let about = wish.search.object.as_ref().map(|object| format!("object={object}"));
        let words: Vec<String> =
            [in_words(&wish.search)].into_iter().filter(|words| !words.is_empty()).chain(about).collect();
        self.log_log_reading(&call, patron, words.join(" ")).await?;
        let items = lines.into_iter().map(|line| item(line, &profile.zone, warrant.is_some()));
        let items: Vec<_> = items.collect();
        let content = serde_json::to_string(&(&items, next.map(|_| self.age_of_cursors())));
        let content = content.map_err(|error| ServiceError::System(error.to_string()))?;
        Ok(AuditPage { mark: self.mark_of(&content), items, next: self.sealed_place(&call, &name, next)? })
    }

    /// Logs that the log was read, with what was looked for.
    pub(super) async fn log_log_reading(
        &self,
        call: &ApiCall,
        patron: Option<PatronId>,
        looked_for: String,
    ) -> Result<(), ApiError> {
        let purpose = if patron.is_some() { "data-request" } else { "oversight" };
        let event = Event { action: "log-searched", category: Some(Category::Log), purpose, outcome: "done" };
        let mut entry = self.entry_of_client(&call.actor, &call.origin, patron, event, None);
        // The patron's own log has the client's name there, and nothing else.
        if patron.is_none() && !looked_for.is_empty() {
            entry.new_value = Some(format!("{} · {looked_for}", call.actor.name));
        }
        Ok(self.inner.audit.append(entry).await?)
    }

    pub(super) fn place_of(&self, call: &ApiCall, list: &str, cursor: Option<&str>) -> Result<Option<Place>, ApiError> {
        let Some(cursor) = cursor else { return Ok(None) };
        let text = self.open_cursor(call, list, cursor)?;
        let place = text.split_once(' ').and_then(|(at, position)| {
            Some(Place { at: Timestamp(at.parse().ok()?), position: position.parse().ok()? })
        });
        place.map(Some).ok_or(ApiError::BadCursor)
    }

    pub(super) fn sealed_place(
        &self,
        call: &ApiCall,
        list: &str,
        place: Option<Place>,
    ) -> Result<Option<String>, ApiError> {
        let text = place.map(|place| format!("{} {}", place.at.0, place.position));
        text.map(|text| self.seal_cursor(call, list, &text)).transpose()
    }
}
