//! What a call of a program begins with, in one question: whose its token is, and whom it asks for by the library system's
//! number, with the requests that may permit it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use carrel_domain::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult as _, Statement};
use serde::Deserialize;

use crate::{
    StoreError,
    anonymize::IS_SOMEBODY,
    api_client::{self, Client},
    data_request::{Reason, reasons_sql},
    lists::{rows_of_list, rows_within},
    patron_search::{COLUMNS, PatronLine},
    rows::as_text,
};

/// What a call asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// The hash of its token.
    pub token_hash: String,
    /// The library system's number of a patron, if it asks for one.
    pub number: Option<i64>,
}

/// A client by a token that is good now.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// Whose token it is.
    pub client: Client,
    /// What the token may be used for.
    pub scopes: String,
}

/// A patron with the requests that may permit reading, newest first.
pub type Found = (PatronLine, Vec<Reason>);

/// A patron and requests as the database writes them, in a list.
#[derive(Deserialize)]
struct Written {
    /// Which of those asked for.
    place: usize,
    /// As text.
    reasons: Option<String>,
    /// The patron's [`COLUMNS`].
    id: i64,
    public_id: String,
    organization_id: i64,
    cardnumber: Option<String>,
    firstname: Option<String>,
    surname: Option<String>,
    email: Option<String>,
    library: Option<String>,
    patron_category: Option<String>,
    language: Option<String>,
}

impl Written {
    fn read(self) -> Result<Found, StoreError> {
        let unreadable = |_| StoreError::Unreadable { table: "data_request", what: "reasons" };
        let reasons = self.reasons.map(|text| serde_json::from_str(&text)).transpose().map_err(unreadable)?;
        let line = PatronLine {
            id: self.id,
            public_id: self.public_id,
            organization_id: self.organization_id,
            cardnumber: self.cardnumber,
            firstname: self.firstname,
            surname: self.surname,
            email: self.email,
            library: self.library,
            patron_category: self.patron_category,
            language: self.language,
        };
        Ok((line, reasons.unwrap_or_default()))
    }
}

/// The clients of those of these tokens that are good now: neither has ended, and nobody took the client away. With the
/// patrons who were asked for, wherever they are in the client's organization: its scope is to be looked at. `told` says what
/// the requests' time lines call a reading, and since when it is lately.
pub async fn find(
    db: &impl ConnectionTrait,
    asked: &[Asked],
    now: Timestamp,
    (action, since): (&str, Timestamp),
) -> Result<HashMap<Asked, (Arc<Bearer>, Option<Found>)>, StoreError> {
    // Most calls at a time are those of one client.
    let mut numbers: BTreeMap<&str, Vec<(String, usize)>> = BTreeMap::new();
    for (at, one) in asked.iter().enumerate() {
        let numbers = numbers.entry(&one.token_hash).or_default();
        numbers.extend(one.number.map(|number| (number.to_string(), at)));
    }
    let unwritable = |_| StoreError::Unreadable { table: "patron", what: "numbers" };
    let list = serde_json::to_string(&numbers.iter().collect::<Vec<_>>()).map_err(unwritable)?;
    let backend = db.get_database_backend();
    let values = [list.into(), now.0.into(), action.into(), since.0.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql(backend), values)).await?;
    let mut found = HashMap::with_capacity(asked.len());
    for row in rows {
        let bearer = Bearer { client: Client::from_query_result(&row, "")?, scopes: row.try_get("", "token_scopes")? };
        let (bearer, hash) = (Arc::new(bearer), row.try_get::<String>("", "token_hash")?);
        let of_token = asked.iter().filter(|one| one.token_hash == hash);
        found.extend(of_token.map(|one| (one.clone(), (Arc::clone(&bearer), None))));
        let patrons: Option<String> = row.try_get("", "patrons")?;
        let unreadable = |_| StoreError::Unreadable { table: "patron", what: "row" };
        let patrons: Option<Vec<Written>> =
            patrons.map(|text| serde_json::from_str(&text)).transpose().map_err(unreadable)?;
        for patron in patrons.into_iter().flatten() {
            if let Some((_, of_call)) = asked.get(patron.place).and_then(|asked| found.get_mut(asked)) {
                *of_call = Some(patron.read()?);
            }
        }
    }
    Ok(found)
}

/// $1 is the list of tokens, each with the numbers that are asked for with it; $2 now, $3 and $4 what time lines call a reading
/// and since when.
fn sql(backend: DbBackend) -> String {
    let reasons = reasons_sql(["p.id", "p.organization_id"], ["$3", "c.name", "$4"]);
    let reasons = as_text(backend, "id, public_id, kind, state, identity_checked_at, is_told", &reasons);
    let patrons = format!(
        "SELECT CAST((n.value ->> 1) AS BIGINT) AS place, ({reasons}) AS reasons, p.{} \
         FROM {} AS n CROSS JOIN patron AS p \
         WHERE p.organization_id = c.organization_id AND p.source_id = (n.value ->> 0) AND p.{IS_SOMEBODY}",
        COLUMNS.replace(", ", ", p."),
        rows_within(backend, "q.value -> 1"),
    );
    let patrons = as_text(backend, &format!("place, reasons, {COLUMNS}"), &patrons);
    format!(
        "SELECT {}, NULL AS creator_name, t.scopes AS token_scopes, t.token_hash, ({patrons}) AS patrons \
         FROM {} AS q CROSS JOIN api_token AS t CROSS JOIN api_client AS c \
         WHERE t.token_hash = (q.value ->> 0) AND t.expires_at > $2 \
         AND c.id = t.client_id AND c.revoked_at IS NULL AND c.expires_at > $2",
        api_client::COLUMNS,
        rows_of_list(backend, 1),
    )
}
