//! The records of several patrons and the first rows of their sections, as [`crate::koha_rows`] has them, in one trip to the
//! database.

use std::collections::HashMap;

use carrel_domain::{OrganizationId, PatronId, PatronScope, Section};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::{
    StoreError, contact,
    koha_row::KohaRows,
    koha_rows::rows_as_text,
    lists::rows_of_list,
    patron::{PatronRecord, Stored},
};

/// What was found of a patron, as the database wrote it: whoever asked reads it.
#[derive(Debug)]
pub struct First {
    stored: Stored,
    corrections: Option<String>,
    lists: Vec<KohaRows>,
}

impl First {
    /// The patron's record.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`]
    pub fn record(&self) -> Result<PatronRecord, StoreError> {
        self.stored.record(contact::read(self.corrections.as_deref())?)
    }

    /// The rows of each section, in the order in which they were asked for.
    pub fn sections(&self) -> impl Iterator<Item = &KohaRows> {
        self.lists.iter()
    }
}

/// The records of patrons, and at most `limit` rows of each of these sections.
pub async fn first(
    db: &impl ConnectionTrait,
    patrons: &[PatronScope],
    sections: &[&'static Section],
    limit: u32,
) -> Result<HashMap<PatronScope, First>, StoreError> {
    let backend = db.get_database_backend();
    let lists = sections.iter().enumerate().map(|(at, section)| {
        let rows = rows_as_text(backend, section, "p.id", None, limit);
        format!(", {rows} AS list{at}")
    });
    let sql = format!(
        "SELECT p.id, p.organization_id, p.record, p.other, p.library, p.confirmed_email, {} AS corrections{} \
         FROM {} AS q CROSS JOIN patron AS p \
         WHERE p.id = CAST((q.value ->> 0) AS BIGINT) AND p.organization_id = CAST((q.value ->> 1) AS BIGINT)",
        contact::as_text_of(backend, "p.id"),
        lists.collect::<String>(),
        rows_of_list(backend, 1)
    );
    let wanted: Vec<_> = patrons.iter().map(|scope| (scope.patron().0, scope.organization().0)).collect();
    let unwritable = |_| StoreError::Unreadable { table: "patron", what: "keys" };
    let values = [serde_json::to_string(&wanted).map_err(unwritable)?.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in rows {
        let (id, organization) = (PatronId(row.try_get_by_index(0)?), OrganizationId(row.try_get_by_index(1)?));
        let text = |at: usize| row.try_get_by_index(7 + at);
        let lists = sections.iter().enumerate().map(|(at, section)| Ok(KohaRows::new(section, text(at)?)));
        let first = First {
            stored: Stored::from_query_result(&row, "")?,
            corrections: row.try_get_by_index(6)?,
            lists: lists.collect::<Result<_, StoreError>>()?,
        };
        let scope = patrons.iter().find(|scope| scope.patron() == id && scope.organization() == organization);
        found.extend(scope.map(|scope| (*scope, first)));
    }
    Ok(found)
}
