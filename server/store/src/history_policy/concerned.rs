//! Whom a decision about loan histories would be for, and what of theirs is old by it.

use carrel_domain::{OrganizationId, Timestamp, loan_history::Cutoff};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use super::{Whose, answer, keeps};
use crate::{
    StoreError,
    anonymize::{Ends, History, StatisticFields},
    retention::statistics::{SmallGroups, would_be_small},
};

/// Whom a decision is for.
#[derive(Clone, Debug)]
pub struct Whom<'a> {
    /// In which organization.
    pub organization: OrganizationId,
    /// Whose policy it is; those with a nearer one of their own do not count.
    pub whose: &'a Whose,
    /// When the decision would take effect: what holds nearer then is not touched by it.
    pub at: Timestamp,
}

/// How many a decision is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Concerned {
    /// Patrons it is for.
    pub patrons: i64,
    /// Those of them who never answered whether their history may be kept longer.
    pub silent: i64,
    /// Those who have rows that are old by it.
    pub with_rows: i64,
    /// These rows.
    pub rows: i64,
    /// Those with such rows who agreed that their history is kept longer.
    pub keeping: i64,
    /// The rows of these.
    pub kept_rows: i64,
}

impl Whom<'_> {
    /// That a patron `p` is one of them; `$1` is the organization, `$2` whose it is.
    fn condition(&self) -> (String, Value) {
        // The newest decision counts; an empty one is “as the level above”.
        let nothing_nearer = |whose: &str| {
            format!(
                "COALESCE((SELECT o.policy FROM history_policy o WHERE {whose} AND o.revoked_at IS NULL \
                 AND o.takes_effect_at <= {} ORDER BY o.id DESC LIMIT 1), '') = ''",
                self.at.0
            )
        };
        let nearer_patron = nothing_nearer("o.patron_id = p.id");
        let (condition, value) = match self.whose {
            Whose::Organization => (
                format!(
                    "{nearer_patron} AND {} AND $2 = ''",
                    nothing_nearer(
                        "o.organization_id = p.organization_id AND o.level = 'category' \
                         AND o.patron_category = p.patron_category"
                    )
                ),
                "".into(),
            ),
            Whose::Category(code) => (format!("{nearer_patron} AND p.patron_category = $2"), code.clone().into()),
            Whose::Patron(patron) => (String::from("CAST(p.id AS TEXT) = $2"), patron.0.to_string().into()),
        };
        (format!("p.organization_id = $1 AND p.is_anonymous = 0 AND {condition}"), value)
    }

    /// Their rows `c` of a table that are old, from `FROM` on.
    fn rows(&self, history: History, cutoff: Cutoff) -> String {
        let old = match history.ends() {
            Ends::At(time) => format!("{time} < {}", cutoff.before.0),
            Ends::On(day) => format!("{day} < '{}'", cutoff.day),
        };
        let paid = history.unpaid().map(|unpaid| format!(" AND NOT {unpaid}")).unwrap_or_default();
        format!(
            "FROM {} c JOIN patron p ON p.id = c.patron_id WHERE {} AND {} AND {old}{paid}",
            history.table().name,
            self.condition().0,
            history.closed()
        )
    }

    fn values(&self) -> Vec<Value> {
        vec![self.organization.0.into(), self.condition().1]
    }
}

/// Counts whom a decision would be for, and what is old by it.
///
/// # Errors
/// Those of the database.
pub async fn concerned(
    db: &impl ConnectionTrait,
    whom: &Whom<'_>,
    cutoff: Option<Cutoff>,
) -> Result<Concerned, StoreError> {
    let backend = db.get_database_backend();
    let one = async |sql: String| -> Result<QueryResult, StoreError> {
        let found = db.query_one_raw(Statement::from_sql_and_values(backend, sql, whom.values())).await?;
        found.ok_or(StoreError::Unreadable { table: "patron", what: "count" })
    };
    let people = format!(
        "SELECT COUNT(*), COUNT(CASE WHEN {} IS NULL THEN 1 END) FROM patron p WHERE {}",
        answer(),
        whom.condition().0
    );
    let people = one(people).await?;
    let (patrons, silent) = (people.try_get_by_index(0)?, people.try_get_by_index(1)?);
    let Some(cutoff) = cutoff else { return Ok(Concerned { patrons, silent, ..Concerned::default() }) };
    let tables: Vec<String> = History::LOANS
        .into_iter()
        .map(|history| format!("SELECT p.id, COUNT(*) AS size {} GROUP BY p.id", whom.rows(history, cutoff)))
        .collect();
    // Of each person once, whatever tables their rows are in.
    let rows = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(f.size), 0) AS BIGINT), COUNT(CASE WHEN f.keeps = 1 THEN 1 END), \
         CAST(COALESCE(SUM(CASE WHEN f.keeps = 1 THEN f.size ELSE 0 END), 0) AS BIGINT) FROM (SELECT p.size, {} AS keeps \
         FROM (SELECT t.id, SUM(t.size) AS size FROM ({}) AS t GROUP BY t.id) AS p) AS f",
        keeps(),
        tables.join(" UNION ALL ")
    );
    let rows = one(rows).await?;
    Ok(Concerned {
        patrons,
        silent,
        with_rows: rows.try_get_by_index(0)?,
        rows: rows.try_get_by_index(1)?,
        keeping: rows.try_get_by_index(2)?,
        kept_rows: rows.try_get_by_index(3)?,
    })
}

/// Groups of the statistics that would be too small once these rows went.
///
/// # Errors
/// Those of the database.
pub async fn small_groups(
    db: &impl ConnectionTrait,
    whom: &Whom<'_>,
    cutoff: Cutoff,
    fields: &StatisticFields,
    k: i64,
) -> Result<SmallGroups, StoreError> {
    let mut all = SmallGroups::default();
    for history in History::LOANS {
        let found = whom.rows(history, cutoff);
        let small = would_be_small(db, (history, fields), &found, whom.values(), k).await?;
        all = SmallGroups { groups: all.groups + small.groups, lines: all.lines + small.lines };
    }
    Ok(all)
}
