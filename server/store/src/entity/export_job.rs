//! An export prepared in the background.

use sea_orm::entity::prelude::*;

/// An export prepared in the background.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "export_job")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Opaque id for addresses.
    pub public_id: String,
    /// Whose organization.
    pub organization_id: i64,
    /// Whose data.
    pub patron_id: i64,
    /// pdf, json, csv, ods.
    pub format: String,
    /// One category, or all.
    pub category: Option<String>,
    /// Language of the report.
    pub language: String,
    /// See carrel_store::export_job::State.
    pub state: String,
    /// Rows written so far.
    pub rows_done: i64,
    /// Rows in all.
    pub rows_total: i64,
    /// How often it was begun.
    pub attempts: i64,
    /// When it was asked for.
    pub requested_at: i64,
    /// Not before.
    pub run_after: i64,
    /// Which node works on it.
    pub claimed_by: Option<String>,
    /// Until when that node has it.
    pub claimed_until: Option<i64>,
    /// When it was ready or failed.
    pub finished_at: Option<i64>,
    /// When its file is deleted.
    pub expires_at: Option<i64>,
    /// Bytes of the file.
    pub file_size: Option<i64>,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
