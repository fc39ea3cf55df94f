//! Everything that a Koha tells of a patron, in the shape of Koha-Suomi's all-data answer: from there, or put together.

use carrel_client::Trouble;
use carrel_domain::Category;
use serde_json::{Map, Value};

use crate::{
    conversation::{Conversation, Question},
    endpoint::Endpoint,
    id::KohaId,
    names,
    pages::{Row, are_of, rows},
};

/// The keys that an answer always has, and what they are about.
const KEYS: [(&str, Category); 9] = [
    ("checkouts", Category::Checkouts),
    ("oldcheckouts", Category::CheckoutHistory),
    ("holds", Category::Holds),
    ("oldholds", Category::HoldHistory),
    ("accountlines", Category::Fees),
    ("notices", Category::Notices),
    ("messages", Category::Messages),
    ("debarments", Category::Restrictions),
    ("suggestions", Category::Suggestions),
];

/// All data of a patron. Without secrets: the password's hash never comes as far as this.
#[derive(Clone, PartialEq)]
pub struct AllData {
    /// One line of JSON, as the import reads it. A section that could not be read is not in it.
    pub line: String,
    /// What could not be read, or not wholly, and why.
    pub missing: Vec<(Category, Trouble)>,
}

impl std::fmt::Debug for AllData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AllData({} bytes, without {:?})", self.line.len(), self.missing)
    }
}

impl Conversation {
    /// Everything about a patron.
    ///
    /// # Errors
    /// Every [`Trouble`], if not even the patron's own row can be read; [`Trouble::NotFound`] if there is nobody.
    pub async fn all_data(&self, id: KohaId) -> Result<AllData, Trouble> {
        let number = id.to_string();
        let query = [("borrowernumber", number.as_str())];
        let answer = self.read(&Question::new(Endpoint::AllData, None).with_query(&query)).await;
        let (mut sections, mut missing) = match answer {
            Ok((Value::Object(sections), _)) => checked(sections, id)?,
            Ok(_) => return Err(Trouble::WrongShape),
            Err(Trouble::NotOffered(_)) => self.composed(id).await?,
            Err(trouble) => return Err(trouble),
        };
        if !sections.contains_key("message_preferences") {
            match self.preferences(id).await {
                Ok(found) => {
                    let rows: Vec<Value> = found.iter().map(|found| Value::Object(found.row())).collect();
                    sections.insert(String::from("message_preferences"), Value::Array(rows));
                }
                Err(trouble) => missing.push((Category::Preferences, trouble)),
            }
        }
        Ok(AllData { line: Value::Object(sections).to_string(), missing })
    }

    /// From what every Koha has.
    async fn composed(&self, id: KohaId) -> Result<Sections, Trouble> {
        let patron = self.patron(id).await?;
        let (open, returned, holds, old_holds, account, attributes, suggestions) = futures::join!(
            self.checkouts(id, false),
            self.checkouts(id, true),
            self.holds(id, false),
            self.holds(id, true),
            self.account(id),
            self.attributes(id),
            self.suggestions(id),
        );
        let mut sections = Map::new();
        let mut missing = Vec::new();
        sections.insert(String::from("personal"), Value::Object(patron.row));
        let account = account.map(|(rows, is_whole)| {
            if !is_whole {
                missing.push((Category::Fees, Trouble::NotOffered(Endpoint::Debits.code())));
            }
            rows
        });
        for (key, category, found) in [
            ("checkouts", Category::Checkouts, open),
            ("oldcheckouts", Category::CheckoutHistory, returned),
            ("holds", Category::Holds, holds),
            ("oldholds", Category::HoldHistory, old_holds),
            ("accountlines", Category::Fees, account),
            ("extended_attributes", Category::Attributes, attributes),
            ("suggestions", Category::Suggestions, suggestions),
        ] {
            match found {
                Ok(rows) => {
                    // Every Koha has the number of what is lent; some have no more of it.
                    let is_lent = |row: &Row| row.contains_key("issue_id") || row.contains_key("reserve_id");
                    if rows.iter().any(|row| is_lent(row) && row.get("title").is_none_or(Value::is_null)) {
                        missing.push((category, Trouble::Incomplete));
                    }
                    sections.insert(key.to_owned(), names::list(rows, &[]));
                }
                Err(trouble) => missing.push((category, trouble)),
            }
        }
        for category in [Category::Notices, Category::Messages, Category::Restrictions] {
            missing.push((category, Trouble::NotOffered(Endpoint::AllData.code())));
        }
        Ok((sections, missing))
    }
}

type Sections = (Map<String, Value>, Vec<(Category, Trouble)>);

/// An all-data answer that is of this patron, and what is not in it.
fn checked(mut sections: Map<String, Value>, id: KohaId) -> Result<Sections, Trouble> {
    let personal = match sections.get("personal") {
        Some(Value::Object(row)) => row,
        Some(Value::Array(rows)) => match rows.as_slice() {
            [Value::Object(row)] => row,
            // Nobody has this number.
            [] => return Err(Trouble::NotFound),
            _ => return Err(Trouble::WrongShape),
        },
        _ => return Err(Trouble::WrongShape),
    };
    if personal.get("borrowernumber").and_then(KohaId::of_value) != Some(id) {
        return Err(Trouble::WrongShape);
    }
    let mut missing = Vec::new();
    for (key, category) in KEYS {
        let found = match sections.remove(key) {
            None | Some(Value::Null) => Err(Trouble::Incomplete),
            Some(value) => rows(value).and_then(|rows| are_of(&rows, id).map(|()| rows)),
        };
        match found {
            Ok(rows) => {
                sections.insert(key.to_owned(), names::list(rows, &[]));
            }
            Err(trouble) => missing.push((category, trouble)),
        }
    }
    Ok((sections, missing))
}

/// For fuzzing: whatever an answer says, it is checked without a panic.
#[cfg(test)]
pub(crate) fn check_answer(value: Value, id: KohaId) -> Result<AllData, Trouble> {
    let Value::Object(sections) = value else { return Err(Trouble::WrongShape) };
    let (sections, missing) = checked(sections, id)?;
    Ok(AllData { line: Value::Object(sections).to_string(), missing })
}
