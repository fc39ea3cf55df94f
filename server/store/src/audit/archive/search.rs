//! Searching both parts of the log as one.
//!
//! The main database is read first: what moves meanwhile is then found in the archive too, and taken once.

use std::collections::HashMap;

use carrel_archive::{Archive, Archived, Shape, Wanted};
use carrel_domain::{PatronScope, StaffScope, Timestamp};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use super::state;
use crate::{
    Store, StoreError,
    audit::search::{self, LogLine, MOST_COUNTED, Place, Search},
};

/// Entries looked at in one go where each must be looked at.
const LOOKED_AT: usize = 1_000;
/// So many are looked at for one page or one count. Whose patron an entry is about is not in the archive: of a large library's
/// log a small one's staff reach little, and without an end one question of theirs would read all of it.
const MOST_LOOKED_AT: usize = 50_000;

/// A page of the log.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The entries, newest first.
    pub lines: Vec<LogLine>,
    /// Where it goes on, if there may be more. A page that was long to look for is short, or empty.
    pub next: Option<Place>,
}

impl Page {
    /// So many of these lines, of which one more may be here.
    fn cut(mut lines: Vec<LogLine>, limit: usize) -> Self {
        let has_more = lines.len() > limit;
        lines.truncate(limit);
        Self { next: lines.last().filter(|_| has_more).map(LogLine::place), lines }
    }
}

/// Somebody an entry names.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Person {
    id: i64,
    public_id: String,
    cardnumber: Option<String>,
    pub firstname: Option<String>,
    pub surname: Option<String>,
    library: Option<String>,
}

/// Whoever these entries name, by key.
pub(super) async fn people(db: &impl ConnectionTrait, mut ids: Vec<i64>) -> Result<HashMap<i64, Person>, StoreError> {
    ids.sort_unstable();
    ids.dedup();
    let list = serde_json::to_string(&ids).map_err(|_| StoreError::Unreadable { table: "patron", what: "ids" })?;
    let backend = db.get_database_backend();
    let which = match backend {
        DbBackend::Sqlite => "IN (SELECT value FROM json_each($1))",
        _ => "IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS JSON)))",
    };
    let sql = format!("SELECT id, public_id, cardnumber, firstname, surname, library FROM patron WHERE id {which}");
    let found = Person::find_by_statement(Statement::from_sql_and_values(backend, sql, [list.into()])).all(db).await?;
    Ok(found.into_iter().map(|person| (person.id, person)).collect())
}

/// A page of what is found in scope, in both parts, newest first.
pub async fn find(
    store: &Store,
    staff: &StaffScope,
    search: &Search,
    after: Option<Place>,
    limit: u32,
) -> Result<Page, StoreError> {
    find_among(store, staff, search, after, (limit, MOST_LOOKED_AT)).await
}

/// The same, where at most so many archived entries are looked at.
pub async fn find_among(
    store: &Store,
    staff: &StaffScope,
    search: &Search,
    after: Option<Place>,
    (limit, most_looked_at): (u32, usize),
) -> Result<Page, StoreError> {
    let wished = limit as usize;
    let mut lines = search::find(store.reader(), staff, search, after, limit + 1).await?;
    let Some((archive, position)) = state::filled(store).await? else { return Ok(Page::cut(lines, wished)) };
    if lines.len() > wished {
        let newest = "SELECT newest_at FROM audit_archive WHERE id = 1";
        let row = store.reader().query_one_raw(Statement::from_string(store.backend(), newest)).await?;
        let newest: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
        if lines.last().is_some_and(|line| line.at > newest) {
            return Ok(Page::cut(lines, wished));
        }
    }
    let before = after.map(|place| (place.at.0, place.position));
    let (found, reached) =
        find_archived(store, (archive, position), (staff, search), before, wished + 1, most_looked_at).await?;
    lines.extend(found);
    lines.sort_unstable_by_key(|line| std::cmp::Reverse((line.at, line.id)));
    lines.dedup_by_key(|line| line.id);
    // What is older in the main database belongs behind what the archive has not been looked at for.
    lines.retain(|line| reached.is_none_or(|reached| (line.at, line.id) >= reached));
    let mut page = Page::cut(lines, wished);
    if page.next.is_none() {
        page.next = reached.map(|(at, position)| Place { at: Timestamp(at), position });
    }
    Ok(page)
}

/// How many there are in both parts, up to [`MOST_COUNTED`] and one more.
pub async fn count(store: &Store, staff: &StaffScope, search: &Search) -> Result<i64, StoreError> {
    let hot = search::count(store.reader(), staff, search).await?;
    let left = MOST_COUNTED + 1 - hot;
    let Some((archive, position)) = state::filled(store).await?.filter(|_| left > 0) else { return Ok(hot) };
    if staff.libraries().is_none() {
        let shape = shape_of(staff, search);
        return Ok(hot + archive.count(&wanted(search, &shape, position), left).await?);
    }
    // Whose patron it was is not in the archive: each must be looked at.
    let most = usize::try_from(left).unwrap_or(0);
    let (found, reached) =
        find_archived(store, (archive, position), (staff, search), None, most, MOST_LOOKED_AT).await?;
    Ok(if reached.is_none() { hot + i64::try_from(found.len()).unwrap_or(left) } else { MOST_COUNTED + 1 })
}

