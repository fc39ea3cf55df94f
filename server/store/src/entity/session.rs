//! A signed-in session.

use sea_orm::entity::prelude::*;

/// A signed-in session.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// SHA-256 of the token.
    pub token_hash: String,
    /// Whose.
    pub patron_id: i64,
    /// When it began.
    pub created_at: i64,
    /// Last request, within a minute.
    pub last_used_at: i64,
    /// When PIN or password was last given.
    pub verified_at: i64,
    /// Ends after so many seconds without use.
    pub idle_seconds: i64,
    /// Ends then in any case.
    pub expires_at: i64,
    /// 1 on a shared computer.
    pub is_shared_computer: i64,
    /// Network it was opened from, in coarse form.
    pub network: String,
    /// Browser and system in words.
    pub device: Option<String>,
    /// What it was opened with, by name.
    pub methods: String,
    /// 1 if that was two factors.
    pub is_strong: i64,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
