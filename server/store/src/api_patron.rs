//! Patrons as programs ask for them: by the library system's number, with the requests that may permit it.

use std::collections::HashMap;

use carrel_domain::{OrganizationId, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult as _, Statement};

use crate::{
    StoreError,
    anonymize::IS_SOMEBODY,
    data_request::{Reason, reasons_sql},
    lists::rows_of_list,
    patron_search::{COLUMNS, PatronLine},
    rows::as_text,
};

/// Who is asked for, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// In which organization.
    pub organization: OrganizationId,
    /// The library system's number of the patron.
    pub number: i64,
    /// What the request's time line calls the reader.
    pub reader: String,
}

/// A patron with the requests that may permit reading, newest first.
pub type Found = (PatronLine, Vec<Reason>);

/// Finds patrons, wherever they are in their organizations: the scope of whoever asks is to be looked at. `told` says what
/// the requests' time lines call a reading, and since when it is lately.
pub async fn find(
    db: &impl ConnectionTrait,
    asked: &[Asked],
    (action, since): (&str, Timestamp),
) -> Result<HashMap<Asked, Found>, StoreError> {
    let backend = db.get_database_backend();
    let reasons = reasons_sql(["p.id", "p.organization_id"], ["$2", "(q.value ->> 2)", "$3"]);
    let reasons = as_text(backend, "id, public_id, kind, state, identity_checked_at, is_told", &reasons);
    let (columns, list) = (COLUMNS.replace(", ", ", p."), rows_of_list(backend, 1));
    let sql = format!(
        "SELECT p.{columns}, CAST((q.value ->> 3) AS BIGINT) AS place, ({reasons}) AS reasons \
         FROM {list} AS q CROSS JOIN patron AS p \
         WHERE p.organization_id = CAST((q.value ->> 0) AS BIGINT) AND p.source_id = (q.value ->> 1) AND p.{IS_SOMEBODY}"
    );
    let list: Vec<_> = asked
        .iter()
        .enumerate()
        .map(|(at, one)| (one.organization.0, one.number.to_string(), &one.reader, at))
        .collect();
    let unwritable = |_| StoreError::Unreadable { table: "patron", what: "numbers" };
    let list = serde_json::to_string(&list).map_err(unwritable)?;
    let values = [list.into(), action.into(), since.0.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in rows {
        let place: i64 = row.try_get("", "place")?;
        let reasons: Option<String> = row.try_get("", "reasons")?;
        let unreadable = |_| StoreError::Unreadable { table: "data_request", what: "reasons" };
        let reasons = reasons.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(&text)).map_err(unreadable)?;
        if let Some(asked) = usize::try_from(place).ok().and_then(|place| asked.get(place)) {
            found.insert(asked.clone(), (PatronLine::from_query_result(&row, "")?, reasons));
        }
    }
    Ok(found)
}
