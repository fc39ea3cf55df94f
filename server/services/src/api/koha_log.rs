//! The log in the shape of Koha's `action_logs`.

use carrel_domain::{ApiScope, Date, PatronId, Timestamp, log::Module};
use carrel_store::{
    audit::search::{LogLine, Search},
    koha_rows,
};
use serde::Serialize;
use serde_json::json;

use super::{ApiError, Caller, log::module_of, shape::local};
use crate::{
    Services,
    audit::Interface,
    entered::{begin_of, end_of},
};

/// Entries of one answer at most.
pub const MOST_ENTRIES: u32 = 1_000;
/// Entries looked at for one answer, where each must be looked at.
const LOOKED_AT: usize = 5_000;

/// What a client looks for, by Koha's names.
#[derive(Clone, Debug, Default)]
pub struct KohaLogWish {
    /// The library system's number of the patron whose data it was.
    pub object: Option<i64>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// The library system's number of whoever did it.
    pub user: Option<i64>,
    /// Groups of actions; those that Carrel does not know match nothing.
    pub modules: Vec<String>,
    /// Actions; those that Carrel does not know match nothing.
    pub actions: Vec<String>,
    /// Text of the information.
    pub info: Option<String>,
    /// By which way; one that Carrel does not know matches nothing.
    pub interface: Option<String>,
    /// Opaque id of the request that permits it, where a patron is named.
    pub request: Option<String>,
    /// Where to go on.
    pub cursor: Option<String>,
    /// Entries at most.
    pub limit: u32,
}

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
    pub module: Option<&'static str>,
    /// What, as a code.
    pub action: String,
    /// The library system's number of the patron whose data it was.
    pub object: Option<i64>,
    /// More about it, as JSON in a text.
    pub info: String,
    /// By which way.
    pub interface: Option<String>,
}

/// A part of the log.
#[derive(Clone, Debug)]
pub struct KohaLogPage {
    /// The rows, newest first.
    pub rows: Vec<KohaLogRow>,
    /// Where to go on, if there is more.
    pub next: Option<String>,
}

/// What Koha calls our group of actions.
fn module_named(name: &str) -> Option<Module> {
    match name.to_ascii_uppercase().as_str() {
        "MEMBERS" | "BORROWERS" => Some(Module::Patrons),
        "AUTH" => Some(Module::SignIn),
        _ => Module::from_name(&name.to_ascii_lowercase()),
    }
}

/// The actions that are looked for; `None` if nothing can match.
fn actions_of(wish: &KohaLogWish) -> Option<Vec<&'static str>> {
    let of_modules: Vec<&'static str> = wish
        .modules
        .iter()
        .filter_map(|name| module_named(name))
        .flat_map(|module| module.actions().iter().copied())
        .collect();
    if wish.actions.is_empty() {
        return (wish.modules.is_empty() || !of_modules.is_empty()).then_some(of_modules);
    }
    let named =
        carrel_domain::log::actions().filter(|known| wish.actions.iter().any(|name| name.eq_ignore_ascii_case(known)));
    let both: Vec<_> = named.filter(|known| wish.modules.is_empty() || of_modules.contains(known)).collect();
    (!both.is_empty()).then_some(both)
}

/// More about an entry: what was changed only where its patron was named.
fn info(line: &LogLine, shows_values: bool) -> String {
    let mut info = json!({ "category": line.data_category, "purpose": line.purpose, "outcome": line.outcome,
                           "role": line.actor_role, "about": line.object });
    if shows_values {
        info["old"] = json!(line.old_value);
        info["new"] = json!(line.new_value);
    }
    info.to_string()
}

impl Services {
    /// A part of the log; that it was read is logged first.
    ///
    /// # Errors
    /// Those of [`ApiError`].
    pub async fn read_koha_log(
        &self,
        token: Option<&str>,
        wish: &KohaLogWish,
        caller: &Caller,
    ) -> Result<KohaLogPage, ApiError> {
        let (call, asked_for) = self.begin_call_for(token, wish.object, ApiScope::ReadLogs, caller).await?;
        let db = self.store().reader();
        let mut warrant = None;
        if wish.object.is_some() {
            warrant = Some(self.warrant_of_found(&call, asked_for, wish.request.as_deref()).await?);
        }
        let profile = self.profile().await?;
        let name = format!(
            "logs {:?}",
            (wish.object, wish.from, wish.until, wish.user, &wish.modules, &wish.actions, &wish.info, &wish.interface)
        );
        let mut after = self.place_of(&call, &name, wish.cursor.as_deref())?;
        let actor = match wish.user {
            Some(number) => koha_rows::find_by_number(db, call.scope.organization(), number).await?,
            None => None,
        };
        let interface = wish.interface.as_deref().map(Interface::from_name);
        let actions = actions_of(wish);
        let matches_nothing = actions.is_none() || interface == Some(None) || (wish.user.is_some() && actor.is_none());
        let patron: Option<PatronId> = warrant.as_ref().map(|warrant| warrant.scope.patron());
        let search = Search {
            patron,
            actor,
            actions: actions.unwrap_or_default(),
            object: None,
            from: wish.from.and_then(|date| begin_of(date, &profile.zone)),
            until: wish.until.and_then(|date| end_of(date, &profile.zone)),
            interface: interface.flatten(),
            outcome: None,
        };
        let limit = wish.limit.clamp(1, MOST_ENTRIES) as usize;
        let (mut found, mut looked_at, mut has_more) = (Vec::new(), 0, !matches_nothing);
        while has_more && found.len() < limit && looked_at < LOOKED_AT {
            let left = u32::try_from(limit - found.len()).unwrap_or(MOST_ENTRIES);
            let (lines, more) = self.log_lines(&call, &search, after, left).await?;
            has_more = more;
            after = lines.last().map(LogLine::place).or(after);
            looked_at += lines.len();
            found.extend(
                lines.into_iter().filter(|line| {
                    wish.info.as_deref().is_none_or(|text| info(line, warrant.is_some()).contains(text))
                }),
            );
        }
        let words = [("modules", wish.modules.join(",")), ("action", wish.actions.join(","))];
        let words = words.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| format!("{name}={text}"));
        let words: String = words.collect::<Vec<_>>().join(" ").chars().take(200).collect();
        self.log_log_reading(&call, patron, words).await?;
        let ids: Vec<&str> = found
            .iter()
            .flat_map(|line| [line.patron_public_id.as_deref(), line.actor_public_id.as_deref()])
            .flatten()
            .collect();
        let numbers = koha_rows::numbers_of(db, call.scope.organization(), &ids).await?;
        let number = |id: &Option<String>| numbers.get(id.as_deref()?).copied();
        let rows = found.iter().map(|line| KohaLogRow {
            action_id: line.id,
            timestamp: local(Timestamp(line.at), &profile.zone, "%Y-%m-%d %H:%M:%S"),
            user: number(&line.actor_public_id),
            module: module_of(&line.action),
            action: line.action.clone(),
            object: number(&line.patron_public_id),
            info: info(line, warrant.is_some()),
            interface: line.interface.clone(),
        });
        let rows = rows.collect();
        let next = if has_more { after } else { None };
        Ok(KohaLogPage { rows, next: self.sealed_place(&call, &name, next)? })
    }
}
