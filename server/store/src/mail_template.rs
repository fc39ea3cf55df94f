//! An organization's own words for mails. Nothing is ever changed: every save is a row, and the newest one is in force.

use carrel_domain::{OrganizationId, PatronId, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _};

use crate::{StoreError, entity::mail_template};

pub use crate::entity::mail_template::Model as SavedTemplate;

/// At most so many saves are shown.
const HISTORY: u64 = 50;

/// Which mail, in which language.
#[derive(Clone, Copy, Debug)]
pub struct Which<'a> {
    /// Whose.
    pub organization: OrganizationId,
    /// Code of the mail.
    pub code: &'a str,
    /// Language code.
    pub language: &'a str,
}

/// What was saved last; `None` if nothing ever was.
pub async fn newest(db: &impl ConnectionTrait, which: Which<'_>) -> Result<Option<SavedTemplate>, StoreError> {
    Ok(of(which).limit(1).all(db).await?.into_iter().next())
}

/// What was saved, newest first.
pub async fn history(db: &impl ConnectionTrait, which: Which<'_>) -> Result<Vec<SavedTemplate>, StoreError> {
    Ok(of(which).limit(HISTORY).all(db).await?)
}

fn of(which: Which<'_>) -> sea_orm::Select<mail_template::Entity> {
    mail_template::Entity::find()
        .filter(mail_template::Column::OrganizationId.eq(which.organization.0))
        .filter(mail_template::Column::Code.eq(which.code))
        .filter(mail_template::Column::Language.eq(which.language))
        .order_by_desc(mail_template::Column::Id)
}

/// Saves words, or goes back to the default (`None`).
pub async fn save(
    db: &impl ConnectionTrait,
    which: Which<'_>,
    words: Option<(&str, &str)>,
    by: PatronId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (subject, body) = words.unwrap_or_default();
    let row = mail_template::ActiveModel {
        organization_id: Set(which.organization.0),
        code: Set(which.code.to_owned()),
        language: Set(which.language.to_owned()),
        subject: Set(subject.to_owned()),
        body: Set(body.to_owned()),
        is_default: Set(i64::from(words.is_none())),
        changed_by: Set(by.0),
        changed_at: Set(now.0),
        ..Default::default()
    };
    mail_template::Entity::insert(row).exec(db).await?;
    Ok(())
}