/// How many of a patron's entries are in the archive.
pub(crate) async fn count_of_patron(store: &Store, scope: PatronScope) -> Result<u64, StoreError> {
    let Some((archive, position)) = state::filled(store).await? else { return Ok(0) };
    let count = archive.count(&of_patron(scope, position), i64::MAX).await?;
    Ok(count.unsigned_abs())
}

/// Everything about a patron.
pub(super) fn of_patron(scope: PatronScope, position: i64) -> Wanted<'static> {
    let patron = Some(scope.patron().0);
    Wanted { patron, staff: None, object: None, from: None, until: None, shape: None, position }
}

fn shape_of<'a>(staff: &'a StaffScope, search: &'a Search) -> impl Fn(&Shape) -> bool + Sync + use<'a> {
    move |shape: &Shape| {
        shape.organization == staff.organization().0
            && (search.actions.is_empty() || search.actions.contains(&shape.action.as_str()))
            && search.interface.is_none_or(|interface| shape.interface.as_deref() == Some(interface.name()))
            && search.outcome.is_none_or(|outcome| shape.outcome == outcome)
    }
}

fn wanted<'a>(search: &'a Search, shape: &'a (dyn Fn(&Shape) -> bool + Sync), position: i64) -> Wanted<'a> {
    Wanted {
        patron: search.patron.map(|patron| patron.0),
        staff: search.actor.map(|actor| actor.0),
        object: search.object.as_deref(),
        from: search.from.map(|from| from.0),
        until: search.until.map(|until| until.0),
        shape: Some(shape),
        position,
    }
}

/// What is found in the archive, at most `limit`; and up to where it was looked at, if `most_looked_at` entries were not enough
/// for it.
async fn find_archived(
    store: &Store,
    (archive, position): (&Archive, i64),
    (staff, search): (&StaffScope, &Search),
    mut before: Option<(i64, i64)>,
    limit: usize,
    most_looked_at: usize,
) -> Result<(Vec<LogLine>, Option<(i64, i64)>), StoreError> {
    let shape = shape_of(staff, search);
    let wanted = wanted(search, &shape, position);
    let step = if staff.libraries().is_some() { LOOKED_AT } else { limit };
    let mut lines = Vec::new();
    let mut looked_at = 0;
    loop {
        let entries = archive.find(&wanted, before, step).await?;
        let is_last = entries.len() < step;
        before = entries.last().map(|entry| (entry.at, entry.position));
        let ids = entries.iter().flat_map(|entry| [entry.patron(), entry.actor]).flatten().collect();
        let people = people(store.reader(), ids).await?;
        let in_reach = entries.iter().filter(|entry| is_in_reach(entry, staff, &people));
        lines.extend(in_reach.map(|entry| line(entry, &people)));
        looked_at += entries.len();
        if is_last || lines.len() >= limit {
            lines.truncate(limit);
            return Ok((lines, None));
        }
        if looked_at >= most_looked_at {
            return Ok((lines, before));
        }
    }
}

/// The same rule as in the main database: whose patron it was, or if it was nobody's, where it was done.
fn is_in_reach(entry: &Archived, staff: &StaffScope, people: &HashMap<i64, Person>) -> bool {
    let Some(libraries) = staff.libraries() else { return true };
    let library = match entry.patron() {
        None => entry.shape.library.as_ref(),
        Some(patron) => people.get(&patron).and_then(|person| person.library.as_ref()),
    };
    library.is_some_and(|library| libraries.iter().any(|one| one == library))
}

fn line(entry: &Archived, people: &HashMap<i64, Person>) -> LogLine {
    let patron = entry.patron().and_then(|id| people.get(&id));
    let actor = entry.actor.and_then(|id| people.get(&id));
    let content = entry.content.as_ref();
    let text = |text: Option<&String>| text.cloned();
    let of = content.as_ref().ok();
    LogLine {
        id: entry.position,
        at: entry.at,
        patron_public_id: patron.map(|person| person.public_id.clone()),
        patron_cardnumber: patron.and_then(|person| person.cardnumber.clone()),
        actor_public_id: actor.map(|person| person.public_id.clone()),
        actor_firstname: actor.and_then(|person| person.firstname.clone()),
        actor_surname: actor.and_then(|person| person.surname.clone()),
        actor_role: entry.shape.role.clone(),
        action: entry.shape.action.clone(),
        data_category: entry.shape.category.clone(),
        purpose: entry.shape.purpose.clone(),
        outcome: entry.shape.outcome.clone(),
        library: entry.shape.library.clone(),
        network: of.and_then(|content| content.network.as_deref().map(str::to_owned)),
        request_id: of.map_or_else(String::new, |content| content.request_id.clone()),
        object: of.and_then(|content| text(content.object.as_ref())),
        old_value: of.and_then(|content| text(content.old_value.as_ref())),
        new_value: of.and_then(|content| text(content.new_value.as_ref())),
        other: of.and_then(|content| text(content.other.as_ref())),
        interface: entry.shape.interface.clone(),
        erased_at: content.err().map(|erasure| erasure.at),
    }
}
