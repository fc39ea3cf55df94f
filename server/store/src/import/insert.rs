//! Adding and changing rows of one table: statements of many rows on SQLite, `COPY` on PostgreSQL.

use std::{collections::HashMap, fmt::Write as _, sync::Arc};

use carrel_domain::Table;
use sea_orm::{
    DbBackend,
    sqlx::{Postgres, Transaction},
};

use super::{
    Cell, Layout,
    connection::{Connection, Values, failed},
};
use crate::{StoreError, anonymize::cleaned_columns};

/// Values in one statement: more make it hardly faster, and SQLite takes 32,766 at most.
const VALUES: usize = 4_000;
/// PostgreSQL gets its rows in pieces of about this many bytes.
const PIECE: usize = 256 * 1024;

/// What happens to a row that is there already.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Existing {
    /// There is none.
    None,
    /// It gets the new values.
    Replaced,
    /// It gets the new values but for its texts, which were cleaned here.
    Cleaned,
}

/// Statements that were written before, by table, number of rows and what happens to existing ones.
#[derive(Default)]
pub(super) struct Statements {
    texts: HashMap<(&'static str, usize, Existing), Arc<str>>,
}

impl Statements {
    fn get(&mut self, table: &'static Table, rows: usize, existing: Existing) -> Arc<str> {
        let text =
            self.texts.entry((table.name, rows, existing)).or_insert_with(|| write(table, rows, existing).into());
        Arc::clone(text)
    }
}

/// Rows of one table on their way into it.
pub(super) struct Insert<'a> {
    pub table: &'static Table,
    pub existing: Existing,
    pub statements: &'a mut Statements,
}

impl Insert<'_> {
    /// Writes rows: each `patron_id` and the cells that [`Layout`] orders.
    pub async fn write<'r>(
        &mut self,
        connection: &mut Connection,
        rows: impl ExactSizeIterator<Item = (i64, &'r [Cell])>,
    ) -> Result<(), StoreError> {
        if rows.len() == 0 {
            return Ok(());
        }
        if let (Connection::Postgres(transaction), Existing::None) = (&mut *connection, self.existing) {
            return copy(transaction, self.table, rows).await;
        }
        let backend = connection.backend();
        let mut rows = rows;
        let mut ready = None;
        // While the database runs one statement, the values of the next one are made ready.
        loop {
            let run = async {
                match ready.take() {
                    Some((sql, values)) => connection.execute_with(sql, values).await.map(|_| ()),
                    None => Ok(()),
                }
            };
            let (done, next) = tokio::join!(run, async { self.next(backend, &mut rows) });
            done?;
            ready = next?;
            if ready.is_none() {
                return Ok(());
            }
        }
    }

    /// The next statement and its values; nothing after the last row.
    fn next<'r>(
        &mut self,
        backend: DbBackend,
        rows: &mut impl ExactSizeIterator<Item = (i64, &'r [Cell])>,
    ) -> Result<Option<(Arc<str>, Values)>, StoreError> {
        if rows.len() == 0 {
            return Ok(None);
        }
        let width = Layout::of(self.table).width() + 1;
        let size = statement_size(rows.len(), VALUES / width);
        let mut values = Values::new(backend, size * width);
        for (patron, row) in rows.take(size) {
            values.push(patron.into())?;
            row.iter().try_for_each(|cell| values.push(cell.clone()))?;
        }
        Ok(Some((self.statements.get(self.table, size, self.existing), values)))
    }
}

/// Takes items apart for statements of `most` at most, in few different sizes.
pub(super) fn parts<T>(mut items: &[T], most: usize) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let (part, rest) = items.split_at_checked(statement_size(items.len(), most))?;
        items = rest;
        Some(part)
    })
}

/// Rows of the next statement: as many as one takes, then powers of two, so that few different statements are prepared.
const fn statement_size(left: usize, most: usize) -> usize {
    if left >= most {
        most
    } else if left == 0 {
        1
    } else {
        1 << left.ilog2()
    }
}

