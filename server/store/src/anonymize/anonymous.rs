//! The anonymous patron of each library: rows without a person belong to it.

use carrel_domain::{OrganizationId, Timestamp};
use rand::RngExt as _;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Statement};

use super::{History, in_list, list};
use crate::StoreError;

/// The numbers of anonymous patrons begin so, and go on with the library's code: no library system has such.
pub const ANONYMOUS: &str = "~anonymous:";
/// For queries that find or count patrons: nobody is behind the others.
pub const IS_SOMEBODY: &str = "is_anonymous = 0";

/// Makes the anonymous patrons that these rows need and that are not there yet. Two nodes at once make one: the number of a
/// patron is unique in an organization.
pub(super) async fn make_sure(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    rows: &[i64],
    history: History,
    now: Timestamp,
) -> Result<(), StoreError> {
    let backend = transaction.get_database_backend();
    let sql = format!(
        "SELECT DISTINCT p.library FROM {table} c JOIN patron p ON p.id = c.patron_id WHERE c.id {in_list} \
         AND NOT EXISTS (SELECT 1 FROM patron a WHERE a.organization_id = p.organization_id \
         AND a.source_id = '{ANONYMOUS}' || COALESCE(p.library, ''))",
        table = history.table().name,
        in_list = in_list(backend),
    );
    let values = [list(rows.iter().copied()).into()];
    for row in transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await? {
        let library: Option<String> = row.try_get_by_index(0)?;
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
    Ok(())
}
