//! A patron category.

use sea_orm::entity::prelude::*;

/// A patron category.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patron_category")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose.
    pub organization_id: i64,
    /// The library system’s code.
    pub code: String,
    /// Name people know.
    pub name: String,
    /// Not before this age.
    pub minimum_age: Option<i64>,
    /// Not beyond this age.
    pub maximum_age: Option<i64>,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
