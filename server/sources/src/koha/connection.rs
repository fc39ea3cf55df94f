//! A connection to Koha's database that can only read.

use std::time::Duration;

use mysql::{Conn, OptsBuilder, Row, SslOpts, Value, prelude::Queryable as _};

use super::Address;
use crate::SourceError;

/// Longest answer that is taken at once, in bytes: MariaDB allows no longer one.
const LONGEST_ANSWER: usize = 1 << 30;
/// How long to wait for the server to be there.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long it may be silent: the longest query reads a whole table before its first row comes. A connection that was lost
/// without a word would otherwise hold the import for ever.
const LONGEST_SILENCE: Duration = Duration::from_secs(15 * 60);
/// After so many milliseconds of silence the network is asked whether there is still somebody.
const KEEP_ALIVE: u32 = 60_000;

/// What a session is like: it cannot write, whatever its user may; all it reads is as it was at one moment; its texts are
/// UTF-8; the server does not give up on it while lines are written here.
const SETTINGS: [&str; 6] = [
    "SET NAMES utf8mb4",
    "SET SESSION sql_mode = ''",
    "SET SESSION wait_timeout = 86400, SESSION net_write_timeout = 3600, SESSION group_concat_max_len = 65536",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION TRANSACTION READ ONLY",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
];

/// A connection to Koha's database that can only read.
pub(super) struct Connection {
    inner: Conn,
}

impl Connection {
    /// Connects. Waits: not for threads that others need.
    pub fn open(address: &Address) -> Result<Self, SourceError> {
        let tls = address.needs_tls.then(|| SslOpts::default().with_root_cert_path(address.authority.clone()));
        let options = OptsBuilder::new()
            .ip_or_hostname(Some(address.host.as_str()))
            .tcp_port(address.port)
            .socket(address.socket.as_deref())
            .prefer_socket(address.socket.is_some())
            .user(Some(address.user.as_str()))
            .pass(address.password.as_deref())
            .db_name(Some(address.database.as_str()))
            .max_allowed_packet(Some(LONGEST_ANSWER))
            .tcp_connect_timeout(Some(PATIENCE))
            .tcp_keepalive_time_ms(Some(KEEP_ALIVE))
            .read_timeout(Some(LONGEST_SILENCE))
            .write_timeout(Some(LONGEST_SILENCE))
            .ssl_opts(tls);
        let mut connection = Self { inner: Conn::new(options).map_err(failed)? };
        for setting in SETTINGS {
            connection.inner.query_drop(setting).map_err(failed)?;
        }
        Ok(connection)
    }

    /// Runs a query and hands over each row as it comes.
    pub fn for_each(&mut self, sql: &str, mut each: impl FnMut(Row)) -> Result<(), SourceError> {
        for row in self.inner.query_iter(sql).map_err(failed)? {
            each(row.map_err(failed)?);
        }
        Ok(())
    }

    /// The rows of a short answer, as texts.
    pub fn texts(&mut self, sql: &str) -> Result<Vec<Vec<String>>, SourceError> {
        let mut rows = Vec::new();
        self.for_each(sql, |row| rows.push(row.unwrap().iter().map(text).collect()))?;
        Ok(rows)
    }

    /// The whole numbers of each row; what is none is 0.
    pub fn for_each_numbers(&mut self, sql: &str, mut each: impl FnMut(&[u64])) -> Result<(), SourceError> {
        let mut numbers = Vec::new();
        self.for_each(sql, |row| {
            numbers.clear();
            numbers.extend(row.unwrap().iter().map(number));
            each(&numbers);
        })
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => String::new(),
    }
}

/// A number; of a sum that is too large for one, a part that changes when the sum does.
pub(super) fn number(value: &Value) -> u64 {
    let Value::Bytes(bytes) = value else { return 0 };
    bytes
        .iter()
        .filter(|byte| byte.is_ascii_digit())
        .fold(0, |sum: u64, digit| sum.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')))
}

/// What the server or the network said. Errors that hold a row are not among it: a row is somebody's data.
fn failed(error: mysql::Error) -> SourceError {
    use mysql::Error;
    SourceError::Koha(match error {
        Error::IoError(error) => error.to_string(),
        Error::MySqlError(error) => format!("{} ({})", error.message, error.code),
        Error::DriverError(error) => error.to_string(),
        Error::TlsError(error) => error.to_string(),
        Error::UrlError(error) => error.to_string(),
        Error::CodecError(error) => error.to_string(),
        Error::FromValueError(_) | Error::FromRowError(_) => String::from("a row that was not expected"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_itself_lets_nothing_be_written() {
        let Ok(server) = std::env::var("CARREL_TEST_MARIADB") else {
            let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(!is_ci, "CARREL_TEST_MARIADB must name a MariaDB server in CI");
            return;
        };
        let mut connection = Connection::open(&Address::parse(&format!("{server}mysql"), None).unwrap()).unwrap();
        for sql in ["DELETE FROM plugin", "CREATE TABLE carrel_test (a int)", "DELETE FROM plugin"] {
            let error = connection.for_each(sql, |_| ()).unwrap_err().to_string();
            assert!(error.contains("READ ONLY") && error.contains("1792"), "{sql}: {error}");
        }
    }

    #[test]
    fn a_number_that_is_too_large_still_changes_with_the_number() {
        let read = |text: &str| number(&Value::Bytes(text.as_bytes().to_vec()));
        assert_eq!(read("42"), 42);
        assert_ne!(read("99999999999999999999999"), read("99999999999999999999998"));
        assert_eq!(number(&Value::NULL), 0);
    }
}
