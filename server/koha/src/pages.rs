//! Lists that come in pages.

use carrel_client::{Answer, Trouble};
use serde_json::{Map, Value};

use crate::{
    conversation::{Conversation, Question},
    endpoint::Endpoint,
    id::KohaId,
};

/// A row of an answer.
pub(crate) type Row = Map<String, Value>;

/// No patron has more rows of one kind; whoever sends more is not believed.
const MOST_ROWS: usize = 100_000;

impl Conversation {
    /// All rows of a list, page by page (`_page`, `_per_page`, `X-Total-Count`).
    pub(crate) async fn list(
        &self,
        endpoint: Endpoint,
        patron: Option<KohaId>,
        query: &[(&str, &str)],
    ) -> Result<Vec<Row>, Trouble> {
        self.list_with(endpoint, patron, query, &[]).await
    }

    /// The same with headers.
    pub(crate) async fn list_with(
        &self,
        endpoint: Endpoint,
        patron: Option<KohaId>,
        query: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Result<Vec<Row>, Trouble> {
        let size = self.inner().settings.page_size;
        let size_text = size.to_string();
        let mut all: Vec<Row> = Vec::new();
        for page in 1_u32.. {
            let page_text = page.to_string();
            let mut asked = query.to_vec();
            asked.extend([("_page", page_text.as_str()), ("_per_page", size_text.as_str())]);
            let (value, answer) =
                self.read(&Question::new(endpoint, patron).with_query(&asked).with_headers(headers)).await?;
            let found = rows(value)?;
            let came = found.len();
            let total = total(&answer);
            let is_again = came > 0 && all.len() >= came && all[all.len() - came..] == found[..];
            if !is_again {
                all.extend(found);
            }
            if all.len() > MOST_ROWS {
                return Err(Trouble::TooLarge);
            }
            match total {
                Some(total) if all.len() >= total => return Ok(all),
                // It told of more, and has no more.
                Some(_) if came == 0 || is_again => return Err(Trouble::Incomplete),
                Some(_) => {}
                // It does not page, or this was the last one.
                None if came != size || is_again => return Ok(all),
                None => {}
            }
        }
        Ok(all)
    }
}

/// How many rows there are, if it says so.
fn total(answer: &Answer) -> Option<usize> {
    answer.headers.get("x-total-count")?.to_str().ok()?.trim().parse().ok()
}

/// A list of objects; Koha-Suomi's lists of checkouts stand in `records`.
pub(crate) fn rows(value: Value) -> Result<Vec<Row>, Trouble> {
    let list = match value {
        Value::Array(list) => list,
        Value::Object(mut fields) => match fields.remove("records") {
            Some(Value::Array(list)) => list,
            _ => return Err(Trouble::WrongShape),
        },
        _ => return Err(Trouble::WrongShape),
    };
    list.into_iter()
        .map(|row| match row {
            Value::Object(row) => Ok(row),
            _ => Err(Trouble::WrongShape),
        })
        .collect()
}

/// None of the rows is about anybody else: what is not of this patron must never come into their record.
pub(crate) fn are_of(rows: &[Row], patron: KohaId) -> Result<(), Trouble> {
    let is_other = |row: &Row| {
        ["borrowernumber", "patron_id"]
            .iter()
            .filter_map(|name| row.get(*name))
            .any(|number| !number.is_null() && KohaId::of_value(number) != Some(patron))
    };
    if rows.iter().any(is_other) { Err(Trouble::WrongShape) } else { Ok(()) }
}
