//! Choosing the rows that go, and moving them. The choice is the written rule
//! ([`carrel_domain::loan_history::decide`]) in SQL; tests compare the two.

use carrel_domain::{
    OrganizationId, PatronId, PatronScope,
    loan_history::{Ended, HistoryRow},
    time::{Date, Timestamp},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, QueryResult, Statement};
use serde_json::{Value as Json, json};

use super::{
    Grain, Person,
    anonymous::ANONYMOUS,
    history::{Ends, History, Kept},
    in_list, list,
};
use crate::StoreError;

/// A row that goes, and what it named.
#[derive(Clone, Debug)]
pub(super) struct Gone {
    pub id: i64,
    pub patron: PatronId,
    pub source_id: String,
    pub title: Option<String>,
    pub author: Option<String>,
    pub barcode: Option<String>,
    pub item_number: Option<i64>,
    pub biblio_number: Option<i64>,
}

/// People as a table `w` of `p`, `t` and `d`: key, time and day.
pub(super) const fn people_table(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Sqlite => {
            "(SELECT value->>'$.p' AS p, value->>'$.t' AS t, value->>'$.d' AS d FROM json_each($1)) AS w"
        }
        _ => "json_to_recordset($1::json) AS w(p bigint, t bigint, d text)",
    }
}

/// People for [`people_table`].
pub(super) fn people_list(people: &[Person]) -> String {
    let people = people.iter().map(|person| {
        let cutoff = person.cutoff;
        json!({"p": person.patron.0, "t": cutoff.before.0, "d": cutoff.day.to_string()})
    });
    Json::Array(people.collect()).to_string()
}

/// SQL over `c` and `w`: the row is closed, old, and no fee for it is unpaid.
fn goes(history: History) -> String {
    let old = match history.ends() {
        Ends::At(time) => format!("{time} < w.t"),
        Ends::On(day) => format!("{day} < w.d"),
    };
    let paid = history.unpaid().map(|unpaid| format!(" AND NOT {unpaid}")).unwrap_or_default();
    format!("{} AND {old}{paid}", history.closed())
}

/// The first rows that go, by person. Locked where other transactions could change them meanwhile.
pub(super) async fn choose(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    history: History,
    people: &[Person],
    most: u32,
) -> Result<Vec<Gone>, StoreError> {
    let backend = transaction.get_database_backend();
    let sql = format!(
        "SELECT {columns} FROM {people} CROSS JOIN {table} c JOIN patron p ON p.id = c.patron_id \
         WHERE c.patron_id = w.p AND p.organization_id = {organization} AND p.is_anonymous = 0 AND {goes} \
         ORDER BY c.patron_id LIMIT {most}{lock}",
        columns = gone_columns(history),
        people = people_table(backend),
        table = history.table().name,
        organization = organization.0,
        goes = goes(history),
        lock = if backend == DbBackend::Sqlite { "" } else { " FOR UPDATE OF c" },
    );
    let statement = Statement::from_sql_and_values(backend, sql, [people_list(people).into()]);
    read_gone(&transaction.query_all_raw(statement).await?)
}

/// These rows, which somebody else chose.
pub(super) async fn these(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    history: History,
    ids: &[i64],
) -> Result<Vec<Gone>, StoreError> {
    let backend = transaction.get_database_backend();
    let sql = format!(
        "SELECT {columns} FROM {table} c JOIN patron p ON p.id = c.patron_id \
         WHERE c.id {in_list} AND p.organization_id = {organization} AND p.is_anonymous = 0 ORDER BY c.patron_id",
        columns = gone_columns(history),
        table = history.table().name,
        in_list = in_list(backend),
        organization = organization.0,
    );
    let statement = Statement::from_sql_and_values(backend, sql, [list(ids.iter().copied()).into()]);
    read_gone(&transaction.query_all_raw(statement).await?)
}

/// What [`read_gone`] reads.
fn gone_columns(history: History) -> String {
    let column = |name| match history.column(name) {
        "NULL" => String::from(if name.ends_with("_number") { "CAST(NULL AS BIGINT)" } else { "CAST(NULL AS TEXT)" }),
        name => format!("c.{name}"),
    };
    format!(
        "c.id, c.patron_id, c.source_id, {}, {}, {}, {}, {}",
        column("title"),
        column("author"),
        column("barcode"),
        column("item_number"),
        column("biblio_number")
    )
}

fn read_gone(rows: &[QueryResult]) -> Result<Vec<Gone>, StoreError> {
    rows.iter()
        .map(|row| {
            Ok(Gone {
                id: row.try_get_by_index(0)?,
                patron: PatronId(row.try_get_by_index(1)?),
                source_id: row.try_get_by_index(2)?,
                title: row.try_get_by_index(3)?,
                author: row.try_get_by_index(4)?,
                barcode: row.try_get_by_index(5)?,
                item_number: row.try_get_by_index(6)?,
                biblio_number: row.try_get_by_index(7)?,
            })
        })
        .collect()
}

