//! An import and how far it has come.

use sea_orm::entity::prelude::*;

/// An import and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_run")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Into which organization.
    pub organization_id: i64,
    /// Tells one file from another.
    pub fingerprint: String,
    /// When it began.
    pub started_at: i64,
    /// When it was done.
    pub finished_at: Option<i64>,
    /// Bytes of the file that are in the database.
    pub byte_offset: i64,
    /// Lines of the file that are done.
    pub line: i64,
    /// Lines refused.
    pub rejected: i64,
    /// Length of the reject file.
    pub reject_bytes: i64,
    /// Rows added, changed, left and removed of each table, as JSON.
    pub counts: String,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
