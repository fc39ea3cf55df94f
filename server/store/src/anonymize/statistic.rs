//! Statistics that name nobody (requirement R3): a line for each row that goes, with the fields the library chose.

use carrel_domain::{OrganizationId, PatronId};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::RngExt as _;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement};
use serde_json::{Value as Json, json};
use sha2::Sha256;

use super::{Grain, History, rows::Gone};
use crate::StoreError;

/// What is kept in a line; times are always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatisticFields {
    /// How exact times are.
    pub grain: Grain,
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
    /// Ties the rows of one person within a run together, by a number made with this key. Whoever runs it makes one with
    /// [`StatisticFields::tied`] and keeps it nowhere.
    pub key: Option<[u8; 32]>,
}

impl StatisticFields {
    /// With a key of its own, for one run.
    #[must_use]
    pub fn tied(self) -> Self {
        Self { key: Some(rand::rng().random()), ..self }
    }

    /// The number of a person within this run; nothing without a key.
    fn person(&self, patron: PatronId) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key?).ok()?;
        mac.update(&patron.0.to_le_bytes());
        let digest = mac.finalize().into_bytes();
        Some(digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
    }
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
    let time = |column: &str| match (column, history) {
        ("NULL", _) => String::from("CAST(NULL AS BIGINT)"),
        (column, History::Checkouts | History::AccountLines) => {
            let seconds = fields.grain.seconds();
            if seconds == 1 { column.to_owned() } else { format!("{column} - {column} % {seconds}") }
        }
        (column, _) => match backend {
            DbBackend::Sqlite => format!("CAST(strftime('%s', substr({column}, 1, 10)) AS BIGINT)"),
            _ => format!(
                "CASE WHEN {column} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}' \
                 THEN CAST(EXTRACT(EPOCH FROM CAST(SUBSTR({column}, 1, 10) AS DATE)) AS BIGINT) END"
            ),
        },
    };
    let year = |expression: &str| match backend {
        DbBackend::Sqlite => format!("CAST(substr({expression}, 1, 4) AS BIGINT)"),
        _ => format!("(CASE WHEN {expression} ~ '^[0-9]{{4}}-' THEN CAST(SUBSTR({expression}, 1, 4) AS BIGINT) END)"),
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
    let sql = format!(
        "INSERT INTO statistic (organization_id, kind, person, library, patron_library, patron_category, age_band, \
         postcode_area, item_type, began_at, ended_at, renewals, amount) \
         SELECT {organization}, '{kind}', w.k, {library}, {patron_library}, {patron_category}, {age_band}, \
         {postcode}, {item_type}, {began}, {ended}, {renewals}, {amount} \
         FROM {rows} JOIN {kind} c ON c.id = w.i JOIN patron p ON p.id = c.patron_id ORDER BY RANDOM()",
        organization = organization.0,
        kind = history.table().name,
        library = text_or_nothing(fields.library, column("library")),
        patron_library = text_or_nothing(fields.patron_library, String::from("p.library")),
        patron_category = text_or_nothing(fields.patron_category, String::from("p.patron_category")),
        age_band = text_or_nothing(
            fields.age_band,
            format!("CAST({age} / 10 * 10 AS TEXT) || '-' || CAST({age} / 10 * 10 + 9 AS TEXT)")
        ),
        postcode = text_or_nothing(fields.postcode_characters > 0, postcode),
        item_type = text_or_nothing(fields.item_type, column("item_type")),
        began = time(began),
        ended = time(ended),
        renewals = number_or_nothing("renewals", fields.renewals),
        amount = number_or_nothing("amount", fields.amount),
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
