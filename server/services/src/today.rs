//! What waits for staff: requests by due date, addresses that do not work, mails that failed, roles with one holder.

use carrel_domain::{Permission, Timestamp, remote::Words};
use carrel_store::{address_problem, data_request, outbox, patron_search::PatronLine};

use crate::{
    ServiceError, Services,
    audit::{Event, Origin},
    factors::StaffFactor,
    library_system::SystemState,
    requests::{RequestLine, Which},
    roles::SingleHolder,
    sessions::Session,
    sources::SourceLine,
};

/// So many of each are shown at most.
const SHOWN: usize = 10;

/// What waits, as far as somebody's roles reach; nothing of what they do not.
#[derive(Clone, Debug, Default)]
pub struct Today {
    /// Open requests, the most urgent first; `None` for whoever does not answer any.
    pub requests: Option<Vec<RequestLine>>,
    /// Open requests in all.
    pub open: usize,
    /// Patrons whom mails do not reach.
    pub undeliverable: Vec<PatronLine>,
    /// The PIN or password signed in with is short for somebody who works with patrons' data.
    pub is_secret_weak: bool,
    /// How the library system is, if there is one beside Carrel.
    pub library_system: Option<SystemState>,
    /// How it was last read by itself, if it is.
    pub synchronized: Option<SourceLine>,
    /// Other services that fail and are left alone, and until when.
    pub resting: Vec<(Words, Timestamp)>,
    /// Mails that were given up.
    pub failed_mails: u64,
    /// Critical roles with a single holder, or none.
    pub single_holders: Vec<SingleHolder>,
}

impl Services {
    /// What waits for whoever is signed in.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] to patrons; [`ServiceError::Outside`] outside the networks of staff;
    /// [`ServiceError::SecondFactorMissing`].
    pub async fn today_at_work(&self, session: &Session, origin: &Origin) -> Result<Today, ServiceError> {
        if session.is_outside {
            return Err(ServiceError::Outside);
        }
        if session.factor == StaffFactor::Missing {
            return Err(ServiceError::SecondFactorMissing);
        }
        if !session.actor.is_staff() {
            return Err(ServiceError::NotFound);
        }
        let db = self.store().reader();
        let mut today = Today {
            single_holders: self.single_holders(session).await?,
            is_secret_weak: self.secret_is_weak(session.actor.patron, session.proof.is_strong()).await?,
            library_system: self.library_system_state().await?,
            synchronized: self.synchronized().await?,
            resting: self.resting_remote_sources(),
            ..Today::default()
        };
        if let Ok(staff) = session.actor.may(Permission::Requests) {
            let mut open = data_request::list(db, &staff, Which::Open).await?;
            today.open = open.len();
            open.truncate(SHOWN);
            today.requests = Some(open);
        }
        if let Ok(staff) = session.actor.may(Permission::ViewBorrowers) {
            today.undeliverable = address_problem::list(db, &staff, SHOWN).await?;
        }
        let may_see_mails =
            session.actor.may(Permission::AdminTemplates).or_else(|_| session.actor.may(Permission::Requests));
        if let Ok(staff) = may_see_mails {
            today.failed_mails = outbox::count_failed(db, &staff).await?;
        }
        let event = Event { action: "view", category: None, purpose: "staff-work", outcome: "done" };
        self.log_change(&session.actor, None, origin, event, Default::default()).await?;
        Ok(today)
    }
}
