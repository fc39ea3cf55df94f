//! The register of processing (GDPR Art. 30): what a library words differently from the catalogue.

use carrel_domain::{Category, Language, OrganizationId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};

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

/// The organization's own words about one category; `None` where the catalogue's stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnWords {
    /// What the data is for.
    pub purpose: Option<String>,
    /// What allows it.
    pub legal_basis: Option<String>,
    /// How long it is kept.
    pub retention: Option<String>,
    /// Who receives it.
    pub recipients: Option<String>,
}

/// What an organization words differently about one category.
pub async fn find(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    category: Category,
    language: Language,
) -> Result<OwnWords, StoreError> {
    let own = list(db, organization, language).await?.into_iter().find(|entry| entry.category == category.slug());
    Ok(own.map(OwnWords::from).unwrap_or_default())
}

/// Words a category as given from now on.
pub async fn set(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    category: Category,
    language: Language,
    words: &OwnWords,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO register_entry \
                       (organization_id, category, language, purpose, legal_basis, retention, recipients) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7) \
                       ON CONFLICT (organization_id, category, language) DO UPDATE SET purpose = excluded.purpose, \
                       legal_basis = excluded.legal_basis, retention = excluded.retention, recipients = excluded.recipients";
    let OwnWords { purpose, legal_basis, retention, recipients } = words.clone();
    let values = [
        organization.0.into(),
        category.slug().into(),
        language.code().into(),
        purpose.into(),
        legal_basis.into(),
        retention.into(),
        recipients.into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

impl From<RegisterEntry> for OwnWords {
    fn from(entry: RegisterEntry) -> Self {
        let RegisterEntry { purpose, legal_basis, retention, recipients, .. } = entry;
        Self { purpose, legal_basis, retention, recipients }
    }
}
