//! The library's news (requirement P2): by mail, to whoever agreed to get them and to nobody else, with a way to call them off
//! in each.
//!
//! What is said are the words of the mail [`Template::LibraryNews`], which staff write, preview and try out like those of any
//! other mail. A mailing sends them once.

mod worker;

use std::collections::BTreeMap;

use carrel_domain::{Language, OrganizationId, PatronId, Permission, Timestamp};
use carrel_mail::{Template, template::Words};
pub use carrel_store::news::Mailing;
use carrel_store::{
    ConnectionTrait, StoreError,
    mail_template::{self, Which},
    news::{self, NewMailing},
    patron_search,
};
use sha2::{Digest as _, Sha256};

use crate::{MailProblem, ServiceError, Services, audit::Origin, change::Change, sessions::Session, token::opaque_id};

/// At most so many mailings are shown.
const SHOWN: u32 = 50;

/// A mailing, as staff see it.
#[derive(Clone, Debug)]
pub struct MailingLine {
    /// How far it is.
    pub mailing: Mailing,
    /// How many of its mails have not gone.
    pub waiting: i64,
    /// What it was called, by language.
    pub subjects: BTreeMap<String, String>,
    /// Who began it, if they are still known.
    pub by: Option<String>,
}

/// What would be sent, to how many, and what was.
#[derive(Clone, Debug)]
pub struct NewsView {
    /// What the library wrote, in each language; nothing where it wrote nothing.
    pub words: Vec<(Language, Option<Words>)>,
    /// Digest of it, for the form.
    pub digest: String,
    /// How many patrons agree to get news.
    pub agreed: i64,
    /// When the same words were sent, if they were.
    pub sent_before: Option<Timestamp>,
    /// Mailings, newest first.
    pub mailings: Vec<MailingLine>,
}

impl NewsView {
    /// Whether a mailing is being written: then there is no other one. The mails of one that is written may still wait, for a
    /// provider that is busy for days, say; that keeps nobody from sending others.
    pub fn is_under_way(&self) -> bool {
        self.mailings.iter().any(|line| !line.mailing.is_written())
    }
}

impl Services {
    /// What would be sent, to how many, and what was.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn view_news(&self, session: &Session, origin: &Origin) -> Result<NewsView, ServiceError> {
        let staff = self.check(session, Permission::AdminTemplates, origin).await?;
        let db = self.store().reader();
        let words = own_words(db, staff.organization()).await?;
        let digest = digest(&words);
        let agreed = news::count_agreed(db, &staff).await?;
        let waiting = news::count_waiting(db, staff.organization()).await?;
        let mut mailings = Vec::new();
        for mailing in news::list(db, staff.organization(), SHOWN).await? {
            let by = patron_search::get(db, PatronId(mailing.requested_by)).await?.map(|line| line.name());
            let subjects = serde_json::from_str(&mailing.subjects).unwrap_or_default();
            let waiting = waiting.get(&mailing.id).copied().unwrap_or_default();
            mailings.push(MailingLine { mailing, waiting, subjects, by });
        }
        let same = mailings.iter().find(|line| line.mailing.words == digest && line.mailing.written > 0);
        let sent_before = same.map(|line| Timestamp(line.mailing.requested_at));
        self.log_look(&session.actor, origin).await?;
        Ok(NewsView { words, digest, agreed, sent_before, mailings })
    }

    /// Begins to send the words with this digest: those that whoever presses the button has read.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::Mail`] if no mails are sent;
    /// [`ServiceError::Impossible`]: `news-unwritten`, `news-changed`, `news-again` (unless `is_again`), `news-under-way`.
    pub async fn begin_news(
        &self,
        session: &Session,
        read: &str,
        is_again: bool,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let staff = self.check(session, Permission::AdminTemplates, origin).await?;
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        if !self.sends_mail() {
            return Err(MailProblem::Off.into());
        }
        let base = self.changes_of(&session.actor, origin).await?;
        let (organization, now) = (staff.organization(), self.clock().now());
        let transaction = self.store().begin().await?;
        let words = own_words(&transaction, organization).await?;
        let subjects: BTreeMap<&str, &str> = words
            .iter()
            .filter_map(|(language, words)| Some((language.code(), words.as_ref()?.subject.as_str())))
            .collect();
        let words = digest(&words);
        if subjects.is_empty() {
            return Err(ServiceError::Impossible("news-unwritten"));
        }
        if words != read {
            return Err(ServiceError::Impossible("news-changed"));
        }
        let before = news::list(&transaction, organization, SHOWN).await?;
        if before.iter().any(|mailing| !mailing.is_written()) {
            return Err(ServiceError::Impossible("news-under-way"));
        }
        if !is_again && before.iter().any(|mailing| mailing.words == words && mailing.written > 0) {
            return Err(ServiceError::Impossible("news-again"));
        }
        let subjects = serde_json::json!(subjects).to_string();
        let mailing = NewMailing { public_id: opaque_id()?, subjects: subjects.clone(), words };
        if !news::add(&transaction, &staff, &mailing, session.actor.patron, now).await? {
            return Err(ServiceError::Impossible("news-under-way"));
        }
        let object = format!("news:{}", mailing.public_id);
        let change = Change { action: "news-begun", patron: None, object, old: None, new: Some(subjects) };
        self.log_changes(&transaction, &base, &session.actor, vec![change]).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.inner.news.notify_one();
        Ok(())
    }

    /// Stops a mailing, and calls off its mails that have not gone; also when all are written.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::NotFound`] if it is over, or goes to patrons of other libraries.
    pub async fn stop_news(&self, session: &Session, public_id: &str, origin: &Origin) -> Result<(), ServiceError> {
        let staff = self.check(session, Permission::AdminTemplates, origin).await?;
        let (organization, now) = (staff.organization(), self.clock().now());
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        let mailings = news::list(&transaction, organization, SHOWN).await?;
        let found =
            mailings.into_iter().find(|mailing| mailing.public_id == public_id).ok_or(ServiceError::NotFound)?;
        let libraries: Option<Vec<String>> = found.libraries.and_then(|codes| serde_json::from_str(&codes).ok());
        let is_theirs = match libraries {
            None => staff.covers(None),
            Some(codes) => codes.iter().all(|code| staff.covers(Some(code))),
        };
        if !is_theirs {
            return Err(ServiceError::NotFound);
        }
        let called_off = news::stop(&transaction, organization, public_id, now).await?.ok_or(ServiceError::NotFound)?;
        let change = Change {
            action: "news-stopped",
            patron: None,
            object: format!("news:{public_id}"),
            old: None,
            new: Some(called_off.to_string()),
        };
        self.log_changes(&transaction, &base, &session.actor, vec![change]).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}

/// What the library wrote for its news, in each language.
async fn own_words(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<(Language, Option<Words>)>, ServiceError> {
    let mut all = Vec::new();
    for language in Language::ALL {
        let which = Which { organization, code: Template::LibraryNews.code(), language: language.code() };
        let saved = mail_template::newest(db, which).await?.filter(|saved| saved.is_default == 0);
        all.push((language, saved.map(|saved| Words { subject: saved.subject, body: saved.body })));
    }
    Ok(all)
}

/// Tells words from others.
fn digest(all: &[(Language, Option<Words>)]) -> String {
    let mut hash = Sha256::new();
    for (language, words) in all {
        let Some(words) = words else { continue };
        for part in [language.code(), &words.subject, &words.body] {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
