//! What a rule would do today: how many, since when, what is kept and why, and some of it.

use carrel_domain::{Date, retention::Stop};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, QueryResult, Statement};

use super::{
    batch::history,
    source::{Question, Selection, day_of},
    statistics::{SmallGroups, would_be_small},
};
use crate::{StoreError, anonymize::StatisticFields};

/// How many things one answer is true for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tallied {
    /// What keeps them; nothing, if `None`: the rule would act.
    pub stop: Option<Stop>,
    /// How many.
    pub count: i64,
    /// When the period of the oldest began.
    pub oldest: Option<Date>,
}

/// Something the rule would act on, and whose it is.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Sample {
    /// Opaque id of the patron.
    pub patron: String,
    /// Card number.
    pub cardnumber: Option<String>,
    /// First name.
    pub firstname: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// When its period began, as a day.
    pub since: String,
}

/// Counts what the rule would do today, and what is kept by which reason: one walk over what is over by its period, and what
/// has none because no date of it is known.
pub async fn tally(db: &impl ConnectionTrait, question: &Question<'_>) -> Result<Vec<Tallied>, StoreError> {
    let Some(selection) = question.selection() else { return Ok(Vec::new()) };
    let backend = db.get_database_backend();
    let whens: Vec<String> =
        selection.stops.iter().enumerate().map(|(at, (_, sql))| format!("WHEN {sql} THEN {at}")).collect();
    let reasons: Vec<Option<Stop>> =
        std::iter::once(None).chain(selection.stops.iter().map(|(stop, _)| Some(*stop))).collect();
    // Each reason has columns of its own: by `GROUP BY`, SQLite would sort all that is found.
    let counts: Vec<String> = (-1..)
        .zip(&reasons)
        .map(|(at, _)| format!("COUNT(*) FILTER (WHERE reason = {at}), MIN(event) FILTER (WHERE reason = {at})"))
        .collect();
    // The engine's words have a date for what has none.
    let event = format!("CASE WHEN {} THEN {} END", selection.source.event.is_known(), selection.source.event.sql());
    let sql = format!(
        "SELECT {} FROM (SELECT CASE {} ELSE -1 END AS reason, {} AS event FROM {} WHERE {} AND {} {once}) AS found",
        counts.join(", "),
        whens.join(" "),
        event,
        selection.walk_of_all(backend),
        selection.joined(),
        selection.with_undated,
        // Without it the reason would be worked out for each column.
        once = if backend == DbBackend::Sqlite { "LIMIT -1" } else { "OFFSET 0" },
    );
    let statement = Statement::from_sql_and_values(backend, sql, selection.values.clone());
    let unreadable = StoreError::Unreadable { table: "patron", what: "count of what is over" };
    let row = db.query_one_raw(statement).await?.ok_or(unreadable)?;
    let all = reasons.into_iter().enumerate().map(|(at, stop)| read(&row, at, stop, &selection, question));
    all.filter(|tallied| !tallied.as_ref().is_ok_and(|tallied| tallied.count == 0)).collect()
}

/// The two columns of a reason.
fn read(
    row: &QueryResult,
    at: usize,
    stop: Option<Stop>,
    selection: &Selection,
    question: &Question<'_>,
) -> Result<Tallied, StoreError> {
    let oldest = if selection.source.event.is_date() {
        let day: Option<String> = row.try_get_by_index(2 * at + 1)?;
        day.and_then(|day| Date::parse(&day).ok())
    } else {
        let time: Option<i64> = row.try_get_by_index(2 * at + 1)?;
        time.and_then(|time| day_of(time, question.zone))
    };
    Ok(Tallied { stop, count: row.try_get_by_index(2 * at)?, oldest })
}

/// How many things the rule would act on today, and nothing else: what a preview is measured against.
pub async fn count(db: &impl ConnectionTrait, question: &Question<'_>) -> Result<i64, StoreError> {
    let Some(selection) = question.selection() else { return Ok(0) };
    let sql = format!(
        "SELECT COUNT(*) FROM {} WHERE {} AND {} {}",
        selection.from(),
        selection.joined(),
        selection.conditions,
        selection.unstopped()
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, selection.values);
    match db.query_one_raw(statement).await? {
        Some(row) => Ok(row.try_get_by_index(0)?),
        None => Ok(0),
    }
}

/// Groups of the statistics that would be too small after the rule acted today; none for what leaves no statistics.
pub async fn small_groups(
    db: &impl ConnectionTrait,
    question: &Question<'_>,
    fields: &StatisticFields,
    k: i64,
) -> Result<SmallGroups, StoreError> {
    let (Some(history), Some(selection)) = (history(question.rule.subject()), question.selection()) else {
        return Ok(SmallGroups::default());
    };
    // The engine's words are about `c`, where a selection says `t`.
    let found = format!(
        "FROM (SELECT t.*, p.id AS of_patron FROM {} WHERE {} AND {} {}) AS c JOIN patron p ON p.id = c.of_patron",
        selection.from(),
        selection.joined(),
        selection.conditions,
        selection.unstopped()
    );
    would_be_small(db, (history, fields), &found, selection.values, k).await
}

/// Some of what the rule would act on: of people, those who have been away longest; of everything else, that of the first
/// patrons.
pub async fn sample(db: &impl ConnectionTrait, question: &Question<'_>, limit: u32) -> Result<Vec<Sample>, StoreError> {
    let Some(selection) = question.selection() else { return Ok(Vec::new()) };
    let event = selection.source.event.sql();
    let sql = format!(
        "SELECT p.public_id AS patron, p.cardnumber, p.firstname, p.surname, CAST({event} AS TEXT) AS since FROM {} \
         WHERE {} AND {} {} ORDER BY {} LIMIT {limit}",
        selection.from(),
        selection.joined(),
        selection.conditions,
        selection.unstopped(),
        selection.order()
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, selection.values.clone());
    let mut found = Sample::find_by_statement(statement).all(db).await?;
    if !selection.source.event.is_date() {
        for sample in &mut found {
            let day = sample.since.parse().ok().and_then(|at| day_of(at, question.zone));
            sample.since = day.map(|day| day.to_string()).unwrap_or_default();
        }
    }
    Ok(found)
}
