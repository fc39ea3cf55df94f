//! Erasing a patron, or some entries, from the archive: wished for in the main database's transaction, done after it, and
//! done again until it is.

use std::collections::HashSet;

use carrel_archive::{Archive, Archived, Wanted};
use carrel_domain::{OrganizationId, PatronId, PatronScope, Timestamp};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, Value};

use super::{
    convert::{self, erasure_of},
    search::of_patron,
    state,
};
use crate::{
    Store, StoreError,
    audit::chain::{self, AuditKeys},
};

/// Entries of a patron that are read in one go.
const READ: usize = 2_000;

/// What an entry in the archive says beyond what happened.
pub(crate) struct ArchivedTexts {
    /// Its position in the log.
    pub position: i64,
    /// What was before, what is now, what else there is.
    pub texts: Vec<String>,
}

/// What the archive's entries about a patron say, up to a position; without those that are to be erased already.
pub(crate) async fn texts_of(
    transaction: &DatabaseTransaction,
    (archive, position): (&Archive, i64),
    scope: PatronScope,
) -> Result<Vec<ArchivedTexts>, StoreError> {
    let wanted: Wanted<'_> = of_patron(scope, position);
    let wished = wished_entries(transaction, scope).await?;
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let found = archive.find(&wanted, before, READ).await?;
        before = found.last().map(|last| (last.at, last.position));
        let is_last = found.len() < READ;
        for entry in found.into_iter().filter(|entry| !wished.contains(&entry.position)) {
            let Ok(content) = entry.content else { continue };
            let texts: Vec<String> =
                [content.old_value, content.new_value, content.other].into_iter().flatten().collect();
            if !texts.is_empty() {
                all.push(ArchivedTexts { position: entry.position, texts });
            }
        }
        if is_last {
            return Ok(all);
        }
    }
}

/// Entries of a patron that are to be erased.
async fn wished_entries(transaction: &DatabaseTransaction, scope: PatronScope) -> Result<HashSet<i64>, StoreError> {
    const SQL: &str = "SELECT entries FROM audit_archive_erasure WHERE patron_id = $1 AND entries IS NOT NULL";
    let backend = transaction.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, SQL, [scope.patron().0.into()]);
    let mut wished = HashSet::new();
    for row in transaction.query_all_raw(statement).await? {
        wished.extend(positions_in(&row.try_get_by_index::<String>(0)?)?);
    }
    Ok(wished)
}

fn positions_in(list: &str) -> Result<Vec<i64>, StoreError> {
    let unreadable = |_| StoreError::Unreadable { table: "audit_archive_erasure", what: "entries" };
    serde_json::from_str(list).map_err(unreadable)
}

/// Notes that these entries about the patron, which [`texts_of`] found, are to be erased from the archive.
pub(crate) async fn intend_entries(
    transaction: &DatabaseTransaction,
    scope: PatronScope,
    positions: &[i64],
    ground: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const WISH: &str = "INSERT INTO audit_archive_erasure (patron_id, organization_id, ground, at, entries) \
                        VALUES ($1, $2, $3, $4, $5)";
    const COUNT: &str = "UPDATE log_size SET entries = entries - $2 WHERE patron_id = $1";
    let backend = transaction.get_database_backend();
    let (patron, organization) = (scope.patron().0, scope.organization().0);
    let list = Value::from(format!("[{}]", positions.iter().map(i64::to_string).collect::<Vec<_>>().join(",")));
    let wish = [patron.into(), organization.into(), ground.into(), now.0.into(), list];
    transaction.execute_raw(Statement::from_sql_and_values(backend, WISH, wish)).await?;
    // They are about nobody from now on.
    let count = [patron.into(), i64::try_from(positions.len()).unwrap_or(i64::MAX).into()];
    transaction.execute_raw(Statement::from_sql_and_values(backend, COUNT, count)).await?;
    Ok(())
}

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

/// Erases from the archive whatever is to be erased. Two nodes may do it at once. Answers how many entries it was.
pub async fn erase_pending(store: &Store) -> Result<u64, StoreError> {
    const FIND: &str =
        "SELECT id, patron_id, organization_id, ground, erased_by, at, entries FROM audit_archive_erasure ORDER BY id";
    let rows = store.writer().query_all_raw(Statement::from_string(store.backend(), FIND)).await?;
    let mut count = 0;
    for row in rows {
        let patron = PatronId(row.try_get_by_index(1)?);
        let scope = PatronScope::of_background_work(patron, OrganizationId(row.try_get_by_index(2)?));
        let ground: String = row.try_get_by_index(3)?;
        let entries: Option<String> = row.try_get_by_index(6)?;
        let only = entries.map(|entries| positions_in(&entries)).transpose()?.map(HashSet::from_iter);
        let wish = Wish { scope, ground, by: row.try_get_by_index(4)?, at: row.try_get_by_index(5)?, only };
        count += erase(store, &wish).await?;
        finish(store, row.try_get_by_index(0)?, &wish).await?;
    }
    Ok(count)
}

struct Wish {
    scope: PatronScope,
    ground: String,
    by: Option<i64>,
    at: i64,
    /// These entries only; all about the patron if there is no list.
    only: Option<HashSet<i64>>,
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
    let is_wished = wish.only.as_ref().is_none_or(|only| only.contains(&entry.position));
    if entry.shape.organization != wish.scope.organization().0 || !is_wished {
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

/// Nothing is left to erase. Of whoever was erased as a whole only what is in the main database counts; single entries were
/// taken off with the wish.
async fn finish(store: &Store, id: i64, wish: &Wish) -> Result<(), StoreError> {
    const COUNT: &str = "UPDATE log_size SET entries = (SELECT COUNT(*) FROM audit_entry \
                         WHERE patron_id = log_size.patron_id) WHERE patron_id = $1";
    let patron = || [wish.scope.patron().0.into()];
    let mut statements: Vec<(&str, [Value; 1])> =
        vec![("DELETE FROM audit_archive_erasure WHERE id = $1", [id.into()])];
    if wish.only.is_none() {
        statements.push((COUNT, patron()));
    }
    statements.push(("DELETE FROM log_size WHERE entries <= 0 AND patron_id = $1", patron()));
    let transaction = store.begin().await?;
    for (sql, values) in statements {
        transaction.execute_raw(Statement::from_sql_and_values(store.backend(), sql, values)).await?;
    }
    Ok(transaction.commit().await?)
}
