//! Which texts are notes, and reading them: of many patrons for the scan, or a single one to show it.

use std::collections::HashMap;

use carrel_domain::sections::{CONTACT, IDENTITY};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use serde_json::{Map, Value as Json};

use crate::StoreError;

/// Columns of rows that hold what people wrote, by table. Notices, titles and what fees are for are left out: the library
/// system writes those.
pub(crate) const NOTE_COLUMNS: [(&str, &str); 8] = [
    ("patron_message", "message"),
    ("debarment", "comment"),
    ("account_line", "note"),
    ("checkout", "note"),
    ("hold", "note"),
    ("suggestion", "note"),
    ("suggestion", "reason"),
    ("extended_attribute", "attribute"),
];

/// Notes in the patron's own record, by our names.
pub(crate) const RECORD_NOTES: [&str; 4] = ["staff_note", "catalogue_note", "contact_note", "debarred_comment"];

/// Where the patron's own record stands.
pub(crate) const RECORD: &str = "patron";

/// A note where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Whose.
    pub patron: i64,
    /// Table.
    pub place: &'static str,
    /// The source's own number of the row; empty for the patron's record.
    pub row_key: String,
    /// Column.
    pub field: &'static str,
    /// What it says.
    pub text: String,
}

#[derive(FromQueryResult)]
struct Stored {
    patron_id: i64,
    source_id: String,
    text: String,
}

#[derive(FromQueryResult)]
struct StoredRecord {
    id: i64,
    record: String,
}

/// All notes of these patrons: one query a column, and one for their records.
pub(crate) async fn of_patrons(db: &impl ConnectionTrait, patrons: &[i64]) -> Result<Vec<Note>, StoreError> {
    let list = patrons.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let mut notes = Vec::new();
    if list.is_empty() {
        return Ok(notes);
    }
    for (place, field) in NOTE_COLUMNS {
        let sql = format!(
            "SELECT patron_id, source_id, {field} AS text FROM {place} WHERE patron_id IN ({list}) AND {field} <> ''"
        );
        let rows = Stored::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).all(db).await?;
        notes.extend(rows.into_iter().map(|row| Note {
            patron: row.patron_id,
            place,
            row_key: row.source_id,
            field,
            text: row.text,
        }));
    }
    let sql = format!("SELECT id, record FROM patron WHERE id IN ({list})");
    let records =
        StoredRecord::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).all(db).await?;
    for StoredRecord { id, record } in records {
        notes.extend(of_record(id, &record));
    }
    Ok(notes)
}

fn of_record(patron: i64, record: &str) -> Vec<Note> {
    let Ok(record) = serde_json::from_str::<Map<String, Json>>(record) else { return Vec::new() };
    let columns = IDENTITY.columns.iter().chain(CONTACT.columns);
    columns
        .filter_map(|column| {
            let field = RECORD_NOTES.into_iter().find(|name| *name == column.name)?;
            let text = record.get(column.source)?.as_str().filter(|text| !text.is_empty())?.to_owned();
            Some(Note { patron, place: RECORD, row_key: String::new(), field, text })
        })
        .collect()
}

/// The notes of these places as they are now, by patron, place, row and column; what is gone is missing.
pub(crate) async fn at(
    db: &impl ConnectionTrait,
    places: &[(i64, String, String, String)],
) -> Result<HashMap<(i64, String, String, String), String>, StoreError> {
    let mut found = HashMap::new();
    for (patron, place, row_key, field) in places {
        let text = if place == RECORD {
            let sql = "SELECT id, record FROM patron WHERE id = $1";
            let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [(*patron).into()]);
            let record = StoredRecord::find_by_statement(statement).one(db).await?;
            record
                .and_then(|stored| of_record(*patron, &stored.record).into_iter().find(|note| note.field == field))
                .map(|note| note.text)
        } else if let Some((table, column)) =
            NOTE_COLUMNS.into_iter().find(|(table, column)| table == place && column == field)
        {
            let sql = format!(
                "SELECT patron_id, source_id, {column} AS text FROM {table} WHERE patron_id = $1 AND source_id = $2 AND {column} <> ''"
            );
            let values = [(*patron).into(), row_key.as_str().into()];
            let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
            Stored::find_by_statement(statement).one(db).await?.map(|stored| stored.text)
        } else {
            None
        };
        if let Some(text) = text {
            found.insert((*patron, place.clone(), row_key.clone(), field.clone()), text);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use carrel_domain::sections::SOURCE_TABLES;

    use super::*;

    #[test]
    fn every_note_is_a_column_there_is() {
        for (place, field) in NOTE_COLUMNS {
            let table = SOURCE_TABLES.into_iter().find(|table| table.name == place).unwrap();
            assert!(table.columns.iter().any(|column| column.name == field), "{place}.{field}");
        }
        for field in RECORD_NOTES {
            let mut columns = IDENTITY.columns.iter().chain(CONTACT.columns);
            assert!(columns.any(|column| column.name == field), "{field}");
        }
    }
}
