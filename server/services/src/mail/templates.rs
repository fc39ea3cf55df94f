//! The organization's own words for its mails.

use carrel_domain::{Language, OrganizationId, Permission};
use carrel_mail::{
    Rendered, Template, Values,
    render::{Problem, check, render},
    template::Words,
};
pub use carrel_store::mail_template::SavedTemplate as SavedWords;
use carrel_store::{
    ConnectionTrait,
    mail_template::{self, Which},
};

use super::Mail;
use crate::{ServiceError, Services, audit::Origin, sessions::Session};

/// The words a mail is sent with.
#[derive(Clone, Debug)]
pub struct InForce {
    /// Subject and text.
    pub words: Words,
    /// Nobody wrote others.
    pub is_default: bool,
    /// What was saved, newest first.
    pub history: Vec<SavedWords>,
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
        Ok(InForce {
            words: in_force(history.first(), template, language),
            is_default: history.first().is_none_or(|saved| saved.is_default == 1),
            history,
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
        self.log_mail(scope.organization(), None, Some((session, origin)), "template", "done").await?;
        let which = which(scope.organization(), template, language);
        let text = Some((words.subject.as_str(), words.body.as_str()));
        mail_template::save(self.store().writer(), which, text, scope.actor(), self.clock().now()).await?;
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
        self.log_mail(scope.organization(), None, Some((session, origin)), "template", "done").await?;
        let which = which(scope.organization(), template, language);
        mail_template::save(self.store().writer(), which, None, scope.actor(), self.clock().now()).await?;
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
    /// [`ServiceError::Mail`] if mails are off or they have no address that works.
    pub async fn send_test_mail(
        &self,
        session: &Session,
        template: Template,
        language: Language,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = self.check(session, Permission::AdminTemplates, origin).await?;
        let to = session.actor.own_data();
        self.check_addressee(to).await?;
        self.log_mail(scope.organization(), Some(scope.actor()), Some((session, origin)), "mail", "done").await?;
        let mail = Mail { to, template, language: Some(language), values: invented(template, language) };
        self.enqueue_mail(self.store().writer(), mail).await?;
        self.wake_mail();
        Ok(())
    }
}

fn in_force(saved: Option<&SavedWords>, template: Template, language: Language) -> Words {
    match saved {
        Some(saved) if saved.is_default == 0 => Words { subject: saved.subject.clone(), body: saved.body.clone() },
        _ => template.default_words(language),
    }
}

fn invented(template: Template, language: Language) -> Values {
    template
        .allowed()
        .iter()
        .fold(Values::new(), |values, placeholder| values.with(*placeholder, placeholder.invented(language)))
}
