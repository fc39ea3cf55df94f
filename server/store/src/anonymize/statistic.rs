//! Statistics that name nobody (requirement R3): a line for each row that goes, with the fields the library chose.

use carrel_domain::{OrganizationId, PatronId};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::RngExt as _;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement};
use serde_json::{Value as Json, json};
use sha2::Sha256;

use super::{Clocks, Exactness, History, rows::Gone};
use crate::StoreError;

/// What is kept in a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatisticFields {
    /// How exact times are.
    pub times: Exactness,
    /// The library's clocks: its days are not those of UTC.
    pub clocks: Clocks,
    /// The library of the loan.
    pub library: bool,
    /// The home library.
    pub patron_library: bool,
    /// The patron category.
    pub patron_category: bool,
    /// The age at that time, in tens of years.
    pub age_band: bool,
    /// So many characters of the postcode, if any.
    pub postcode_characters: u8,
    /// The item type, where the row has one.
    pub item_type: bool,
    /// Renewals of loans.
    pub renewals: bool,
    /// Amounts of fees.
    pub amount: bool,
    /// Ties the rows of one person within a run together, by a number made with this key, so that it can be counted how
    /// many people a group has. Whoever runs it keeps it nowhere, and unties the lines when the run is over.
    pub key: Option<RunKey>,
}

/// A key of one run, in memory only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RunKey {
    /// Begins the numbers of this key: people are counted among those of one.
    tag: [u8; 8],
    secret: [u8; 32],
}

impl std::fmt::Debug for RunKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RunKey(…)")
    }
}

impl RunKey {
    /// A new one.
    #[allow(clippy::new_without_default, reason = "each is another: there is no usual one")]
    pub fn new() -> Self {
        Self { tag: rand::rng().random(), secret: rand::rng().random() }
    }
}

/// So long is what numbers of one key begin with, in characters.
pub(crate) const TAG_LENGTH: usize = 16;

impl StatisticFields {
    /// The number of a person within this run; nothing without a key.
    fn person(&self, patron: PatronId) -> Option<String> {
        let key = self.key?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.secret).ok()?;
        mac.update(&patron.0.to_le_bytes());
        let digest = mac.finalize().into_bytes();
        Some(key.tag.iter().chain(digest.iter().take(8)).map(|byte| format!("{byte:02x}")).collect())
    }
}

/// What a line is made of, as SQL over the row `c` and its patron `p`.
struct Columns {
    library: String,
    patron_library: String,
    patron_category: String,
    age_band: String,
    postcode: String,
    item_type: String,
    times: &'static str,
    began: String,
    ended: String,
    renewals: String,
    amount: String,
}

