//! Notes that seem to hold what a library should not keep: where they stand, and what was decided.

use std::collections::HashMap;

use carrel_domain::{OrganizationId, PatronId, StaffScope, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::{
    StoreError,
    lists::{in_numbers, number_list},
    note_text,
    patron_search::PatronLine,
    scoped::within,
};

/// A note that was found.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Finding {
    /// Key.
    pub id: i64,
    /// Opaque id for forms.
    pub public_id: String,
    /// Whose.
    pub patron_id: i64,
    /// Table.
    pub place: String,
    /// The source's number of the row.
    pub row_key: String,
    /// Column.
    pub field: String,
    /// Of the text that was found.
    pub digest: String,
    /// What it seems to hold, with commas.
    pub codes: String,
    /// When it was decided to be kept.
    pub reviewed_at: Option<i64>,
}

/// A finding to keep.
#[derive(Clone, Debug)]
pub struct NewFinding {
    /// Opaque id, should it be new.
    pub public_id: String,
    /// Whose.
    pub patron: i64,
    /// Table.
    pub place: &'static str,
    /// The source's number of the row.
    pub row_key: String,
    /// Column.
    pub field: &'static str,
    /// Of the text.
    pub digest: String,
    /// What it seems to hold.
    pub codes: String,
}

const COLUMNS: &str = "f.id, f.public_id, f.patron_id, f.place, f.row_key, f.field, f.digest, f.codes, f.reviewed_at";

/// All findings about these patrons, decided or not.
pub async fn of_patrons(db: &impl ConnectionTrait, patrons: &[i64]) -> Result<Vec<Finding>, StoreError> {
    let list = patrons.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    if list.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {COLUMNS} FROM note_finding f WHERE f.patron_id IN ({list})");
    Ok(Finding::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).all(db).await?)
}

