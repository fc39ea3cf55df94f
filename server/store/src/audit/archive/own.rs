//! A patron's own part of the log, from both parts as one list.

use std::cmp::{Ordering, Reverse};

use carrel_archive::Archived;
use carrel_domain::{Column, PatronScope, Row, Section, Timestamp, Value};
use sea_orm::{ConnectionTrait as _, Statement, Value as Bind};

use super::{
    search::{of_patron, people},
    state,
};
use crate::{
    Store, StoreError,
    audit::API_CLIENT,
    record::{self, Cursor, Page, PageRequest},
    rows::{Cell, Fetched, value},
    setting,
};

/// Rows read in one go.
const ROWS: u32 = 2_000;

/// One page of the log section.
pub async fn page(
    store: &Store,
    scope: PatronScope,
    section: &Section,
    request: &PageRequest,
) -> Result<Page, StoreError> {
    let hot = record::page(store.reader(), scope, section, request).await?;
    let Some((archive, position)) = state::filled(store).await? else { return Ok(hot) };
    let (_, newest) = state::reach(store.reader()).await?;
    let wanted = of_patron(scope, position);
    let archived = archive.count(&wanted, i64::MAX).await?;
    if archived == 0 {
        return Ok(hot);
    }
    // What came in from another system's log may be older than what moved: then both parts are sorted as one.
    let is_mixed = oldest(store, scope).await?.is_some_and(|oldest| oldest < newest);
    let filter = request.filter.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let sort = request.sort.as_deref().filter(|name| section.main.contains(name)).unwrap_or(section.newest);
    let (offset, per_page) = (i64::from(request.page) * i64::from(request.per_page), request.per_page as usize);
    if is_mixed || filter.is_some() || sort != section.newest || request.ascending {
        let mut rows = all(store, scope, section).await?;
        rows.retain(|row| filter.is_none_or(|text| has(row, section, text)));
        sort_rows(&mut rows, section, sort, request.ascending);
        let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        return Ok(Page { rows: rows.into_iter().skip(offset).take(per_page).collect(), total });
    }
    let mut page = Page { total: hot.total + archived, ..hot };
    let (left, skipped) = (per_page - page.rows.len().min(per_page), usize::try_from(offset - hot.total).unwrap_or(0));
    if left > 0 {
        let found = archive.find(&wanted, None, skipped + left).await?;
        page.rows.extend(rows(store, scope, section, found.get(skipped..).unwrap_or_default()).await?);
    }
    Ok(page)
}

/// The next rows of a walk through the whole section, as [`record::walk`]: both parts are one list by time and position,
/// whatever moves or comes in between two pages. The main database is read first: what moves meanwhile is found in the
/// archive too, and taken once.
pub async fn walk(
    store: &Store,
    scope: PatronScope,
    section: &Section,
    cursor: Option<Cursor>,
    limit: u32,
) -> Result<(Vec<Row>, Option<Cursor>), StoreError> {
    let after = match &cursor {
        Some(Cursor::Dated(Bind::BigInt(Some(at)), id)) => Some((*at, *id)),
        None => None,
        // Each entry has a time: there is no such place.
        Some(_) => return Ok((Vec::new(), None)),
    };
    let (hot, _) = record::walk_fetched(store.reader(), scope, section, cursor, limit).await?;
    let placed = |fetched: Fetched| match fetched.newest {
        Some(Bind::BigInt(Some(at))) => Some(((at, fetched.id), fetched.row)),
        _ => None,
    };
    let mut found: Vec<_> = hot.into_iter().filter_map(placed).collect();
    let wished = limit as usize;
    if let Some((archive, position)) = state::filled(store).await? {
        let newest = state::reach(store.reader()).await?.1.0;
        let is_before_all = |place: &(i64, i64)| place.0 > newest;
        if found.len() < wished || !found.last().is_some_and(|(place, _)| is_before_all(place)) {
            let archived = archive.find(&of_patron(scope, position), after, wished).await?;
            let places = archived.iter().map(|entry| (entry.at, entry.position));
            found.extend(places.zip(rows(store, scope, section, &archived).await?));
            found.sort_by_key(|(place, _)| Reverse(*place));
            found.dedup_by_key(|(place, _)| *place);
            found.truncate(wished);
        }
    }
    let last = found.last().filter(|_| found.len() >= wished);
    let next = last.map(|((at, id), _)| Cursor::Dated((*at).into(), *id));
    Ok((found.into_iter().map(|(_, row)| row).collect(), next))
}