impl Columns {
    fn of(backend: DbBackend, history: History, fields: &StatisticFields) -> Self {
        let of_record = |name: &str| match backend {
            DbBackend::Sqlite => format!("json_extract(p.record, '$.{name}')"),
            _ => format!("CAST(p.record AS json)->>'{name}'"),
        };
        let (began, ended) = match history {
            History::Checkouts => ("c.checked_out_at", "c.returned_at"),
            History::AccountLines => ("c.recorded_at", "NULL"),
            History::Holds => ("c.placed_on", "c.cancelled_on"),
            History::Suggestions => ("c.suggested_on", "NULL"),
            History::InterlibraryLoans => ("c.due_on", "NULL"),
        };
        let local = |column: &str| match (column, history) {
            ("NULL", _) => String::from("CAST(NULL AS BIGINT)"),
            (column, History::Checkouts | History::AccountLines) => fields.clocks.local(column),
            (column, _) => match backend {
                DbBackend::Sqlite => format!("CAST(strftime('%s', substr({column}, 1, 10)) AS BIGINT)"),
                _ => format!(
                    "CASE WHEN {column} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}' \
                     THEN CAST(EXTRACT(EPOCH FROM CAST(SUBSTR({column}, 1, 10) AS DATE)) AS BIGINT) END"
                ),
            },
        };
        let time = |column: &str| fields.times.cut(backend, &local(column));
        let year = |expression: &str| match backend {
            DbBackend::Sqlite => format!("CAST(substr({expression}, 1, 4) AS BIGINT)"),
            _ => {
                format!("(CASE WHEN {expression} ~ '^[0-9]{{4}}-' THEN CAST(SUBSTR({expression}, 1, 4) AS BIGINT) END)")
            }
        };
        let began_year = match history {
            History::Checkouts | History::AccountLines => format!("(1970 + {began} / 31556952)"),
            _ => year(began),
        };
        let age = format!("({began_year} - {})", year(&of_record("dateofbirth")));
        let text_or_nothing = |wanted: bool, sql: String| if wanted { sql } else { String::from("CAST(NULL AS TEXT)") };
        let number_or_nothing = |name: &'static str, wanted: bool| match history.column(name) {
            name if wanted && name != "NULL" => format!("c.{name}"),
            _ => String::from("CAST(NULL AS BIGINT)"),
        };
        let column = |name: &'static str| match history.column(name) {
            "NULL" => String::from("CAST(NULL AS TEXT)"),
            name => format!("c.{name}"),
        };
        let postcode = format!("SUBSTR({}, 1, {})", of_record("zipcode"), fields.postcode_characters);
        Self {
            library: text_or_nothing(fields.library, column("library")),
            patron_library: text_or_nothing(fields.patron_library, String::from("p.library")),
            patron_category: text_or_nothing(fields.patron_category, String::from("p.patron_category")),
            age_band: text_or_nothing(
                fields.age_band,
                format!("CAST({age} / 10 * 10 AS TEXT) || '-' || CAST({age} / 10 * 10 + 9 AS TEXT)"),
            ),
            postcode: text_or_nothing(fields.postcode_characters > 0, postcode),
            item_type: text_or_nothing(fields.item_type, column("item_type")),
            times: fields.times.name(),
            began: time(began),
            ended: time(ended),
            renewals: number_or_nothing("renewals", fields.renewals),
            amount: number_or_nothing("amount", fields.amount),
        }
    }

    /// What may tell somebody apart from others, together: as [`group_of_line`] says it of a line that is written.
    fn group(&self, history: History) -> String {
        let kind = format!("'{}'", history.table().name);
        let times = format!("'{}'", self.times);
        group_name([
            kind.as_str(),
            &self.library,
            &self.patron_library,
            &self.patron_category,
            &self.age_band,
            &self.postcode,
            &self.item_type,
            &times,
            &self.began,
            &self.ended,
        ])
    }
}

fn group_name(parts: [&str; 10]) -> String {
    parts.map(|part| format!("COALESCE(CAST({part} AS TEXT), '')")).join(" || '\u{1f}' || ")
}

/// The name of the group that a line of statistics `l` belongs to, as SQL.
pub(crate) fn group_of_line() -> String {
    group_name([
        "l.kind",
        "l.library",
        "l.patron_library",
        "l.patron_category",
        "l.age_band",
        "l.postcode_area",
        "l.item_type",
        "l.times",
        "l.began_at",
        "l.ended_at",
    ])
}

/// The name of the group that a line about the row `c` of the patron `p` would belong to, as SQL.
pub(crate) fn group_of_row(backend: DbBackend, history: History, fields: &StatisticFields) -> String {
    Columns::of(backend, history, fields).group(history)
}

/// Writes a line for each of these rows, in no order.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    history: History,
    gone: &[Gone],
    fields: &StatisticFields,
) -> Result<(), StoreError> {
    let backend = transaction.get_database_backend();
    let columns = Columns::of(backend, history, fields);
    let sql = format!(
        "INSERT INTO statistic (organization_id, kind, person, library, patron_library, patron_category, age_band, \
         postcode_area, item_type, times, began_at, ended_at, renewals, amount) \
         SELECT {organization}, '{kind}', w.k, {library}, {patron_library}, {patron_category}, {age_band}, \
         {postcode}, {item_type}, '{times}', {began}, {ended}, {renewals}, {amount} \
         FROM {rows} JOIN {kind} c ON c.id = w.i JOIN patron p ON p.id = c.patron_id ORDER BY RANDOM()",
        organization = organization.0,
        kind = history.table().name,
        library = columns.library,
        patron_library = columns.patron_library,
        patron_category = columns.patron_category,
        age_band = columns.age_band,
        postcode = columns.postcode,
        item_type = columns.item_type,
        times = columns.times,
        began = columns.began,
        ended = columns.ended,
        renewals = columns.renewals,
        amount = columns.amount,
        rows = match backend {
            DbBackend::Sqlite => "(SELECT value->>'$.i' AS i, value->>'$.k' AS k FROM json_each($1)) AS w",
            _ => "json_to_recordset($1::json) AS w(i bigint, k text)",
        },
    );
    let rows = gone.iter().map(|row| json!({"i": row.id, "k": fields.person(row.patron)}));
    let values = [Json::Array(rows.collect()).to_string().into()];
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}
