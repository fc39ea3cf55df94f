//! People whom no mail reached: a list to write letters by, and noting that they were told.

use std::io;

use carrel_domain::{Language, Permission, StaffScope, retention::Stage};
use carrel_report::push_csv_cell;
use carrel_store::{
    patron_search,
    retention::letter::{self, Letter},
};
use carrel_texts::{Key, Texts, key};
use serde_json::Value as Json;
use tokio::sync::mpsc;

use crate::{
    ServiceError, Services,
    audit::{Change, Origin},
    minimization::cover,
    profile::Profile,
    requests::plain_id,
    sessions::Session,
};

/// Letters of one part of the list: that each was taken is logged before it is.
const ROWS: u32 = 200;
/// So many people can be marked at once.
const MOST_TOLD: usize = 500;
/// The postal address as the source calls it: two lines, then postcode and city.
const ADDRESS: [&str; 5] = ["address", "address2", "zipcode", "city", "country"];

impl Services {
    /// The people who are to be told on paper, as CSV in parts. That each of them stands in it is logged before it is given.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`].
    pub async fn export_letters(
        &self,
        session: &Session,
        profile: &Profile,
        language: Language,
        origin: &Origin,
    ) -> Result<mpsc::Receiver<io::Result<Vec<u8>>>, ServiceError> {
        let staff = self.check(session, Permission::Retention, origin).await?;
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let settings = self.retention_settings(self.store().reader(), staff.organization()).await?;
        let locked_on = settings.delays.next_on(Stage::Told, self.today(profile)).unwrap_or(self.today(profile));
        let format = profile.format(language);
        let (locked_on, head) = (format.date(locked_on), head(Texts::of(language)));
        let (sender, parts) = mpsc::channel(2);
        let (services, session, origin) = (self.clone(), session.clone(), origin.clone());
        tokio::spawn(async move {
            let mut text = head;
            let mut after = i64::MIN;
            loop {
                let letters = match services.some_letters(&session, &staff, after, &origin).await {
                    Ok(letters) => letters,
                    Err(error) => {
                        tracing::error!(%error, "the list of letters could not be written to its end");
                        let _ = sender.send(Err(io::Error::other("not written to the end"))).await;
                        return;
                    }
                };
                for letter in &letters {
                    let ended = carrel_domain::Date::parse(&letter.expired_on).map(|day| format.date(day));
                    push(&mut text, Texts::of(language), letter, [ended.unwrap_or_default(), locked_on.clone()]);
                }
                let is_last = letters.len() < ROWS as usize;
                after = letters.last().map_or(i64::MAX, |letter| letter.patron_id);
                // If nobody listens any more, nobody needs the rest.
                if sender.send(Ok(std::mem::take(&mut text).into_bytes())).await.is_err() || is_last {
                    return;
                }
            }
        });
        Ok(parts)
    }

    async fn some_letters(
        &self,
        session: &Session,
        staff: &StaffScope,
        after: i64,
        origin: &Origin,
    ) -> Result<Vec<Letter>, ServiceError> {
        let letters = letter::untold(self.store().reader(), staff, after, ROWS).await?;
        let mut entries = Vec::new();
        for letter in &letters {
            let patron = Some(carrel_domain::PatronId(letter.patron_id));
            let event = super::event("letter-listed");
            entries.push(self.entry_of(&session.actor, patron, origin, event, Change::default()).await?);
        }
        let transaction = self.store().begin().await?;
        self.commit_logged(transaction, &entries).await?;
        Ok(letters)
    }

