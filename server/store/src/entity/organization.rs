//! An organization that runs libraries and answers for their patrons' data.

use sea_orm::entity::prelude::*;

/// An organization that runs libraries and answers for their patrons' data.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Short name for commands.
    pub slug: String,
    /// Name people know.
    pub name: String,
    /// IANA time zone of its libraries.
    pub time_zone: String,
    /// ISO 4217 code of its amounts.
    pub currency: String,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
