//! Writing the log. Reading a patron's part of it is [`crate::record`]'s, as of every other category.

use carrel_domain::{Category, OrganizationId, PatronId, Role, Timestamp};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use crate::StoreError;

/// One entry: who did what with whose data, when, from where and why.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// In which organization.
    pub organization: OrganizationId,
    /// Whose data, if anybody's.
    pub patron: Option<PatronId>,
    /// Who, if anybody was signed in.
    pub actor: Option<PatronId>,
    /// In which role; `None` for the system itself.
    pub role: Option<Role>,
    /// What, as a catalogue code: `view`, `sign-in`, `export`, …
    pub action: &'static str,
    /// Which category of data; `None` for all or none.
    pub category: Option<Category>,
    /// Why, as a catalogue code.
    pub purpose: &'static str,
    /// `done`, `refused` or `failed`.
    pub outcome: &'static str,
    /// The actor's library.
    pub library: Option<String>,
    /// Network the request came from, in coarse form.
    pub network: Option<String>,
    /// The request's id, which the operator's log has too.
    pub request_id: String,
}

const COLUMNS: usize = 12;

/// Appends entries, all or none.
pub async fn append(db: &impl ConnectionTrait, entries: &[Entry]) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let backend = db.get_database_backend();
    let mut sql = String::from(
        "INSERT INTO audit_entry (at, organization_id, patron_id, actor_id, actor_role, action, data_category, purpose, \
         outcome, library, network, request_id) VALUES ",
    );
    let mut values: Vec<Value> = Vec::with_capacity(entries.len() * COLUMNS);
    for (row, entry) in entries.iter().enumerate() {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..COLUMNS {
            if column > 0 {
                sql.push(',');
            }
            match backend {
                DbBackend::Sqlite => sql.push('?'),
                _ => sql.push_str(&format!("${}", row * COLUMNS + column + 1)),
            }
        }
        sql.push(')');
        values.extend([
            entry.at.0.into(),
            entry.organization.0.into(),
            entry.patron.map(|patron| patron.0).into(),
            entry.actor.map(|actor| actor.0).into(),
            entry.role.map_or("system", Role::name).into(),
            entry.action.into(),
            entry.category.map(|category| category.slug().to_owned()).into(),
            entry.purpose.into(),
            entry.outcome.into(),
            entry.library.clone().into(),
            entry.network.clone().into(),
            entry.request_id.clone().into(),
        ]);
    }
    db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}
