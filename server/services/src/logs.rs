//! The log as staff read it: searched by the fields of a library system's log viewer, and taken along.

mod export;

use carrel_domain::{Category, Date, PatronId, Permission, StaffScope, Timestamp, log::Module};
use carrel_store::{
    audit::{
        archive,
        search::{self, Search},
    },
    patron, patron_search,
};
use jiff::civil;

pub use self::export::LogFormat;
pub use carrel_store::audit::search::{LogLine, MOST_COUNTED, Place};

use crate::{
    ServiceError, Services,
    archive::ArchivedPart,
    audit::{Change, Event, Interface, Origin},
    checkpoints::Note,
    profile::Profile,
    sessions::Session,
};

/// Entries on a page.
pub const ENTRIES_PER_PAGE: u32 = 50;

/// What staff look for. Of people only opaque ids: it stands in addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogWish {
    /// Opaque id of the patron whose data it was.
    pub patron: Option<String>,
    /// Opaque id of the member of staff who did it.
    pub staff: Option<String>,
    /// A group of actions.
    pub module: Option<Module>,
    /// One action.
    pub action: Option<&'static str>,
    /// A thing, as kind and public id.
    pub object: Option<String>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// By which way.
    pub interface: Option<Interface>,
    /// How it ended.
    pub outcome: Option<&'static str>,
}

/// A page of the log.
#[derive(Clone, Debug)]
pub struct LogPage {
    /// Its entries, newest first.
    pub lines: Vec<LogLine>,
    /// How many there are in all, up to [`MOST_COUNTED`] and one more.
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<Place>,
    /// Card number of the patron looked for.
    pub patron: Option<String>,
    /// Card number of the member of staff looked for.
    pub staff: Option<String>,
    /// The newest checkpoint.
    pub checkpoint: Option<Note>,
    /// When the log was last proven, and whether it was whole.
    pub verified: Option<(Timestamp, bool)>,
    /// The part that is in the archive.
    pub archived: Option<ArchivedPart>,
}

/// Whom a search names.
pub(crate) struct People {
    pub patron: Option<Person>,
    pub staff: Option<Person>,
}

pub(crate) struct Person {
    pub id: PatronId,
    pub cardnumber: Option<String>,
}

impl Services {
    /// A page of what is found; that it was looked for is logged, with the patron whose entries it was.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a patron out of reach; those of [`Services::check`].
    pub async fn search_log(
        &self,
        session: &Session,
        profile: &Profile,
        wish: &LogWish,
        after: Option<Place>,
        origin: &Origin,
    ) -> Result<LogPage, ServiceError> {
        let staff = self.check(session, Permission::ViewLogs, origin).await?;
        let people = self.people_of(&staff, wish).await?;
        let search = search_of(wish, &people, profile);
        let db = self.store().reader();
        let page = archive::search::find(self.store(), &staff, &search, after, ENTRIES_PER_PAGE);
        let (found, total) = futures::try_join!(page, archive::search::count(self.store(), &staff, &search))?;
        let archived = self.archived_part().await?;
        let checkpoint = self.latest_checkpoint().await?;
        let verified = search::last_verified(db, &staff).await?;
        self.log_about_log(session, wish, &people, "log-searched", origin).await?;
        let cardnumber = |person: Option<Person>| person.and_then(|person| person.cardnumber);
        Ok(LogPage {
            lines: found.lines,
            total,
            next: found.next,
            patron: cardnumber(people.patron),
            staff: cardnumber(people.staff),
            checkpoint,
            verified,
            archived,
        })
    }

    /// The opaque id of whoever has this card number or opaque id; `None` if nobody in the organization has it.
    ///
    /// # Errors
    /// Those of [`Services::check`].
    pub async fn find_for_log(
        &self,
        session: &Session,
        text: &str,
        origin: &Origin,
    ) -> Result<Option<String>, ServiceError> {
        let staff = self.check(session, Permission::ViewLogs, origin).await?;
        let db = self.store().reader();
        let text: String = text.trim().chars().filter(|letter| !letter.is_control()).take(100).collect();
        let line = match patron::find_by_cardnumber(db, staff.organization(), &text).await? {
            Some(id) => patron_search::get(db, id).await?,
            None => patron_search::find(db, &staff, &text).await?,
        };
        Ok(line.map(|line| line.public_id))
    }

    async fn people_of(&self, staff: &StaffScope, wish: &LogWish) -> Result<People, ServiceError> {
        let db = self.store().reader();
        let mut people = People { patron: None, staff: None };
        if let Some(id) = &wish.patron {
            let line = patron_search::find(db, staff, id).await?.ok_or(ServiceError::NotFound)?;
            people.patron = Some(Person { id: PatronId(line.id), cardnumber: line.cardnumber });
        }
        if let Some(id) = &wish.staff {
            let line = search::find_person(db, staff, id).await?.ok_or(ServiceError::NotFound)?;
            people.staff = Some(Person { id: line.0, cardnumber: line.1 });
        }
        Ok(people)
    }

    async fn log_about_log(
        &self,
        session: &Session,
        wish: &LogWish,
        people: &People,
        action: &'static str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let event = Event { action, category: Some(Category::Log), purpose: "staff-work", outcome: "done" };
        let change = Change { object: wish.object.clone(), old: None, new: Some(in_words(wish)) };
        let patron = people.patron.as_ref().map(|patron| patron.id);
        self.log_change(&session.actor, patron, origin, event, change).await
    }
}

/// What was looked for, for the log itself.
pub(crate) fn in_words(wish: &LogWish) -> String {
    let parts = [
        ("staff", wish.staff.clone()),
        ("module", wish.module.map(|module| module.name().to_owned())),
        ("action", wish.action.map(str::to_owned)),
        ("from", wish.from.map(|date| date.to_string())),
        ("until", wish.until.map(|date| date.to_string())),
        ("interface", wish.interface.map(|interface| interface.name().to_owned())),
        ("outcome", wish.outcome.map(str::to_owned)),
    ];
    parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?))).collect::<Vec<_>>().join(" ")
}

pub(crate) fn search_of(wish: &LogWish, people: &People, profile: &Profile) -> Search {
    let actions = match (wish.action, wish.module) {
        (Some(action), _) => vec![action],
        (None, Some(module)) => module.actions().to_vec(),
        (None, None) => Vec::new(),
    };
    let id = |person: &Option<Person>| person.as_ref().map(|person| person.id);
    Search {
        patron: id(&people.patron),
        actor: id(&people.staff),
        actions,
        object: wish.object.clone(),
        from: wish.from.and_then(|date| beginning(date, 0, profile)),
        until: wish.until.and_then(|date| beginning(date, 1, profile)),
        interface: wish.interface,
        outcome: wish.outcome,
    }
}

/// When a day begins where the library is, or the one so many days later.
fn beginning(date: Date, later: i32, profile: &Profile) -> Option<Timestamp> {
    let part = |number: u8| i8::try_from(number).ok();
    let day = civil::Date::new(date.year(), part(date.month())?, part(date.day())?).ok()?;
    let day = day.checked_add(jiff::Span::new().days(later)).ok()?;
    let begins = day.to_zoned(profile.zone.clone()).ok()?;
    Some(Timestamp(begins.timestamp().as_second()))
}
