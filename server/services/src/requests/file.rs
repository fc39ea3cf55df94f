//! How requests come in.

use carrel_domain::{
    Date, PatronScope, Permission,
    data_request::{IdentityMethod, RequestChannel, RequestKind, RequestState},
};
use carrel_mail::{Template, Values};
use carrel_store::{
    data_request::{self, Change, NewRequest},
    patron_search,
};

use super::{DataRequest, RequestEvent, clean, event, plain_id};
use crate::{ServiceError, Services, audit::Origin, minimization::mask_request, sessions::Session, token::opaque_id};

/// Requests that a patron has open at the same time; more are told to wait for an answer.
const MOST_OPEN: usize = 20;

/// A request that came on paper or by mail, as staff record it.
#[derive(Clone, Debug)]
pub struct RecordedRequest {
    /// What is asked for.
    pub kind: RequestKind,
    /// How it came.
    pub channel: RequestChannel,
    /// Where the document is filed.
    pub document: String,
    /// What it says.
    pub wish: String,
    /// When it was received.
    pub received_on: Date,
}

impl Services {
    /// Records a written request; answers its opaque id.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `request-without-document`, `request-in-future`, `request-too-old`.
    pub async fn record_request(
        &self,
        session: &Session,
        patron: &str,
        recorded: RecordedRequest,
        origin: &Origin,
    ) -> Result<String, ServiceError> {
        let staff = self.check(session, Permission::Requests, origin).await?;
        let line = patron_search::find(self.store().reader(), &staff, plain_id(patron)?).await?;
        let line = line.ok_or(ServiceError::NotFound)?;
        let scope = line.scope(&staff).ok_or(ServiceError::NotFound)?;
        let profile = self.profile().await?;
        let today = self.today(&profile);
        if recorded.received_on > today {
            return Err(ServiceError::Impossible("request-in-future"));
        }
        if today.days_since(recorded.received_on) > 366 {
            return Err(ServiceError::Impossible("request-too-old"));
        }
        // What nobody can look up again proves nothing (requirement D1).
        let document = clean(&recorded.document).ok_or(ServiceError::Impossible("request-without-document"))?;
        let new = NewRequest {
            public_id: opaque_id()?,
            kind: recorded.kind,
            channel: recorded.channel,
            document: Some(document),
            wish: clean(&recorded.wish),
            received_on: recorded.received_on,
            by: session.actor.patron,
        };
        self.add_request(session, scope, new, origin).await
    }

    /// Files a request about one's own data; answers its opaque id.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `request-needs-words` where only words say what is wanted, `request-too-many`.
    pub async fn file_request(
        &self,
        session: &Session,
        kind: RequestKind,
        wish: &str,
        origin: &Origin,
    ) -> Result<String, ServiceError> {
        let profile = self.profile().await?;
        let scope = session.actor.own_data();
        let wish = clean(wish);
        if wish.is_none() && !kind.allows_delivery() {
            return Err(ServiceError::Impossible("request-needs-words"));
        }
        let mine = data_request::list_of_patron(self.store().reader(), scope).await?;
        if mine.iter().filter(|request| request.state == RequestState::Open.name()).count() >= MOST_OPEN {
            return Err(ServiceError::Impossible("request-too-many"));
        }
        let new = NewRequest {
            public_id: opaque_id()?,
            kind,
            channel: RequestChannel::Portal,
            document: None,
            wish,
            received_on: self.today(&profile),
            by: session.actor.patron,
        };
        self.add_request(session, scope, new, origin).await
    }

    async fn add_request(
        &self,
        session: &Session,
        scope: PatronScope,
        new: NewRequest,
        origin: &Origin,
    ) -> Result<String, ServiceError> {
        let (now, public_id) = (self.clock().now(), new.public_id.clone());
        let action = if new.channel == RequestChannel::Portal { "filed" } else { "recorded" };
        let note = new.document.clone();
        // The patron's own strong sign-in is the check, if the library says so (requirement D1).
        let is_checked = new.channel == RequestChannel::Portal
            && session.proof.is_strong()
            && self.settings_of(scope.organization()).await?.sign_in_is_identity_check;
        let mut entries =
            vec![self.entry_of_request(session, &public_id, scope.patron(), origin, "data-request-recorded").await?];
        if is_checked {
            entries.push(self.entry_of_request(session, &public_id, scope.patron(), origin, "identity-checked").await?);
        }
        let transaction = self.store().begin().await?;
        let id = data_request::add(&transaction, scope, new, now).await?;
        let by = Some(session.actor.patron);
        data_request::add_event(&transaction, id, by, action, note.as_deref(), now).await?;
        if is_checked {
            let method = IdentityMethod::StrongSignIn;
            let change = Change::CheckIdentity(method, session.actor.patron, now);
            if !data_request::change(&transaction, id, change).await? {
                return Err(ServiceError::NotFound);
            }
            data_request::add_event(&transaction, id, by, "identity-checked", Some(method.name()), now).await?;
        }
        let request = data_request::get(&transaction, id).await?.ok_or(ServiceError::NotFound)?;
        self.tell(&transaction, scope, Template::RequestReceived, &request, Values::new()).await?;
        self.commit_logged(transaction, &entries).await?;
        self.wake_mail();
        Ok(public_id)
    }

    /// One's own requests, newest first.
    pub async fn my_requests(&self, session: &Session, origin: &Origin) -> Result<Vec<DataRequest>, ServiceError> {
        let requests = data_request::list_of_patron(self.store().reader(), session.actor.own_data()).await?;
        self.log(&session.actor, session.actor.patron, origin, event("requests-listed")).await?;
        Ok(requests)
    }

    /// One of one's own requests, with what happened to it. Who of the staff did it is theirs to tell.
    pub async fn my_request(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<(DataRequest, Vec<RequestEvent>), ServiceError> {
        let mut request = self.find_my_request(session, public_id).await?;
        let mut events = data_request::list_events(self.store().reader(), request.id).await?;
        mask_request(&mut request, &mut events);
        for event in &mut events {
            event.actor_name = None;
        }
        self.log_request(session, &request.public_id, session.actor.patron, origin, "request-viewed").await?;
        Ok((request, events))
    }

    /// Takes one of one's own requests back.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `request-closed`.
    pub async fn withdraw_request(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let request = self.find_my_request(session, public_id).await?;
        let now = self.clock().now();
        let change = Change::Close(RequestState::Withdrawn, "", now);
        let by = session.actor.patron;
        let entry = self.entry_of_request(session, &request.public_id, by, origin, "request-closed").await?;
        self.change_request(session, &request, change, ("withdrawn", None), entry).await
    }

    async fn find_my_request(&self, session: &Session, public_id: &str) -> Result<DataRequest, ServiceError> {
        let scope = session.actor.own_data();
        let found = data_request::find(self.store().reader(), scope.organization(), plain_id(public_id)?).await?;
        found.filter(|request| request.patron_id == scope.patron().0).ok_or(ServiceError::NotFound)
    }
}
