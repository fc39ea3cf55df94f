//! Rows of `action_logs`: an entry of ours by Koha's names, and one that came from Koha's own log as it was there.

use carrel_domain::{Timestamp, log::Module};
use carrel_store::audit::search::LogLine;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{KohaLogWish, log::module_of, shape::local};
use crate::audit::Interface;

/// A row of `action_logs`.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct KohaLogRow {
    /// Its position in the log.
    pub action_id: i64,
    /// Local time.
    pub timestamp: String,
    /// The library system's number of whoever did it.
    pub user: Option<i64>,
    /// Group of actions.
    pub module: Option<String>,
    /// What, as a code.
    pub action: String,
    /// The library system's number of the patron whose data it was.
    pub object: Option<i64>,
    /// More about it: of our own entries JSON in a text, of those that came from Koha what it said.
    pub info: String,
    /// By which way.
    pub interface: Option<String>,
}

/// What Koha's own log said, as it was kept when it came in.
#[derive(Debug, Default, Deserialize)]
struct Theirs {
    module: Option<String>,
    action: Option<String>,
    interface: Option<String>,
    info: Option<String>,
}

/// Who it was there, if it was staff.
#[derive(Debug, Deserialize)]
struct TheirUser {
    user: String,
}

/// An entry, with what it is shown as.
pub(super) struct Shown {
    line: LogLine,
    theirs: Option<Theirs>,
    info: String,
}

impl Shown {
    /// An entry; what was changed only where its patron was named.
    pub fn new(line: LogLine, shows_values: bool) -> Self {
        let is_theirs = line.interface.as_deref() == Some(Interface::LibrarySystem.name());
        let other = line.other.as_deref().filter(|_| is_theirs);
        let theirs: Option<Theirs> = other.and_then(|other| serde_json::from_str(other).ok());
        let info = match &theirs {
            Some(theirs) => theirs.info.clone().filter(|_| shows_values).unwrap_or_default(),
            None => own_info(&line, shows_values),
        };
        Self { line, theirs, info }
    }

    /// Whether it is what is looked for, beyond what the search itself saw to.
    pub fn fits(&self, wish: &KohaLogWish) -> bool {
        let Self { line, theirs, info } = self;
        let is_said = wish.info.as_deref().is_none_or(|text| info.contains(text));
        let Some(theirs) = theirs else { return is_said };
        let is_one = |wished: &[String], ours: &str, theirs: Option<&String>| {
            let is_it = |name: &String| {
                name.eq_ignore_ascii_case(ours) || theirs.is_some_and(|theirs| name.eq_ignore_ascii_case(theirs))
            };
            wished.is_empty() || wished.iter().any(is_it)
        };
        let interface = wish.interface.as_slice();
        is_said
            && is_one(&wish.modules, Module::LibrarySystem.name(), theirs.module.as_ref())
            && is_one(&wish.actions, &line.action, theirs.action.as_ref())
            && is_one(interface, Interface::LibrarySystem.name(), theirs.interface.as_ref())
    }

    /// Opaque ids of whoever it names.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        [self.line.patron_public_id.as_deref(), self.line.actor_public_id.as_deref()].into_iter().flatten()
    }

    /// The row; `number` knows the library system's number of an opaque id.
    pub fn into_row(self, zone: &TimeZone, number: impl Fn(&str) -> Option<i64>) -> KohaLogRow {
        let Self { line, theirs, info } = self;
        let number = |id: Option<&str>| number(id?);
        // Who worked there is not always somebody here.
        let their_user = line.new_value.as_deref().filter(|_| theirs.is_some());
        let their_user = their_user.and_then(|text| serde_json::from_str::<TheirUser>(text).ok()?.user.parse().ok());
        let theirs = theirs.unwrap_or_default();
        KohaLogRow {
            action_id: line.id,
            timestamp: local(Timestamp(line.at), zone, "%Y-%m-%d %H:%M:%S"),
            user: number(line.actor_public_id.as_deref()).or(their_user),
            module: theirs.module.or_else(|| module_of(&line.action).map(str::to_owned)),
            object: number(line.patron_public_id.as_deref()),
            action: theirs.action.unwrap_or(line.action),
            info,
            interface: theirs.interface.or(line.interface),
        }
    }
}

fn own_info(line: &LogLine, shows_values: bool) -> String {
    let mut info = json!({ "category": line.data_category, "purpose": line.purpose, "outcome": line.outcome,
                           "role": line.actor_role, "about": line.object });
    if shows_values {
        info["old"] = json!(line.old_value);
        info["new"] = json!(line.new_value);
    }
    info.to_string()
}
