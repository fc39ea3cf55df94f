//! Patrons as staff see them.

use carrel_domain::{Permission, Row, Section, data_request::RequestState, sections::section};
use carrel_store::{data_request, disclosure, patron, patron_search};
pub use carrel_store::{disclosure::Disclosure, patron_search::PatronLine};

use crate::{
    ServiceError, Services,
    audit::{Event, Origin},
    profile::Profile,
    requests::{DataRequest, plain_id},
    sessions::Session,
};

/// Patrons found at most; whoever finds more says more.
pub const MOST_FOUND: u32 = 50;

/// A patron with what the desk needs to know.
#[derive(Clone, Debug)]
pub struct PatronView {
    /// Who it is.
    pub line: PatronLine,
    /// How they are reached: the section and its row.
    pub contact: (&'static Section, Row),
    /// Why mails do not reach them, if they do not; a code.
    pub mail_problem: Option<ServiceErrorCode>,
    /// Their open requests, for whoever answers them.
    pub requests: Vec<DataRequest>,
    /// Links that were sent to them, and their states; for whoever answers requests.
    pub disclosures: Vec<Disclosure>,
    /// Whether removing their second factors may be offered.
    pub may_reset_factors: bool,
}

/// A code of the catalogue.
pub type ServiceErrorCode = &'static str;

impl Services {
    /// Finds patrons by card number, user name, e-mail address or the beginning of their names; at most
    /// [`MOST_FOUND`].
    pub async fn search_patrons(
        &self,
        session: &Session,
        text: &str,
        origin: &Origin,
    ) -> Result<Vec<PatronLine>, ServiceError> {
        let staff = self.check(session, Permission::ViewBorrowers, origin).await?;
        let text: String = text.chars().filter(|letter| !letter.is_control()).take(200).collect();
        let found = patron_search::search(self.store().reader(), &staff, &text, MOST_FOUND).await?;
        self.log(&session.actor, session.actor.patron, origin, event("patrons-searched")).await?;
        Ok(found)
    }

    /// One patron's page.
    pub async fn view_patron(
        &self,
        session: &Session,
        profile: &Profile,
        public_id: &str,
        origin: &Origin,
    ) -> Result<PatronView, ServiceError> {
        let staff = self.check(session, Permission::ViewBorrowers, origin).await?;
        let db = self.store().reader();
        let line = patron_search::find(db, &staff, plain_id(public_id)?).await?.ok_or(ServiceError::NotFound)?;
        let scope = line.scope(&staff).ok_or(ServiceError::NotFound)?;
        let record = patron::find_record(db, scope).await?.ok_or(ServiceError::NotFound)?;
        let contact = section(carrel_domain::Category::Contact);
        let row = record.row(contact, &profile.zone);
        let mail_problem = match self.check_addressee(scope).await {
            Ok(_) => None,
            Err(ServiceError::Mail(problem)) => Some(problem.code()),
            Err(error) => return Err(error),
        };
        let answers = session.actor.has(Permission::Requests);
        let (mut requests, mut disclosures) = (Vec::new(), Vec::new());
        if answers {
            requests = data_request::list_of_patron(db, scope).await?;
            requests.retain(|request| request.state == RequestState::Open.name());
            disclosures = disclosure::list(db, scope).await?;
        }
        let may_reset_factors = self.may_reset_factors(session, scope).await?;
        self.log(&session.actor, scope.patron(), origin, event("view")).await?;
        Ok(PatronView { line, contact: (contact, row), mail_problem, requests, disclosures, may_reset_factors })
    }
}

const fn event(action: &'static str) -> Event {
    Event { action, category: None, purpose: "service", outcome: "done" }
}
