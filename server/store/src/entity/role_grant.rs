//! A role that somebody was given.

use sea_orm::entity::prelude::*;

/// A role that somebody was given.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Opaque id for addresses.
    pub public_id: String,
    /// In which organization.
    pub organization_id: i64,
    /// Who holds it.
    pub patron_id: i64,
    /// Role, see carrel_domain::Role.
    pub role: String,
    /// Code of the library it is limited to.
    pub library: Option<String>,
    /// Why it was given.
    pub reason: String,
    /// By whom; nobody if on the command line.
    pub granted_by: Option<i64>,
    /// When.
    pub granted_at: i64,
    /// Ends by itself then.
    pub expires_at: Option<i64>,
    /// Who took it away.
    pub revoked_by: Option<i64>,
    /// When it was taken away.
    pub revoked_at: Option<i64>,
    /// Why it was taken away.
    pub revoke_reason: Option<String>,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