    /// Notes that staff told these people: their time until they are locked begins today. Whoever need not be told any more
    /// is passed over; answers how many it was noted of.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::NotFound`] for somebody out of scope; [`ServiceError::Impossible`]:
    /// `told-nobody`.
    pub async fn mark_told(
        &self,
        session: &Session,
        profile: &Profile,
        patrons: &[String],
        origin: &Origin,
    ) -> Result<usize, ServiceError> {
        let staff = self.check(session, Permission::Retention, origin).await?;
        if patrons.is_empty() || patrons.len() > MOST_TOLD {
            return Err(ServiceError::Impossible("told-nobody"));
        }
        let settings = self.retention_settings(self.store().reader(), staff.organization()).await?;
        let today = self.today(profile);
        let next_on = settings.delays.next_on(Stage::Told, today).unwrap_or(today);
        let mut people = Vec::new();
        for public_id in patrons {
            let found = patron_search::find(self.store().reader(), &staff, plain_id(public_id)?).await?;
            let scope = found.and_then(|line| line.scope(&staff)).ok_or(ServiceError::NotFound)?;
            let change = Change::default().from_to(None, Some(next_on.to_string()));
            let event = super::event("patron-told-by-staff");
            people.push((scope, self.entry_of(&session.actor, Some(scope.patron()), origin, event, change).await?));
        }
        let transaction = self.store().begin().await?;
        let mut entries = Vec::new();
        for (scope, entry) in people {
            if letter::set_told(&transaction, scope.patron(), session.actor.patron, today, next_on).await? {
                entries.push(entry);
            }
        }
        let count = entries.len();
        self.commit_logged(transaction, &entries).await?;
        Ok(count)
    }
}

/// Names of the columns: for people, in the language of whoever takes the list.
fn head(texts: Texts) -> String {
    let mut text = String::from("\u{feff}");
    let columns = [
        key::LETTER_NAME,
        key::LETTER_ADDRESS,
        key::LETTER_ADDRESS_2,
        key::LETTER_POSTCODE,
        key::LETTER_CITY,
        key::LETTER_COUNTRY,
        key::LETTER_CARD,
        key::LETTER_LANGUAGE,
        key::LETTER_WHY,
        key::LETTER_ENDED,
        key::LETTER_LOCKED,
    ];
    line(&mut text, columns.map(|column| texts.say(column)));
    text
}

fn push(text: &mut String, texts: Texts, letter: &Letter, [ended, locked]: [String; 2]) {
    let record: Json = serde_json::from_str(&letter.record).unwrap_or_default();
    let of_record = |name: &str| record.get(name).and_then(Json::as_str).unwrap_or_default();
    let name: Vec<&str> = [&letter.firstname, &letter.surname].into_iter().flatten().map(String::as_str).collect();
    let name = name.join(" ");
    // Who lives where is known; no number of anybody's belongs on an envelope.
    let [address, second, postcode, city, country] = ADDRESS.map(|name| {
        let mut text = of_record(name).to_owned();
        cover(&mut text);
        text
    });
    let why = Key::find(&format!("retention-told-{}", letter.told));
    let why = why.map_or("", |key| texts.say(key));
    line(
        text,
        [
            &name,
            &address,
            &second,
            &postcode,
            &city,
            &country,
            letter.cardnumber.as_deref().unwrap_or_default(),
            letter.language.as_deref().unwrap_or_default(),
            why,
            &ended,
            &locked,
        ],
    );
}

fn line(text: &mut String, cells: [&str; 11]) {
    for (at, cell) in cells.into_iter().enumerate() {
        text.push_str(if at == 0 { "" } else { "," });
        push_csv_cell(text, cell);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_has_the_postal_address_and_no_formula() {
        let letter = Letter {
            patron_id: 1,
            patron: String::from("p"),
            cardnumber: Some(String::from("29")),
            firstname: Some(String::from("=HYPERLINK(1)")),
            surname: None,
            language: None,
            record: String::from("{\"address\":\"Katu 1, as. 2\",\"zipcode\":\"83500\",\"city\":\"Outokumpu\"}"),
            expired_on: String::from("2020-01-31"),
            told: String::from("mail-no-address"),
        };
        let mut text = String::new();
        push(&mut text, Texts::of(Language::En), &letter, [String::from("31.1.2020"), String::from("1.4.2026")]);
        assert!(text.contains("\"Katu 1, as. 2\",,83500,Outokumpu"), "{text}");
        assert!(!text.starts_with('='), "{text}");
    }
}
