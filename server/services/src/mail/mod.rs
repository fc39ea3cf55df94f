//! Mails: written into the outbox together with what they tell of, and handed over in the background.

mod bounces;
mod outbox;
mod sealed;
mod templates;
mod worker;

use std::path::PathBuf;

use carrel_domain::{Language, OrganizationId, PatronId, PatronScope};
pub use carrel_mail::{
    Delivery, Placeholder, Template, Values,
    folder::ReadableMail,
    message::Sender,
    render::{Field, Problem},
    template::Words,
};
use carrel_mail::{message, render::render};
use carrel_store::{
    ConnectionTrait,
    audit::{Entry, Interface},
    outbox::{Addressee, NewMail, add, addressee},
};

pub use self::{
    bounces::BounceOutcome,
    outbox::MailRow,
    templates::{InForce, Preview, Save, TemplateLine},
    worker::MailWorker,
};
use crate::{ServiceError, Services, audit::Origin, sessions::Session, token::opaque_id};

/// So many of the demo library's mails are shown.
const DEMO_MAILS: usize = 50;

/// How mails go out.
#[derive(Clone, Debug)]
pub struct MailOptions {
    /// To where.
    pub delivery: Delivery,
    /// From whom.
    pub sender: Sender,
    /// Folder (or Maildir) with mails that came back.
    pub bounces: Option<PathBuf>,
    /// Anybody may read the mails that were written into files: in the demo library only.
    pub is_demo: bool,
}

/// Why a mail cannot be written; what it would have told of can still be told otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailProblem {
    /// The installation sends no mails.
    #[error("no mails are sent: set `smtp_url` or `mail_dir`")]
    Off,
    /// The patron has no address, or what stands there is none.
    #[error("no mail address is registered")]
    NoAddress,
    /// Mails to the address came back.
    #[error("the registered mail address does not work")]
    Undeliverable,
    /// The patron did not agree to get mails of this kind.
    #[error("the patron did not agree to get it")]
    NotWanted,
}

impl MailProblem {
    /// The catalogue's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Off => "mail-off",
            Self::NoAddress => "mail-no-address",
            Self::Undeliverable => "mail-undeliverable",
            Self::NotWanted => "mail-not-wanted",
        }
    }
}

/// A mail to somebody with a card, staff included: to the registered address and no other.
#[derive(Clone, Debug)]
pub struct Mail {
    /// To whom; whoever made this checked that they may.
    pub to: PatronScope,
    /// Which mail.
    pub template: Template,
    /// In which language; the recipient's own if `None`.
    pub language: Option<Language>,
    /// What its placeholders stand for; names and library are filled in.
    pub values: Values,
}

impl Services {
    /// Whether mails go out at all.
    pub fn sends_mail(&self) -> bool {
        self.inner.options.mail.is_some()
    }

    /// Whether a mail to this patron can be written, and to which address it would go.
    ///
    /// # Errors
    /// [`ServiceError::Mail`] says why not.
    pub async fn check_addressee(&self, to: PatronScope) -> Result<String, ServiceError> {
        self.mail_options()?;
        let found = addressee(self.store().reader(), to).await?.ok_or(ServiceError::NotFound)?;
        Ok(usable_address(found.email.as_deref(), found.problem.as_deref())?)
    }

