//! The register of processing (GDPR Art. 30): what a library words differently from the catalogue.

use carrel_domain::{Language, OrganizationId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{StoreError, entity::register_entry};

pub use crate::entity::register_entry::Model as RegisterEntry;

/// What an organization words differently in a language, all categories.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    language: Language,
) -> Result<Vec<RegisterEntry>, StoreError> {
    Ok(register_entry::Entity::find()
        .filter(register_entry::Column::OrganizationId.eq(organization.0))
        .filter(register_entry::Column::Language.eq(language.code()))
        .all(db)
        .await?)
}
