//! Data requests: recorded by staff or filed by patrons, answered within the time the law gives (GDPR Art. 12(3)).

mod answer;
mod file;
mod proof;
mod remind;

use carrel_domain::{
    Date, Language, PatronId, PatronScope, Permission, StaffScope, Timestamp,
    data_request::{RequestKind, RequestState},
};
use carrel_mail::{Placeholder, Template, Values};
use carrel_store::{ConnectionTrait, data_request, disclosure, patron_search};
pub use carrel_store::{
    data_request::{DataRequest, RequestEvent, RequestLine, Which},
    disclosure::Disclosure,
    patron_search::PatronLine,
};
use carrel_texts::{Key, Texts};

pub use self::file::RecordedRequest;
use crate::{
    ServiceError, Services,
    audit::{Change, Entry, Event, Origin},
    mail::Mail,
    minimization::{Advice, masked_request},
    profile::Profile,
    sessions::Session,
};

/// Texts of a request are at most so long, in characters.
pub const LONGEST_TEXT: usize = 4_000;

/// A request with all there is to know of it, for staff.
#[derive(Clone, Debug)]
pub struct RequestView {
    /// The request.
    pub request: DataRequest,
    /// Whose data it is about.
    pub patron: PatronLine,
    /// Who answers it.
    pub owner: Option<String>,
    /// Its time line.
    pub events: Vec<RequestEvent>,
    /// Deliveries made in answer to it.
    pub disclosures: Vec<Disclosure>,
    /// Other open requests of the patron's of the same kind.
    pub duplicates: Vec<DataRequest>,
    /// Opaque id of the request it goes on as.
    pub merged_into: Option<String>,
    /// Why no mail can reach the patron, as a code; nothing if one can.
    pub mail_problem: Option<&'static str>,
    /// What its texts seem to hold that they should not.
    pub advice: Advice,
}

impl RequestView {
    /// What is asked for.
    pub fn kind(&self) -> RequestKind {
        kind_of(&self.request)
    }

    /// Whether it is still open.
    pub fn is_open(&self) -> bool {
        self.request.state == RequestState::Open.name()
    }
}

/// What a stored request asks for.
pub fn kind_of(request: &DataRequest) -> RequestKind {
    RequestKind::from_name(&request.kind).unwrap_or(RequestKind::Objection)
}

/// Days from today until a day; negative when it is past.
pub fn days_left(due_on: &str, today: Date) -> i64 {
    Date::parse(due_on).map_or(0, |due| due.days_since(today))
}

impl Services {
    /// Today, where the library is.
    pub fn today(&self, profile: &Profile) -> Date {
        day_of(self.clock().now(), profile)
    }

    /// The work list.
    pub async fn list_requests(
        &self,
        session: &Session,
        which: Which,
        origin: &Origin,
    ) -> Result<Vec<RequestLine>, ServiceError> {
        let staff = self.check(session, Permission::Requests, origin).await?;
        let lines = data_request::list(self.store().reader(), &staff, which).await?;
        self.log(&session.actor, session.actor.patron, origin, event("requests-listed")).await?;
        Ok(lines)
    }

