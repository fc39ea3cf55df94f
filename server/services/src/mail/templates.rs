//! The organization's own words for its mails.

use std::collections::HashMap;

use carrel_domain::{Language, OrganizationId, PatronId, Permission, Timestamp};
use carrel_mail::{
    Rendered, Template, Values,
    render::{Problem, check, render},
    template::Words,
};
use carrel_store::{
    ConnectionTrait, StoreError,
    mail_template::{self, SavedTemplate, Which},
    news, patron_search,
};

use super::{Mail, MailProblem};
use crate::{ServiceError, Services, audit::Origin, change::Change, sessions::Session};

/// The words a mail is sent with.
#[derive(Clone, Debug)]
pub struct InForce {
    /// Subject and text.
    pub words: Words,
    /// Nobody wrote others.
    pub is_default: bool,
    /// What was saved, newest first.
    pub history: Vec<Save>,
}

/// Words as they were saved once.
#[derive(Clone, Debug)]
pub struct Save {
    /// When.
    pub at: Timestamp,
    /// By whom, if they are still known.
    pub by: Option<String>,
    /// Subject and text; `None` where the default was put back.
    pub words: Option<Words>,
}

/// One mail in one language, in the list.
#[derive(Clone, Copy, Debug)]
pub struct TemplateLine {
    /// Which mail.
    pub template: Template,
    /// In which language.
    pub language: Language,
    /// Nobody wrote other words.
    pub is_default: bool,
}

/// How a mail would look, filled with what is invented.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The mail.
    pub rendered: Rendered,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

fn which(organization: OrganizationId, template: Template, language: Language) -> Which<'static> {
    Which { organization, code: template.code(), language: language.code() }
}

impl Services {
    /// The words in force: the organization's own, or the catalogue's.
    pub(super) async fn words_in_force(
        &self,
        db: &impl ConnectionTrait,
        organization: OrganizationId,
        template: Template,
        language: Language,
    ) -> Result<Words, ServiceError> {
        let saved = mail_template::newest(db, which(organization, template, language)).await?;
        Ok(in_force(saved.as_ref(), template, language))
    }

    /// Which mails have words of the organization's own, in which languages.
    pub async fn list_templates(&self, session: &Session, origin: &Origin) -> Result<Vec<TemplateLine>, ServiceError> {
        let scope = self.check(session, Permission::AdminTemplates, origin).await?;
        let mut list = Vec::new();
        for template in Template::ALL {
            for language in Language::ALL {
                let which = which(scope.organization(), template, language);
                let newest = mail_template::newest(self.store().reader(), which).await?;
                let is_default = newest.is_none_or(|saved| saved.is_default == 1);
                list.push(TemplateLine { template, language, is_default });
            }
        }
        Ok(list)
    }

    /// A mail's words and who changed them when.
    pub async fn read_template(
        &self,
        session: &Session,
        template: Template,
        language: Language,
        origin: &Origin,
    ) -> Result<InForce, ServiceError> {
        let scope = self.check(session, Permission::AdminTemplates, origin).await?;
        let which = which(scope.organization(), template, language);
        let history = mail_template::history(self.store().reader(), which).await?;
        let mut names: HashMap<i64, Option<String>> = HashMap::new();
        let mut saves = Vec::with_capacity(history.len());
        for saved in &history {
            let by = match names.get(&saved.changed_by) {
                Some(name) => name.clone(),
                None => {
                    let line = patron_search::get(self.store().reader(), PatronId(saved.changed_by)).await?;
                    let name = line.map(|line| line.name());
                    names.insert(saved.changed_by, name.clone());
                    name
                }
            };
            saves.push(Save { at: Timestamp(saved.changed_at), by, words: own_words(saved) });
        }
        Ok(InForce {
            words: in_force(history.first(), template, language),
            is_default: history.first().is_none_or(|saved| saved.is_default == 1),
            history: saves,
        })
    }

