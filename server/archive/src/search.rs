//! Searching the archive, newest first, over all its months.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait as _, DbBackend, Statement, Value};

use crate::{
    Archive, ArchiveError, Archived, Month, Shape,
    place::Part,
    row::{self, COLUMNS},
};

/// What is looked for; what is `None` matches everything.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Whose data.
    pub patron: Option<i64>,
    /// What this member of staff did as staff.
    pub staff: Option<i64>,
    /// About this thing.
    pub object: Option<&'a str>,
    /// Not before.
    pub from: Option<i64>,
    /// Before.
    pub until: Option<i64>,
    /// What it has in common with others.
    pub shape: Option<&'a (dyn Fn(&Shape) -> bool + Sync)>,
    /// Not behind this position: what is there is still in the main database.
    pub position: i64,
}

/// A statement and its values, while it is put together.
struct Query {
    sql: String,
    values: Vec<Value>,
}

impl Query {
    fn and(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        let _ = write!(self.sql, " AND {condition} ${}", self.values.len());
    }
}

impl Wanted<'_> {
    fn has_time_in(&self, month: Month, before: Option<(i64, i64)>) -> bool {
        let (begins, ends) = month.bounds();
        self.from.is_none_or(|from| from < ends)
            && self.until.is_none_or(|until| until > begins)
            && before.is_none_or(|(at, _)| at >= begins)
    }

    /// The conditions in one month; `None` if nothing there can match.
    fn in_part(&self, part: &Part, before: Option<(i64, i64)>, keys: &str) -> Result<Option<Query>, ArchiveError> {
        let index = match (part.db.get_database_backend(), self) {
            (DbBackend::Sqlite, Wanted { patron: Some(_), .. }) => "",
            (DbBackend::Sqlite, Wanted { object: Some(_), .. }) => " INDEXED BY entry_object",
            (DbBackend::Sqlite, Wanted { staff: Some(_), .. }) => " INDEXED BY entry_actor",
            (DbBackend::Sqlite, _) => " INDEXED BY entry_at",
            _ => "",
        };
        let sql = format!("SELECT {keys} FROM {} AS e{index} WHERE 1 = 1", part.table);
        let mut query = Query { sql, values: Vec::new() };
        query.and("e.position <=", self.position);
        if let Some(patron) = self.patron {
            query.and("e.patron =", patron);
        }
        if let Some(object) = self.object {
            query.and("e.object =", object);
        }
        if let Some(staff) = self.staff {
            query.and("e.actor =", staff);
        }
        if let Some(from) = self.from {
            query.and("e.at >=", from);
        }
        if let Some(until) = self.until {
            query.and("e.at <", until);
        }
        if let Some((at, position)) = before {
            query.values.extend([at.into(), position.into()]);
            let places = query.values.len();
            let _ = write!(query.sql, " AND (e.at, e.position) < (${}, ${places})", places - 1);
        }
        if let Some(is_wanted) = self.shape
            && let Some(codes) = part.codes.shapes.wanted(|shape| is_wanted(shape))?
        {
            if codes.is_empty() {
                return Ok(None);
            }
            let codes: Vec<String> = codes.iter().map(i32::to_string).collect();
            let _ = write!(query.sql, " AND e.shape IN ({})", codes.join(", "));
        }
        Ok(Some(query))
    }
}

impl Archive {
    /// What is found before a place (time and position), newest first, at most `limit`.
    pub async fn find(
        &self,
        wanted: &Wanted<'_>,
        before: Option<(i64, i64)>,
        limit: usize,
    ) -> Result<Vec<Archived>, ArchiveError> {
        let mut found = Vec::new();
        for (_, part) in self.parts(|month| wanted.has_time_in(month, before)).await? {
            let left = limit - found.len();
            if left == 0 {
                break;
            }
            if wanted.shape.is_some() {
                part.codes.shapes.load(&part.db).await?;
            }
            let order = format!("ORDER BY e.at DESC, e.position DESC LIMIT {left}");
            // A patron's entries lie together. Otherwise an index is walked, and then only what was found is read.
            let is_direct = wanted.patron.is_some();
            let keys = if is_direct { COLUMNS } else { "e.patron, e.at, e.position" };
            let Some(mut query) = wanted.in_part(&part, before, keys)? else { continue };
            let _ = write!(query.sql, " {order}");
            if !is_direct {
                query.sql = format!(
                    "SELECT {COLUMNS} FROM ({}) AS k JOIN {} AS e ON e.patron = k.patron AND e.at = k.at AND \
                     e.position = k.position {order}",
                    query.sql, part.table
                );
            }
            let statement = Statement::from_sql_and_values(part.db.get_database_backend(), query.sql, query.values);
            for row in &part.db.query_all_raw(statement).await? {
                found.push(row::read(&part, row).await?);
            }
        }
        Ok(found)
    }

    /// How many are found, at most `most`.
    pub async fn count(&self, wanted: &Wanted<'_>, most: i64) -> Result<i64, ArchiveError> {
        let mut count = 0;
        for (_, part) in self.parts(|month| wanted.has_time_in(month, None)).await? {
            if count >= most {
                break;
            }
            if wanted.shape.is_some() {
                part.codes.shapes.load(&part.db).await?;
            }
            let Some(query) = wanted.in_part(&part, None, "1")? else { continue };
            let sql = format!("SELECT COUNT(*) FROM ({} LIMIT {}) AS found", query.sql, most - count);
            let statement = Statement::from_sql_and_values(part.db.get_database_backend(), sql, query.values);
            let row = part.db.query_one_raw(statement).await?;
            count += row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?;
        }
        Ok(count)
    }
}