fn write(table: &'static Table, rows: usize, existing: Existing) -> String {
    let names = names(table);
    let mut sql = format!("INSERT INTO {} ({names}) VALUES ", table.name);
    let places = vec!["?"; Layout::of(table).width() + 1].join(",");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        sql.push_str(&places);
        sql.push(')');
    }
    if existing != Existing::None {
        let cleaned = if existing == Existing::Cleaned { cleaned_columns(table.name) } else { Vec::new() };
        let is_taken = |name: &&str| !cleaned.contains(name) && (*name != "digest" || existing == Existing::Replaced);
        sql.push_str(" ON CONFLICT (patron_id, source_id) DO UPDATE SET ");
        for (at, name) in Layout::of(table).names().skip(1).filter(is_taken).enumerate() {
            let _ = write!(sql, "{}{name} = ", if at == 0 { "" } else { ", " });
            let _ = match told_with(table.name, name) {
                Some(number) => write!(
                    sql,
                    "CASE WHEN excluded.{name} IS NULL AND excluded.{number} = {table}.{number} \
                     THEN {table}.{name} ELSE excluded.{name} END",
                    table = table.name
                ),
                None => write!(sql, "excluded.{name}"),
            };
        }
    }
    sql
}

/// The number of what a column tells of. Some answers have the number alone: what was told of it before still holds.
fn told_with(table: &str, column: &str) -> Option<&'static str> {
    match (table, column) {
        ("checkout", "title" | "author" | "barcode") => Some("item_number"),
        ("hold", "title" | "author") => Some("biblio_number"),
        ("hold", "barcode") => Some("item_number"),
        _ => None,
    }
}

fn names(table: &'static Table) -> String {
    std::iter::once("patron_id").chain(Layout::of(table).names()).collect::<Vec<_>>().join(", ")
}

async fn copy<'r>(
    transaction: &mut Transaction<'static, Postgres>,
    table: &'static Table,
    rows: impl Iterator<Item = (i64, &'r [Cell])>,
) -> Result<(), StoreError> {
    let sql = format!("COPY {} ({}) FROM STDIN", table.name, names(table));
    let mut stream = transaction.copy_in_raw(&sql).await.map_err(failed)?;
    let mut piece = String::with_capacity(PIECE + PIECE / 4);
    for (patron, row) in rows {
        let _ = write!(piece, "{patron}");
        for cell in row {
            piece.push('\t');
            match cell {
                Cell::Number(Some(number)) => {
                    let _ = write!(piece, "{number}");
                }
                Cell::Text(Some(text)) => push_escaped(&mut piece, text),
                Cell::Number(None) | Cell::Text(None) => piece.push_str("\\N"),
            }
        }
        piece.push('\n');
        if piece.len() >= PIECE {
            stream.send(std::mem::take(&mut piece).into_bytes()).await.map_err(failed)?;
            piece.reserve(PIECE + PIECE / 4);
        }
    }
    if !piece.is_empty() {
        stream.send(piece.into_bytes()).await.map_err(failed)?;
    }
    stream.finish().await.map_err(failed)?;
    Ok(())
}

/// PostgreSQL's text format: what would end a value or a row gets a backslash.
fn push_escaped(piece: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'\\' => "\\\\",
            b'\t' => "\\t",
            b'\n' => "\\n",
            b'\r' => "\\r",
            _ => continue,
        };
        piece.push_str(&text[from..at]);
        piece.push_str(escape);
        from = at + 1;
    }
    piece.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::{parts, push_escaped};

    #[test]
    fn text_cannot_end_its_value_or_row() {
        let mut piece = String::new();
        push_escaped(&mut piece, "ä\tb\\N\r\n\\.");
        assert_eq!(piece, "ä\\tb\\\\N\\r\\n\\\\.");
    }

    #[test]
    fn any_number_of_rows_is_made_of_few_sizes() {
        let items: Vec<u32> = (0..1_237).collect();
        let sizes: Vec<usize> = parts(&items, 200).map(<[u32]>::len).collect();
        assert_eq!(sizes, [200, 200, 200, 200, 200, 200, 32, 4, 1]);
        assert_eq!(parts(&items, 200).flatten().count(), 1_237);
        assert_eq!(parts::<u32>(&[], 200).count(), 0);
    }
}
