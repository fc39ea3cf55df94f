//! Looking through the notes of all patrons, a few at a time: one node does it, and another goes on where one was killed.

use carrel_domain::{OrganizationId, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

pub use crate::note_text::Note;
use crate::{StoreError, note_text::of_patrons};

/// A patron whose notes have not been looked through as they are now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Unread {
    /// Key.
    pub id: i64,
    /// Which state of their document.
    pub document_digest: i64,
}

#[derive(FromQueryResult)]
struct Walk {
    done_to: i64,
}

/// Claims the walk of an organization for this node if it is due and nobody has it; answers the last patron that was done.
pub async fn claim(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    node: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<i64>, StoreError> {
    const BEGIN: &str = "INSERT INTO note_walk (organization_id, done_to, next_at) SELECT $1, 0, 0 \
                         WHERE NOT EXISTS (SELECT 1 FROM note_walk WHERE organization_id = $1) ON CONFLICT DO NOTHING";
    const CLAIM: &str = "UPDATE note_walk SET claimed_by = $2, claimed_until = $4 WHERE organization_id = $1 \
                         AND next_at <= $3 AND (claimed_until IS NULL OR claimed_until <= $3) RETURNING done_to";
    let backend = db.get_database_backend();
    db.execute_raw(Statement::from_sql_and_values(backend, BEGIN, [organization.0.into()])).await?;
    let values = [organization.0.into(), node.into(), now.0.into(), until.0.into()];
    let walk = Walk::find_by_statement(Statement::from_sql_and_values(backend, CLAIM, values)).one(db).await?;
    Ok(walk.map(|walk| walk.done_to))
}

/// The next patrons after one whose document has changed, or was looked through with other words, since the last time.
pub async fn next(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    after: i64,
    words: &str,
    limit: u32,
) -> Result<Vec<Unread>, StoreError> {
    let sql = format!(
        "SELECT p.id, p.document_digest FROM patron p LEFT JOIN note_scan s ON s.patron_id = p.id \
         WHERE p.organization_id = $1 AND p.id > $2 \
         AND (s.patron_id IS NULL OR s.document_digest <> p.document_digest OR s.words <> $3) \
         ORDER BY p.id LIMIT {limit}"
    );
    let values = [organization.0.into(), after.into(), words.into()];
    Ok(Unread::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), sql, values))
        .all(db)
        .await?)
}

/// The notes of these patrons.
pub async fn notes(db: &impl ConnectionTrait, patrons: &[Unread]) -> Result<Vec<Note>, StoreError> {
    let ids: Vec<i64> = patrons.iter().map(|patron| patron.id).collect();
    of_patrons(db, &ids).await
}

/// These patrons were looked through with these words.
pub async fn done(db: &impl ConnectionTrait, patrons: &[Unread], words: &str) -> Result<(), StoreError> {
    if patrons.is_empty() {
        return Ok(());
    }
    let mut values: Vec<Value> = vec![words.into()];
    let rows: Vec<String> = patrons
        .iter()
        .map(|patron| {
            values.extend([patron.id.into(), patron.document_digest.into()]);
            format!("(${}, ${}, $1)", values.len() - 1, values.len())
        })
        .collect();
    let sql = format!(
        "INSERT INTO note_scan (patron_id, document_digest, words) VALUES {} ON CONFLICT (patron_id) \
         DO UPDATE SET document_digest = excluded.document_digest, words = excluded.words",
        rows.join(", ")
    );
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Notes how far the walk is and holds the claim longer; `false` if another node has it by now.
pub async fn go_on(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    node: &str,
    done_to: i64,
    until: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE note_walk SET done_to = $3, claimed_until = $4 WHERE organization_id = $1 AND claimed_by = $2";
    let values = [organization.0.into(), node.into(), done_to.into(), until.0.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}

/// The walk is through: again from the first patron on at `next_at`.
pub async fn finish(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    node: &str,
    next_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE note_walk SET done_to = 0, next_at = $3, claimed_by = NULL, claimed_until = NULL \
                       WHERE organization_id = $1 AND claimed_by = $2";
    let values = [organization.0.into(), node.into(), next_at.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// The next walk is due at once, from the first patron on: the words have changed.
pub async fn begin_again(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE note_walk SET done_to = 0, next_at = 0 WHERE organization_id = $1";
    let values = [organization.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}
