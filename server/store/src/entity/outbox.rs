//! A mail on its way, or one that went.

use sea_orm::entity::prelude::*;

/// A mail on its way, or one that went.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Opaque id for addresses.
    pub public_id: String,
    /// Whose mail.
    pub organization_id: i64,
    /// To which patron, if to one.
    pub patron_id: Option<i64>,
    /// Code of the template.
    pub template: String,
    /// Language code.
    pub language: String,
    /// Address it goes to.
    pub recipient: String,
    /// Subject and text, encrypted; empty once it is over.
    pub payload: String,
    /// See carrel_store::outbox::State.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Not before.
    pub run_after: i64,
    /// Which node has it.
    pub claimed_by: Option<String>,
    /// Until when, without a sign of life.
    pub claimed_until: Option<i64>,
    /// When it was written.
    pub created_at: i64,
    /// When it was handed over.
    pub sent_at: Option<i64>,
    /// When it failed or was cancelled.
    pub ended_at: Option<i64>,
    /// Code of what went wrong last.
    pub last_error: Option<String>,
    /// Its `Message-ID` without brackets.
    pub message_id: String,
    /// Of which mailing of news it is, if of one.
    pub mailing_id: Option<i64>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither who gets it nor what stands in it.
        write!(f, "Mail({}, {}, {})", self.public_id, self.template, self.state)
    }
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
