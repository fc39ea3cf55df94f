//! An address that mails do not reach.

use sea_orm::entity::prelude::*;

/// An address that mails do not reach.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "address_problem")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose patron.
    pub organization_id: i64,
    /// Whose address.
    pub patron_id: i64,
    /// The address.
    pub address: String,
    /// What is wrong: `undeliverable`.
    pub code: String,
    /// When it was learnt.
    pub reported_at: i64,
    /// When it was over: the address was changed, or staff say it works.
    pub cleared_at: Option<i64>,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
