//! Finding patrons, and reading one kind of what belongs to them.

use carrel_client::Trouble;
use carrel_domain::Timestamp;
use serde_json::{Value, json};

use crate::{
    conversation::{Conversation, Question},
    endpoint::Endpoint,
    id::KohaId,
    names,
    pages::{Row, are_of, rows},
};

/// A patron who was found, by Koha's own column names.
#[derive(Clone, PartialEq)]
pub struct Found {
    /// Number.
    pub id: KohaId,
    /// The row of `borrowers`, without secrets.
    pub row: Row,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Found")
    }
}

impl Found {
    fn read(row: Row) -> Result<Self, Trouble> {
        let row = names::to_columns(row, names::PATRON);
        let id = row.get("borrowernumber").and_then(KohaId::of_value).ok_or(Trouble::WrongShape)?;
        Ok(Self { id, row })
    }

    /// The text of a column; nothing if it is empty.
    pub fn text(&self, column: &str) -> Option<&str> {
        self.row.get(column)?.as_str().filter(|text| !text.is_empty())
    }
}

/// Koha takes filters as a parameter of the address and, so that they are in no server's log of addresses, as this header.
const FILTER: &str = "x-koha-query";

/// A filter as a header takes it: JSON in ASCII. (Koha before 22.11.03 takes no other letters in it.)
fn filter(filter: &Value) -> String {
    let mut ascii = String::new();
    for c in filter.to_string().chars() {
        if c.is_ascii() && !c.is_ascii_control() {
            ascii.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| ascii.push_str(&format!("\\u{unit:04x}")));
        }
    }
    ascii
}

impl Conversation {
    /// A patron by number.
    ///
    /// # Errors
    /// Every [`Trouble`]; [`Trouble::NotFound`] if there is nobody.
    pub async fn patron(&self, id: KohaId) -> Result<Found, Trouble> {
        let (value, _) = self.read(&Question::new(Endpoint::Patron, Some(id))).await?;
        let Value::Object(row) = value else { return Err(Trouble::WrongShape) };
        let found = Found::read(row)?;
        if found.id == id { Ok(found) } else { Err(Trouble::WrongShape) }
    }

