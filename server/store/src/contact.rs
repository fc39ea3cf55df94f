//! Contact data that patrons corrected: a correction holds until the library system says something else than it did then.

use carrel_domain::{PatronScope, StaffScope, Timestamp, contact::ContactField};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, QueryResult, Statement};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::{StoreError, reading::as_text, rows, scoped::within};

/// A correction.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, FromQueryResult)]
pub struct Correction {
    /// The source's name of the field.
    pub field: String,
    /// What it is now; empty for none.
    pub value: String,
    /// What the library system said when it was corrected.
    pub source_value: String,
    /// When.
    pub chosen_at: i64,
}

/// The corrections of a patron, whether they hold or not.
pub async fn list(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Vec<Correction>, StoreError> {
    const SQL: &str = "SELECT field, value, source_value, chosen_at FROM contact_choice WHERE patron_id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [scope.patron().0.into()]);
    Ok(Correction::find_by_statement(statement).all(db).await?)
}

/// SQL for the corrections of a patron as one JSON text, for [`read`].
pub(crate) fn as_text_of(backend: DbBackend, patron: &str) -> String {
    const COLUMNS: &str = "field, value, source_value, chosen_at";
    let query = format!("SELECT {COLUMNS} FROM contact_choice WHERE patron_id = {patron}");
    format!("({})", rows::as_text(backend, COLUMNS, &query))
}

/// Reads what [`as_text_of`] answered.
pub(crate) fn read(text: Option<&str>) -> Result<Vec<Correction>, StoreError> {
    let unreadable = |_| StoreError::Unreadable { table: "contact_choice", what: "corrections" };
    text.map_or_else(|| Ok(Vec::new()), serde_json::from_str).map_err(unreadable)
}

/// Puts the corrections that hold into a record, and answers them.
pub(crate) fn correct(record: &mut Map<String, Json>, corrections: Vec<Correction>) -> Vec<Correction> {
    let holding: Vec<Correction> =
        corrections.into_iter().filter(|one| said(record, &one.field) == one.source_value).collect();
    for one in &holding {
        let value = if one.value.is_empty() { Json::Null } else { Json::String(one.value.clone()) };
        record.insert(one.field.clone(), value);
    }
    holding
}

/// What a record says of a field, as text.
pub(crate) fn said(record: &Map<String, Json>, field: &str) -> String {
    match record.get(field) {
        None | Some(Json::Null) => String::new(),
        Some(json) => as_text(json),
    }
}

/// Sets a field. `source_value` is what the library system says of it now.
pub async fn set(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    field: ContactField,
    value: &str,
    source_value: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO contact_choice (patron_id, field, value, source_value, chosen_at) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (patron_id, field) DO UPDATE \
                       SET value = excluded.value, source_value = excluded.source_value, chosen_at = excluded.chosen_at";
    let values = [scope.patron().0.into(), field.name().into(), value.into(), source_value.into(), now.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// A patron with corrections that the library system does not have yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Opaque id.
    pub public_id: String,
    /// First name and surname.
    pub name: String,
    /// Card number.
    pub cardnumber: String,
    /// What is corrected.
    pub corrections: Vec<Correction>,
}

#[derive(FromQueryResult)]
struct PendingRow {
    public_id: String,
    firstname: Option<String>,
    surname: Option<String>,
    cardnumber: Option<String>,
    record: String,
    field: String,
    value: String,
    source_value: String,
    chosen_at: i64,
}

/// Patrons in scope with corrections that hold, the newest first; among the newest 200 corrections.
pub async fn pending(db: &impl ConnectionTrait, staff: &StaffScope) -> Result<Vec<Pending>, StoreError> {
    let mut values = vec![staff.organization().0.into()];
    let within = within(staff, "p.library", &mut values);
    let sql = format!(
        "SELECT p.public_id, p.firstname, p.surname, p.cardnumber, p.record, c.field, c.value, c.source_value, \
                c.chosen_at FROM contact_choice c JOIN patron p ON p.id = c.patron_id \
         WHERE p.organization_id = $1{within} ORDER BY c.chosen_at DESC, c.id DESC LIMIT 200"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut pending: Vec<Pending> = Vec::new();
    for row in PendingRow::find_by_statement(statement).all(db).await? {
        let record: Map<String, Json> = serde_json::from_str(&row.record)
            .map_err(|_| StoreError::Unreadable { table: "patron", what: "record" })?;
        if said(&record, &row.field) != row.source_value {
            continue;
        }
        let correction =
            Correction { field: row.field, value: row.value, source_value: row.source_value, chosen_at: row.chosen_at };
        match pending.iter_mut().find(|one| one.public_id == row.public_id) {
            Some(one) => one.corrections.push(correction),
            None => {
                let names = [row.firstname, row.surname].into_iter().flatten();
                pending.push(Pending {
                    public_id: row.public_id,
                    name: names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" "),
                    cardnumber: row.cardnumber.unwrap_or_default(),
                    corrections: vec![correction],
                });
            }
        }
    }
    Ok(pending)
}

/// A change of contact data, as the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The source's name of the field.
    pub field: String,
    /// What it said before; empty for nothing.
    pub old: String,
    /// What it said then.
    pub new: String,
}

/// What a patron changed of their contact data and mail address since then, first things first.
pub async fn changes_since(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    since: Timestamp,
) -> Result<Vec<Change>, StoreError> {
    const SQL: &str = "SELECT object, COALESCE(old_value, ''), COALESCE(new_value, '') FROM audit_entry \
                       WHERE patron_id = $1 AND organization_id = $2 AND at >= $3 AND outcome = 'done' \
                       AND action IN ('contact-corrected', 'email-confirmed') AND object LIKE 'field:%' ORDER BY id";
    let values = [scope.patron().0.into(), scope.organization().0.into(), since.0.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    let change = |row: &QueryResult| -> Result<Change, StoreError> {
        let object: String = row.try_get_by_index(0)?;
        let field = object.trim_start_matches("field:").to_owned();
        Ok(Change { field, old: row.try_get_by_index(1)?, new: row.try_get_by_index(2)? })
    };
    rows.iter().map(change).collect()
}
