//! Choosing the rows that go, and moving them. The choice is the written rule
//! ([`carrel_domain::loan_history::decide`]) in SQL; tests compare the two.

use carrel_domain::{
    OrganizationId, PatronId, PatronScope,
    loan_history::{Ended, HistoryRow},
    time::{Date, Timestamp},
};
use rand::seq::SliceRandom as _;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{
    Grain, Person,
    anonymous::Anonymous,
    history::{Ends, History, Kept},
    in_list, list,
    together::{execute_all, json_array, read_lines},
};
use crate::StoreError;

/// A row that goes, and what it named.
#[derive(Clone, Debug, Deserialize)]
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

/// The first rows that go, by person; if it is said so, none without a date. Locked where other transactions could change them meanwhile.
pub(super) async fn choose(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    history: History,
    people: &[Person],
    (most, is_dated): (u32, bool),
) -> Result<Vec<Gone>, StoreError> {
    let backend = transaction.get_database_backend();
    let sql = format!(
        "SELECT {line} AS line FROM {people} CROSS JOIN patron p CROSS JOIN {table} c \
         WHERE p.id = w.p AND c.patron_id = w.p AND p.organization_id = {organization} AND p.is_anonymous = 0 AND {goes} \
         AND {dated} {order} LIMIT {most}{lock}",
        line = gone_line(backend, history),
        // SQLite goes through the people as they stand in the list, and ends at the limit; told to sort, it would look at all
        // rows of all of them each time.
        order = if backend == DbBackend::Sqlite { "" } else { "ORDER BY c.patron_id" },
        people = people_table(backend),
        table = history.table().name,
        organization = organization.0,
        goes = goes(history),
        dated = if is_dated { history.is_dated() } else { "1 = 1" },
        lock = if backend == DbBackend::Sqlite { "" } else { " FOR UPDATE OF c" },
    );
    let mut people = people.to_vec();
    people.sort_by_key(|person| person.patron);
    let rows = read_lines(transaction, history.table().name, &sql, people_list(&people)).await?;
    Ok(by_person(rows))
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
        "SELECT {line} AS line FROM {table} c JOIN patron p ON p.id = c.patron_id \
         WHERE c.id {in_list} AND p.organization_id = {organization} AND p.is_anonymous = 0",
        line = gone_line(backend, history),
        table = history.table().name,
        in_list = in_list(backend),
        organization = organization.0,
    );
    let rows = read_lines(transaction, history.table().name, &sql, list(ids.iter().copied())).await?;
    Ok(by_person(rows))
}

/// The row `c` as a [`Gone`].
pub(super) fn gone_line(backend: DbBackend, history: History) -> String {
    let columns = ["id", "patron_id", "source_id"].map(|name| format!("c.{name}")).into_iter();
    let named = ["title", "author", "barcode", "item_number", "biblio_number"].map(|name| match history.column(name) {
        "NULL" => String::from("NULL"),
        name => format!("c.{name}"),
    });
    json_array(backend, &columns.chain(named).collect::<Vec<_>>())
}

fn by_person(mut rows: Vec<Gone>) -> Vec<Gone> {
    rows.sort_by_key(|row| row.patron);
    rows
}

/// Gives the rows to the anonymous patrons of their people's libraries, in no order. No number of the source is kept.
///
/// Where rows of a crowd go together, what they say is shuffled among their keys: whoever knows which key was once whose
/// learns that this row is of somebody in the crowd. Rows of a few people are written anew under random keys, so that nobody
/// finds them beside each other or by when they were written.
pub(super) async fn move_to_anonymous(
    transaction: &DatabaseTransaction,
    history: History,
    gone: &[Gone],
    anonymous: &Anonymous,
    grain: Grain,
    is_few: bool,
) -> Result<(), StoreError> {
    let table = history.table().name;
    let unreadable = || StoreError::Unreadable { table, what: "rows to move" };
    let mut keys: Vec<i64> = gone.iter().map(|row| row.id).collect();
    keys.shuffle(&mut rand::rng());
    let mut moves = Vec::with_capacity(gone.len());
    for (row, key) in gone.iter().zip(keys) {
        moves.push((key, row.id, anonymous.of(row.patron).ok_or_else(unreadable)?));
    }
    let moves = serde_json::to_string(&moves).map_err(|_| unreadable())?;
    let backend = transaction.get_database_backend();
    let statements = if is_few {
        let remove = format!("DELETE FROM {table} WHERE id IN (SELECT w.s FROM {})", moves_table(backend));
        vec![write_anew(backend, history, grain), remove]
    } else {
        vec![shuffle(backend, history, grain)]
    };
    // Counts and money stay whole, or nothing is done: no statement changes more rows than there are.
    let all = (gone.len() * statements.len()) as u64;
    if execute_all(transaction, &statements, &moves).await? == all { Ok(()) } else { Err(unreadable()) }
}

