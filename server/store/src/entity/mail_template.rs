//! An organization's own words for a mail: every save is a row, the newest is in force.

use sea_orm::entity::prelude::*;

/// An organization's own words for a mail.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_template")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose.
    pub organization_id: i64,
    /// Which mail.
    pub code: String,
    /// Language code.
    pub language: String,
    /// Subject with placeholders.
    pub subject: String,
    /// Text with placeholders.
    pub body: String,
    /// 1 if this put the default back.
    pub is_default: i64,
    /// Who wrote it.
    pub changed_by: i64,
    /// When.
    pub changed_at: i64,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
