//! Entries of a library system's own log, brought into ours.
//!
//! They are appended as any entry is, so their places in the chain say when they arrived; their time is that of the library
//! system. Each comes in once, by whichever way and however often it is read: for each patron it is kept up to which of the
//! library system's numbers they are here, in the transaction that appends them.

use std::collections::HashMap;

use carrel_domain::{Category, OrganizationId, PatronId, Role, Timestamp};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};
use serde_json::{Map, Value as Json};

use crate::{
    Store, StoreError,
    audit::{Entry, Interface, append_in},
};

/// What stands for staff of the library system, whose roles are its own.
const THEIR_STAFF: &str = "library-system-staff";

/// An entry of the library system's log.
#[derive(Clone, PartialEq, Eq)]
pub struct ForeignEntry {
    /// Its number there.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Whose data, by their number there.
    pub patron: String,
    /// Who did it, by their number there; nobody if it was the system.
    pub user: Option<String>,
    /// What, as a catalogue code.
    pub action: &'static str,
    /// Which category of data.
    pub category: Option<Category>,
    /// What else it says: a JSON object of texts, for the patron too.
    pub other: String,
}

/// It tells of somebody: never in a log.
impl std::fmt::Debug for ForeignEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ForeignEntry({})", self.number)
    }
}

/// What came of some entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// They are here now.
    pub added: u64,
    /// They were here before.
    pub known: u64,
    /// They are about somebody who is not here.
    pub strangers: u64,
}

impl std::ops::AddAssign for Imported {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.known += other.known;
        self.strangers += other.strangers;
    }
}

/// Another reading of the same log is under way: it has moved the position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovedElsewhere;

/// How far a reading has come; 0 before the first.
///
/// # Errors
/// Those of the database.
pub async fn position(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    reading: &str,
) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT position FROM koha_log WHERE organization_id = $1 AND name = $2";
    let values = [organization.0.into(), reading.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
}

/// Appends entries of the log called `name` and moves the position of a reading, all or nothing.
///
/// # Errors
/// Those of the database.
pub async fn append(
    store: &Store,
    organization: OrganizationId,
    name: &str,
    entries: &[ForeignEntry],
    (reading, from, to): (&str, i64, i64),
) -> Result<Result<Imported, MovedElsewhere>, StoreError> {
    let transaction = store.begin().await?;
    if !move_position(&transaction, organization, reading, from, to).await? {
        transaction.rollback().await?;
        return Ok(Err(MovedElsewhere));
    }
    let numbers = entries.iter().flat_map(|entry| [Some(entry.patron.as_str()), entry.user.as_deref()]).flatten();
    let people = people(&transaction, organization, numbers).await?;
    let patrons = entries.iter().filter_map(|entry| people.get(&entry.patron)).copied();
    let mut marks = marks(&transaction, name, patrons).await?;
    let anonymized = anonymized(&transaction, people.values().copied()).await?;
    let mut imported = Imported::default();
    let mut ours = Vec::with_capacity(entries.len());
    let mut moved: HashMap<PatronId, i64> = HashMap::new();
    for entry in entries {
        let Some(patron) = people.get(&entry.patron).copied() else {
            imported.strangers += 1;
            continue;
        };
        let mark = marks.entry(patron).or_insert(0);
        if entry.number <= *mark {
            imported.known += 1;
            continue;
        }
        *mark = entry.number;
        moved.insert(patron, entry.number);
        let user = entry.user.as_ref().and_then(|user| people.get(user)).copied();
        let mut ours_now = ours_of(entry, organization, patron, user, name);
        if entry.category.is_some() && anonymized.get(&patron).is_some_and(|until| entry.at.0 < *until) {
            ours_now.other = Some(without_items(&entry.other));
        }
        ours.push(ours_now);
        imported.added += 1;
    }
    for (patron, mark) in moved {
        const SQL: &str = "INSERT INTO koha_log_patron (patron_id, name, position) VALUES ($1, $2, $3) \
                           ON CONFLICT (patron_id, name) DO UPDATE SET position = excluded.position";
        let values = [patron.0.into(), name.into(), mark.into()];
        transaction.execute_raw(Statement::from_sql_and_values(store.backend(), SQL, values)).await?;
    }
    if !ours.is_empty() {
        append_in(&transaction, store.audit_keys()?, &ours).await?;
    }
    transaction.commit().await?;
    Ok(Ok(imported))
}

/// What an entry says without what was lent: the loan history that it tells of was anonymized here.
fn without_items(other: &str) -> String {
    let mut said: Map<String, Json> = serde_json::from_str(other).unwrap_or_default();
    said.retain(|name, _| !matches!(name.as_str(), "info" | "object"));
    Json::Object(said).to_string()
}

