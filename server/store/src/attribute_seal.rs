//! Personal identity numbers that a library keeps as patron attributes: encrypted in the database.
//!
//! Which attributes those are is a setting of the library. An import seals their values before it compares them with what
//! is stored; what was stored before is sealed when the server starts, when `carrel migrate` runs, and when the setting
//! changes.

use std::{collections::HashSet, sync::Arc};

use carrel_domain::{OrganizationId, PatronScope, sections::EXTENDED_ATTRIBUTE};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::{
    Store, StoreError,
    import::{Cell, Document, Layout, TABLES},
    setting,
};

/// Sealed values begin so; what follows only the keys can open.
pub const SEALED: &str = "carrel-sealed:";
/// After it stand so many characters that are the same for the same value, then a dot and what was sealed.
pub const MARK: usize = 22;
/// The setting: codes of attributes, with commas.
pub const SETTING: &str = "identity_number_attributes";
/// Rows sealed in one transaction.
const STEP: usize = 500;

/// Seals values; made from the installation's keys.
pub trait Seal: std::fmt::Debug + Send + Sync {
    /// A value of an attribute, sealed, after its mark (see [`MARK`]); `None` if that cannot be done.
    fn seal(&self, code: &str, value: &str) -> Option<String>;
    /// A digest that tells nothing of what it was made from: a number of few digits could be guessed from a plain one.
    fn digest(&self, plain: i64) -> i64;
}

