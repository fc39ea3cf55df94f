//! What a patron signs in with.

use sea_orm::entity::prelude::*;

/// What a patron signs in with.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credential")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose.
    pub patron_id: i64,
    /// Argon2id, or bcrypt as it came from the library system.
    pub hash: String,
    /// Digest of the hash that the source sent last: a change there replaces ours.
    pub source_digest: Option<i64>,
    /// When it was set.
    pub changed_at: i64,
    /// 8 or 15: it keeps the rules for passwords and has at least so many characters; 0 if that is not known.
    pub checked_length: i64,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