/// Up to when texts about these patrons' loans were anonymized.
async fn anonymized(
    transaction: &DatabaseTransaction,
    patrons: impl Iterator<Item = PatronId>,
) -> Result<HashMap<PatronId, i64>, StoreError> {
    let backend = transaction.get_database_backend();
    let sql = format!(
        "SELECT patron_id, MAX(COALESCE(texts_before, closed_before)) FROM history_cutoff \
         WHERE table_name IN ('texts', 'checkout', 'hold') AND COALESCE(texts_before, closed_before) IS NOT NULL \
         AND patron_id {} GROUP BY patron_id",
        in_list(backend, 1, "BIGINT")
    );
    let ids: Vec<i64> = patrons.map(|patron| patron.0).collect();
    let values = [serde_json::json!(ids).to_string().into()];
    let rows = transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter().map(|row| Ok((PatronId(row.try_get_by_index(0)?), row.try_get_by_index(1)?))).collect()
}

fn ours_of(
    entry: &ForeignEntry,
    organization: OrganizationId,
    patron: PatronId,
    user: Option<PatronId>,
    name: &str,
) -> Entry {
    let is_own = entry.user.as_deref() == Some(entry.patron.as_str());
    let is_staff = entry.user.is_some() && !is_own;
    Entry {
        patron: Some(patron),
        actor: user,
        role: is_own.then_some(Role::Patron),
        foreign_role: is_staff.then_some(THEIR_STAFF),
        category: entry.category,
        object: Some(format!("{name}-log:{}", entry.number)),
        // Who it was there, for whoever may search the log: patrons read names only where the library says so.
        new_value: entry.user.as_ref().filter(|_| is_staff).map(|user| serde_json::json!({ "user": user }).to_string()),
        other: Some(entry.other.clone()),
        interface: Interface::LibrarySystem,
        ..Entry::of_system(entry.at, organization, entry.action, "library-system")
    }
}

async fn move_position(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    reading: &str,
    from: i64,
    to: i64,
) -> Result<bool, StoreError> {
    const ADD: &str = "INSERT INTO koha_log (organization_id, name, position) VALUES ($1, $2, 0) \
                       ON CONFLICT (organization_id, name) DO NOTHING";
    const MOVE: &str = "UPDATE koha_log SET position = $3 WHERE organization_id = $1 AND name = $2 AND position = $4";
    let backend = transaction.get_database_backend();
    let key: [Value; 2] = [organization.0.into(), reading.into()];
    transaction.execute_raw(Statement::from_sql_and_values(backend, ADD, key.clone())).await?;
    let [organization, reading] = key;
    let values = [organization, reading, to.into(), from.into()];
    Ok(transaction.execute_raw(Statement::from_sql_and_values(backend, MOVE, values)).await?.rows_affected() == 1)
}

fn in_list(backend: DbBackend, place: u8, kind: &str) -> String {
    match backend {
        DbBackend::Sqlite => format!("IN (SELECT value FROM json_each(${place}))"),
        _ => format!("IN (SELECT CAST(value AS {kind}) FROM json_array_elements_text(CAST(${place} AS JSON)))"),
    }
}

/// Patrons by their numbers there.
async fn people(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    numbers: impl Iterator<Item = &str>,
) -> Result<HashMap<String, PatronId>, StoreError> {
    let mut numbers: Vec<&str> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    let backend = transaction.get_database_backend();
    let sql = format!(
        "SELECT source_id, id FROM patron WHERE organization_id = $1 AND source_id {}",
        in_list(backend, 2, "TEXT")
    );
    let values = [organization.0.into(), serde_json::json!(numbers).to_string().into()];
    let rows = transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, PatronId(row.try_get_by_index(1)?)))).collect()
}

/// Up to which entry each patron's are here.
async fn marks(
    transaction: &DatabaseTransaction,
    name: &str,
    patrons: impl Iterator<Item = PatronId>,
) -> Result<HashMap<PatronId, i64>, StoreError> {
    let mut ids: Vec<i64> = patrons.map(|patron| patron.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let backend = transaction.get_database_backend();
    let sql = format!(
        "SELECT patron_id, position FROM koha_log_patron WHERE name = $1 AND patron_id {}",
        in_list(backend, 2, "BIGINT")
    );
    let values = [name.into(), serde_json::json!(ids).to_string().into()];
    let rows = transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter().map(|row| Ok((PatronId(row.try_get_by_index(0)?), row.try_get_by_index(1)?))).collect()
}

/// Numbers of patrons in the library system, by our own keys, after one; at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn numbers_after(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, String)>, StoreError> {
    let sql =
        format!("SELECT id, source_id FROM patron WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT {limit}");
    let values = [organization.0.into(), after.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}