/// The codes of a setting.
pub fn codes(setting: &str) -> HashSet<String> {
    setting.split(',').map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

/// Seals the attributes of an organization.
pub(crate) struct Sealing {
    seal: Arc<dyn Seal>,
    codes: HashSet<String>,
}

impl Sealing {
    /// What an organization wants to have sealed; `None` if that is nothing.
    pub(crate) async fn read(store: &Store, organization: OrganizationId) -> Result<Option<Self>, StoreError> {
        let codes = codes(setting::list(store.reader(), organization).await?.get(SETTING).map_or("", String::as_str));
        if codes.is_empty() {
            return Ok(None);
        }
        // Without keys nothing is stored in the clear.
        let seal = store.attribute_seal().ok_or(StoreError::NoAuditKey)?;
        Ok(Some(Self { seal, codes }))
    }

    /// A document with its values sealed; `None` if it has none to seal.
    pub(crate) fn sealed(&self, document: &Document) -> Result<Option<Document>, StoreError> {
        let Some(at) = TABLES.iter().position(|table| table.name == EXTENDED_ATTRIBUTE.name) else { return Ok(None) };
        let layout = Layout::of(&EXTENDED_ATTRIBUTE);
        let wanted = |row: &[Cell]| text(row, layout.first_column()).is_some_and(|code| self.codes.contains(code));
        if !document.rows[at].cells.chunks_exact(layout.width()).any(wanted) {
            return Ok(None);
        }
        let mut document = document.clone();
        for row in document.rows[at].cells.chunks_exact_mut(layout.width()) {
            if wanted(row) {
                self.seal_row(layout, row)?;
            }
        }
        Ok(Some(document))
    }

    fn seal_row(&self, layout: Layout, row: &mut [Cell]) -> Result<(), StoreError> {
        let (code, value) = (layout.first_column(), layout.first_column() + 1);
        let sealed = match (text(row, code), text(row, value)) {
            (Some(code), Some(value)) => Some(self.seal.seal(code, value).ok_or(StoreError::NoAuditKey)?),
            _ => None,
        };
        if let Some(sealed) = sealed {
            row[value] = Cell::text(&format!("{SEALED}{sealed}"));
            // What the source said besides may say it again.
            row[layout.other()] = Cell::Text(None);
        }
        if let Some(id) = text(row, 0).and_then(|id| self.sealed_id(id)) {
            row[0] = Cell::text(&id);
        }
        if let Cell::Number(Some(digest)) = &mut row[layout.digest()] {
            *digest = self.seal.digest(*digest);
        }
        Ok(())
    }

    /// The id of a row that has none of its own and is made of its content (`~` and its digest); `None` for others.
    fn sealed_id(&self, id: &str) -> Option<String> {
        let digits = id.strip_prefix('~')?.get(..16)?;
        let plain = u64::from_str_radix(digits, 16).ok()?;
        Some(format!("~{:016x}{}", self.seal.digest(plain.cast_signed()).cast_unsigned(), &id[17..]))
    }
}

fn text(row: &[Cell], at: usize) -> Option<&str> {
    match row.get(at) {
        Some(Cell::Text(text)) => text.as_deref(),
        _ => None,
    }
}

#[derive(FromQueryResult)]
struct Plain {
    id: i64,
    source_id: String,
    code: String,
    attribute: String,
    digest: i64,
}

#[derive(FromQueryResult)]
struct Kept {
    code: String,
    attribute: String,
}

/// The sealed attributes of the patron in scope: code, and what [`Seal::seal`] made of the value.
pub async fn list(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Vec<(String, String)>, StoreError> {
    const SQL: &str =
        "SELECT code, attribute FROM extended_attribute WHERE patron_id = $1 AND attribute LIKE $2 ORDER BY id";
    let values = [scope.patron().0.into(), format!("{SEALED}%").into()];
    let rows =
        Kept::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).all(db).await?;
    let sealed = |row: Kept| Some((row.code, row.attribute.strip_prefix(SEALED)?.to_owned()));
    Ok(rows.into_iter().filter_map(sealed).collect())
}

#[derive(FromQueryResult)]
struct Organization {
    id: i64,
}

/// [`seal_stored`] for every organization.
pub async fn seal_all(store: &Store) -> Result<u64, StoreError> {
    let statement = Statement::from_string(store.backend(), "SELECT id FROM organization");
    let mut done = 0;
    for Organization { id } in Organization::find_by_statement(statement).all(store.reader()).await? {
        done += seal_stored(store, OrganizationId(id)).await?;
    }
    Ok(done)
}

/// Seals what an organization's rows still have in the clear, a few in a transaction; answers how many there were.
pub async fn seal_stored(store: &Store, organization: OrganizationId) -> Result<u64, StoreError> {
    let Some(sealing) = Sealing::read(store, organization).await? else { return Ok(0) };
    let mut done = 0;
    loop {
        let transaction = store.begin().await?;
        let mut values = vec![organization.0.into(), format!("{SEALED}%").into()];
        let places: Vec<String> = sealing
            .codes
            .iter()
            .map(|code| {
                values.push(code.as_str().into());
                format!("${}", values.len())
            })
            .collect();
        let sql = format!(
            "SELECT a.id, a.source_id, a.code, a.attribute, a.digest FROM extended_attribute a JOIN patron p ON p.id = a.patron_id \
             WHERE p.organization_id = $1 AND a.attribute IS NOT NULL AND a.attribute NOT LIKE $2 AND a.code IN ({}) LIMIT {STEP}",
            places.join(", ")
        );
        let backend = transaction.get_database_backend();
        let rows =
            Plain::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).all(&transaction).await?;
        if rows.is_empty() {
            return Ok(done);
        }
        for row in &rows {
            let sealed = sealing.seal.seal(&row.code, &row.attribute).ok_or(StoreError::NoAuditKey)?;
            // Unless an import has just written it anew.
            const SQL: &str = "UPDATE extended_attribute SET attribute = $1, other = NULL, digest = $2, \
                               source_id = $5 WHERE id = $3 AND digest = $4";
            let values = [
                format!("{SEALED}{sealed}").into(),
                sealing.seal.digest(row.digest).into(),
                row.id.into(),
                row.digest.into(),
                sealing.sealed_id(&row.source_id).unwrap_or_else(|| row.source_id.clone()).into(),
            ];
            transaction.execute_raw(Statement::from_sql_and_values(backend, SQL, values)).await?;
        }
        done += rows.len() as u64;
        transaction.commit().await?;
    }
}
