//! What a library words differently in the register of processing.

use sea_orm::entity::prelude::*;

/// What a library words differently in the register of processing.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "register_entry")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose.
    pub organization_id: i64,
    /// Category slug.
    pub category: String,
    /// Language code.
    pub language: String,
    /// Purpose.
    pub purpose: Option<String>,
    /// Legal basis.
    pub legal_basis: Option<String>,
    /// How long it is kept.
    pub retention: Option<String>,
    /// Who receives it.
    pub recipients: Option<String>,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
