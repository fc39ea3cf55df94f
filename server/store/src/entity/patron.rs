//! A patron, staff included.

use sea_orm::entity::prelude::*;

/// A patron, staff included.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patron")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Opaque id for addresses.
    pub public_id: String,
    /// Whose.
    pub organization_id: i64,
    /// The library system’s number.
    pub source_id: String,
    /// Card number.
    pub cardnumber: Option<String>,
    /// User name.
    pub userid: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// First name.
    pub firstname: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Code of the home library.
    pub library: Option<String>,
    /// Code of the patron category.
    pub patron_category: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// 1 if the account is closed.
    pub disabled: i64,
    /// The library system’s row as JSON, without secrets.
    pub record: String,
    /// Unknown columns as JSON.
    pub other: Option<String>,
    /// Digest of the record.
    pub digest: i64,
    /// Digest of the whole document last imported.
    pub document_digest: i64,
    /// When Carrel first saw it.
    pub created_at: i64,
    /// The mail address that the patron confirmed: mails go there, whatever the library system says.
    pub confirmed_email: Option<String>,
    /// When.
    pub email_confirmed_at: Option<i64>,
    /// When the portal may ask for an address, see [`crate::email::Asking`].
    pub email_ask_after: Option<i64>,
}

/// No relations are followed: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