/// Writes the rows anew under the anonymous patron of their person's library, in no order, and removes them from the person.
///
/// Keys go on from the last one where rows of a crowd go together; of a few people they are random, so that nobody finds
/// them by when they were written. No number of the source is kept.
pub(super) async fn move_to_anonymous(
    transaction: &DatabaseTransaction,
    history: History,
    ids: &[i64],
    grain: Grain,
    is_few: bool,
) -> Result<(), StoreError> {
    let backend = transaction.get_database_backend();
    let table = history.table().name;
    let mut names: Vec<&str> = vec!["patron_id", "source_id"];
    let numbering = format!("'~' || ((SELECT COALESCE(MAX(id), 0) FROM {table} WHERE id > 0) + ROW_NUMBER() OVER ())");
    let random_text = match backend {
        DbBackend::Sqlite => "lower(hex(randomblob(12)))",
        _ => "replace(CAST(gen_random_uuid() AS TEXT), '-', '')",
    };
    let mut values =
        vec![String::from("m.anonymous_id"), if is_few { format!("'~r' || {random_text}") } else { numbering }];
    if is_few {
        names.push("id");
        values.push(String::from(match backend {
            DbBackend::Sqlite => "-1 - ABS(RANDOM() / 1024)",
            _ => "-1 - CAST(FLOOR(RANDOM() * 9007199254740991) AS BIGINT)",
        }));
    }
    if history.table().has_state {
        names.push("is_open");
        values.push(String::from("0"));
    }
    for (name, kept) in history.kept() {
        names.push(name);
        values.push(match (kept, grain) {
            (Kept::Whole, _) | (Kept::Time, Grain::Exact) => format!("m.{name}"),
            (Kept::Time, grain) => format!("m.{name} - m.{name} % {}", grain.seconds()),
        });
    }
    names.push("digest");
    values.push(String::from("0"));
    let sql = format!(
        "INSERT INTO {table} ({names}) SELECT {values} FROM (SELECT c.*, a.id AS anonymous_id FROM {table} c \
         JOIN patron p ON p.id = c.patron_id JOIN patron a ON a.organization_id = p.organization_id \
         AND a.source_id = '{ANONYMOUS}' || COALESCE(p.library, '') WHERE c.id {in_list} ORDER BY RANDOM()) AS m",
        names = names.join(", "),
        values = values.join(", "),
        in_list = in_list(backend),
    );
    let ids = list(ids.iter().copied());
    let moved = transaction.execute_raw(Statement::from_sql_and_values(backend, sql, [ids.as_str().into()])).await?;
    let sql = format!("DELETE FROM {table} WHERE id {}", in_list(backend));
    let removed = transaction.execute_raw(Statement::from_sql_and_values(backend, sql, [ids.into()])).await?;
    // Counts and money stay whole, or nothing is done.
    if moved.rows_affected() != removed.rows_affected() {
        return Err(StoreError::Unreadable { table, what: "rows to move" });
    }
    Ok(())
}

/// What the written rule looks at in a row, and what people see of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFacts {
    /// The row's key.
    pub id: i64,
    /// Its table.
    pub history: History,
    /// What the rule looks at.
    pub row: HistoryRow,
    /// Its title.
    pub title: Option<String>,
}

/// Every row of the patron in scope, open or not, for the rule to decide: a preview.
///
/// # Errors
/// Those of the database.
pub async fn list_closed(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    history: History,
) -> Result<Vec<RowFacts>, StoreError> {
    let backend = db.get_database_backend();
    let ended = match history.ends() {
        Ends::At(time) => format!("CAST({time} AS TEXT)"),
        Ends::On(day) => day.to_owned(),
    };
    let flag = |condition: &str| format!("CAST(CASE WHEN {condition} THEN 1 ELSE 0 END AS BIGINT)");
    let sql = format!(
        "SELECT c.id, {open}, {ended}, {unpaid}, {title} FROM {table} c WHERE c.patron_id = $1 ORDER BY c.id",
        open = flag(&format!("NOT ({})", history.closed())),
        unpaid = history.unpaid().map_or_else(|| String::from("CAST(0 AS BIGINT)"), flag),
        title = if history.column("title") == "NULL" { "CAST(NULL AS TEXT)" } else { "c.title" },
        table = history.table().name,
    );
    let statement = Statement::from_sql_and_values(backend, sql, [scope.patron().0.into()]);
    let rows = db.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            let (open, ended, unpaid): (i64, String, i64) =
                (row.try_get_by_index(1)?, row.try_get_by_index(2)?, row.try_get_by_index(3)?);
            let row_of_rule =
                HistoryRow { is_open: open != 0, ended: read_end(history, &ended), has_unpaid_fee: unpaid != 0 };
            Ok(RowFacts { id: row.try_get_by_index(0)?, history, row: row_of_rule, title: row.try_get_by_index(4)? })
        })
        .collect()
}

fn read_end(history: History, text: &str) -> Ended {
    match history.ends() {
        Ends::At(_) => {
            text.parse().ok().filter(|time| *time != 0).map_or(Ended::Unknown, |time| Ended::At(Timestamp(time)))
        }
        Ends::On(_) => text.get(..10).and_then(|day| Date::parse(day).ok()).map_or(Ended::Unknown, Ended::On),
    }
}

/// How many rows of these people would go.
///
/// # Errors
/// Those of the database.
pub async fn count_old(
    db: &impl ConnectionTrait,
    history: History,
    people: &[Person],
) -> Result<Vec<(PatronId, i64)>, StoreError> {
    let backend = db.get_database_backend();
    let sql = format!(
        "SELECT c.patron_id, COUNT(*) FROM {} CROSS JOIN {} c WHERE c.patron_id = w.p AND {} GROUP BY c.patron_id",
        people_table(backend),
        history.table().name,
        goes(history)
    );
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, [people_list(people).into()])).await?;
    rows.iter().map(|row| Ok((PatronId(row.try_get_by_index(0)?), row.try_get_by_index(1)?))).collect()
}