/// Forgets findings about rows of a table that these patrons have no more: the number of a loan that was anonymized says whose it
/// was.
pub(crate) async fn forget_gone(
    db: &impl ConnectionTrait,
    table: &str,
    patrons: impl IntoIterator<Item = PatronId>,
) -> Result<(), StoreError> {
    if !note_text::NOTE_COLUMNS.iter().any(|(place, _)| *place == table) {
        return Ok(());
    }
    let backend = db.get_database_backend();
    let sql = format!(
        "DELETE FROM note_finding WHERE patron_id {} AND place = '{table}' AND NOT EXISTS (SELECT 1 FROM {table} c \
         WHERE c.patron_id = note_finding.patron_id AND c.source_id = note_finding.row_key)",
        in_numbers(backend, 1)
    );
    let values = [number_list(patrons.into_iter().map(|patron| patron.0)).into()];
    db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// Keeps a finding. What was decided about this very text stays decided; a changed text is looked at again.
pub async fn put(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    new: NewFinding,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO note_finding (public_id, organization_id, patron_id, place, row_key, field, digest, \
                       codes, found_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                       ON CONFLICT (patron_id, place, row_key, field) DO UPDATE SET codes = excluded.codes, \
                       reviewed_at = CASE WHEN note_finding.digest = excluded.digest THEN note_finding.reviewed_at END, \
                       reviewed_by = CASE WHEN note_finding.digest = excluded.digest THEN note_finding.reviewed_by END, \
                       reason = CASE WHEN note_finding.digest = excluded.digest THEN note_finding.reason END, \
                       found_at = excluded.found_at, digest = excluded.digest";
    let values: [Value; 9] = [
        new.public_id.into(),
        organization.0.into(),
        new.patron.into(),
        new.place.into(),
        new.row_key.into(),
        new.field.into(),
        new.digest.into(),
        new.codes.into(),
        now.0.into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Forgets findings: the note is gone or was changed.
pub async fn forget(db: &impl ConnectionTrait, findings: &[i64]) -> Result<(), StoreError> {
    if findings.is_empty() {
        return Ok(());
    }
    let list = findings.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!("DELETE FROM note_finding WHERE id IN ({list})");
    db.execute_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Counted {
    count: i64,
}

/// How many wait for a decision, of patrons in scope.
pub async fn count(db: &impl ConnectionTrait, staff: &StaffScope) -> Result<i64, StoreError> {
    let mut values = vec![staff.organization().0.into()];
    let condition = within(staff, "p.library", &mut values);
    let sql = format!(
        "SELECT COUNT(*) AS count FROM note_finding f JOIN patron p ON p.id = f.patron_id \
         WHERE f.organization_id = $1 AND f.reviewed_at IS NULL{condition}"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(Counted::find_by_statement(statement).one(db).await?.map_or(0, |counted| counted.count))
}

/// A finding with whose it is, and the text as it is now.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Where it stands.
    pub finding: Finding,
    /// Whose.
    pub patron: PatronLine,
    /// What the note says now; `None` if it is gone.
    pub text: Option<String>,
}

/// A page of what waits for a decision, of patrons in scope.
pub async fn list(
    db: &impl ConnectionTrait,
    staff: &StaffScope,
    page: u32,
    per_page: u32,
) -> Result<Vec<Shown>, StoreError> {
    let mut values: Vec<Value> = vec![staff.organization().0.into()];
    let condition = within(staff, "p.library", &mut values);
    let offset = u64::from(page) * u64::from(per_page);
    let sql = format!(
        "SELECT {COLUMNS} FROM note_finding f JOIN patron p ON p.id = f.patron_id \
         WHERE f.organization_id = $1 AND f.reviewed_at IS NULL{condition} ORDER BY f.id LIMIT {per_page} OFFSET {offset}"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let findings = Finding::find_by_statement(statement).all(db).await?;
    with_texts(db, findings).await
}

/// One finding by its opaque id, if its patron is in scope.
pub async fn find(db: &impl ConnectionTrait, staff: &StaffScope, public_id: &str) -> Result<Option<Shown>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM note_finding f WHERE f.organization_id = $1 AND f.public_id = $2");
    let values = [staff.organization().0.into(), public_id.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let found = Finding::find_by_statement(statement).one(db).await?;
    let shown = with_texts(db, found.into_iter().collect()).await?.pop();
    Ok(shown.filter(|shown| shown.patron.scope(staff).is_some()))
}

async fn with_texts(db: &impl ConnectionTrait, findings: Vec<Finding>) -> Result<Vec<Shown>, StoreError> {
    let place =
        |finding: &Finding| (finding.patron_id, finding.place.clone(), finding.row_key.clone(), finding.field.clone());
    let mut texts = note_text::at(db, &findings.iter().map(place).collect::<Vec<_>>()).await?;
    let mut patrons: HashMap<i64, PatronLine> = HashMap::new();
    let mut shown = Vec::with_capacity(findings.len());
    for finding in findings {
        let patron = match patrons.get(&finding.patron_id) {
            Some(patron) => patron.clone(),
            None => {
                let found = crate::patron_search::get(db, carrel_domain::PatronId(finding.patron_id)).await?;
                let Some(patron) = found else { continue };
                patrons.insert(finding.patron_id, patron.clone());
                patron
            }
        };
        let text = texts.remove(&place(&finding));
        shown.push(Shown { finding, patron, text });
    }
    Ok(shown)
}

/// Decides to keep a note, if it is still undecided and the text is the one that was seen; whether it was.
pub async fn keep(
    db: &impl ConnectionTrait,
    finding: i64,
    digest: &str,
    by: i64,
    reason: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE note_finding SET reviewed_at = $1, reviewed_by = $2, reason = $3 \
                       WHERE id = $4 AND digest = $5 AND reviewed_at IS NULL";
    let values: [Value; 5] = [now.0.into(), by.into(), reason.into(), finding.into(), digest.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(done.rows_affected() > 0)
}
