//! What a patron asked of the library.

use sea_orm::entity::prelude::*;

/// What a patron asked of the library.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_request")]
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
    /// See carrel_domain::data_request::RequestKind.
    pub kind: String,
    /// How it came, see carrel_domain::data_request::RequestChannel.
    pub channel: String,
    /// Reference of the document, as the library files it.
    pub document: Option<String>,
    /// What it says, in the patron's words.
    pub wish: Option<String>,
    /// Day it was received.
    pub received_on: String,
    /// Day by which it must be answered.
    pub due_on: String,
    /// Why more time was taken, told to the patron.
    pub extension_reason: Option<String>,
    /// See carrel_domain::data_request::RequestState.
    pub state: String,
    /// Who answers it.
    pub owner_id: Option<i64>,
    /// How identity was checked, see carrel_domain::data_request::IdentityMethod.
    pub identity_method: Option<String>,
    /// By whom.
    pub identity_checked_by: Option<i64>,
    /// When.
    pub identity_checked_at: Option<i64>,
    /// What it came to, told to the patron.
    pub outcome: Option<String>,
    /// The request that it goes on as.
    pub merged_into: Option<i64>,
    /// When its owner was reminded last.
    pub reminded_at: Option<i64>,
    /// Who recorded it.
    pub created_by: Option<i64>,
    /// When it was recorded.
    pub created_at: i64,
    /// When it was closed.
    pub closed_at: Option<i64>,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