/// What [`move_to_anonymous`] moves as a table `w` of `t`, `s` and `a`: the key it goes to, the row it comes from, and the
/// anonymous patron.
const fn moves_table(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Sqlite => "(SELECT value->>0 AS t, value->>1 AS s, value->>2 AS a FROM json_each($1)) AS w",
        _ => {
            "(SELECT CAST(value->>0 AS bigint) AS t, CAST(value->>1 AS bigint) AS s, CAST(value->>2 AS bigint) AS a \
             FROM json_array_elements($1::json)) AS w"
        }
    }
}

/// Rows `c` to move, with where they go.
fn rows_to_move(backend: DbBackend, history: History) -> String {
    format!("{} CROSS JOIN {} c WHERE c.id = w.s", moves_table(backend), history.table().name)
}

/// SQL for a column that is kept, over `c`.
fn kept_value(name: &str, kept: Kept, grain: Grain) -> String {
    match (kept, grain) {
        (Kept::Whole, _) | (Kept::Time, Grain::Exact) => format!("c.{name}"),
        (Kept::Time, grain) => format!("c.{name} - c.{name} % {}", grain.seconds()),
    }
}

/// All rows are read before one is written: each takes what another says.
fn shuffle(backend: DbBackend, history: History, grain: Grain) -> String {
    let table = history.table();
    let mut taken = vec![String::from("w.t"), String::from("w.a")];
    let mut sets = vec![String::from("patron_id = m.a, source_id = '~k' || m.t, other = NULL, digest = 0")];
    if table.has_state {
        sets.push(String::from("is_open = 0"));
    }
    for column in table.columns {
        let name = column.name;
        match history.kept().iter().find(|(kept, _)| *kept == name) {
            Some((_, kept)) => {
                taken.push(format!("{} AS {name}", kept_value(name, *kept, grain)));
                sets.push(format!("{name} = m.{name}"));
            }
            None => sets.push(format!("{name} = NULL")),
        }
    }
    format!(
        "UPDATE {name} SET {sets} FROM (SELECT {taken} FROM {rows}) AS m WHERE {name}.id = m.t",
        name = table.name,
        sets = sets.join(", "),
        taken = taken.join(", "),
        rows = rows_to_move(backend, history),
    )
}

fn write_anew(backend: DbBackend, history: History, grain: Grain) -> String {
    let [random_text, random_key] = match backend {
        DbBackend::Sqlite => ["lower(hex(randomblob(12)))", "-1 - ABS(RANDOM() / 1024)"],
        _ => [
            "replace(CAST(gen_random_uuid() AS TEXT), '-', '')",
            "-1 - CAST(FLOOR(RANDOM() * 9007199254740991) AS BIGINT)",
        ],
    };
    let mut names = vec!["patron_id", "source_id", "id", "digest"];
    let mut values =
        vec![String::from("w.a"), format!("'~r' || {random_text}"), String::from(random_key), String::from("0")];
    if history.table().has_state {
        names.push("is_open");
        values.push(String::from("0"));
    }
    for (name, kept) in history.kept() {
        names.push(name);
        values.push(kept_value(name, *kept, grain));
    }
    format!(
        "INSERT INTO {table} ({names}) SELECT {values} FROM {rows}",
        table = history.table().name,
        names = names.join(", "),
        values = values.join(", "),
        rows = rows_to_move(backend, history),
    )
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