    /// Saves words, unless something is wrong with them: then that is the answer and nothing is saved.
    pub async fn save_template(
        &self,
        session: &Session,
        template: Template,
        language: Language,
        words: &Words,
        origin: &Origin,
    ) -> Result<Vec<Problem>, ServiceError> {
        let scope = self.check(session, Permission::AdminTemplates, origin).await?;
        let problems = check(template, words);
        if !problems.is_empty() {
            return Ok(problems);
        }
        self.write_words(session, which(scope.organization(), template, language), Some(words), origin).await?;
        Ok(problems)
    }

    /// Goes back to the catalogue's words.
    pub async fn reset_template(
        &self,
        session: &Session,
        template: Template,
        language: Language,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = self.check(session, Permission::AdminTemplates, origin).await?;
        self.write_words(session, which(scope.organization(), template, language), None, origin).await
    }

    /// Words, or the default again, and what they were in the log: both or neither.
    async fn write_words(
        &self,
        session: &Session,
        which: Which<'_>,
        words: Option<&Words>,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        // Everybody gets the words that somebody pressed the button for.
        if which.code == Template::LibraryNews.code() && news::is_under_way(&transaction, which.organization).await? {
            return Err(ServiceError::Impossible("news-under-way"));
        }
        let before = mail_template::newest(&transaction, which).await?;
        let text = words.map(|words| (words.subject.as_str(), words.body.as_str()));
        mail_template::save(&transaction, which, text, session.actor.patron, self.clock().now()).await?;
        let change = Change {
            action: if words.is_some() { "template-saved" } else { "template-reset" },
            patron: None,
            object: format!("mail_template:{}:{}", which.code, which.language),
            old: before.as_ref().and_then(own_words).as_ref().map(in_one),
            new: words.map(in_one),
        };
        self.log_changes(&transaction, &base, &session.actor, vec![change]).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// How words would look as a mail.
    pub async fn preview_template(
        &self,
        session: &Session,
        template: Template,
        language: Language,
        words: &Words,
        origin: &Origin,
    ) -> Result<Preview, ServiceError> {
        self.check(session, Permission::AdminTemplates, origin).await?;
        Ok(Preview {
            rendered: render(template, words, &invented(template, language)),
            problems: check(template, words),
        })
    }

    /// Sends a mail with invented values to whoever asks, at their own registered address.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`] if mails are off or they have no address that works.
    pub async fn send_test_mail(
        &self,
        session: &Session,
        template: Template,
        language: Language,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = self.check(session, Permission::AdminTemplates, origin).await?;
        let to = session.actor.own_data();
        self.check_addressee(to).await.map_err(|error| match error {
            ServiceError::Mail(MailProblem::Off) => ServiceError::Impossible("test-mail-off"),
            ServiceError::Mail(_) => ServiceError::Impossible("test-mail-address"),
            error => error,
        })?;
        self.log_mail(scope.organization(), scope.actor(), Some((session, origin)), "mail-test-sent", "done").await?;
        let mail = Mail { to, template, language: Some(language), values: invented(template, language) };
        self.enqueue_mail(self.store().writer(), mail).await?;
        self.wake_mail();
        Ok(())
    }
}

/// Subject and text as one text, for the log.
fn in_one(words: &Words) -> String {
    format!("{}\n\n{}", words.subject, words.body)
}

fn own_words(saved: &SavedTemplate) -> Option<Words> {
    (saved.is_default == 0).then(|| Words { subject: saved.subject.clone(), body: saved.body.clone() })
}

fn in_force(saved: Option<&SavedTemplate>, template: Template, language: Language) -> Words {
    saved.and_then(own_words).unwrap_or_else(|| template.default_words(language))
}

fn invented(template: Template, language: Language) -> Values {
    template
        .allowed()
        .iter()
        .fold(Values::new(), |values, placeholder| values.with(*placeholder, placeholder.invented(language)))
}