/// Time of the patron's oldest entry in the main database.
async fn oldest(store: &Store, scope: PatronScope) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = "SELECT MIN(at) FROM audit_entry WHERE patron_id = $1";
    let statement = Statement::from_sql_and_values(store.backend(), SQL, [scope.patron().0.into()]);
    let row = store.reader().query_one_raw(statement).await?;
    Ok(row.map_or(Ok(None), |row| row.try_get_by_index(0))?.map(Timestamp))
}

async fn all(store: &Store, scope: PatronScope, section: &Section) -> Result<Vec<Row>, StoreError> {
    let mut rows = Vec::new();
    let mut cursor = None;
    loop {
        let (found, next) = walk(store, scope, section, cursor, ROWS).await?;
        rows.extend(found);
        match next {
            Some(next) => cursor = Some(next),
            None => return Ok(rows),
        }
    }
}

fn has(row: &Row, section: &Section, text: &str) -> bool {
    let forms = record::forms(text);
    let folded = text.to_lowercase();
    section.shown().zip(&row.values).filter(|(column, _)| record::is_text(column)).any(|(_, value)| match value {
        Value::Text(value) => {
            forms.iter().any(|form| value.contains(form.as_str())) || value.to_lowercase().contains(&folded)
        }
        _ => false,
    })
}

fn sort_rows(rows: &mut [Row], section: &Section, sort: &str, is_ascending: bool) {
    let Some(at) = section.shown().position(|column| column.name == sort) else { return };
    let compare = |one: &Row, other: &Row| {
        let order = match (one.values.get(at), other.values.get(at)) {
            (Some(Value::Time(one)), Some(Value::Time(other))) => one.0.cmp(&other.0),
            (Some(Value::Text(one)), Some(Value::Text(other))) => one.cmp(other),
            // What is missing comes last, whichever way.
            (Some(Value::Empty), Some(Value::Empty)) => Ordering::Equal,
            (Some(Value::Empty), _) => return Ordering::Greater,
            (_, Some(Value::Empty)) => return Ordering::Less,
            _ => Ordering::Equal,
        };
        if is_ascending { order } else { order.reverse() }
    };
    if is_ascending {
        // They come newest first, and equals stay as they come.
        rows.reverse();
    }
    rows.sort_by(compare);
}

/// The entries as rows of the section: the same as the view `audit_entry_shown` makes of them.
async fn rows(
    store: &Store,
    scope: PatronScope,
    section: &Section,
    entries: &[Archived],
) -> Result<Vec<Row>, StoreError> {
    let settings = setting::list(store.reader(), scope.organization()).await?;
    let is_named = settings.get("log_shows_staff_names").is_some_and(|value| value == "1");
    // Guardians are named to their wards always.
    let names = |entry: &&Archived| is_guardian(entry) || (is_named && is_at_work(entry));
    let people = people(store.reader(), entries.iter().filter(names).filter_map(|entry| entry.actor).collect()).await?;
    let name = |entry: &Archived| {
        // Programs too.
        if entry.shape.role == API_CLIENT {
            return entry.content.as_ref().ok()?.new_value.clone();
        }
        let person = people.get(&entry.actor.filter(|_| names(&entry))?)?;
        let parts = [person.firstname.as_deref().unwrap_or(""), person.surname.as_deref().unwrap_or("")];
        Some(parts.join(" ").trim().to_owned())
    };
    let of_column = |entry: &Archived, column: &Column| {
        let shape = &entry.shape;
        let text = |text: Option<&String>| text.map_or(Cell::Empty, |text| Cell::Text(text.clone()));
        let cell = match column.name {
            "at" => Cell::Number(entry.at),
            "action" => Cell::Text(shape.action.clone()),
            "data_category" => text(shape.category.as_ref()),
            "actor_role" => Cell::Text(shape.role.clone()),
            "purpose" => Cell::Text(shape.purpose.clone()),
            "library" => text(shape.library.as_ref()),
            "outcome" => Cell::Text(shape.outcome.clone()),
            "staff_name" => text(name(entry).as_ref()),
            _ => Cell::Empty,
        };
        value(column.kind, cell)
    };
    let other = |entry: &Archived| {
        let other = entry.content.as_ref().ok().and_then(|content| content.other.as_deref());
        other.map_or_else(Vec::new, |other| crate::patron::read_other(Some(other)))
    };
    let row = |entry: &Archived| Row {
        values: section.shown().map(|column| of_column(entry, column)).collect(),
        other: other(entry),
    };
    Ok(entries.iter().map(row).collect())
}

fn is_guardian(entry: &Archived) -> bool {
    entry.shape.purpose == "guardian-access"
}

fn is_at_work(entry: &Archived) -> bool {
    !matches!(entry.shape.role.as_str(), "patron" | "system" | API_CLIENT)
}
