//! What staff see of mails that have not gone: never what stands in them.

use carrel_domain::{PatronId, Permission, StaffScope, Timestamp};
use carrel_mail::Template;
use carrel_store::outbox::{self, Mail, State};

use crate::{ServiceError, Services, audit::Origin, sessions::Session};

/// At most so many of each kind are shown.
const SHOWN: u64 = 200;

/// A mail that waits or failed.
#[derive(Clone, Debug)]
pub struct MailRow {
    /// Opaque id for addresses.
    pub public_id: String,
    /// Which mail; `None` for one of a newer Carrel.
    pub template: Option<Template>,
    /// Where it goes, without the name: `a…@example.org`.
    pub recipient: String,
    /// Whether it waits (or failed).
    pub is_waiting: bool,
    /// Whether it can be tried again: what stood in it is still there.
    pub can_retry: bool,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is tried next, or when it was given up.
    pub next_at: Timestamp,
    /// Code of what went wrong last.
    pub error: Option<String>,
}

impl MailRow {
    fn new(mail: Mail) -> Self {
        let is_waiting = mail.state == State::Waiting.name();
        Self {
            template: Template::from_code(&mail.template),
            recipient: shortened(&mail.recipient),
            is_waiting,
            can_retry: !mail.payload.is_empty(),
            attempts: mail.attempts,
            created_at: Timestamp(mail.created_at),
            next_at: Timestamp(if is_waiting { mail.run_after } else { mail.ended_at.unwrap_or(mail.run_after) }),
            error: mail.last_error,
            public_id: mail.public_id,
        }
    }
}

/// The first letter and the domain: enough to find out what is wrong with a mail server.
fn shortened(address: &str) -> String {
    let (name, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    format!("{}…@{domain}", name.chars().next().unwrap_or_default())
}

impl Services {
    /// The mails that wait and those that failed, newest first.
    pub async fn list_mail(&self, session: &Session, origin: &Origin) -> Result<Vec<MailRow>, ServiceError> {
        let scope = self.check_mail(session, origin).await?;
        let db = self.store().reader();
        let mut rows = Vec::new();
        for state in [State::Failed, State::Waiting] {
            let mails = outbox::list(db, &scope, state, SHOWN).await?;
            rows.extend(mails.into_iter().map(MailRow::new));
        }
        Ok(rows)
    }

    /// Tries a mail again now.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] if it is not there, went, or nothing stands in it any more.
    pub async fn retry_mail(&self, session: &Session, public_id: &str, origin: &Origin) -> Result<(), ServiceError> {
        let scope = self.check_mail(session, origin).await?;
        let mail = self.mail_in_scope(&scope, public_id).await?;
        let (db, now) = (self.store().writer(), self.clock().now());
        if !outbox::retry(db, scope.organization(), &mail.public_id, now).await? {
            return Err(ServiceError::NotFound);
        }
        self.log_about(&mail, session, origin, "mail-retried").await?;
        self.wake_mail();
        Ok(())
    }

    /// Calls a mail off.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] if it is not there, went, or goes right now.
    pub async fn call_off_mail(&self, session: &Session, public_id: &str, origin: &Origin) -> Result<(), ServiceError> {
        let scope = self.check_mail(session, origin).await?;
        let mail = self.mail_in_scope(&scope, public_id).await?;
        let (db, now) = (self.store().writer(), self.clock().now());
        if !outbox::cancel(db, scope.organization(), &mail.public_id, now).await? {
            return Err(ServiceError::NotFound);
        }
        self.log_about(&mail, session, origin, "mail-cancelled").await
    }

    /// Whoever answers requests hears whether their mails go, and so does whoever looks after mails.
    async fn check_mail(&self, session: &Session, origin: &Origin) -> Result<StaffScope, ServiceError> {
        let is_officer = session.actor.has(Permission::Requests);
        let permission = if is_officer { Permission::Requests } else { Permission::AdminTemplates };
        self.check(session, permission, origin).await
    }

    async fn mail_in_scope(&self, scope: &StaffScope, public_id: &str) -> Result<Mail, ServiceError> {
        outbox::find(self.store().reader(), scope, public_id).await?.ok_or(ServiceError::NotFound)
    }

    async fn log_about(
        &self,
        mail: &Mail,
        session: &Session,
        origin: &Origin,
        action: &'static str,
    ) -> Result<(), ServiceError> {
        let patron = mail.patron_id.map(PatronId);
        self.log_mail(session.actor.organization, patron, Some((session, origin)), action, "done").await
    }
}
