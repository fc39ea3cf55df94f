//! A Koha beside Carrel.

use async_trait::async_trait;
use carrel_domain::Timestamp;
use carrel_koha::{Conversation, Found, KohaId, Verdict};
use serde_json::json;

use super::{AllData, ContactChange, Koha, LibrarySystem, Outcome, PatronKey, Person, PreferenceChange, Said, Trouble};

/// A Koha beside Carrel.
#[derive(Clone, Debug)]
pub struct KohaSystem(pub Koha);

impl KohaSystem {
    /// For what is done in the background.
    fn in_peace(&self, now: Timestamp) -> Conversation {
        self.0.converse(now, self.0.settings().refresh_patience)
    }

    /// For what somebody waits for.
    fn at_once(&self, now: Timestamp) -> Conversation {
        self.0.converse(now, self.0.settings().answer_patience)
    }
}

/// A number of Koha's; whoever has another one is none of its patrons.
fn id(number: &str) -> Result<KohaId, Trouble> {
    KohaId::parse(number).ok_or(Trouble::NotFound)
}

#[async_trait]
impl LibrarySystem for KohaSystem {
    fn is_elsewhere(&self) -> bool {
        true
    }

    async fn person(&self, key: PatronKey<'_>, now: Timestamp) -> Result<Option<Person>, Trouble> {
        let talk = self.at_once(now);
        let found = match key {
            PatronKey::Number(number) => Some(talk.patron(id(number)?).await?),
            PatronKey::Name(name) => {
                match (talk.patron_by_cardnumber(name).await?, talk.patron_by_userid(name).await?) {
                    (Some(card), Some(user)) if card.id != user.id => return Err(Trouble::Conflict),
                    (card, user) => card.or(user),
                }
            }
        };
        found.map(person).map(Some).ok_or(Trouble::NotFound)
    }

    async fn all_data(&self, number: &str, now: Timestamp) -> Result<Option<AllData>, Trouble> {
        // Whatever it does not offer is asked for no more. That it does not say so is no reason not to ask it.
        drop(self.0.look_around(now).await);
        self.in_peace(now).all_data(id(number)?).await.map(Some)
    }

    async fn check_secret(&self, name: &str, secret: &str, now: Timestamp) -> Result<Said, Trouble> {
        if !self.0.settings().check_passwords {
            return Ok(Said::AskHere);
        }
        match self.at_once(now).check_password(name, secret).await {
            Ok(Verdict::Right(number)) => Ok(Said::Right(number.map(|number| number.to_string()))),
            Ok(Verdict::Wrong) => Ok(Said::Wrong),
            Err(_) if self.0.settings().local_passwords => Ok(Said::AskHere),
            Err(trouble) => Err(trouble),
        }
    }

    async fn change_contact(
        &self,
        number: &str,
        changes: &[ContactChange],
        now: Timestamp,
    ) -> Result<Outcome, Trouble> {
        self.in_peace(now).change_contact(id(number)?, changes).await
    }

    async fn set_preferences(
        &self,
        number: &str,
        changes: &[PreferenceChange],
        now: Timestamp,
    ) -> Result<Outcome, Trouble> {
        let there = self.in_peace(now).set_preferences(id(number)?, changes).await?;
        let is_done = |change: &PreferenceChange| there.iter().any(|holds| holds.is_same(&change.after));
        // It said that it is done, and it is not.
        if changes.iter().all(is_done) { Ok(Outcome::Done) } else { Err(Trouble::Incomplete) }
    }

    async fn anonymize_history(&self, number: &str, now: Timestamp) -> Result<Outcome, Trouble> {
        self.in_peace(now).anonymize_history(id(number)?).await
    }

    async fn changed_since(&self, since: Option<Timestamp>, page: u32, now: Timestamp) -> Result<Vec<String>, Trouble> {
        let found = self.in_peace(now).changed_since(since, page).await?;
        Ok(found.into_iter().map(|found| found.id.to_string()).collect())
    }
}

fn person(found: Found) -> Person {
    Person { number: found.id.to_string(), line: json!({"personal": found.row}).to_string() }
}
