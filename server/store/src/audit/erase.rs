//! Lawful erasure: personal data leaves the log, the proof stays.

use carrel_domain::{PatronId, PatronScope, Timestamp};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};

use super::{
    append::append_in,
    archive,
    chain::{self, AuditKeys, Hash, from_text, to_text},
    entry::Entry,
    reading,
};
use crate::{Store, StoreError};

/// Entries cleared at a time: each takes several statements, and other writers wait meanwhile.
pub const CLEARED: u64 = 200;

/// That an entry was erased lawfully.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Erasure {
    /// Position of the entry.
    pub entry: i64,
    /// When.
    pub at: i64,
    /// On what ground, such as `GDPR 17(1)(b)`.
    pub ground: String,
    /// Who decided it.
    pub by: Option<i64>,
    /// See [`chain::AuditKey::erasure`].
    pub mac: String,
}

impl Erasure {
    /// What its authentication is made of.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        chain::begin(&mut bytes);
        chain::add_number(&mut bytes, self.entry);
        chain::add_number(&mut bytes, self.at);
        chain::add_text(&mut bytes, &self.ground);
        match self.by {
            Some(by) => chain::add_number(&mut bytes, by),
            None => chain::add_nothing(&mut bytes),
        }
        bytes
    }

    pub(crate) fn mac(&self) -> Option<Hash> {
        from_text(&self.mac)
    }
}

/// The erasures of a stretch of the log.
pub(crate) async fn list(db: &impl ConnectionTrait, first: i64, last: i64) -> Result<Vec<Erasure>, StoreError> {
    let sql = "SELECT entry_id, at, ground, erased_by, mac FROM audit_erasure WHERE entry_id >= $1 AND entry_id <= $2 \
               ORDER BY entry_id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [first.into(), last.into()]);
    let rows = db.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(Erasure {
                entry: row.try_get_by_index(0)?,
                at: row.try_get_by_index(1)?,
                ground: row.try_get_by_index(2)?,
                by: row.try_get_by_index(3)?,
                mac: row.try_get_by_index(4)?,
            })
        })
        .collect()
}

/// Clears whatever could tell who the patron in scope is from all entries about them, and appends `entry`, which tells of
/// it, all or nothing; then those in the archive. The number of entries it cleared stands in that entry as its new value. Staff who acted stay named:
/// they answer for it.
///
/// # Errors
/// Those of the database.
pub async fn erase_patron(
    store: &Store,
    scope: PatronScope,
    ground: &str,
    by: Option<PatronId>,
    now: Timestamp,
    entry: Entry,
) -> Result<u64, StoreError> {
    let archived = archive::search::count_of_patron(store, scope).await?;
    let transaction = store.begin().await?;
    let keys = store.audit_keys()?;
    let mut count = archived;
    loop {
        let cleared = clear_some(&transaction, keys, scope, ground, by, now).await?;
        count += cleared;
        if cleared < CLEARED {
            break;
        }
    }
    append_in(&transaction, keys, &[Entry { new_value: Some(count.to_string()), ..entry }]).await?;
    transaction.commit().await?;
    archive::erase_pending(store).await?;
    Ok(count)
}

/// Clears at most [`CLEARED`] of the entries about the patron in scope: what was cleared is about nobody, so that again
/// and again comes to an end. Answers how many it were; fewer than that, and none is left. What tells of it is the caller's
/// to append, last. What is in the archive is cleared after the transaction, by [`archive::erase_pending`].
pub(crate) async fn clear_some(
    transaction: &DatabaseTransaction,
    keys: &AuditKeys,
    scope: PatronScope,
    ground: &str,
    by: Option<PatronId>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let backend = transaction.get_database_backend();
    // One that moves to the archive meanwhile is erased there.
    archive::intend(transaction, scope, ground, by, now).await?;
    let locked = if backend == DbBackend::Sqlite { "" } else { " FOR UPDATE" };
    let find = format!(
        "SELECT id FROM audit_entry WHERE patron_id = $1 AND organization_id = $2 AND salt IS NOT NULL \
         ORDER BY id LIMIT {CLEARED}{locked}"
    );
    let values = [scope.patron().0.into(), scope.organization().0.into()];
    let found = transaction.query_all_raw(Statement::from_sql_and_values(backend, find, values)).await?;
    for row in &found {
        erase_entry(transaction, keys, row.try_get_by_index(0)?, ground, by, now).await?;
    }
    Ok(found.len() as u64)
}

/// Clears whatever could tell who the patron of one entry is, in the caller's transaction.
pub(crate) async fn erase_entry(
    transaction: &DatabaseTransaction,
    keys: &AuditKeys,
    entry: i64,
    ground: &str,
    by: Option<PatronId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const CLEAR: &str = "UPDATE audit_entry SET actor_id = CASE WHEN actor_id = patron_id THEN NULL ELSE actor_id END, \
                         patron_id = NULL, network = NULL, other = NULL, object = NULL, old_value = NULL, \
                         new_value = NULL, request_id = '', salt = NULL WHERE id = $1";
    let backend = transaction.get_database_backend();
    let mut erasure =
        Erasure { entry, at: now.0, ground: ground.to_owned(), by: by.map(|by| by.0), mac: String::new() };
    // The database clears it only once the reason is there, and what it is authenticated with is made of the rest.
    add(transaction, backend, &erasure).await?;
    transaction.execute_raw(Statement::from_sql_and_values(backend, CLEAR, [entry.into()])).await?;
    let mut rest = Vec::new();
    if let Some(json) = reading::fetch(transaction, entry, entry).await? {
        reading::read(&json, |_, payload| rest = payload.to_vec())?;
    }
    erasure.mac = to_text(&keys.first().erasure(&erasure.bytes(), &rest));
    let sql = "UPDATE audit_erasure SET mac = $1 WHERE entry_id = $2";
    let values = [erasure.mac.into(), entry.into()];
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

async fn add(db: &impl ConnectionTrait, backend: DbBackend, erasure: &Erasure) -> Result<(), StoreError> {
    let values: [Value; 5] = [
        erasure.entry.into(),
        erasure.at.into(),
        erasure.ground.clone().into(),
        erasure.by.into(),
        erasure.mac.clone().into(),
    ];
    let sql = "INSERT INTO audit_erasure (entry_id, at, ground, erased_by, mac) VALUES ($1, $2, $3, $4, $5)";
    db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}