    /// A patron by card number.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn patron_by_cardnumber(&self, cardnumber: &str) -> Result<Option<Found>, Trouble> {
        self.patron_by("cardnumber", cardnumber).await
    }

    /// A patron by user name.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn patron_by_userid(&self, userid: &str) -> Result<Option<Found>, Trouble> {
        self.patron_by("userid", userid).await
    }

    async fn patron_by(&self, field: &'static str, text: &str) -> Result<Option<Found>, Trouble> {
        let filter = filter(&json!({ field: text }));
        let question = Question::new(Endpoint::Patrons, None).with_query(&[("_per_page", "2")]);
        let headers = [(FILTER, filter.as_str())];
        let (value, _) = self.read(&question.with_headers(&headers)).await?;
        let mut found = rows(value)?;
        match (found.pop(), found.is_empty()) {
            (None, _) => Ok(None),
            (Some(row), true) => {
                let found = Found::read(row)?;
                // Databases compare without regard to case, and a Koha that ignores the filter answers anybody.
                let is_same = found.text(field).is_some_and(|other| other.to_lowercase() == text.to_lowercase());
                if is_same { Ok(Some(found)) } else { Err(Trouble::WrongShape) }
            }
            (Some(_), false) => Err(Trouble::WrongShape),
        }
    }

    /// Patrons who changed since then, or all of them, in the order of their numbers, page by page from 1; empty after the
    /// last. Whoever comes or goes meanwhile moves the pages: somebody may be missing who is there.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn changed_since(&self, since: Option<Timestamp>, page: u32) -> Result<Vec<Found>, Trouble> {
        let filter = match since {
            Some(since) => {
                let time = jiff::Timestamp::from_second(since.0).map_err(|_| Trouble::Refused)?;
                Some(filter(&json!({"updated_on": {">=": time.to_string()}})))
            }
            None => None,
        };
        let (page, size) = (page.to_string(), self.inner().settings.page_size.to_string());
        let query = [("_order_by", "+me.borrowernumber"), ("_page", page.as_str()), ("_per_page", size.as_str())];
        let headers: Vec<(&str, &str)> = filter.iter().map(|filter| (FILTER, filter.as_str())).collect();
        let question = Question::new(Endpoint::Patrons, None).with_query(&query).with_headers(&headers);
        let (value, _) = self.read(&question).await?;
        rows(value)?.into_iter().map(Found::read).collect()
    }

    /// What is on loan, or what was returned, with titles where the site has them.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn checkouts(&self, id: KohaId, are_returned: bool) -> Result<Vec<Row>, Trouble> {
        let number = id.to_string();
        let mut last = Trouble::NotOffered(Endpoint::Checkouts.code());
        for endpoint in [Endpoint::SiteCheckouts, Endpoint::Checkouts, Endpoint::AllCheckouts] {
            let mut query = Vec::new();
            if endpoint == Endpoint::AllCheckouts {
                query.push(("patron_id", number.as_str()));
            }
            if are_returned {
                query.push(("checked_in", "1"));
            }
            let patron = (endpoint != Endpoint::AllCheckouts).then_some(id);
            match self.list(endpoint, patron, &query).await {
                Ok(rows) => return of_patron(rows, id, names::CHECKOUT),
                Err(trouble @ Trouble::NotOffered(_)) => last = trouble,
                Err(trouble) => return Err(trouble),
            }
        }
        Err(last)
    }

    /// What is reserved, or what was.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn holds(&self, id: KohaId, are_old: bool) -> Result<Vec<Row>, Trouble> {
        let query: &[(&str, &str)] = if are_old { &[("old", "true")] } else { &[] };
        of_patron(self.list(Endpoint::Holds, Some(id), query).await?, id, names::HOLD)
    }

    /// Fees and payments; and whether they are all, or only what is not settled yet.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn account(&self, id: KohaId) -> Result<(Vec<Row>, bool), Trouble> {
        let (debits, credits) =
            futures::join!(self.list(Endpoint::Debits, Some(id), &[]), self.list(Endpoint::Credits, Some(id), &[]));
        match (debits, credits) {
            (Ok(debits), Ok(credits)) => {
                let rows = lines(debits, "debit_type_code").chain(lines(credits, "credit_type_code")).collect();
                Ok((of_patron(rows, id, names::ACCOUNT_LINE)?, true))
            }
            (Err(Trouble::NotOffered(_)), _) | (_, Err(Trouble::NotOffered(_))) => {
                let (value, _) = self.read(&Question::new(Endpoint::Account, Some(id))).await?;
                let part =
                    |name: &str| value.get(name).and_then(|part| part.get("lines")).cloned().ok_or(Trouble::WrongShape);
                let mut all = rows(part("outstanding_debits")?)?;
                all.extend(rows(part("outstanding_credits")?)?);
                Ok((of_patron(all, id, names::ACCOUNT_LINE)?, false))
            }
            (Err(trouble), _) | (_, Err(trouble)) => Err(trouble),
        }
    }

    /// Extended attributes.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn attributes(&self, id: KohaId) -> Result<Vec<Row>, Trouble> {
        of_patron(self.list(Endpoint::Attributes, Some(id), &[]).await?, id, names::ATTRIBUTE)
    }

    /// Purchase suggestions.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn suggestions(&self, id: KohaId) -> Result<Vec<Row>, Trouble> {
        let filter = filter(&json!({"suggested_by": id.number()}));
        let rows = self.list_with(Endpoint::Suggestions, None, &[], &[(FILTER, &filter)]).await?;
        let rows = of_patron(rows, id, names::SUGGESTION)?;
        let are_theirs = rows.iter().all(|row| row.get("suggestedby").and_then(KohaId::of_value) == Some(id));
        if are_theirs { Ok(rows) } else { Err(Trouble::WrongShape) }
    }

    /// Entries of the action log about a patron, by Koha's own column names.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn logs(&self, id: KohaId, from: &str, to: &str) -> Result<Vec<Row>, Trouble> {
        let number = id.to_string();
        let query = [("object", number.as_str()), ("datefrom", from), ("dateto", to)];
        let (value, _) = self.read(&Question::new(Endpoint::Logs, None).with_query(&query)).await?;
        let rows = rows(value)?;
        let is_other = |row: &Row| row.get("object").is_some_and(|object| KohaId::of_value(object) != Some(id));
        if rows.iter().any(is_other) { Err(Trouble::WrongShape) } else { Ok(rows) }
    }
}

fn of_patron(rows: Vec<Row>, id: KohaId, names: &'static [(&'static str, &'static str)]) -> Result<Vec<Row>, Trouble> {
    are_of(&rows, id)?;
    Ok(rows.into_iter().map(|row| names::to_columns(row, names)).collect())
}

/// Lines of one kind say `type`; a table of both needs to know which.
fn lines(rows: Vec<Row>, kind: &'static str) -> impl Iterator<Item = Row> {
    rows.into_iter().map(move |mut row| {
        if let Some(value) = row.remove("type") {
            row.insert(kind.to_owned(), value);
        }
        row
    })
}
