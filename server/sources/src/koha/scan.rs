//! Who is there, and of whom something changed.

use carrel_store::import::digest_of_bytes;

use super::{
    connection::Connection,
    schema::Schema,
    tables::{OWNER, PATRONS},
};
use crate::SourceError;

/// How long a change may have been under way when the last import began, in seconds: a transaction's timestamps are those of
/// its statements, not of its end.
const OVERLAP: i64 = 600;

/// Who is in a Koha, in order, with a digest of what it counts about each.
pub(super) struct Scan {
    pub patrons: Vec<u64>,
    pub fingerprints: Vec<i64>,
    /// The time from which the next import asks for changes.
    pub mark: i64,
}

impl Scan {
    /// Counts. Looks at indexes, and at the rows of small tables.
    pub fn read(connection: &mut Connection, schema: &Schema) -> Result<Self, SourceError> {
        let mut mark = 0;
        connection.for_each_numbers("SELECT UNIX_TIMESTAMP()", |row| {
            mark = row.first().map_or(0, |now| now.cast_signed()) - OVERLAP;
        })?;
        let nobody = schema.anonymous(connection)?;
        let mut patrons = Vec::new();
        let sql = format!("SELECT {OWNER} FROM {PATRONS} ORDER BY {OWNER}");
        connection.for_each_numbers(&sql, |row| {
            patrons.extend(row.first().copied().filter(|number| Some(*number) != nobody));
        })?;
        let mut digests = vec![0_u64; patrons.len()];
        for (table, sql) in schema.counted().iter().enumerate() {
            let mut at = 0;
            connection.for_each_numbers(sql, |row| {
                let [owner, numbers @ ..] = row else { return };
                while patrons.get(at).is_some_and(|number| number < owner) {
                    at += 1;
                }
                if patrons.get(at) == Some(owner) {
                    let mut bytes = Vec::with_capacity(24);
                    bytes.extend_from_slice(&(table as u64).to_le_bytes());
                    numbers.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
                    digests[at] = digest_of_bytes(&bytes, digests[at]).cast_unsigned();
                }
            })?;
        }
        // 0 is for those of whom nothing is known.
        let fingerprints = digests.into_iter().map(|digest| digest.cast_signed().max(i64::MIN + 1) | 1).collect();
        Ok(Self { patrons, fingerprints, mark })
    }

    /// Numbers of those of whom some table says that it changed since then, in order.
    pub fn changed_since(connection: &mut Connection, schema: &Schema, mark: i64) -> Result<Vec<u64>, SourceError> {
        let mut changed = Vec::new();
        for sql in schema.changed(mark) {
            connection.for_each_numbers(&sql, |row| changed.extend(row.first().copied()))?;
        }
        changed.sort_unstable();
        changed.dedup();
        Ok(changed)
    }
}
