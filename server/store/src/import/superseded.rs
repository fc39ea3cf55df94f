//! Choices that patrons made here hold until the library system says something else: from then on they are over, whatever it
//! says later.

use serde_json::{Map, Value as Json};

use super::connection::{Connection, list};
use crate::{StoreError, contact::said};

/// Forgets what these patrons chose about messages and contact data and what the library system has changed since.
pub(super) async fn end_superseded(connection: &mut Connection, patrons: &[i64]) -> Result<(), StoreError> {
    if patrons.is_empty() {
        return Ok(());
    }
    let messages = format!(
        "DELETE FROM message_choice WHERE patron_id {} AND CASE WHEN source_digest IS NULL \
         THEN EXISTS (SELECT 1 FROM message_preference m WHERE m.patron_id = message_choice.patron_id \
         AND m.event = message_choice.event) \
         ELSE NOT EXISTS (SELECT 1 FROM message_preference m WHERE m.patron_id = message_choice.patron_id \
         AND m.event = message_choice.event AND m.digest = message_choice.source_digest) END",
        connection.in_numbers()
    );
    connection.execute(messages.into(), vec![list(patrons)]).await?;
    let corrections = format!(
        "SELECT c.id, c.field, c.source_value, p.record FROM contact_choice c JOIN patron p ON p.id = c.patron_id \
         WHERE c.patron_id {}",
        connection.in_numbers()
    );
    let corrections: Vec<(i64, String, String, String)> =
        connection.fetch(corrections.into(), vec![list(patrons)]).await?;
    let is_over = |(_, field, source_value, record): &&(i64, String, String, String)| {
        let record: Map<String, Json> = serde_json::from_str(record).unwrap_or_default();
        said(&record, field) != *source_value
    };
    let over: Vec<i64> = corrections.iter().filter(is_over).map(|(id, ..)| *id).collect();
    if over.is_empty() {
        return Ok(());
    }
    let forget = format!("DELETE FROM contact_choice WHERE id {}", connection.in_numbers());
    connection.execute(forget.into(), vec![list(&over)]).await.map(|_| ())
}