    /// Why no mail can reach this patron, as the catalogue's code; nothing if one can.
    pub(crate) async fn mail_problem(&self, to: PatronScope) -> Result<Option<&'static str>, ServiceError> {
        match self.check_addressee(to).await {
            Ok(_) => Ok(None),
            Err(ServiceError::Mail(problem)) => Ok(Some(problem.code())),
            Err(error) => Err(error),
        }
    }

    /// The language mails to this patron are in. Within a transaction `db` is the transaction: one that waited for another
    /// connection of the same pool could wait for ever.
    pub async fn mail_language(&self, db: &impl ConnectionTrait, to: PatronScope) -> Result<Language, ServiceError> {
        let found = addressee(db, to).await?.ok_or(ServiceError::NotFound)?;
        Ok(language_of(found.language.as_deref()))
    }

    /// Writes a mail into the outbox. Given a transaction, it goes only if that is committed. Answers its opaque id, for
    /// [`Services::cancel_mail`]. Call [`Services::wake_mail`] after the commit, or it goes within seconds anyway.
    ///
    /// # Errors
    /// [`ServiceError::Mail`] if mails are off or the patron has no address that works.
    pub async fn enqueue_mail(&self, db: &impl ConnectionTrait, mail: Mail) -> Result<String, ServiceError> {
        self.enqueue_mail_of(db, mail, None).await
    }

    /// The same, of a mailing of news.
    pub(crate) async fn enqueue_mail_of(
        &self,
        db: &impl ConnectionTrait,
        mail: Mail,
        mailing: Option<i64>,
    ) -> Result<String, ServiceError> {
        let found = addressee(db, mail.to).await?.ok_or(ServiceError::NotFound)?;
        self.mail_options()?;
        let recipient = usable_address(found.email.as_deref(), found.problem.as_deref())?;
        self.write_mail(db, mail, found, recipient, mailing).await
    }

    /// Writes a mail to an address that the patron in `mail.to` calls theirs: one that asks to confirm it, and nothing else.
    pub(crate) async fn enqueue_mail_to(
        &self,
        db: &impl ConnectionTrait,
        mail: Mail,
        address: &str,
    ) -> Result<String, ServiceError> {
        let found = addressee(db, mail.to).await?.ok_or(ServiceError::NotFound)?;
        let recipient = usable_address(Some(address), None)?;
        self.write_mail(db, mail, found, recipient, None).await
    }

    async fn write_mail(
        &self,
        db: &impl ConnectionTrait,
        mail: Mail,
        found: Addressee,
        recipient: String,
        mailing: Option<i64>,
    ) -> Result<String, ServiceError> {
        let options = self.mail_options()?;
        let language = mail.language.unwrap_or_else(|| language_of(found.language.as_deref()));
        let organization = mail.to.organization();
        let words = self.words_in_force(db, organization, mail.template, language).await?;
        let values = mail
            .values
            .or(Placeholder::Firstname, found.firstname.unwrap_or_default())
            .or(Placeholder::Surname, found.surname.unwrap_or_default())
            .or(Placeholder::Library, found.library.unwrap_or(found.organization));
        let rendered = render(mail.template, &words, &values);
        let public_id = opaque_id()?;
        let new = NewMail {
            payload: sealed::seal(&self.inner.keyring, &public_id, &rendered)?,
            message_id: message::message_id(&public_id, &options.sender),
            organization,
            patron: Some(mail.to.patron()),
            template: mail.template.code().to_owned(),
            language: language.code().to_owned(),
            recipient,
            public_id: public_id.clone(),
            mailing,
        };
        add(db, new, self.clock().now()).await?;
        Ok(public_id)
    }

    /// There is a mail to hand over: called after the commit.
    pub fn wake_mail(&self) {
        self.inner.mail.wake();
    }

    /// Calls off a mail of [`Services::enqueue_mail`] if it has not gone yet; tells whether it was in time.
    pub async fn cancel_mail(
        &self,
        db: &impl ConnectionTrait,
        organization: OrganizationId,
        public_id: &str,
    ) -> Result<bool, ServiceError> {
        Ok(carrel_store::outbox::cancel(db, organization, public_id, self.clock().now()).await?)
    }

    /// The demo library's mails, newest first, which anybody may read: its people are invented.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] in any other library, and where mails go to a mail server.
    pub async fn demo_mails(&self) -> Result<Vec<ReadableMail>, ServiceError> {
        match &self.inner.options.mail {
            Some(MailOptions { delivery: Delivery::Folder(folder), is_demo: true, .. }) => {
                Ok(folder.newest(DEMO_MAILS).await?)
            }
            _ => Err(ServiceError::NotFound),
        }
    }

    fn mail_options(&self) -> Result<&MailOptions, MailProblem> {
        self.inner.options.mail.as_ref().ok_or(MailProblem::Off)
    }

    /// Logs what became of a mail, or what somebody did about one.
    async fn log_mail(
        &self,
        organization: OrganizationId,
        patron: Option<PatronId>,
        actor: Option<(&Session, &Origin)>,
        action: &'static str,
        outcome: &'static str,
    ) -> Result<(), ServiceError> {
        let entry = Entry {
            patron,
            actor: actor.map(|(session, _)| session.actor.patron),
            role: actor.map(|(session, _)| session.actor.role()),
            outcome,
            network: actor.and_then(|(_, origin)| origin.network.clone()),
            request_id: actor.map(|(_, origin)| origin.request_id.clone()).unwrap_or_default(),
            interface: actor.map_or(Interface::Job, |(_, origin)| origin.interface),
            ..Entry::of_system(
                self.clock().now(),
                organization,
                action,
                if actor.is_some() { "staff-work" } else { "administration" },
            )
        };
        self.inner.audit.append(entry).await
    }
}

fn language_of(tag: Option<&str>) -> Language {
    tag.and_then(Language::from_tag).unwrap_or_default()
}

fn usable_address(address: Option<&str>, problem: Option<&str>) -> Result<String, MailProblem> {
    let address =
        address.map(str::trim).filter(|address| message::is_address(address)).ok_or(MailProblem::NoAddress)?;
    match problem {
        Some(_) => Err(MailProblem::Undeliverable),
        None => Ok(address.to_owned()),
    }
}
