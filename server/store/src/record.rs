//! Reading a patron's rows of any category, as `carrel_domain::sections` describes them.

use std::fmt::Write as _;

use carrel_domain::{Column, Kind, PatronScope, Row, Section};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value as Bind};

use crate::{
    StoreError,
    rows::{Fetched, fetch, selected},
};

/// Which part of a list to show.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// Page, from 0.
    pub page: u32,
    /// Rows a page.
    pub per_page: u32,
    /// Column to sort by (its name); what the section does not list is not sorted by.
    pub sort: Option<String>,
    /// Smallest first.
    pub ascending: bool,
    /// Only rows with this text in one of their text columns.
    pub filter: Option<String>,
}

/// A part of a list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// Rows that match the filter, on all pages.
    pub total: i64,
}

/// Where a walk through all rows has come to.
#[derive(Clone, Debug)]
pub enum Cursor {
    /// Among the dated rows, newest first: date and id of the last one seen.
    Dated(Bind, i64),
    /// Among the rows without a date, by id.
    Undated(i64),
}

impl Cursor {
    /// As text, for whoever keeps it elsewhere; it holds a row's date and key.
    pub fn to_text(&self) -> Option<String> {
        Some(match self {
            Self::Dated(Bind::BigInt(Some(at)), id) => format!("n {id} {at}"),
            Self::Dated(Bind::String(Some(text)), id) => format!("t {id} {text}"),
            Self::Dated(..) => return None,
            Self::Undated(id) => format!("u {id}"),
        })
    }

    /// The inverse of [`Self::to_text`].
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(' ')?;
        if kind == "u" {
            return rest.parse().ok().map(Self::Undated);
        }
        let (id, place) = rest.split_once(' ')?;
        let id: i64 = id.parse().ok()?;
        Some(match kind {
            "n" => Self::Dated(place.parse::<i64>().ok()?.into(), id),
            "t" => Self::Dated(place.to_owned().into(), id),
            _ => return None,
        })
    }
}

const fn state_condition(section: &Section) -> &'static str {
    match section.open {
        None => "",
        Some(true) => " AND is_open = 1",
        Some(false) => " AND is_open = 0",
    }
}

/// Builds one statement: text with numbered places, and what goes there.
struct Query {
    sql: String,
    values: Vec<Bind>,
    backend: DbBackend,
}

impl Query {
    fn select(backend: DbBackend, section: &Section, scope: PatronScope, what: &str) -> Self {
        let mut query = Self {
            sql: format!("SELECT {what} FROM {} WHERE patron_id = ", section.table.name),
            values: Vec::new(),
            backend,
        };
        query.bind(scope.patron().0.into());
        query.sql.push_str(state_condition(section));
        query
    }

    fn bind(&mut self, value: Bind) {
        self.values.push(value);
        let sign = if self.backend == DbBackend::Sqlite { '?' } else { '$' };
        let _ = write!(self.sql, "{sign}{}", self.values.len());
    }

    /// Rows with `text` in a text column. SQLite's LIKE folds ASCII only: the text is looked for in small, capital and
    /// as-typed letters.
    fn filter(&mut self, section: &Section, text: &str) {
        let forms = forms(text);
        let operator = if self.backend == DbBackend::Sqlite { "LIKE" } else { "ILIKE" };
        self.sql.push_str(" AND (1 = 0");
        for column in section.shown().filter(|column| is_text(column)) {
            for form in &forms {
                let _ = write!(self.sql, " OR {} {operator} ", column.name);
                self.bind(format!("%{}%", form.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")).into());
                self.sql.push_str(" ESCAPE '\\'");
            }
        }
        self.sql.push(')');
    }

    fn into_statement(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.sql, self.values)
    }
}

/// A text as typed, and in small, capital and capitalized letters: databases fold the case of ASCII at most.
pub(crate) fn forms(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned(), text.to_lowercase(), text.to_uppercase(), capitalized(text)];
    forms.sort();
    forms.dedup();
    forms
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect())
        .unwrap_or_default()
}

