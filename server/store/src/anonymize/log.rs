//! Entries of the log that name titles: what they say is erased the lawful way, the proof stays.

use std::collections::HashMap;

use carrel_domain::{OrganizationId, PatronId, PatronScope, Timestamp};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement};

use super::{in_list, names::Names};
use crate::{
    Store, StoreError,
    audit::{self, archive::Archive},
};

/// Why entries are erased: data that are kept no longer than needed.
const GROUND: &str = "GDPR 5(1)(e)";

/// An entry with texts.
pub(super) struct Logged {
    position: i64,
    is_archived: bool,
    texts: Vec<String>,
}

impl Logged {
    /// Whether it names one of them.
    pub fn names(&self, names: &Names) -> bool {
        self.texts.iter().any(|text| names.cut(text).is_some())
    }
}

/// Entries about these people in the main database that say what was before and is now.
pub(super) async fn read(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    ids: &str,
) -> Result<HashMap<PatronId, Vec<Logged>>, StoreError> {
    let backend = transaction.get_database_backend();
    let sql = format!(
        "SELECT id, patron_id, old_value, new_value, other FROM audit_entry WHERE patron_id {} AND organization_id = {} \
         AND salt IS NOT NULL AND (old_value IS NOT NULL OR new_value IS NOT NULL OR other IS NOT NULL){}",
        in_list(backend),
        organization.0,
        // None of them moves to the archive meanwhile.
        if backend == DbBackend::Sqlite { "" } else { " FOR UPDATE" }
    );
    let mut entries: HashMap<PatronId, Vec<Logged>> = HashMap::new();
    for row in transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, [ids.into()])).await? {
        let texts: Vec<Option<String>> = (2..5).map(|at| row.try_get_by_index(at)).collect::<Result<_, _>>()?;
        let texts = texts.into_iter().flatten().collect();
        let logged = Logged { position: row.try_get_by_index(0)?, is_archived: false, texts };
        entries.entry(PatronId(row.try_get_by_index(1)?)).or_default().push(logged);
    }
    Ok(entries)
}

/// The same in the archive, of one person. How far it goes is to be read after [`read`]: what moved in between is found here.
pub(super) async fn read_archived(
    transaction: &DatabaseTransaction,
    archive: (&Archive, i64),
    scope: PatronScope,
) -> Result<Vec<Logged>, StoreError> {
    let found = audit::archive::texts_of(transaction, archive, scope).await?;
    Ok(found
        .into_iter()
        .map(|entry| Logged { position: entry.position, is_archived: true, texts: entry.texts })
        .collect())
}

/// Erases entries about a person: those in the archive once the transaction is committed. Answers how many.
pub(super) async fn erase(
    transaction: &DatabaseTransaction,
    store: &Store,
    scope: PatronScope,
    entries: &[&Logged],
    now: Timestamp,
) -> Result<u64, StoreError> {
    let (archived, here): (Vec<&Logged>, Vec<&Logged>) = entries.iter().partition(|entry| entry.is_archived);
    for entry in here {
        audit::erase_entry(transaction, store.audit_keys()?, entry.position, GROUND, None, now).await?;
    }
    if !archived.is_empty() {
        let positions: Vec<i64> = archived.iter().map(|entry| entry.position).collect();
        audit::archive::intend_entries(transaction, scope, &positions, GROUND, now).await?;
    }
    Ok(entries.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anonymize::names::names_of;

    fn is_named(text: &str) -> bool {
        let entry = Logged { position: 1, is_archived: false, texts: vec![text.to_owned()] };
        entry.names(&names_of(&["Sinuhe \"egyptiläinen\""]))
    }

    #[test]
    fn an_entry_names_a_title_however_it_is_written_down() {
        assert!(is_named("Luki: sinuhe \"egyptiläinen\"."));
        assert!(is_named(r#"{"title": "Sinuhe \"egyptiläinen\""}"#));
        assert!(is_named(r#"{"title": "Sinuhe \"egyptil\u00e4inen\""}"#), "as Koha's own log may have it");
        assert!(!is_named(r#"{"title": "Sinuhe", "itemnumber": 987655}"#));
    }
}
