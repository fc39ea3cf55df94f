//! Who was erased and is not brought back: keyed digests of the source's numbers. Whoever has the database and not the key
//! cannot tell whom they are of.

use carrel_domain::{OrganizationId, Timestamp};
use sea_orm::{ConnectionTrait, Statement, Value};

use crate::{
    StoreError,
    audit::{AuditKeys, chain::to_text},
};

/// The digest of a source's number, made with the first key.
fn digest(keys: &AuditKeys, organization: OrganizationId, source_id: &str) -> String {
    to_text(&keys.first().erased(organization.0, source_id))
}

/// The digests that a source's number may be kept under: one for each key there is.
pub(crate) fn digests(keys: &AuditKeys, organization: OrganizationId, source_id: &str) -> Vec<String> {
    keys.all().map(|key| to_text(&key.erased(organization.0, source_id))).collect()
}

/// Remembers that somebody was erased.
pub async fn add(
    db: &impl ConnectionTrait,
    keys: &AuditKeys,
    organization: OrganizationId,
    source_id: &str,
    ground: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO erasure (organization_id, digest, erased_at, ground) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (organization_id, digest) DO NOTHING";
    let values: [Value; 4] =
        [organization.0.into(), digest(keys, organization, source_id).into(), now.0.into(), ground.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}
