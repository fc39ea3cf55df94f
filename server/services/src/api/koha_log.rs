//! The log in the shape of Koha's `action_logs`.

use carrel_domain::{ApiScope, Date, PatronId, log::Module};
use carrel_store::{
    audit::{
        archive,
        search::{LogLine, Place, Search},
    },
    koha_rows,
};

use super::{ApiCall, ApiError, Caller, KohaLogRow, koha_log_row::Shown};
use crate::{
    Services,
    audit::Interface,
    entered::{begin_of, end_of},
};

/// Entries of one answer at most that a client may ask for.
pub const MOST_ENTRIES: u32 = 1_000;
/// Entries of one answer about one patron where it is not said how many. Koha answers all of them, and programs made for it
/// do not look for more.
pub const MOST_OF_PATRON: u32 = 5_000;
/// Entries looked at for one answer, where each must be looked at.
const LOOKED_AT: usize = 5_000;
/// Entries read in one go, where few of them fit.
const BATCH: u32 = 500;

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
    /// Groups of actions, Koha's or ours.
    pub modules: Vec<String>,
    /// Actions, Koha's or ours.
    pub actions: Vec<String>,
    /// Text of the information.
    pub info: Option<String>,
    /// By which way, Koha's or ours.
    pub interface: Option<String>,
    /// Opaque id of the request that permits it, where a patron is named.
    pub request: Option<String>,
    /// Where to go on.
    pub cursor: Option<String>,
    /// Entries at most.
    pub limit: u32,
}

/// A part of the log.
#[derive(Clone, Debug)]
pub struct KohaLogPage {
    /// The rows, newest first.
    pub rows: Vec<KohaLogRow>,
    /// Where to go on, if there is more.
    pub next: Option<String>,
}

/// The actions that a module's name stands for: ours, and those that came from Koha's log, of which each is looked at.
fn actions_of_module(name: &str) -> Vec<&'static str> {
    let (ours, theirs): (Option<Module>, &[&'static str]) = match name.to_ascii_uppercase().as_str() {
        "MEMBERS" | "BORROWERS" => (Some(Module::Patrons), &["koha-members"]),
        "AUTH" => (Some(Module::SignIn), &["koha-other"]),
        "CIRCULATION" => (None, &["koha-circulation"]),
        "FINES" => (None, &["koha-fines"]),
        "HOLDS" => (None, &["koha-holds"]),
        _ => match Module::from_name(&name.to_ascii_lowercase()) {
            Some(module) => (Some(module), &[]),
            None => (None, &["koha-other"]),
        },
    };
    ours.map_or(&[][..], Module::actions).iter().chain(theirs).copied().collect()
}

/// The actions that are looked for; `None` if nothing can match.
fn actions_of(wish: &KohaLogWish) -> Option<Vec<&'static str>> {
    let of_modules: Vec<&'static str> = wish.modules.iter().flat_map(|name| actions_of_module(name)).collect();
    if wish.actions.is_empty() {
        return (wish.modules.is_empty() || !of_modules.is_empty()).then_some(of_modules);
    }
    let is_named = |known: &&str| {
        // What an entry from Koha's log was called there, only the entry itself says.
        Module::LibrarySystem.actions().contains(known)
            || wish.actions.iter().any(|name| name.eq_ignore_ascii_case(known))
    };
    let named = carrel_domain::log::actions().filter(is_named);
    let both: Vec<_> = named.filter(|known| wish.modules.is_empty() || of_modules.contains(known)).collect();
    (!both.is_empty()).then_some(both)
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
        if let Some(number) = wish.object {
            // A patron's data and the log together take both rights (requirement D2).
            self.need_also(&call, ApiScope::ReadPatrons).await?;
            warrant = Some(self.warrant_of_found(&call, (number, asked_for), wish.request.as_deref()).await?);
        }
        let profile = self.profile().await?;
        let name = format!(
            "logs {:?}",
            (wish.object, wish.from, wish.until, wish.user, &wish.modules, &wish.actions, &wish.info, &wish.interface)
        );
        let after = self.place_of(&call, &name, wish.cursor.as_deref())?;
        let actor = match wish.user {
            Some(number) => koha_rows::find_by_number(db, call.scope.organization(), number).await?,
            None => None,
        };
        // By which way somebody came to Koha, only the entry itself says.
        let interface =
            wish.interface.as_deref().map(|name| Interface::from_name(name).unwrap_or(Interface::LibrarySystem));
        let actions = actions_of(wish);
        let matches_nothing = actions.is_none() || (wish.user.is_some() && actor.is_none());
        let patron: Option<PatronId> = warrant.as_ref().map(|warrant| warrant.scope.patron());
        let search = Search {
            patron,
            actor,
            actions: actions.unwrap_or_default(),
            object: None,
            from: wish.from.and_then(|date| begin_of(date, &profile.zone)),
            until: wish.until.and_then(|date| end_of(date, &profile.zone)),
            interface,
            outcome: None,
        };
        let (found, next) = if matches_nothing {
            (Vec::new(), None)
        } else {
            self.look_for(&call, &search, wish, (after, warrant.is_some())).await?
        };
        self.log_log_reading(&call, patron, in_words(wish)).await?;
        let ids: Vec<&str> = found.iter().flat_map(Shown::people).collect();
        let numbers = koha_rows::numbers_of(db, call.scope.organization(), &ids).await?;
        let rows =
            found.into_iter().map(|shown| shown.into_row(&profile.zone, |id| numbers.get(id).copied())).collect();
        Ok(KohaLogPage { rows, next: self.sealed_place(&call, &name, next)? })
    }

    /// What fits, and where it goes on. Where few entries fit, each is looked at, but not all there are for one answer.
    async fn look_for(
        &self,
        call: &ApiCall,
        search: &Search,
        wish: &KohaLogWish,
        (mut after, shows_values): (Option<Place>, bool),
    ) -> Result<(Vec<Shown>, Option<Place>), ApiError> {
        let limit = wish.limit.clamp(1, MOST_OF_PATRON);
        let (mut found, mut looked_at, mut batch) = (Vec::new(), 0, limit);
        loop {
            let page = archive::search::find(self.store(), &call.scope, search, after, batch).await?;
            // One that is short took long already.
            let is_short = page.lines.len() < batch as usize;
            looked_at += page.lines.len();
            let last = page.lines.last().map(LogLine::place);
            for line in page.lines {
                let place = line.place();
                let shown = Shown::new(line, shows_values);
                if shown.fits(wish) {
                    found.push(shown);
                }
                if found.len() == limit as usize {
                    return Ok((found, if last == Some(place) { page.next } else { Some(place) }));
                }
            }
            after = page.next;
            if after.is_none() || is_short || looked_at >= LOOKED_AT {
                return Ok((found, after));
            }
            batch = BATCH;
        }
    }
}

/// What was looked for, for the log itself; the text that was is left out, as it may be somebody's name.
fn in_words(wish: &KohaLogWish) -> String {
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    let words = [
        ("modules", Some(wish.modules.join(","))),
        ("action", Some(wish.actions.join(","))),
        ("user", number(wish.user)),
        ("from", date(wish.from)),
        ("until", date(wish.until)),
        ("interface", wish.interface.clone()),
    ];
    let words = words.into_iter().filter_map(|(name, text)| Some((name, text.filter(|text| !text.is_empty())?)));
    let words: Vec<String> = words.map(|(name, text)| format!("{name}={text}")).collect();
    words.join(" ").chars().take(200).collect()
}
