//! Koha's own log, read in the order of its entries.

use super::{Address, connection::Connection};
use crate::SourceError;

/// An entry may have been under way for so many seconds before others can read it, while later ones are there already.
const SETTLED: i64 = 600;
/// Entries read at once.
const PAGE: u32 = 1_000;

/// An entry of `action_logs` that is about a patron.
#[derive(Clone, PartialEq, Eq)]
pub struct LogRow {
    /// `action_id`.
    pub number: i64,
    /// When, in seconds since 1970.
    pub at: i64,
    /// Number of whoever did it; nobody if it was Koha itself.
    pub user: Option<u64>,
    /// `MEMBERS`, `CIRCULATION`, …
    pub module: String,
    /// `MODIFY`, `ISSUE`, …
    pub action: String,
    /// What it is about.
    pub object: String,
    /// Number of the patron it is about; nobody if it is about none.
    pub patron: Option<u64>,
    /// What else it says.
    pub info: String,
    /// `intranet`, `opac`, …
    pub interface: String,
}

/// It tells of somebody.
impl std::fmt::Debug for LogRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LogRow({})", self.number)
    }
}

/// Reads Koha's log page by page, as it was when it was opened.
pub struct LogReader {
    connection: Connection,
    has_interface: bool,
    has_holds: bool,
    settled: i64,
}

impl LogReader {
    /// Connects.
    ///
    /// # Errors
    /// When the database cannot be reached, or has no log.
    pub async fn open(address: Address) -> Result<Self, SourceError> {
        super::plan::in_thread(move || {
            let mut connection = Connection::open(&address)?;
            let columns = |connection: &mut Connection, table: &str| {
                connection.texts(&format!(
                    "SELECT LOWER(COLUMN_NAME) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() \
                     AND TABLE_NAME = '{table}'"
                ))
            };
            let log = columns(&mut connection, "action_logs")?;
            if log.is_empty() {
                return Err(SourceError::Koha(String::from(
                    "there is no table action_logs, or this user may not read it",
                )));
            }
            let has_interface = log.iter().flatten().any(|name| name == "interface");
            let has_holds = !columns(&mut connection, "reserves")?.is_empty()
                && !columns(&mut connection, "old_reserves")?.is_empty();
            let mut settled = 0;
            connection.for_each_numbers("SELECT UNIX_TIMESTAMP()", |row| {
                settled = row.first().map_or(0, |now| now.cast_signed()) - SETTLED;
            })?;
            Ok(Self { connection, has_interface, has_holds, settled })
        })
        .await
    }

    /// The next entries after one, with the number up to which everything was looked at; `None` after the last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(mut self, after: i64) -> Result<(Self, Option<(Vec<LogRow>, i64)>), SourceError> {
        super::plan::in_thread(move || {
            let sql = self.sql(after);
            let mut rows: Vec<LogRow> = self.connection.texts(&sql)?.iter().map(|row| read(row)).collect();
            // Behind the first that is too young, older ones may still appear.
            let end = rows.iter().position(|row| row.at > self.settled).unwrap_or(rows.len());
            rows.truncate(end);
            let last = rows.last().map(|row| row.number);
            rows.retain(|row| row.patron.is_some());
            Ok((self, last.map(|last| (rows, last))))
        })
        .await
    }

    fn sql(&self, after: i64) -> String {
        let interface = if self.has_interface { "l.interface" } else { "''" };
        // In the log of holds, the object is the hold.
        let (holder, holds) = if self.has_holds {
            (
                "COALESCE(r.borrowernumber, o.borrowernumber)",
                "LEFT JOIN reserves r ON l.module = 'HOLDS' AND r.reserve_id = l.object \
                 LEFT JOIN old_reserves o ON l.module = 'HOLDS' AND o.reserve_id = l.object",
            )
        } else {
            ("NULL", "")
        };
        format!(
            "SELECT l.action_id, UNIX_TIMESTAMP(l.timestamp), l.user, l.module, l.action, l.object, \
             CASE WHEN l.module IN ('MEMBERS', 'CIRCULATION', 'AUTH') THEN l.object \
             WHEN l.module = 'FINES' AND l.action <> 'CREATE_FEE' THEN l.object \
             WHEN l.module = 'HOLDS' THEN {holder} END, l.info, {interface} \
             FROM action_logs l {holds} WHERE l.action_id > {after} ORDER BY l.action_id LIMIT {PAGE}"
        )
    }
}

fn read(row: &[String]) -> LogRow {
    let text = |at: usize| row.get(at).cloned().unwrap_or_default();
    let number = |at: usize| row.get(at).and_then(|text| text.parse::<u64>().ok()).filter(|number| *number > 0);
    // A time may have a fraction.
    let at = row.get(1).and_then(|text| text.split('.').next()?.parse().ok()).unwrap_or(0);
    LogRow {
        number: row.first().and_then(|text| text.parse().ok()).unwrap_or(0),
        at,
        user: number(2),
        module: text(3),
        action: text(4),
        object: text(5),
        patron: number(6),
        info: text(7),
        interface: text(8),
    }
}
