//! What a document changes of the rows that are stored.

use std::{collections::HashMap, sync::Arc};

use carrel_domain::Table;

use super::{
    Cell, Counts, Layout, Rows,
    connection::{Connection, list},
    document::{row_digest, source_id},
    marks::{CLEANED, Marks as _, PatronMarks, Return},
};
use crate::StoreError;

/// A stored row, without its values.
struct Stored {
    id: i64,
    digest: i64,
    is_open: bool,
}

/// The stored rows of some patrons in one table: patron → source id → row.
pub(super) struct StoredRows {
    patrons: HashMap<i64, HashMap<String, Stored>>,
}

/// What is to be done in one table for one patron.
#[derive(Default)]
pub(super) struct Changes<'a> {
    pub added: Vec<&'a [Cell]>,
    pub changed: Vec<&'a [Cell]>,
    /// Rows whose texts were cleaned here: they stay cleaned, the rest is brought up to date.
    pub cleaned: Vec<&'a [Cell]>,
    /// New ones that are not to bring back what was anonymized: without their texts.
    pub blanked: Vec<Vec<Cell>>,
    pub removed: Vec<i64>,
    pub counts: Counts,
}

impl StoredRows {
    /// Reads ids and digests of all rows these patrons have in a table.
    pub async fn read(connection: &mut Connection, table: &Table, patrons: &[i64]) -> Result<Self, StoreError> {
        let state = match table.name {
            // Of a fee, whether it is still owed.
            "account_line" => "CASE WHEN COALESCE(outstanding, 0) = 0 THEN 0 ELSE 1 END",
            _ if table.has_state => "is_open",
            _ => "1",
        };
        let sql = format!(
            "SELECT patron_id, id, source_id, digest, CAST({state} AS BIGINT) FROM {} WHERE patron_id {}",
            table.name,
            connection.in_numbers()
        );
        let rows: Vec<(i64, i64, String, i64, i64)> = connection.fetch(sql.into(), vec![list(patrons)]).await?;
        let mut patrons: HashMap<i64, HashMap<String, Stored>> = HashMap::new();
        for (patron, id, source_id, digest, is_open) in rows {
            patrons.entry(patron).or_default().insert(source_id, Stored { id, digest, is_open: is_open != 0 });
        }
        Ok(Self { patrons })
    }

    /// Compares a patron's stored rows with those of their document. Rows that are asked for are taken out.
    /// `marks` say what must not come back.
    pub fn compare<'a>(
        &mut self,
        patron: i64,
        layout: Layout,
        rows: &'a Rows,
        marks: Option<&PatronMarks>,
        private_debits: &[String],
    ) -> Changes<'a> {
        let mut stored = self.patrons.remove(&patron).unwrap_or_default();
        let mut changes = Changes::default();
        for row in rows.cells.chunks_exact(layout.width()) {
            let before = source_id(row).and_then(|source_id: &Arc<str>| stored.remove(source_id.as_ref()));
            match before {
                None => match marks.map_or(Return::Whole, |marks| marks.of_row(layout, row, private_debits)) {
                    Return::Whole => changes.added.push(row),
                    Return::WithoutTexts(row) => changes.blanked.push(row),
                    Return::Never => changes.counts.left += 1,
                },
                Some(before) if before.digest == CLEANED => changes.cleaned.push(row),
                Some(before) if Some(before.digest) == row_digest(row) => changes.counts.left += 1,
                Some(_) => changes.changed.push(row),
            }
        }
        changes.removed = stored
            .iter()
            .filter(|(source_id, row)| rows.is_gone(source_id, row.is_open))
            .map(|(_, row)| row.id)
            .collect();
        changes.counts.added = (changes.added.len() + changes.blanked.len()) as u64;
        changes.counts.changed = changes.changed.len() as u64;
        changes.counts.left += changes.cleaned.len() as u64;
        changes.counts.removed = changes.removed.len() as u64;
        changes
    }
}
