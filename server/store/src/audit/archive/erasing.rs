//! Erasing a patron from the archive: wished for in the main database's transaction, done after it, and done again until it
//! is.

use carrel_archive::Archived;
use carrel_domain::{OrganizationId, PatronId, PatronScope, Timestamp};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, Value};

use super::{
    convert::{self, erasure_of},
    state,
};
use crate::{
    Store, StoreError,
    audit::chain::{self, AuditKeys},
};

/// Notes that the patron is to be erased from the archive.
pub(crate) async fn intend(
    transaction: &DatabaseTransaction,
    scope: PatronScope,
    ground: &str,
    by: Option<PatronId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO audit_archive_erasure (patron_id, organization_id, ground, erased_by, at) \
                       VALUES ($1, $2, $3, $4, $5)";
    let values: [Value; 5] =
        [scope.patron().0.into(), scope.organization().0.into(), ground.into(), by.map(|by| by.0).into(), now.0.into()];
    transaction.execute_raw(Statement::from_sql_and_values(transaction.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Erases from the archive whoever is to be erased. Two nodes may do it at once. Answers how many entries it was.
pub async fn erase_pending(store: &Store) -> Result<u64, StoreError> {
    const FIND: &str =
        "SELECT id, patron_id, organization_id, ground, erased_by, at FROM audit_archive_erasure ORDER BY id";
    let rows = store.writer().query_all_raw(Statement::from_string(store.backend(), FIND)).await?;
    let mut count = 0;
    for row in rows {
        let patron = PatronId(row.try_get_by_index(1)?);
        let scope = PatronScope::of_background_work(patron, OrganizationId(row.try_get_by_index(2)?));
        let ground: String = row.try_get_by_index(3)?;
        let wish = Wish { scope, ground, by: row.try_get_by_index(4)?, at: row.try_get_by_index(5)? };
        count += erase(store, &wish).await?;
        finish(store, row.try_get_by_index(0)?, patron).await?;
    }
    Ok(count)
}

struct Wish {
    scope: PatronScope,
    ground: String,
    by: Option<i64>,
    at: i64,
}

async fn erase(store: &Store, wish: &Wish) -> Result<u64, StoreError> {
    // What moves after this was read from the main database after it had been erased there.
    let Some((archive, position)) = state::filled(store).await? else { return Ok(0) };
    let keys = store.audit_keys()?;
    let mut count = 0;
    for month in archive.months().await? {
        let erased = |entry: &Archived| erasure_for(entry, wish, keys);
        count += archive.erase(month, wish.scope.patron().0, position, erased).await?;
    }
    Ok(count)
}

/// What is kept of an entry, and why.
fn erasure_for(entry: &Archived, wish: &Wish, keys: &AuditKeys) -> Option<carrel_archive::Erasure> {
    let content = entry.content.as_ref().ok()?;
    if entry.shape.organization != wish.scope.organization().0 {
        return None;
    }
    let mut payload = Vec::with_capacity(512);
    convert::write_payload(entry, &mut payload);
    let digest = chain::digest(&content.salt, &payload);
    let erasure =
        carrel_archive::Erasure { at: wish.at, ground: wish.ground.clone(), by: wish.by, mac: [0; 32], digest };
    let bytes = erasure_of(entry.position, &erasure).bytes();
    let actor = entry.actor.filter(|actor| Some(*actor) != entry.patron());
    let rest = Archived { actor, content: Err(erasure.clone()), ..entry.clone() };
    convert::write_payload(&rest, &mut payload);
    Some(carrel_archive::Erasure { mac: keys.first().erasure(&bytes, &payload), ..erasure })
}

/// Nothing is left to erase; only what is in the main database counts for the patron.
async fn finish(store: &Store, id: i64, patron: PatronId) -> Result<(), StoreError> {
    let transaction = store.begin().await?;
    for (sql, values) in [
        ("DELETE FROM audit_archive_erasure WHERE id = $1", [id.into()]),
        (
            "UPDATE log_size SET entries = (SELECT COUNT(*) FROM audit_entry WHERE patron_id = log_size.patron_id) \
             WHERE patron_id = $1",
            [patron.0.into()],
        ),
        ("DELETE FROM log_size WHERE entries = 0 AND patron_id = $1", [patron.0.into()]),
    ] {
        transaction.execute_raw(Statement::from_sql_and_values(store.backend(), sql, values)).await?;
    }
    Ok(transaction.commit().await?)
}
