//! The demo library: an invented regional library with about 300 patrons over six years, the same every time.
//!
//! It is made as lines of an all-data file and goes through the same import as a real library's.

mod calendar;
mod cast;
mod habits;
mod line;
mod loans;
mod names;
mod person;
mod random;
mod scale;
mod town;

use std::io::Cursor;

use carrel_domain::{
    Grant, OrganizationId, Role, Timestamp,
    age::AgeLimits,
    guardian::{GuardianRule, Sights, WardAge},
};
use carrel_store::{
    Store,
    import::Tally,
    organization, patron,
    role_grant::{self, NewGrant},
    setting,
};

pub use scale::{generate_alldata, generate_patron};

use crate::{
    SourceError,
    alldata::{self, Input, Options},
};
use calendar::Calendar;
use person::{cardnumber, pin};

/// Short name of the organization.
pub const SLUG: &str = "koivukyla";
const NAME: &str = "Koivukylän kirjastot";
const TIME_ZONE: &str = "Europe/Helsinki";
/// Code and name of the libraries.
const LIBRARIES: [(&str, &str); 3] =
    [("KOI", "Koivukylän pääkirjasto"), ("RAN", "Rantalan lähikirjasto"), ("AUTO", "Kirjastoauto Kuukkeli")];
/// Code, name and ages of the patron categories.
const CATEGORIES: [(&str, &str, AgeLimits); 6] = [
    ("HENKILO", "Henkilöasiakas", AgeLimits { minimum: Some(18), maximum: None }),
    ("LAPSI", "Lapsi", AgeLimits { minimum: None, maximum: Some(14) }),
    ("NUORI", "Nuori", AgeLimits { minimum: Some(13), maximum: Some(20) }),
    ("KOTIPALV", "Kotipalvelu", AgeLimits { minimum: Some(18), maximum: None }),
    ("YHTEISO", "Yhteisö", AgeLimits { minimum: None, maximum: None }),
    ("VIRKAILIJA", "Henkilökunta", AgeLimits { minimum: Some(15), maximum: None }),
];

/// Someone who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Card number.
    pub cardnumber: String,
    /// PIN: the last four digits of the card number.
    pub pin: String,
    /// Their name.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// What they show, in English.
    pub shows: &'static str,
}

/// The demo library as it is in the database.
#[derive(Clone, Debug)]
pub struct DemoSummary {
    /// Its organization.
    pub organization: OrganizationId,
    /// What was added; `None` if it was there already.
    pub added: Option<Tally>,
    /// Who can sign in.
    pub accounts: Vec<Account>,
}

/// Fills an empty database with the demo library; does nothing if it is there already.
///
/// # Errors
/// [`SourceError::NotEmpty`] if there are patrons of another library.
pub async fn load(store: &Store, now: Timestamp) -> Result<DemoSummary, SourceError> {
    let db = store.reader();
    let mine = organization::find(db, Some(SLUG)).await?.map(|organization| OrganizationId(organization.id));
    let all = patron::count(db, None).await?;
    let of_demo = if mine.is_some() { patron::count(db, mine).await? } else { 0 };
    if all > of_demo {
        return Err(SourceError::NotEmpty);
    }
    let organization = match mine {
        Some(organization) => organization,
        None => organization::add(store.writer(), SLUG, NAME, TIME_ZONE, "EUR").await?,
    };
    let characters = cast::cast();
    let accounts = accounts(&characters);
    // Rights are given last: with them, the library is complete.
    if let Some(last) = characters.last()
        && let Some(patron) = patron::find_by_cardnumber(db, organization, &cardnumber(last.person.number)).await?
        && role_grant::held(db, patron, now).await?.iter().any(|grant| grant.role == last.role)
    {
        return Ok(DemoSummary { organization, added: None, accounts });
    }
    for (code, name) in LIBRARIES {
        organization::add_library(store.writer(), organization, code, name).await?;
    }
    for (code, name, ages) in CATEGORIES {
        organization::add_category(store.writer(), organization, code, name).await?;
        organization::set_age_limits(store.writer(), organization, code, ages).await?;
    }
    // So that everybody's work can be tried out with a PIN.
    setting::set(store.writer(), organization, "staff_second_factor_days", "off").await?;
    // What is suggested to a library that decides.
    let rule = GuardianRule::new(WardAge::USUAL, Sights::SUGGESTED);
    setting::set(store.writer(), organization, "guardians", &rule.to_string()).await?;
    let lines = town::lines(&characters, Calendar::new(now));
    let options = Options::new(organization, Input::Reader(Box::new(Cursor::new(lines))), now);
    let summary = alldata::run(store, options, &mut ()).await?;
    for character in characters.iter().filter(|character| character.role.is_staff()) {
        let cardnumber = cardnumber(character.person.number);
        let Some(patron) = patron::find_by_cardnumber(db, organization, &cardnumber).await? else { continue };
        let grant = NewGrant {
            public_id: format!("demo-{}", character.role.name()),
            organization,
            patron,
            grant: Grant { role: character.role, library: None },
            reason: String::from("demo library"),
            by: None,
            expires_at: None,
        };
        role_grant::add(store.writer(), grant, now).await?;
    }
    Ok(DemoSummary { organization, added: Some(summary.tally), accounts })
}

fn accounts(characters: &[cast::Character]) -> Vec<Account> {
    characters
        .iter()
        .map(|character| {
            let person = character.person;
            let name = format!("{} {}", person.firstname.unwrap_or_default(), person.surname.unwrap_or_default());
            Account {
                cardnumber: cardnumber(person.number),
                pin: pin(person.number),
                name,
                role: character.role,
                shows: character.shows,
            }
        })
        .collect()
}
