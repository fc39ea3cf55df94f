//! Statistics that name nobody, as the anonymizing engine writes them.

use carrel_domain::OrganizationId;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::StoreError;

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
    /// When it began, to the day.
    pub began_at: Option<i64>,
    /// When it ended, to the day.
    pub ended_at: Option<i64>,
    /// Renewals.
    pub renewals: Option<i64>,
    /// Amount in minor units.
    pub amount: Option<i64>,
}

/// What may tell somebody apart from others, together.
const GROUP: &str = "kind, library, patron_library, patron_category, age_band, postcode_area, item_type";

/// How many lines there are.
pub async fn count(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM statistic WHERE organization_id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [organization.0.into()]);
    db.query_one_raw(statement).await?.map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
}

/// How many groups have fewer lines than `k`, and how many lines those have.
pub async fn small_groups(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    k: i64,
) -> Result<(i64, i64), StoreError> {
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM (SELECT COUNT(*) AS size FROM statistic \
         WHERE organization_id = $1 GROUP BY {GROUP} HAVING COUNT(*) < $2) AS small"
    );
    let values: [Value; 2] = [organization.0.into(), k.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    match db.query_one_raw(statement).await? {
        Some(row) => Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)),
        None => Ok((0, 0)),
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
        "SELECT id, {GROUP}, began_at, ended_at, renewals, amount FROM statistic \
         WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT {limit}"
    );
    let values: [Value; 2] = [organization.0.into(), after.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(Line::find_by_statement(statement).all(db).await?)
}
