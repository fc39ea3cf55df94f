//! A delivery of all of a patron's data.

use sea_orm::entity::prelude::*;

/// A delivery of all of a patron's data.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disclosure")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Opaque id for addresses.
    pub public_id: String,
    /// Of which organization.
    pub organization_id: i64,
    /// Whose data.
    pub patron_id: i64,
    /// The request it answers.
    pub request_id: i64,
    /// `print` or `link`.
    pub way: String,
    /// `delivered` for a print; `sent`, `opened`, `expired` or `revoked` for a link.
    pub state: String,
    /// SHA-256 of a link's token.
    pub token_hash: Option<String>,
    /// Who delivered.
    pub created_by: i64,
    /// When.
    pub created_at: i64,
    /// A link ends then.
    pub expires_at: Option<i64>,
    /// When the link was opened.
    pub opened_at: Option<i64>,
    /// In which session.
    pub opened_session_id: Option<i64>,
    /// Viewing in that session ends then.
    pub closes_at: Option<i64>,
    /// Who revoked it.
    pub revoked_by: Option<i64>,
    /// When.
    pub revoked_at: Option<i64>,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
