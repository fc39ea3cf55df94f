//! Patrons as staff see them.

use carrel_domain::{
    Date, Permission, Row, Section,
    age::{AgeMisfit, years_old},
    data_request::RequestState,
    sections::section,
};
use carrel_store::{address_problem, attribute_seal, data_request, disclosure, organization, patron, patron_search};
pub use carrel_store::{disclosure::Disclosure, patron_search::PatronLine};

use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    minimization::masked,
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
    /// How their age does not fit their patron category, if the library said which ages that is for.
    pub age_misfit: Option<AgeMisfit>,
    /// Their open requests, for whoever answers them.
    pub requests: Vec<DataRequest>,
    /// Links that were sent to them, and their states; for whoever answers requests.
    pub disclosures: Vec<Disclosure>,
    /// Whether removing their second factors may be offered.
    pub may_reset_factors: bool,
    /// Whether identity numbers are kept of them that whoever looks may see whole.
    pub has_identity_numbers: bool,
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
        let row = masked(contact, vec![record.row(contact, &profile.zone)]).pop().unwrap_or_default();
        let mail_problem = self.mail_problem(scope).await?;
        let answers = session.actor.has(Permission::Requests);
        let (mut requests, mut disclosures) = (Vec::new(), Vec::new());
        if answers {
            requests = data_request::list_of_patron(db, scope).await?;
            requests.retain(|request| request.state == RequestState::Open.name());
            disclosures = disclosure::list(db, scope).await?;
        }
        let age = Date::parse(record.text("dateofbirth")).ok().and_then(|born| years_old(born, self.today(profile)));
        let age_misfit = match (age, line.patron_category.as_deref()) {
            (Some(age), Some(category)) => {
                organization::age_limits(db, scope.organization(), category).await?.misfit(age)
            }
            _ => None,
        };
        let may_reset_factors = self.may_reset_factors(session, scope).await?;
        let has_identity_numbers =
            session.actor.has(Permission::IdentityNumbers) && !attribute_seal::list(db, scope).await?.is_empty();
        self.log(&session.actor, scope.patron(), origin, event("view")).await?;
        Ok(PatronView {
            line,
            contact: (contact, row),
            mail_problem,
            age_misfit,
            requests,
            disclosures,
            may_reset_factors,
            has_identity_numbers,
        })
    }

    /// The registered address works again, or was never wrong: mails go there from now on (requirement A8).
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::Impossible`]: `address-not-wrong` if nothing was known against it.
    pub async fn clear_address_problem(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let staff = self.check(session, Permission::EditContact, origin).await?;
        let found = patron_search::find(self.store().reader(), &staff, plain_id(public_id)?).await?;
        let scope = found.and_then(|line| line.scope(&staff)).ok_or(ServiceError::NotFound)?;
        let happened = event("address-works-again");
        let entry = self.entry_of(&session.actor, Some(scope.patron()), origin, happened, Change::default()).await?;
        let transaction = self.store().begin().await?;
        if !address_problem::clear(&transaction, scope, self.clock().now()).await? {
            return Err(ServiceError::Impossible("address-not-wrong"));
        }
        self.commit_logged(transaction, &[entry]).await
    }
}

const fn event(action: &'static str) -> Event {
    Event { action, category: None, purpose: "service", outcome: "done" }
}
