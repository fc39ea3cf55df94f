//! The anonymous patron of each library: rows without a person belong to it.

use std::collections::{BTreeSet, HashMap};

use carrel_domain::{OrganizationId, PatronId, Timestamp};
use rand::RngExt as _;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Statement};

use super::{in_list, list};
use crate::StoreError;

/// The numbers of anonymous patrons begin so, and go on with the library's code: no library system has such.
pub const ANONYMOUS: &str = "~anonymous:";
/// For queries that find or count patrons: nobody is behind the others.
pub const IS_SOMEBODY: &str = "is_anonymous = 0";

/// The anonymous patrons of people's libraries.
#[derive(Clone, Debug, Default)]
pub(super) struct Anonymous(HashMap<PatronId, i64>);

impl Anonymous {
    /// Finds the anonymous patrons for these people, and makes those that are not there yet. Two nodes at once make one: the
    /// number of a patron is unique in an organization.
    pub async fn of_people(
        transaction: &DatabaseTransaction,
        organization: OrganizationId,
        people: impl IntoIterator<Item = PatronId>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let people = list(people.into_iter().map(|patron| patron.0));
        if let Some(found) = find(transaction, organization, &people, now).await? {
            return Ok(found);
        }
        // They are there now.
        Ok(find(transaction, organization, &people, now).await?.unwrap_or_default())
    }

    /// Who the rows of somebody go to.
    pub fn of(&self, person: PatronId) -> Option<i64> {
        self.0.get(&person).copied()
    }
}

/// `None` if some were missing and are made now.
async fn find(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    people: &str,
    now: Timestamp,
) -> Result<Option<Anonymous>, StoreError> {
    let backend = transaction.get_database_backend();
    let sql = format!(
        "SELECT p.id, p.library, a.id FROM patron p LEFT JOIN patron a ON a.organization_id = p.organization_id \
         AND a.source_id = '{ANONYMOUS}' || COALESCE(p.library, '') WHERE p.id {} AND p.organization_id = {}",
        in_list(backend),
        organization.0,
    );
    let mut found = HashMap::new();
    let mut missing: BTreeSet<Option<String>> = BTreeSet::new();
    for row in transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, [people.into()])).await? {
        match row.try_get_by_index::<Option<i64>>(2)? {
            Some(anonymous) => _ = found.insert(PatronId(row.try_get_by_index(0)?), anonymous),
            None => _ = missing.insert(row.try_get_by_index(1)?),
        }
    }
    if missing.is_empty() {
        return Ok(Some(Anonymous(found)));
    }
    for library in missing {
        const SQL: &str = "INSERT INTO patron (public_id, organization_id, source_id, library, disabled, record, digest, \
                           document_digest, created_at, is_anonymous) VALUES ($1, $2, $3, $4, 1, '{}', 0, 0, $5, 1) \
                           ON CONFLICT (organization_id, source_id) DO NOTHING";
        let values = [
            format!("{:032x}", rand::rng().random::<u128>()).into(),
            organization.0.into(),
            format!("{ANONYMOUS}{}", library.as_deref().unwrap_or_default()).into(),
            library.into(),
            now.0.into(),
        ];
        transaction.execute_raw(Statement::from_sql_and_values(backend, SQL, values)).await?;
    }
    Ok(None)
}