    /// One request with all there is to know of it.
    pub async fn view_request(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<RequestView, ServiceError> {
        let staff = self.check(session, Permission::Requests, origin).await?;
        let (request, patron, scope) = self.find_request(&staff, public_id).await?;
        self.log_request(session, &request.public_id, scope.patron(), origin, "request-viewed").await?;
        self.view(request, patron, scope).await
    }

    async fn view(
        &self,
        request: DataRequest,
        patron: PatronLine,
        scope: PatronScope,
    ) -> Result<RequestView, ServiceError> {
        let db = self.store().reader();
        let owner = match request.owner_id {
            Some(owner) => patron_search::get(db, PatronId(owner)).await?.map(|line| line.name()),
            None => None,
        };
        let merged_into = match request.merged_into {
            Some(id) => data_request::get(db, id).await?.map(|other| other.public_id),
            None => None,
        };
        let mut disclosures = disclosure::list(db, scope).await?;
        disclosures.retain(|disclosure| disclosure.request_id == request.id);
        let mut duplicates = data_request::list_of_patron(db, scope).await?;
        duplicates.retain(|other| {
            other.id != request.id && other.kind == request.kind && other.state == RequestState::Open.name()
        });
        let events = data_request::list_events(db, request.id).await?;
        let mail_problem = self.mail_problem(scope).await?;
        let texts = [&request.wish, &request.document, &request.extension_reason, &request.outcome];
        let advice =
            self.advice(&*self.profile().await?, &texts.map(|text| text.as_deref().unwrap_or_default()).join("\n"));
        let view =
            RequestView { request, patron, owner, events, disclosures, duplicates, merged_into, mail_problem, advice };
        Ok(masked_request(view))
    }

    /// A request of a patron in scope.
    pub(crate) async fn find_request(
        &self,
        staff: &StaffScope,
        public_id: &str,
    ) -> Result<(DataRequest, PatronLine, PatronScope), ServiceError> {
        let db = self.store().reader();
        let public_id = plain_id(public_id)?;
        let request = data_request::find(db, staff.organization(), public_id).await?.ok_or(ServiceError::NotFound)?;
        let patron = patron_search::get(db, PatronId(request.patron_id)).await?.ok_or(ServiceError::NotFound)?;
        let scope = patron.scope(staff).ok_or(ServiceError::NotFound)?;
        Ok((request, patron, scope))
    }

    /// Tells the patron, if there is an address to tell them at; a request goes its way without one.
    async fn tell(
        &self,
        db: &impl ConnectionTrait,
        scope: PatronScope,
        template: Template,
        request: &DataRequest,
        values: Values,
    ) -> Result<(), ServiceError> {
        let language = self.mail_language(db, scope).await?;
        let profile = self.profile().await?;
        let format = profile.format(language);
        let received = Date::parse(&request.received_on).map(|date| format.date(date)).unwrap_or_default();
        let due = Date::parse(&request.due_on).map(|date| format.date(date)).unwrap_or_default();
        let values = values
            .or(Placeholder::Request, kind_name(kind_of(request), language))
            .or(Placeholder::Received, received)
            .or(Placeholder::Due, due)
            .or(Placeholder::RequestUrl, self.address(language, &format!("/my-requests/{}", request.public_id)));
        match self.enqueue_mail(db, Mail { to: scope, template, language: Some(language), values }).await {
            Ok(_) | Err(ServiceError::Mail(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The entry of work on a request, for the transaction that does it. Made before that begins, for it takes a
    /// connection of its own.
    async fn entry_of_request(
        &self,
        session: &Session,
        request: &str,
        patron: PatronId,
        origin: &Origin,
        action: &'static str,
    ) -> Result<Entry, ServiceError> {
        let change = Change::of("request", request);
        self.entry_of(&session.actor, Some(patron), origin, event(action), change).await
    }

    /// Logs a look at a request.
    async fn log_request(
        &self,
        session: &Session,
        request: &str,
        patron: PatronId,
        origin: &Origin,
        action: &'static str,
    ) -> Result<(), ServiceError> {
        let change = Change::of("request", request);
        self.log_change(&session.actor, Some(patron), origin, event(action), change).await
    }

    /// An address of this installation in full, in no language: for people to type.
    pub fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.inner.options.base_url)
    }

    /// An address of the portal as people use it.
    pub(crate) fn address(&self, language: Language, path: &str) -> String {
        format!("{}{}{path}", self.inner.options.base_url, language.prefix())
    }
}

/// An opaque id is plain text; anything else is none of ours, and PostgreSQL would not even look for it.
pub(crate) fn plain_id(text: &str) -> Result<&str, ServiceError> {
    if !text.is_empty() && text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(text)
    } else {
        Err(ServiceError::NotFound)
    }
}

/// What a kind of request is called.
pub fn kind_name(kind: RequestKind, language: Language) -> &'static str {
    Key::find(&format!("request-kind-{}", kind.name())).map_or("", |key| Texts::of(language).say(key))
}

/// Text of a form, without what no document has; empty is nothing.
fn clean(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|letter| !letter.is_control() || *letter == '\n')
        .take(LONGEST_TEXT)
        .collect::<String>()
        .trim()
        .to_owned();
    (!text.is_empty()).then_some(text)
}

fn day_of(now: Timestamp, profile: &Profile) -> Date {
    let local = jiff::Timestamp::from_second(now.0).unwrap_or_default().to_zoned(profile.zone.clone());
    // Every day of a clock's calendar is written so.
    Date::parse(&local.strftime("%Y-%m-%d").to_string()).unwrap_or(Date::FIRST)
}

/// Work on a data request.
pub(crate) const fn event(action: &'static str) -> Event {
    Event { action, category: None, purpose: "data-request", outcome: "done" }
}
