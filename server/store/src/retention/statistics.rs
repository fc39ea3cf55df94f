//! Statistics that name nobody, as the anonymizing engine writes them.

use carrel_domain::OrganizationId;
use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Statement, Value};

use crate::{
    Store, StoreError,
    anonymize::{History, StatisticFields, TAG_LENGTH, group_of_line, group_of_row},
};

/// One line of statistics.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Line {
    /// Key.
    pub id: i64,
    /// Table of the row it was made of.
    pub kind: String,
    /// Library of the loan.
    pub library: Option<String>,
    /// Home library.
    pub patron_library: Option<String>,
    /// Patron category.
    pub patron_category: Option<String>,
    /// Age in tens of years.
    pub age_band: Option<String>,
    /// Beginning of the postcode.
    pub postcode_area: Option<String>,
    /// Item type.
    pub item_type: Option<String>,
    /// How exact its times are; lines from before that could be chosen have the day.
    pub times: Option<String>,
    /// When it began: seconds of the library's local time, to the beginning of its day, month or year.
    pub began_at: Option<i64>,
    /// When it ended, the same.
    pub ended_at: Option<i64>,
    /// Renewals.
    pub renewals: Option<i64>,
    /// Amount in minor units.
    pub amount: Option<i64>,
}

/// What may tell somebody apart from others, together: what [`group_of_line`] is made of.
const GROUP: &str = "kind, library, patron_library, patron_category, age_band, postcode_area, item_type";

/// How many lines there are.
pub async fn count(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM statistic WHERE organization_id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [organization.0.into()]);
    db.query_one_raw(statement).await?.map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
}

/// Groups that are too small to be sure that nobody is recognized in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SmallGroups {
    /// How many.
    pub groups: i64,
    /// Lines in them.
    pub lines: i64,
}

impl SmallGroups {
    pub(crate) fn read(row: Option<&QueryResult>) -> Result<Self, StoreError> {
        let Some(row) = row else { return Ok(Self::default()) };
        Ok(Self { groups: row.try_get_by_index(0)?, lines: row.try_get_by_index(1)? })
    }
}

/// Groups of which it is not known that they have `k` people. Many lines of one person are no crowd: people count, and
/// lines from before they were counted are of one.
pub async fn small_groups(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    k: i64,
) -> Result<SmallGroups, StoreError> {
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(g.size), 0) AS BIGINT) FROM (SELECT {} AS name, COUNT(*) AS size \
         FROM statistic l WHERE l.organization_id = $1 GROUP BY 1) AS g \
         LEFT JOIN statistic_group s ON s.organization_id = $1 AND s.name = g.name WHERE COALESCE(s.people, 1) < $2",
        group_of_line()
    );
    let values: [Value; 2] = [organization.0.into(), k.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    SmallGroups::read(db.query_one_raw(statement).await?.as_ref())
}

/// Groups that would have fewer than `k` people if these rows `c` of patrons `p` became lines, those that are there counted
/// in. `found` is SQL from `FROM` on, and `values` are its values; the first one is the organization.
pub(crate) async fn would_be_small(
    db: &impl ConnectionTrait,
    (history, fields): (History, &StatisticFields),
    found: &str,
    mut values: Vec<Value>,
    k: i64,
) -> Result<SmallGroups, StoreError> {
    let backend = db.get_database_backend();
    values.push(k.into());
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(g.size), 0) AS BIGINT) FROM (SELECT {} AS name, COUNT(*) AS size, \
         COUNT(DISTINCT p.id) AS people {found} GROUP BY 1) AS g \
         LEFT JOIN statistic_group s ON s.organization_id = $1 AND s.name = g.name \
         WHERE g.people < ${k} AND COALESCE(s.people, 0) < ${k}",
        group_of_row(backend, history, fields),
        k = values.len()
    );
    SmallGroups::read(db.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?.as_ref())
}

/// Groups that are noted in one transaction.
const NOTED: usize = 500;
/// Lines that are untied in one transaction.
const UNTIED: u32 = 2_000;

/// A run is over: notes of how many people it has lines in each group, and unties the lines. From then on nothing tells
/// which of them are of the same person. A number of people only grows: of several runs the one with most counts, for
/// somebody may have lines of each.
pub async fn untie(store: &Store, organization: OrganizationId) -> Result<(), StoreError> {
    let backend = store.backend();
    let sql = format!(
        "SELECT name, MAX(people) FROM (SELECT {} AS name, COUNT(DISTINCT l.person) AS people FROM statistic l \
         WHERE l.organization_id = $1 AND l.person IS NOT NULL GROUP BY 1, SUBSTR(l.person, 1, {TAG_LENGTH})) AS g \
         GROUP BY name",
        group_of_line()
    );
    let counted = Statement::from_sql_and_values(backend, sql, [organization.0.into()]);
    const NOTE: &str = "INSERT INTO statistic_group (organization_id, name, people) VALUES ($1, $2, $3) \
                        ON CONFLICT (organization_id, name) DO UPDATE SET people = excluded.people \
                        WHERE statistic_group.people < excluded.people";
    for rows in store.reader().query_all_raw(counted).await?.chunks(NOTED) {
        let transaction = store.begin().await?;
        for row in rows {
            let (name, people): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let values: [Value; 3] = [organization.0.into(), name.into(), people.into()];
            transaction.execute_raw(Statement::from_sql_and_values(backend, NOTE, values)).await?;
        }
        transaction.commit().await?;
    }
    let untie = format!(
        "UPDATE statistic SET person = NULL WHERE id IN (SELECT id FROM statistic WHERE organization_id = $1 \
         AND person IS NOT NULL ORDER BY id LIMIT {UNTIED})"
    );
    loop {
        let statement = Statement::from_sql_and_values(backend, untie.as_str(), [organization.0.into()]);
        if store.writer().execute_raw(statement).await?.rows_affected() < u64::from(UNTIED) {
            return Ok(());
        }
    }
}

/// Lines after one, in the order of their keys.
pub async fn page(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    after: i64,
    limit: u32,
) -> Result<Vec<Line>, StoreError> {
    let sql = format!(
        "SELECT id, {GROUP}, times, began_at, ended_at, renewals, amount FROM statistic \
         WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT {limit}"
    );
    let values: [Value; 2] = [organization.0.into(), after.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(Line::find_by_statement(statement).all(db).await?)
}