pub(crate) const fn is_text(column: &Column) -> bool {
    matches!(column.kind, Kind::Text | Kind::LongText | Kind::Code(_) | Kind::Library)
}

/// One page of a section: two queries, both on the patron's index range.
pub async fn page(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    section: &Section,
    request: &PageRequest,
) -> Result<Page, StoreError> {
    let backend = db.get_database_backend();
    let filter = request.filter.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let mut count = Query::select(backend, section, scope, "COUNT(*)");
    let mut rows = Query::select(backend, section, scope, &selected(section).join(", "));
    if let Some(text) = filter {
        count.filter(section, text);
        rows.filter(section, text);
    }
    let sort = request.sort.as_deref().filter(|name| section.main.contains(name)).unwrap_or(section.newest);
    let order = if request.ascending { "ASC" } else { "DESC" };
    let _ = write!(rows.sql, " ORDER BY {sort} {order} NULLS LAST, id {order} LIMIT ");
    rows.bind(i64::from(request.per_page).into());
    rows.sql.push_str(" OFFSET ");
    rows.bind((i64::from(request.page) * i64::from(request.per_page)).into());
    let total = match db.query_one_raw(count.into_statement()).await? {
        Some(row) => row.try_get_by_index(0)?,
        None => 0,
    };
    let rows = fetch(db, section, &rows.sql, rows.values).await?;
    Ok(Page { rows: rows.into_iter().map(|fetched| fetched.row).collect(), total })
}

/// How many rows a section has.
pub async fn count(db: &impl ConnectionTrait, scope: PatronScope, section: &Section) -> Result<i64, StoreError> {
    let query = Query::select(db.get_database_backend(), section, scope, "COUNT(*)");
    let row = db.query_one_raw(query.into_statement()).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// The next rows of a walk through a whole section, newest first, at most `limit`; with where to go on, or `None` at the
/// end. Each step is a short query of its own (a keyset page), so that a long export holds no connection.
pub async fn walk(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    section: &Section,
    cursor: Option<Cursor>,
    limit: u32,
) -> Result<(Vec<Row>, Option<Cursor>), StoreError> {
    let (found, next) = walk_fetched(db, scope, section, cursor, limit).await?;
    Ok((found.into_iter().map(|fetched| fetched.row).collect(), next))
}

/// [`walk`], with the key of each row and the value it is listed by.
pub(crate) async fn walk_fetched(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    section: &Section,
    cursor: Option<Cursor>,
    limit: u32,
) -> Result<(Vec<Fetched>, Option<Cursor>), StoreError> {
    let backend = db.get_database_backend();
    let newest = section.newest;
    let mut query = Query::select(backend, section, scope, &selected(section).join(", "));
    let undated = matches!(cursor, Some(Cursor::Undated(_)));
    match cursor {
        None => {
            let _ = write!(query.sql, " AND {newest} IS NOT NULL");
        }
        Some(Cursor::Dated(value, id)) => {
            let _ = write!(query.sql, " AND ({newest}, id) < (");
            query.bind(value);
            query.sql.push_str(", ");
            query.bind(id.into());
            query.sql.push(')');
        }
        Some(Cursor::Undated(id)) => {
            let _ = write!(query.sql, " AND {newest} IS NULL AND id > ");
            query.bind(id.into());
        }
    }
    let order = if undated { String::from("id ASC") } else { format!("{newest} DESC, id DESC") };
    let _ = write!(query.sql, " ORDER BY {order} LIMIT ");
    query.bind(i64::from(limit).into());
    let found = fetch(db, section, &query.sql, query.values).await?;
    let last = found.last().filter(|_| found.len() >= limit as usize);
    let next = match (last, undated) {
        (Some(last), true) => Some(Cursor::Undated(last.id)),
        (None, true) => None,
        (Some(Fetched { id, newest: Some(newest), .. }), false) => Some(Cursor::Dated(newest.clone(), *id)),
        (_, false) => Some(Cursor::Undated(i64::MIN)),
    };
    Ok((found, next))
}
